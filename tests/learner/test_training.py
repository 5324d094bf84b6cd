"""Networks that never learn say so."""

import pytest

from micrograd_plus.errors import LikelyMistake
from micrograd_plus.nn import MLP
from tests.learner.mistakes import Mistake, check, mistake, silent

MOONS = "X, y = datasets.moons(100, noise=0.1, seed=0)\nmodel = MLP(2, [8, 8, 1], {}, seed=1)\n"
DEAD = "random.seed(0)\nmodel = MLP(3, [4, 4, 1])\nfor p in model.parameters(): p.data = -0.5\n"

RUNS = [
    mistake(DEAD + "model.fit(X, y)", LikelyMistake, "same output", "relu", 'activation="tanh"'),
    mistake(
        MOONS.format("'tanh'") + "model.fit(X, y, 'hinge', optim.SGD(lr=100))",
        LikelyMistake,
        "lr=100 are too long",
        "try lr=0.1",
    ),
    mistake(
        MOONS.format("'relu'") + "model.fit(X, y, 'hinge', optim.SGD(lr=100))",
        LikelyMistake,
        "same output",
        "lr=100 are too long",
    ),
    mistake(
        MOONS.format("'tanh'") + "model.fit(X, y, 'hinge', optim.SGD(lr=1e-9))",
        LikelyMistake,
        "has not moved",
        "too short",
    ),
    mistake(
        MOONS.format("'tanh'") + "model.fit(X, y, 'hinge', optim.SGD(lr=0.1, maximize=True))",
        LikelyMistake,
        "went up",
        "maximize=True",
    ),
]


@pytest.mark.parametrize("row", RUNS)
def test_a_run_without_learning_is_told(row: Mistake) -> None:
    """By one warning."""
    check(row)


def test_the_first_network_learns() -> None:
    """The lecture's four rows, with tanh, from any seed; with relu many are dead."""
    for seed in range(20):
        silent(
            f"model = MLP(3, [4, 4, 1], 'tanh', seed={seed})\nhistory = model.fit(X, y)\n"
            "assert history.loss[-1] < 0.1"
        )
    assert MLP(3, [4, 4, 1]).layers[0].neurons[0].activation == "relu"
