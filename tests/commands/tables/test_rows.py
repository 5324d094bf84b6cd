"""Which rows are learned from: those that are whole, of classes that have two at least."""

import re

import pytest

from micrograd_plus.commands.tables.columns import chosen_columns
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.rows import usable_rows
from tests.commands.tables.examples import PLAIN, changed, with_column, written


def usable(tmp_path, content: str, target: str = "y", **options):
    table = read_table(written(tmp_path, content))
    return usable_rows(table, *chosen_columns(table, target), **options)


def without(*lines: int) -> list[int]:
    return [row for row in range(20) if row + 2 not in lines]


def test_whole_tables(tmp_path) -> None:
    """All rows, and nothing is said."""
    assert usable(tmp_path, PLAIN) == (without(), [])


@pytest.mark.parametrize("text", ["", "NA", "n/a", "?", "nan", "ten", "1e999", "-inf"])
def test_a_cell_without_a_number(text, tmp_path) -> None:
    """Its row is left out and counted, unless it is to be filled in."""
    rows, notes = usable(tmp_path, changed(7, 0, text))
    assert rows == without(7)
    assert notes == [
        "1 row is left out, since cells are empty: 1 in 'x' (--missing fill keeps such rows)"
    ]
    assert usable(tmp_path, changed(7, 0, text), fill=True) == (without(), [])


def test_cells_without_text(tmp_path) -> None:
    """Columns are named, the emptiest first; one that is left out does not count."""
    content = changed(7, 1, "").replace("10,", ",").replace("5,red", ",red")
    rows, notes = usable(tmp_path, content)
    assert len(rows) < 19
    assert re.match(r"\d rows are left out, since cells are empty: \d in 'x', 1 in 'col", notes[0])
    hardly = with_column("z", lambda i: "" if i else "5")
    assert usable(tmp_path, hardly) == (without(), [])


def test_rows_without_a_target(tmp_path) -> None:
    """They cannot be learned from, filled in or not."""
    for fill in (False, True):
        rows, notes = usable(tmp_path, changed(7, 2, "?"), fill=fill)
        assert (rows, notes) == (without(7), ["1 row is left out, since 'y' is empty there"])


def test_a_class_of_one_row(tmp_path) -> None:
    """It is left out and told, with the one that may have been meant; several are told at once."""
    rows, (note,) = usable(tmp_path, changed(7, 1, "blau"), "colour")
    assert rows == without(7)
    assert note.startswith("a class of 'colour' has one row only and is left out")
    assert note.endswith("'blau' in line 7; is 'blue' meant?")
    many = with_column("k", lambda i: f"k{i}" if i < 4 else "ab"[i % 2])
    rows, (note,) = usable(tmp_path, many, "k")
    assert rows == without(2, 3, 4, 5)
    assert note.startswith("4 classes of 'k' have one row only")
    assert note.endswith("such as 'k0' in line 2")


@pytest.mark.parametrize(
    ("content", "target", "said"),
    [
        (with_column("id", lambda i: f"n{i}"), "id", "'id' is another in every row, as a name is"),
        (PLAIN.replace("red", "blue"), "colour", "'colour' is 'blue' in every row: with one class"),
        (with_column("s", lambda i: "5"), "s", "'s' is '5' in every row: with one number only"),
        (with_column("s", lambda i: ""), "s", "0 rows are left to learn from"),
        (with_column("h", lambda i: "" if i < 11 else "57"[i % 2]), "h", "9 rows are left"),
    ],
)
def test_too_little_to_learn(content, target, said, tmp_path) -> None:
    """One class, one row a class, or too few rows are errors that say why."""
    with pytest.raises(ValueError, match=re.escape(said)):
        usable(tmp_path, content, target)


def test_too_few_whole_rows(tmp_path) -> None:
    """The ways out are named."""
    content = with_column("a", lambda i: "" if i % 2 else str(i * i % 7))
    content = content.replace("0,red", ",red").replace("1,red", ",red")
    with pytest.raises(ValueError, match=r"(?s)rows are left to learn.*--missing fill.*--ignore"):
        usable(tmp_path, content)
