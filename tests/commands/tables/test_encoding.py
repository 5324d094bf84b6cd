"""How one column becomes numbers."""

import pytest

from micrograd_plus.commands.tables.columns import chosen_columns
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.description import describe
from micrograd_plus.commands.tables.encoding import Categories
from tests.commands.tables.examples import PLAIN, with_column, written


def test_categories_are_sorted(tmp_path) -> None:
    """Numbers that stand for categories are in the order of numbers."""
    content = with_column("size", lambda i: str([10, 9, 100][i % 3]))
    table = read_table(written(tmp_path, content))
    columns, goal = chosen_columns(table, "y", ["size"])
    description, _ = describe(columns, goal, list(range(20)))
    assert description.inputs[-1] == Categories("size", ("9", "10", "100"))


def test_numbers_are_scaled_and_come_back(tmp_path) -> None:
    """Mean 0 and deviation 1, and decode is the other way; tiny ones do not vanish."""
    for size in (1.0, 1e-300, 1e99):
        numbers = [size * (1.0, 2.0, 6.0)[i % 3] for i in range(20)]
        table = read_table(written(tmp_path, with_column("size", lambda i, n=numbers: repr(n[i]))))
        columns, goal = chosen_columns(table, "y", [])
        description, _ = describe(columns, goal, list(range(20)))
        column = description.inputs[-1]
        scaled = column.encode(table)
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
