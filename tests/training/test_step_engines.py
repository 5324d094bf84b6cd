"""Two ways to the loss and gradient of a batch, which take the same numbers and give the same."""

import numpy as np
import pytest

from micrograd_plus import losses
from micrograd_plus.nn import MLP
from micrograd_plus.training.objective import Rows, state_objective
from micrograd_plus.training.step_engines import ScalarEngine, TapeEngine

X = np.random.default_rng(0).normal(size=(6, 2))
Y = np.array([1.0, -1.0, 1.0, 1.0, -1.0, -1.0])


def sample(output, target):
    return losses.mse(output, target)


def engine(kind):
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    return model, kind(state_objective(model, X, Y, sample, None, 0), model.parameters())


@pytest.mark.parametrize("rows", [None, np.array([4, 1]), np.array([0])])
def test_both_find_the_same_loss_gradient_and_outputs(rows: np.ndarray | None) -> None:
    """For all rows, for some, and for one."""
    found = []
    for kind in (TapeEngine, ScalarEngine):
        model, steps = engine(kind)
        with steps.errors():
            loss, outputs = steps.step(rows)
        order = [steps.parameters.index(p) for p in model.parameters()]
        found.append((loss, outputs, np.array(steps.gradient)[order], steps.finite))
    (loss, outputs, gradient, finite), (other, others, slopes, also) = found
    assert loss == pytest.approx(other, rel=1e-13)
    np.testing.assert_allclose(outputs, others, rtol=1e-13)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-11, atol=1e-15)
    assert finite
    assert also


@pytest.mark.parametrize("kind", [TapeEngine, ScalarEngine])
def test_numbers_go_to_the_vector_and_back(kind) -> None:
    """load takes those of the Values, sync gives those of the vector."""
    _, steps = engine(kind)
    steps.parameters[0].data = 0.25
    steps.load()
    assert steps.vector[0] == 0.25
    steps.vector[0] = 0.75
    steps.sync()
    assert steps.parameters[0].data == 0.75


@pytest.mark.parametrize("kind", [TapeEngine, ScalarEngine])
def test_other_rows_are_evaluated_without_a_gradient(kind) -> None:
    """The loss is that of a step over them, and the gradients of the caller stay."""
    model, steps = engine(kind)
    model.parameters()[0].grad = 5.0
    with steps.errors():
        loss, _ = steps.evaluate(Rows(X[:2], Y[:2]))
        again, _ = steps.step(np.array([0, 1]))
    assert loss == pytest.approx(again, rel=1e-13)
    assert model.parameters()[0].grad == 5.0


def test_rows_are_values_without_a_gradient() -> None:
    """A model cannot train its data by mistake."""
    ((x, target),) = Rows(np.array([[1.0, 2.0]]), np.array([3.0])).given()
    assert all(value.is_constant for value in [*x, target])
    ((_, targets),) = Rows(np.array([[1.0]]), np.array([[2.0, 3.0]])).given()
    assert [value.data for value in targets] == [2.0, 3.0]
