"""A function of a row, for many rows: by replay or row by row, with nan where it is undefined."""

import numpy as np
import pytest

from micrograd_plus import log, losses
from micrograd_plus.nn import MLP
from micrograd_plus.training.objective import state_objective
from micrograd_plus.training.step_engines import ScalarEngine, TapeEngine
from micrograd_plus.training.watching.rows import RowFunction


@pytest.mark.parametrize("kind", [TapeEngine, ScalarEngine])
def test_each_row_has_its_results(kind) -> None:
    """A row that leaves a domain is nan, and leaves the others alone; weights are those of now."""
    model = MLP(2, [1], seed=0)
    X, y = np.ones((2, 2)), np.ones(2)
    steps = kind(state_objective(model, X, y, losses.mse, None, 0), model.parameters())
    function = RowFunction(lambda x: [log(x[0]), model(x)], np.array([1.0, 1.0]), steps)
    rows = np.array([[1.0, 2.0], [-1.0, 0.5], [np.e, 0.0]])
    for weight in (0.5, 2.0):
        model.parameters()[0].data = weight
        found = function(rows, 2)
        assert model.parameters()[0].data == weight
        assert found.shape == (2, 3)
        np.testing.assert_allclose(found[0, [0, 2]], [0.0, 1.0], atol=1e-15)
        assert np.isnan(found[0, 1])
        expected = [model(row).data for row in rows[[0, 2]]]
        np.testing.assert_allclose(found[1, [0, 2]], expected, rtol=1e-13)
