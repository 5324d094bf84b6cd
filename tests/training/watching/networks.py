"""Rows and models that tests of what is watched share."""

from typing import Any

import pytest

from micrograd_plus import datasets
from micrograd_plus.nn import MLP

X, Y = datasets.moons(23, 0.1, seed=0)
ENGINES = ["tape", "scalar"]
both = pytest.mark.parametrize("engine", ENGINES)


def small(activation: str = "tanh", outputs: int = 1) -> MLP:
    return MLP(2, [4, 3, outputs], activation=activation, seed=1)


def weights(model: Any) -> list[float]:
    return [parameter.data for parameter in model.parameters()]
