"""What several test files of training share: rows, models, and readings of these."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, datasets, losses, mean
from micrograd_plus.nn import MLP, Module
from micrograd_plus.training.history import History

X, Y = datasets.moons(23, 0.1, seed=0)
ENGINES = ["tape", "scalar"]
both = pytest.mark.parametrize("engine", ENGINES)


class Mine(Module):
    """A model that a function of its weights and a row makes."""

    def __init__(self, start: list[float], compute: Callable[[list[Value], Any], Any]) -> None:
        self.w = [Value(number) for number in start]
        self.compute = compute

    def __call__(self, x: Any) -> Any:
        return self.compute(self.w, x)


def small() -> MLP:
    return MLP(2, [4, 1], activation="tanh", seed=1)


def weights(model: Any) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def mean_loss(model: Any, loss: Any) -> float:
    """What the scalar engine finds."""
    one = getattr(losses, loss) if isinstance(loss, str) else loss
    return mean([one(model(x), y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)]).data


def lengths(history: History) -> set[int]:
    """How many entries the lists have that are not empty."""
    lists = [history.loss, history.accuracy, history.lr]
    lists += [history.validation_loss, history.validation_accuracy]
    return {len(numbers) for numbers in lists if numbers}
