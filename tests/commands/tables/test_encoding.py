"""How one column becomes numbers."""

import math

import numpy as np
import pytest

from micrograd_plus.commands.tables.columns import chosen_columns
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.description import describe
from micrograd_plus.commands.tables.encoding import Categories, Numbers
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
        scaled = column.encode(table.cells("size"))
        assert scaled.mean() == pytest.approx(0.0, abs=1e-15)
        assert scaled.std() == pytest.approx(1.0)
        assert column.decode(scaled) == pytest.approx(numbers)


def test_categories_become_a_1_among_0s(tmp_path) -> None:
    """In the order of the values; one that was not learned has none."""
    cells = read_table(written(tmp_path, PLAIN)).cells("colour")
    column = Categories("colour", ("red", "blue"))
    assert column.inputs(cells)[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert column.decode(column.encode(cells))[:2] == ["red", "blue"]
    other = Categories("colour", ("red", "green"))
    np.testing.assert_equal(other.encode(cells)[:2], [0.0, np.nan])
    np.testing.assert_equal(other.inputs(cells)[:2], [[1.0, 0.0], [np.nan, np.nan]])


def test_what_is_wrong_with_a_cell() -> None:
    """Empty, no number, too far away, not learned."""
    column = Numbers("x", 0.0, 1e-300)
    cells = ["", "NA", "ten", "1e99", "1e-300"]
    assert np.isnan(column.encode(cells)).tolist() == [True, True, True, True, False]
    assert [column.fault(text) for text in cells[:3]] == [
        "the cell is empty",
        "the cell is empty",
        "'ten' is not a number to compute with",
    ]
    assert column.fault("1e99").startswith("'1e99' is too far away from the numbers that were")
    assert Categories("c", ("a", "b")).fault("") == "the cell is empty"
    assert Categories("c", ("a", "b")).fault("NA") == "'NA' is not a category that was learned"


def test_a_decimal_comma_is_kept() -> None:
    """Numbers are read as those that were learned from, also in plain data."""
    column = Numbers("x", 0.0, 1.0, mark=",")
    assert column.encode(["1,5", "1.500"]).tolist() == [1.5, 1500.0]
    assert column.to_plain()["mark"] == ","
    assert "mark" not in Numbers("x", 0.0, 1.0).to_plain()


@pytest.mark.parametrize(
    ("values", "text", "place"),
    [
        (("0", "1"), "1.0", 1),
        (("0.0", "1.0"), "1", 1),
        (("-1", "2"), "-1.0", 0),
        (("False", "True"), "true", 1),
        (("0", "1", "2.5"), "1.0", None),
        (("00", "01"), "1", None),
        (("1", "1.0"), "1.00", None),
        (("1", "1.0"), "1.0", 1),
        (("TRUE", "true"), "True", None),
        (("true", "maybe"), "True", None),
    ],
)
def test_other_spellings_of_a_category(values, text, place) -> None:
    """Those that programs make of true and of whole numbers, where no two would be the same."""
    found = Categories("c", values).encode([text]).tolist()
    assert found == pytest.approx([math.nan if place is None else place], nan_ok=True)
