"""A table as text: columns of even width, flush on the side that was asked for."""

import pytest

from micrograd_plus.aligned import aligned, aligned_lines, widths

ROWS = [["a", "bb", "c"], ["long", "b", "cc"]]


@pytest.mark.parametrize(
    ("sides", "lines"),
    [
        ("l", ["a     bb  c", "long  b   cc"]),
        ("r", ["   a  bb   c", "long   b  cc"]),
        ("lr", ["a     bb   c", "long   b  cc"]),
        ("rll", ["   a  bb  c", "long  b   cc"]),
        ("rllrrr", ["   a  bb  c", "long  b   cc"]),
    ],
)
def test_columns_stand_on_their_side(sides: str, lines: list[str]) -> None:
    """The last side goes on for further columns; sides too many do not matter."""
    assert aligned_lines(ROWS, sides) == lines
    assert aligned(ROWS, sides) == "\n".join(lines)


def test_no_line_ends_with_spaces() -> None:
    """Empty cells at the end leave nothing behind."""
    assert aligned_lines([["a", ""], ["", "b"]]) == ["a", "   b"]


def test_the_widest_cell_decides() -> None:
    """A width for each column."""
    assert widths(ROWS) == [4, 2, 2]


def test_rows_of_different_lengths_are_an_error() -> None:
    """A cell that is missing is a mistake of the caller."""
    with pytest.raises(ValueError, match="zip"):
        aligned([["a", "b"], ["c"]])
