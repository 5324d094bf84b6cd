"""Sums that stand in a grid are one product of matrices, to the same numbers and gradients."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.arrays.grids import find_grid
from tests.tape.helpers import weights


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 4), (4, 1), (3, 4)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_grid_is_found_whichever_factor_comes_first(
    height: int, width: int, turned: bool
) -> None:
    rows = np.arange(height * 3).reshape(height, 3)
    columns = 100 + np.arange(width * 3).reshape(width, 3)
    factors = [rows.repeat(width, axis=0), np.tile(columns, (height, 1))]
    grid = find_grid(*reversed(factors)) if turned else find_grid(*factors)
    assert grid is not None
    found = [
        grid.rows.repeat(len(grid.columns), axis=0),
        np.tile(grid.columns, (len(grid.rows), 1)),
    ]
    assert (np.sort(found, axis=0) == np.sort(factors, axis=0)).all()


def test_what_is_no_grid_is_none() -> None:
    first = np.array([[1, 2], [1, 2], [3, 4], [3, 4]])
    for second in ([[5], [6], [5], [7]], [[5], [6], [6], [5]], [[5], [6], [7], [8]]):
        assert find_grid(first, np.repeat(second, 2, axis=1)) is None
    assert find_grid(first[:3], np.array([[5, 5], [6, 6], [5, 5]])) is None


def layers(x: list[Value], w: list[list[Value]], shared: list[Value]) -> Value:
    """Three positions go through one matrix, and meet one another; a factor has two takers."""
    hidden = [
        [ops.tanh(ops.sum([a * b for a, b in zip(row, x[at : at + 4], strict=True)])) for row in w]
        for at in (0, 4, 8)
    ]
    again = [ops.sum([a * b for a, b in zip(row, shared, strict=True)]) for row in w]
    return ops.sum([a * b for row in hidden for a, b in zip(row, again, strict=True)])


@pytest.mark.parametrize("leaf", ["all", "weights", "inputs"])
def test_numbers_and_gradients_are_those_of_the_engine(leaf: str) -> None:
    x, w, shared = weights(12, 1), [weights(4, seed) for seed in range(2, 7)], weights(4, 9)
    flat = [each for row in w for each in row]
    chosen = {"all": [*x, *flat, *shared], "weights": flat, "inputs": x}[leaf]
    if leaf == "weights":
        x = [Value(each.data) for each in x]
    tape = record(lambda: layers(x, w, shared))
    tape.plan.cost_of_compiling = float("inf")  # type: ignore[misc]
    assert "matmul" in str(tape)
    result = layers(x, w, shared)
    result.backward()
    wanted = [each.grad for each in chosen]
    for each in tape.parameters:
        each.grad = 0.0
    assert tape.backward() == pytest.approx(result.data, rel=1e-14)
    assert [each.grad for each in chosen] == pytest.approx(wanted, rel=1e-13)


def test_squares_and_constants() -> None:
    """A sum of squares is simpler; a factor without a gradient gets none."""
    x = weights(4, 1)

    def f(numbers: Any) -> Value:
        square = ops.sum([each * each for each in x])
        return square * ops.sum([each * number for each, number in zip(x, numbers, strict=True)])

    numbers = [0.5, -1.5, 2.0, 0.25]
    tape = record(lambda: f(numbers))
    f(numbers).backward()
    wanted = [each.grad for each in x]
    for each in x:
        each.grad = 0.0
    tape.backward()
    assert [each.grad for each in x] == pytest.approx(wanted, rel=1e-14)
