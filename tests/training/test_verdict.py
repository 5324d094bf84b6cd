"""What is said of a run in which nothing was learned, and that nothing is said of others."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets, optim
from micrograd_plus.errors import LikelyMistake
from micrograd_plus.nn import MLP, Neuron
from micrograd_plus.training.history import History

X, Y = datasets.moons(100, noise=0.1, seed=0)
LECTURE = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
GOALS = [1.0, -1.0, -1.0, 1.0]


def tanh_network() -> MLP:
    return MLP(2, [8, 8, 1], activation="tanh", seed=1)


def train(model: Any, **options: Any) -> History:
    rate = options.pop("lr", 0.1)
    chosen = {"loss": "hinge", "optimizer": optim.SGD(lr=rate), "epochs": 50}
    history: History = model.fit(X, Y, **(chosen | options))
    return history


def dead() -> MLP:
    """A network of relu whose first units are 0 for every row of the lecture."""
    model = MLP(3, [4, 4, 1], seed=0)
    for unit in model.layers[0].neurons:
        for weight in unit.w:
            weight.data = 0.0
        unit.b.data = -1.0
    return model


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "dead": (lambda: dead().fit(LECTURE, GOALS, epochs=20), r"same output.*relu.*\"tanh\""),
    "dead, scalar": (
        lambda: dead().fit(LECTURE, GOALS, epochs=6, engine="scalar"),
        "from the beginning: units of relu",
    ),
    "killed": (
        lambda: train(MLP(2, [8, 8, 1], seed=1), lr=100),
        "did not at first: units of relu.*lr=100 are too long, try lr=0.1",
    ),
    "at half": (
        lambda: train(tanh_network(), lr=100, loss="binary_cross_entropy"),
        "went up, from 0.45.*accuracy of 50.0%.*lr=100 are too long",
    ),
    "a little too fast": (lambda: train(tanh_network(), lr=10), "went up.*lr=10 are"),
    "too slow": (lambda: train(tanh_network(), lr=1e-8), "not moved in 50 epochs.*too short"),
    "standing": (lambda: train(tanh_network(), lr=0.0), "not moved.*lr=0 are too short"),
    "climbing": (
        lambda: train(tanh_network(), optimizer=optim.SGD(lr=0.1, maximize=True)),
        "went up, from 0.39.*maximize=True climbs",
    ),
    "batches": (lambda: train(tanh_network(), lr=100, batch_size=20), "lr=100 are too long"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_run_that_learned_nothing(name: str) -> None:
    """One sentence, at the line that called fit."""
    run, told = WRONG[name]
    with pytest.warns(LikelyMistake, match=told) as caught:
        run()
    assert [warning.filename for warning in caught] == [__file__]


def _learned_before(again: str) -> None:
    model = Neuron(1, activation="linear", seed=0)
    y = [1.0, 2.5, 2.0, 5.0] if again == "with a rest" else [1.0, 2.0, 3.0, 4.0]
    for _ in range(2):
        model.fit([[0.0], [1.0], [2.0], [3.0]], y, optimizer=optim.SGD(lr=0.15), epochs=2000)


def _xor() -> None:
    model = MLP(2, [1], seed=0)
    for _ in range(2):
        model.fit(*datasets.xor(100), "binary_cross_entropy", epochs=1000)


RIGHT: dict[str, Callable[[], Any]] = {
    "learned": lambda: train(tanh_network()),
    "learned by the scalar engine": lambda: train(tanh_network(), engine="scalar", epochs=6),
    "a few epochs": lambda: train(tanh_network(), lr=3.0, epochs=2),
    "no epoch": lambda: train(tanh_network(), epochs=0),
    "at the minimum": lambda: _learned_before("without a rest"),
    "at a minimum with a rest": lambda: _learned_before("with a rest"),
    "no line divides them": _xor,
    "one target": lambda: tanh_network().fit(X, np.ones(100), epochs=20),
    "one row": lambda: tanh_network().fit(X[:1], [0.5], epochs=20),
    "equal rows": lambda: tanh_network().fit(np.ones((6, 2)), [0, 1, 2, 0, 1, 2], epochs=20),
    "patience": lambda: train(tanh_network(), lr=2.0, patience=3, validation=0.3),
    "a likelihood of one's own": lambda: tanh_network().fit(
        X, Y, lambda out, y: -((out - y) ** 2), optimizer=optim.SGD(0.05, maximize=True)
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_said_of_others(name: str) -> None:
    """Neither of a run that has learned nor of one that had nothing to learn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", LikelyMistake)
        RIGHT[name]()


@pytest.mark.parametrize("engine", ["tape", "scalar"])
def test_judging_leaves_the_weights_alone(engine: str) -> None:
    """Those at first are looked at, and put back."""
    model = MLP(2, [8, 8, 1], seed=1)
    with pytest.warns(LikelyMistake, match="did not at first"):
        history = train(model, lr=100, engine=engine, epochs=6)
    assert np.ptp(model.outputs(X)) == 0.0
    assert history.epochs == 6
