"""Notes on columns: what may have been meant otherwise, each thing once."""

import pytest

from micrograd_plus.commands.tables.columns import chosen_columns
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.notes import column_notes, folded
from tests.commands.tables.examples import PLAIN, changed, with_column, written


def notes(tmp_path, content: str, target: str = "y") -> list[str]:
    table = read_table(written(tmp_path, content))
    return column_notes(table, *chosen_columns(table, target))


@pytest.mark.parametrize(
    ("content", "target", "expected"),
    [
        (PLAIN, "y", []),
        (changed(7, 0, "NA"), "y", []),
        (
            changed(7, 0, "ten"),
            "y",
            [
                "column 'x': 'ten' in line 7 is not a number to compute with and counts as empty; "
                "if it is a category, add --category x"
            ],
        ),
        (
            PLAIN,
            "x",
            ["column 'x': is learned as a number; if its 6 values are classes, add --category x"],
        ),
        (
            with_column("o,p", lambda i: "a?"[i % 2] + "," + "b?"[i // 2 % 2]),
            "y",
            ["columns 'o', 'p': '?' is taken for a category like any other"],
        ),
        ("a;y\n" + "1,250;2.5\n3,500;3.5\n" * 10, "y", []),
        (
            "a;y\n" + "1,250;2\n3,500;3\n" * 10,
            "y",
            [
                "column 'y': is learned as a number; if its 2 values are classes, add --category y",
                "column 'a': '1,250' is read as 1.25",
            ],
        ),
        (
            "a;y\n" + "".join(f"{('840', '1.437', '753')[i % 3]};{i}\n" for i in range(30)),
            "y",
            ["column 'a': '1.437' is read as 1437"],
        ),
        (
            "a,b,y\n" + "".join(f'"2.{i}54,28","{i % 7 + 1},254",{i % 3}.5\n' for i in range(20)),
            "y",
            ["column 'b': '1,254' is read as 1254"],
        ),
        ("b,y\n" + "".join(f'"{i % 7 + 1},254",{i % 3}.5\n' for i in range(20)), "y", []),
        (
            with_column("way", lambda i: f"{i * i % 7}.5 km"),
            "y",
            ["column 'way': 'km' stands behind each number, as a unit: it is left out"],
        ),
    ],
)
def test_what_is_said(content, target, expected, tmp_path) -> None:
    """Nothing of plain tables; what had to be decided of others."""
    found = notes(tmp_path, content, target)
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("marks", "others", "ranges"),
    [
        (
            [-999],
            [0.3, 7.5, 29.4],
            ["-999 stands in 10 rows and every other number is from 0.3 to 29"],
        ),
        ([9999], [18, 40, 80], ["9999 stands in 10 rows and every other number is from 18 to 80"]),
        ([-1], [3, 400, 7000], ["-1 stands in 10 rows and every other number is from 3 to 7000"]),
        ([99], [1, 3, 5], ["99 stands in 10 rows and every other number is from 1 to 5"]),
        ([-200], range(1, 20), ["-200 stands in 10 rows and every other number is from 1 to 19"]),
        ([99, 999], [1, 3, 5], ["999 stands", "99 stands"]),
        # An age may be 99, a difference -1, an amount 50 among smaller ones, and few are uneven.
        ([99], [18, 40, 80], []),
        ([-1], [0, 1, 2], []),
        ([50], range(1, 20), []),
        ([7000], [1, 9, 20], []),
        ([-1], [1], []),
    ],
)
def test_marks_for_what_is_missing(marks, others, ranges, tmp_path) -> None:
    """A number that recurs far outside all others is asked about, and no other one."""
    body = "".join(f"{x},{i % 7}.5\n" for i in range(10) for x in (*marks, *others))
    found = [note for note in notes(tmp_path, f"x,y\n{body}") if " stands in " in note]
    assert len(found) == len(ranges), found
    for note, expected in zip(found, ranges, strict=True):
        assert note.startswith(f"column 'x': {expected}")


def test_a_single_outlier_is_no_mark(tmp_path) -> None:
    """Whatever does not recur may be true."""
    body = "".join(f"{i % 5 + 1 if i else 999},{i % 7}.5\n" for i in range(40))
    assert notes(tmp_path, f"x,y\n{body}") == []


def test_many_odd_cells_are_one_note(tmp_path) -> None:
    """The first one is shown."""
    body = "".join(f"{'ten' if i in (3, 5) else i * i % 13},{i % 7}.5\n" for i in range(40))
    (note,) = notes(tmp_path, f"x,y\n{body}")
    assert note.startswith("column 'x': 'ten' in line 5 is not a number to compute with (2 cells")


def test_equal_notes_are_folded() -> None:
    """At most five columns are named."""
    assert folded([(f"c{i}", "is odd") for i in range(7)]) == [
        "columns 'c0', 'c1', 'c2', 'c3', 'c4' and 2 more: is odd"
    ]
