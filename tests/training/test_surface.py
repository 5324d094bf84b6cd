"""The loss over two parameters, as numbers."""

import math

import numpy as np
import pytest

from micrograd_plus import Value, log
from micrograd_plus.nn import MLP, Module, Neuron
from micrograd_plus.training.surface import loss_surface

X, Y = [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]


def test_every_pair_of_numbers() -> None:
    """The first parameter goes across, the second up; the model is as it was."""
    neuron = Neuron(1, nonlin=False, seed=0)
    before = [p.data for p in neuron.parameters()]
    across, up = np.array([-1.0, 0.0, 2.0]), np.array([0.0, 1.0])
    found = loss_surface(neuron, X, Y, "mse", [neuron.w[0], neuron.b], [across, up])
    by_hand = [
        [np.mean([(w * x + b - y) ** 2 for (x,), y in zip(X, Y, strict=True)]) for w in across]
        for b in up
    ]
    assert found == pytest.approx(np.array(by_hand))
    assert found[1, 2] == 0.0
    assert [p.data for p in neuron.parameters()] == before


def test_the_others_stay_where_they_are() -> None:
    """At its own numbers the surface is the loss of the model; several outputs do as well."""
    model = MLP(1, [3, 2], seed=0)
    pair = model.parameters()[:2]
    axes = [np.array([p.data]) for p in pair]
    (here,) = loss_surface(model, X, [0, 1, 1], "cross_entropy", pair, axes).ravel()
    history = model.fit(X, [0, 1, 1], "cross_entropy", epochs=1)
    assert here == pytest.approx(history.loss[0], rel=1e-12)


class Logarithm(Module):
    """It is not defined for every scale."""

    def __init__(self) -> None:
        self.scale, self.shift = Value(1.0), Value(0.0)

    def __call__(self, x: list[Value]) -> Value:
        return log(self.scale) + x[0] + self.shift


def test_nowhere() -> None:
    """Where the model has no result there is no loss, and earlier results are not stale."""
    model = Logarithm()
    earlier = model([Value(1.0)])
    axes = [np.array([-1.0, 0.0, 1.0]), np.array([0.0])]
    found = loss_surface(model, X, Y, "mse", [model.scale, model.shift], axes)
    assert [math.isnan(number) for number in found[0]] == [True, True, False]
    earlier.backward()
    assert model.scale.data == model.scale.grad == 1.0
