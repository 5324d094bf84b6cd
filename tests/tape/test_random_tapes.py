"""Random graphs with every operation: a replay equals the scalar engine, row by row."""

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from micrograd_plus import Value, record
from tests.helpers import ROWS
from tests.recipes import Recipe, recipes, repeatable
from tests.tape.helpers import close, magnitude, scalar_mean, scalar_rows
from tests.test_random_graphs import on_values


def check(recipe: Recipe, columns: int, rows: int, seed: int, by_arrays: bool) -> None:
    """Record a recipe with its first leaves as row arguments, and compare a replay."""
    stream = random.Random(seed)
    columns = min(columns, len(recipe.leaves))
    parameters = [Value(number) for number in recipe.leaves[columns:]]

    def f(*given: Any) -> Value:
        return recipe.run([*given, *parameters], on_values)

    example = recipe.leaves[:columns]
    data = [
        [number * (1 + 0.02 * stream.uniform(-1, 1)) for number in example] for _ in range(rows)
    ]
    tape = record(f, *example)
    tape.plan.by_arrays = lambda rows: by_arrays  # type: ignore[method-assign]
    table = np.array(data).reshape(rows, columns)
    plain = [[Value(number) for number in row] for row in data]
    try:
        expected = scalar_rows(f, plain)
    except (ArithmeticError, ValueError) as error:
        with pytest.raises(type(error)):
            tape(*table.T)
        return
    found = tape(*table.T)
    if columns == 0:
        found = np.repeat(found, rows)
    assert found.shape == (rows,)
    for number, result in zip(found.tolist(), expected, strict=True):
        assert close(number, result.data, magnitude(result)), (number, result)
    loss, slopes, sizes = scalar_mean(f, plain, parameters)
    for parameter in parameters:
        parameter.grad = 0.25
    assert close(tape.backward(*table.T), loss, sum(map(magnitude, expected)) / rows)
    for parameter, slope, size in zip(parameters, slopes, sizes, strict=True):
        assert close(parameter.grad - 0.25, slope, size + 1), (parameter, slope)


@pytest.mark.parametrize("by_arrays", [True, False], ids=["arrays", "scalars"])
@settings(repeatable, max_examples=80)
@given(recipes(), st.integers(0, 4), st.sampled_from([1, 2, 7]), st.integers(0, 10**6))
@pytest.mark.thorough
def test_random_graphs(by_arrays: bool, recipe: Recipe, columns: int, rows: int, seed: int) -> None:
    """Values and gradients of graphs with every operation are those of the scalar engine."""
    check(recipe, columns, rows, seed, by_arrays)


@pytest.mark.parametrize("by_arrays", [True, False], ids=["arrays", "scalars"])
@pytest.mark.parametrize("name", ROWS)
def test_each_operation_by_itself(name: str, by_arrays: bool) -> None:
    """Small graphs of one operation in turn with others find what large ones hide."""

    @settings(repeatable, max_examples=5)
    @given(recipes(6, [name, name, "mul", "add"]), st.integers(0, 3), st.integers(0, 10**6))
    def run(recipe: Recipe, columns: int, seed: int) -> None:
        check(recipe, columns, 3, seed, by_arrays)

    run()


def test_the_measure_can_fail() -> None:
    """A number that is wrong in its eleventh digit is found."""
    x = Value(3.0)
    assert not close(9.0 * (1 + 1e-11), 9.0, magnitude(x * x))
    assert close(math.nan, math.nan, 1.0)
    assert not close(0.0, math.nan, 1.0)
