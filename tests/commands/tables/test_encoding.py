"""How one column becomes numbers."""

import numpy as np
import pytest

from micrograd_plus.commands.tables import (
    Categories,
    chosen_columns,
    describe,
    read_table,
)
from micrograd_plus.commands.tables.encoding import measured
from tests.commands.tables.examples import PLAIN, with_column, written


def test_categories_are_sorted(tmp_path) -> None:
    """Numbers that stand for categories are in the order of numbers."""
    content = with_column("size", lambda i: str([10, 9, 100][i % 3]))
    table = read_table(written(tmp_path, content))
    columns, goal = chosen_columns(table, "y", ["size"])
    description, _ = describe(columns, goal, list(range(20)))
    assert description.inputs[-1] == Categories("size", ("9", "10", "100"))


def test_numbers_are_scaled_and_come_back() -> None:
    """Mean 0 and deviation 1, and decode is the other way; tiny ones do not vanish."""
    for size in (1.0, 1e-300, 1e100):
        numbers = [size * x for x in (1.0, 2.0, 6.0)]
        column = measured("x", numbers)
        scaled = (np.array(numbers) - column.mean) / column.deviation
        assert scaled.mean() == pytest.approx(0.0, abs=1e-15)
        assert scaled.std() == pytest.approx(1.0)
        assert column.decode(scaled) == pytest.approx(numbers)


def test_categories_become_a_1_among_0s(tmp_path) -> None:
    """In the order of the values; one that was not learned is refused with its line."""
    table = read_table(written(tmp_path, PLAIN))
    column = Categories("colour", ("red", "blue"))
    assert column.inputs(table)[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert column.decode(column.encode(table))[:2] == ["red", "blue"]
    with pytest.raises(ValueError, match=r"line 3.*'blue' is not a category"):
        Categories("colour", ("red", "green")).encode(table)
