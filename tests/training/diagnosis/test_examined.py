"""What is read of a model."""

import numpy as np
import pytest

from micrograd_plus import optim
from micrograd_plus.nn import Neuron
from tests.training.diagnosis.runs import Case, tanh
from tests.training.diagnosis.test_checks import examined

ROWS = np.random.default_rng(3).standard_normal((40, 2)) * [1.0, 3.0]


def linear(lr: float = 0.01) -> Case:
    neuron = Neuron(2, activation="linear", seed=1)
    return Case(neuron, ROWS, ROWS[:, 0] - ROWS[:, 1], "mse", optim.SGD(lr=lr))


def test_the_curvature_is_the_largest_eigenvalue_of_the_hessian() -> None:
    """That of least squares is 2 A^T A / n, with a column of ones."""
    ones = np.column_stack([ROWS, np.ones(len(ROWS))])
    largest = np.linalg.eigvalsh(2 * ones.T @ ones / len(ROWS)).max()
    assert examined(linear()).curvature == pytest.approx(largest, rel=1e-3)


def test_steps_are_taken_back() -> None:
    seen = examined(linear())
    before = seen.engine.vector.copy()
    losses = seen.after_steps(optim.SGD(lr=0.01), 3)
    assert losses[0] < seen.loss
    assert losses == sorted(losses, reverse=True)
    assert (seen.engine.vector == before).all()


def test_layers_units_and_neurons_are_named_alike() -> None:
    seen = examined(Case(tanh(0, 4, 3, 1), ROWS, np.sign(ROWS[:, 0])))
    assert list(seen.layers) == list(seen.neurons)[::-1] == ["layers[0]", "layers[1]", "layers[2]"]
    assert [each[:2] for each in seen.units] == [("layers[0]", 4), ("layers[1]", 3)]
    assert [len(neurons) for neurons in seen.neurons.values()] == [1, 3, 4]


def test_a_model_without_activations_has_no_units() -> None:
    assert examined(linear()).units == []
