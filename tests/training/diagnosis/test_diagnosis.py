"""Every planted illness is found and named; healthy runs hear nothing."""

import warnings
from typing import Any

import pytest

import micrograd_plus as mp
from micrograd_plus import optim
from micrograd_plus.training.diagnosis import diagnose
from tests.training.diagnosis.runs import ILL, Half, X, Y, healthy, tanh


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("illness", ILL)
def test_each_illness_is_found(illness: str, seed: int) -> None:
    found = diagnose(*ILL[illness](seed))
    assert not found
    assert illness in found.illnesses, str(found)


@pytest.mark.parametrize("seed", range(21))
def test_healthy_runs_hear_nothing(seed: int) -> None:
    """Neither before training nor after it."""
    case = healthy(seed)
    before = diagnose(*case)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mp.fit(*case, epochs=60, progress=False)
    assert before, str(before)
    after = diagnose(*case)
    assert after, str(after)


def test_nothing_is_changed() -> None:
    model = tanh(0)
    for place, parameter in enumerate(model.parameters()):
        parameter.grad = None if place % 2 else 0.25
    before = [(p.data, p.gradient) for p in model.parameters()]
    diagnose(model, X, Y, "hinge", optim.SGD(lr=100.0))
    assert [(p.data, p.gradient) for p in model.parameters()] == before


@pytest.mark.parametrize(
    ("illness", "seed", "says"),
    [
        ("unreached", 1, "the loss does not depend on 3 of 6 parameters (left.w[0], left.w[1], "),
        ("not cleared", 1, "the gradients are 2 times that of the loss: 2 passes were added up"),
        ("not cleared", 0, "call model.zero_grad() before each backward()"),
        ("dead", 0, "5 of 8 units of layers[1] are dead"),
        ("vanishing", 0, "in layers[7], and "),
        ("learning rate", 0, "the learning rate 20 is too high: the loss bends by "),
        ("learning rate", 1, "a step moves each weight by about so much"),
        ("scale", 1, "column 1 of X has numbers of about "),
        ("labels", 0, "the targets go from 0 to 10, and tanh gives -1 to 1 only"),
        ("labels", 3, "y has the 4 whole numbers 0 to 3 alone, as classes do"),
        ("symmetry", 1, "8 of 8 units of layers[0] have the same weights"),
    ],
)
def test_the_sentence_has_the_numbers(illness: str, seed: int, says: str) -> None:
    assert says in str(diagnose(*ILL[illness](seed)))


def test_the_rate_that_is_told_is_one_that_works() -> None:
    case = ILL["learning rate"](2)
    sentence = str(diagnose(*case))
    better = float(sentence.rpartition("lr=")[2])
    assert diagnose(*case[:-1], optim.SGD(lr=better))
    history = mp.fit(*case[:-1], optim.SGD(lr=better), epochs=50, progress=False)
    assert history.loss[-1] < 0.1 * history.loss[0]


def test_it_is_shown_as_text_and_in_a_notebook() -> None:
    well, ill = diagnose(tanh(0), X, Y, "hinge"), diagnose(*ILL["dead"](0))
    assert str(well) == "nothing found that keeps this model from learning"
    assert well._repr_html_() == f"<p>{well}</p>"
    assert ill._repr_html_().count("<li>") == len(ill.findings)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ((tanh(0), X, Y, "hinge", 0.1), TypeError, "optimizer is a recipe such as"),
        ((tanh(0), X, Y[:-1], "hinge"), ValueError, "X has 80 rows, its y has 79 labels"),
        ((tanh(0), X, Y, "hing"), ValueError, "hing"),
    ],
)
def test_what_does_not_fit_is_told(
    arguments: tuple[Any, ...], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        diagnose(*arguments)


def test_fit_looks_before_and_after() -> None:
    """A rate that kills all units is seen before, the units after; each is warned about once."""
    model = mp.MLP(2, [8, 1], seed=0)
    with pytest.warns(mp.LikelyMistake) as caught:
        history = mp.fit(
            model, X, Y, "mse", optim.SGD(lr=3.0), epochs=5, progress=False, diagnose=True
        )
    assert history.diagnosis is not None
    assert history.diagnosis.illnesses[0] == "learning rate"
    said = [str(warning.message) for warning in caught]
    assert all(finding.sentence in said for finding in history.diagnosis.findings)
    assert caught[0].filename == __file__


def test_fit_is_silent_on_healthy_runs() -> None:
    case = healthy(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = mp.fit(*case, epochs=20, progress=False, diagnose=True)
        plain = mp.fit(*healthy(2), epochs=20, progress=False)
    assert history.diagnosis
    assert history.loss == plain.loss
    assert plain.diagnosis is None
    with pytest.raises(TypeError, match="diagnose is True or False"):
        mp.fit(*case, diagnose="yes")


class Jumping(Half):
    """A model that decides by its numbers: no tape can record it."""

    def __call__(self, x: Any) -> Any:
        return self.used(x) if x[0].data > 0 else self.left(x)


def test_a_model_that_cannot_be_recorded_is_looked_at_too() -> None:
    assert diagnose(Jumping(0), X, Y, "hinge")
    assert diagnose(Jumping(0), 1000 * X, Y, "hinge").illnesses == ["scale"]


def test_the_cure_of_dead_units_is_one_for_their_activation() -> None:
    """Of tanh they are dead only where their inputs are enormous."""
    model = tanh(0)
    for parameter in model.parameters():
        parameter.data *= 1e4
    said = str(diagnose(model, X, Y, "hinge"))
    assert "units of layers[0] are dead" in said
    assert "begin with smaller weights" in said
    assert "leaky_relu" not in said
