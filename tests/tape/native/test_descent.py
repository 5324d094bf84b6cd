"""Steps without Python in between are the steps with it."""

import warnings
from typing import Any

import pytest

from micrograd_plus import Value, datasets, fit, optim, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.tape.native.descent import Descent
from micrograd_plus.tape.plan import Plan


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Plan, "cost_of_compiling", 0.0)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps each call of machine code has taken."""
    counts: list[int] = []
    steps = Descent.steps

    def counted(self: Descent, *given: Any) -> Any:
        found = steps(self, *given)
        counts.append(len(found[0]))
        return found

    monkeypatch.setattr(Descent, "steps", counted)
    return counts


def slowly(epoch: int, history: Any) -> None:
    """A callback: whoever looks is shown every epoch."""


CASES: dict[str, dict[str, Any]] = {
    "hinge": {"loss": "hinge", "l2": 1e-3},
    "momentum": {"loss": "hinge", "optimizer": optim.SGD(lr=0.05, momentum=0.9)},
    "adam in batches": {"loss": "hinge", "optimizer": optim.Adam(lr=0.02), "batch_size": 10},
    "scheduled": {"loss": "mse", "optimizer": optim.Adam(), "schedule": optim.cosine()},
    "by the step": {
        "loss": "hinge",
        "schedule": optim.linear(),
        "schedule_by": "step",
        "batch_size": 15,
        "shuffle": False,
    },
    "a last batch of its own": {"loss": "cross_entropy", "batch_size": 16, "l2": 1e-3},
    "adamw": {"loss": "hinge", "optimizer": optim.AdamW(lr=0.01), "l2": 0.01, "batch_size": 20},
    "classes": {"loss": "cross_entropy", "optimizer": optim.Adam(lr=0.02)},
    "classes in batches": {"loss": "cross_entropy", "batch_size": 20},
}


@pytest.mark.parametrize("name", CASES)
def test_training_is_the_same(name: str, taken: list[int]) -> None:
    """Losses, accuracies, rates and weights, whether somebody looks at each epoch or not."""
    X, y = datasets.moons(60, seed=3)
    settings = CASES[name]
    classes = 2 if settings["loss"] == "cross_entropy" else 1
    histories, weights = [], []
    for callbacks in ([slowly], []):
        model = MLP(2, [5, classes], activation="tanh", seed=1)
        histories.append(fit(model, X, y, epochs=30, seed=5, callbacks=callbacks, **settings))
        weights.append([parameter.data for parameter in model.parameters()])
    assert sum(taken) == 30 * -(-60 // settings.get("batch_size", 60))
    looked, alone = histories
    assert alone.loss == pytest.approx(looked.loss, rel=1e-13)
    assert (alone.accuracy, alone.lr) == (looked.accuracy, looked.lr)
    assert weights[1] == pytest.approx(weights[0], rel=1e-12)


def test_what_diverges_is_told_as_ever(taken: list[int]) -> None:
    """The epoch, the reason, and the last finite weights."""
    X, y = datasets.moons(60, seed=3)
    stopped, weights = [], []
    for callbacks in ([slowly], []):
        model = MLP(2, [5, 1], activation="tanh", seed=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            history = fit(
                model,
                X,
                y,
                loss="mse",
                optimizer=optim.SGD(lr=30.0),
                epochs=500,
                callbacks=callbacks,
            )
        stopped.append((history.stopped, history.epochs))
        weights.append([parameter.data for parameter in model.parameters()])
    assert stopped[0] == stopped[1]
    assert "diverged in epoch" in stopped[1][0]
    assert weights[1] == pytest.approx(weights[0], rel=1e-9)
    assert taken


def losses_of(columns: Any, **settings: Any) -> tuple[list[float], float]:
    w, b = Value(0.5), Value(0.0)
    tape = record(lambda x, y: (ops.tanh(w * x) + b - y) ** 2, 0.5, 1.0)
    found = tape.fit(columns, optim.Adam(lr=0.05), **settings)
    return found.tolist(), w.data


@pytest.mark.parametrize("settings", [{}, {"batch_size": 2}, {"batch_size": 3, "shuffle": False}])
def test_a_tape_fits_as_ever(
    settings: dict[str, Any], taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = ([0.1, 0.4, -0.3, 0.8], [0.2, 0.5, -0.1, 0.9])
    ahead = losses_of(columns, steps=40, schedule=optim.linear(), **settings)
    assert sum(taken) >= 20
    monkeypatch.setattr(Plan, "cost_of_compiling", float("inf"))
    step_by_step = losses_of(columns, steps=40, schedule=optim.linear(), **settings)
    assert ahead[0] == pytest.approx(step_by_step[0], rel=1e-12)
    assert ahead[1] == pytest.approx(step_by_step[1], rel=1e-12)


def test_a_tape_that_diverges_tells_the_step() -> None:
    w = Value(3.0)
    tape = record(lambda x: ops.log(w * x), 1.0)
    with pytest.raises(ValueError, match="log") as caught:
        tape.fit(([1.0, 2.0],), optim.SGD(lr=0.5), steps=100)
    notes = " ".join(caught.value.__notes__)
    step = int(notes.partition("in step ")[2].partition(";")[0])
    again = Value(3.0)
    for _ in range(step):
        again.data -= 0.5 / again.data
    assert w.data == pytest.approx(again.data, rel=1e-12)


def test_an_interruption_does_not_wait_for_all_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few steps as take a moment are taken at once, and what was learned is kept."""
    w = Value(0.5)
    tape = record(lambda x: (ops.tanh(w * x) - x) ** 2, 0.5)
    counts: list[int] = []
    steps = Descent.steps

    def slow(self: Descent, *given: Any) -> Any:
        found = steps(self, *given)
        counts.append(len(found[0]))
        if len(counts) == 4:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(Descent, "steps", slow)
    monkeypatch.setattr("micrograd_plus.tape.descent.SHORT", -1.0)
    with pytest.raises(KeyboardInterrupt):
        tape.fit(([0.1, 0.7],), optim.SGD(lr=0.1), steps=1000)
    assert counts == [1, 1, 1, 1]
    assert w.data != 0.5


@pytest.mark.parametrize("given", [(0, 5), (-1, 5), (3, -1)])
def test_what_cannot_be_expected(given: tuple[int, int]) -> None:
    w = Value(0.5)
    with pytest.raises(ValueError, match=r"rows|times"):
        record(lambda x: w * x, 1.0).expect(*given)
