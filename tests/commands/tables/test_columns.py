"""What columns are taken for, what is left out, and what wrong ones are told."""

import re

import pytest

from micrograd_plus.commands.tables.columns import (
    category_option,
    chosen_columns,
    mark_of_table,
    named_columns,
)
from micrograd_plus.commands.tables.csv_file import read_table
from tests.commands.tables.examples import PLAIN, ROWS, with_column, written

KINDS = [
    ("whole", lambda i: str(i % 7), "numbers", ""),
    ("signs", lambda i: ["-1.5", "+2", ".5", "3.", "1e-3"][i % 5], "numbers", ""),
    ("gaps", lambda i: ["1", "3", "NA", "?", "5"][i % 5], "numbers", ""),
    ("a typing error", lambda i: "ten" if i == 7 else str(i % 6), "numbers", ""),
    ("a word for none", lambda i: "broken" if i % 4 == 0 else str(i * i), "numbers", ""),
    (
        "two words for none",
        lambda i: ["out", "off"][i // 4 % 2] if i % 4 == 0 else str(i * i),
        "left out",
        "17 d",
    ),
    ("sizes", lambda i: ["38", "39", "40", "other"][i % 4], "categories", ""),
    ("money", lambda i: f'"${i % 3 + 1},000"', "numbers", ""),
    ("share", lambda i: f"{i % 9}%", "numbers", ""),
    ("units", lambda i: f"{i % 9}.5 km" if i else "NA", "numbers", ""),
    ("degrees", lambda i: f"-{i % 9}°C", "numbers", ""),
    ("two units", lambda i: f"{i % 2} {'km' if i % 2 else 'm'}", "categories", ""),
    ("codes with a letter", lambda i: f"0{i % 3}A", "categories", ""),
    ("words", lambda i: "abc"[i % 3], "categories", ""),
    ("truth", lambda i: ["yes", "no"][i % 2], "categories", ""),
    ("few numbers", lambda i: ["a", "b", "3"][i % 3], "categories", ""),
    ("absent words", lambda i: ["a", "b", "n/a", "None"][i % 4], "categories", ""),
    ("postal codes", lambda i: ["01234", "90210"][i % 2], "categories", ""),
    ("long codes", lambda i: f"{i % 3}" * 17, "categories", ""),
    ("two currencies", lambda i: ["$5", "5 €"][i % 2], "categories", ""),
    ("shares or not", lambda i: ["5%", "0.05"][i % 2], "categories", ""),
    ("chosen", lambda i: str(i % 3), "categories", ""),
    ("from 0", lambda i: str(i), "left out", "numbers the rows"),
    ("from 1", lambda i: str(i + 1), "left out", "numbers the rows"),
    ("from 500 by tens", lambda i: str(500 - 10 * i), "left out", "numbers the rows"),
    ("not quite", lambda i: str(i + (i == 9)), "numbers", ""),
    ("by halves", lambda i: str(i / 2), "numbers", ""),
    ("user_id", lambda i: str(i * i), "left out", "another number in each row, as the name says"),
    ("paid", lambda i: str(i * i), "numbers", ""),
    ("id", lambda i: f"n{i}", "left out", "20 different texts in 20 rows, as a name has"),
    ("names", lambda i: f"n{i // 2 + i // 19}", "left out", "11 different texts in 20 rows, as a"),
    ("day", lambda i: f"2024-01-{i % 3 + 1:02}", "left out", "dates or times, such as '2024-01-0"),
    ("commas", lambda i: f'"{i % 3},5"', "left out", "numbers with decimal commas, such as '0,5'"),
    ("nothing", lambda i: "", "left out", "empty in every row"),
    ("hardly", lambda i: "5" if i % 5 == 0 else "", "left out", "empty in 16 of 20 rows"),
]


@pytest.mark.parametrize(("name", "cell", "kind", "why"), KINDS, ids=[row[0] for row in KINDS])
def test_kinds(name, cell, kind, why, tmp_path) -> None:
    """Numbers and categories are told apart, and what only tells rows apart is left out."""
    table = read_table(written(tmp_path, with_column(name, cell)))
    columns, goal = chosen_columns(table, "y", ["chosen"] if name == "chosen" else [])
    assert [column.name for column in columns] == ["x", "colour", name]
    assert columns[-1].kind == kind
    assert columns[-1].why.startswith(why) if why else not columns[-1].why
    assert (goal.name, goal.kind) == ("y", "numbers")


def texts(distinct: int, rows: int, tmp_path):
    """The kind of a text column in which each of some values recurs equally often."""
    body = "".join(f"{i * i % 97},v{i % distinct},{i % 5}\n" for i in range(rows))
    table = read_table(written(tmp_path, f"x,text,y\n{body}"))
    return chosen_columns(table, "y")[0][1].kind


@pytest.mark.parametrize(
    ("distinct", "rows", "kind"),
    [
        (3, 14, "categories"),
        (7, 14, "categories"),
        (8, 14, "left out"),
        (10, 20, "categories"),
        (11, 109, "left out"),
        (11, 110, "categories"),
        (200, 2000, "categories"),
        (400, 4000, "left out"),
        (700, 2000, "left out"),
    ],
)
def test_texts_are_judged_by_how_often_they_recur(distinct, rows, kind, tmp_path) -> None:
    """Surnames are no categories, though there are many more rows than names."""
    assert texts(distinct, rows, tmp_path) == kind


def test_numbers_in_other_forms(tmp_path) -> None:
    """What a comma and a point mean is decided by column, in doubt by the others, then told."""
    body = [f"{i % 3},5;1.25{i % 2};2.000,5;{i % 7};{i % 4}" for i in range(20)]
    table = read_table(written(tmp_path, "\n".join(["a;b;c;d;y", *body])))
    columns, _ = chosen_columns(table, "y")
    assert mark_of_table(table) == ","
    assert [column.numbers[1] for column in columns] == [1.5, 1251.0, 2000.5, 1.0]
    assert {column.mark for column in columns} == {","}
    table = read_table(written(tmp_path, "a;y\n" + "1,250;2\n1,500;3\n" * 10))
    assert mark_of_table(table) == ""
    assert chosen_columns(table, "y")[0][0].numbers[:2] == [1.25, 1.5]
    table = read_table(written(tmp_path, "a;b;y\n" + "1,250;0.5;2\n1,500;1.5;3\n" * 10))
    assert chosen_columns(table, "y")[0][0].numbers[:2] == [1250.0, 1500.0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["840", "1.437", "753"], [840, 1437, 753]),
        (["840", "1,437", "753"], [840, 1437, 753]),
        (["-840", "1.437.000", "n.a."], [-840, 1437000, None]),
        # Numbers up to 2 do not go on in thousands; 5000 is no small amount.
        (["1", "1.437", "2"], [1, 1.437, 2]),
        (["840", "1.437", "5000"], [840, 1.437, 5000]),
        (["840", "1.43", "753"], [840, 1.43, 753]),
        (["840", "0.437", "753"], [840, 0.437, 753]),
    ],
)
def test_whole_amounts_small_and_large(cells, expected, tmp_path) -> None:
    """Hundreds beside numbers in threes tell that these are thousands."""
    body = "".join(f"{cells[i % 3]};{i * i}\n" for i in range(30))
    table = read_table(written(tmp_path, f"a;y\n{body}"))
    assert chosen_columns(table, "y")[0][0].numbers[:3] == expected


def test_units_behind_numbers(tmp_path) -> None:
    """The number counts, with its mark; a target of 0 km and 1 km is one of numbers."""
    body = "".join(f"{i % 7},5 km;{i % 2} l\n" for i in range(20))
    table = read_table(written(tmp_path, f"way;y\n{body}"))
    (way,), goal = chosen_columns(table, "y")
    assert (way.unit, way.mark, way.numbers[:2]) == ("km", ",", [0.5, 1.5])
    assert (goal.unit, goal.kind, goal.numbers[:2]) == ("l", "numbers", [0.0, 1.0])


def test_what_is_missing(tmp_path) -> None:
    """Marks count among numbers alone; in a text column they are text."""
    cells = ["", "NA", "?", "1", "2", "3", "4"]
    table = read_table(written(tmp_path, with_column("n", lambda i: cells[i % 7])))
    (*_, column), _ = chosen_columns(table, "y")
    assert column.missing()[:5] == [True, True, True, False, False]
    table = read_table(written(tmp_path, with_column("t", lambda i: ["", "NA", "b"][i % 3])))
    (*_, column), _ = chosen_columns(table, "y")
    assert column.missing()[:3] == [True, False, False]
    table = read_table(written(tmp_path, with_column("n", lambda i: cells[i % 7])))
    (*_, column), _ = chosen_columns(table, "y", ["n"])
    assert column.cells[:5] == ["", "", "", "1", "2"]
    assert column.at([3, 4]).cells == ["1", "2"]


class TestTargets:
    def test_0_and_1_are_classes(self, tmp_path) -> None:
        """They need no option; a mark for what is missing is no class."""
        cells = ["0", "1", "NA"]
        table = read_table(written(tmp_path, with_column("t", lambda i: cells[i % 3])))
        _, goal = chosen_columns(table, "t")
        assert (goal.kind, {*goal.cells}) == ("categories", {"0", "1", ""})

    @pytest.mark.parametrize("cells", [["1", "2"], ["0", "1", "2"], ["0", "1.5"], ["1", "1"]])
    def test_other_numbers_are_numbers(self, cells, tmp_path) -> None:
        """Nothing but 0 and 1 is taken for classes."""
        text = with_column("t", lambda i: cells[i % len(cells)])
        assert chosen_columns(read_table(written(tmp_path, text)), "t")[1].kind == "numbers"

    def test_an_id_may_be_the_target(self, tmp_path) -> None:
        """Nothing is left out by itself that was asked for."""
        table = read_table(written(tmp_path, with_column("id", str)))
        assert chosen_columns(table, "id")[1].kind == "numbers"


def test_a_count_of_the_rows_may_be_all_there_is(tmp_path) -> None:
    """A single column that counts is the time at which something was measured."""
    text = "t,y\n" + "".join(f"{i},{i % 4}\n" for i in range(20))
    (column,), _ = chosen_columns(read_table(written(tmp_path, text)), "y")
    assert column.kind == "numbers"


def test_what_the_user_wants_goes_first(tmp_path) -> None:
    """Columns to ignore, to learn from alone, to take for categories whatever they look like."""
    table = read_table(written(tmp_path, with_column('"n, of rows"', str)))
    columns, _ = chosen_columns(table, "y", ignore=["x"])
    assert [(c.name, c.why) for c in columns if c.kind == "left out"] == [
        ("x", "by --ignore"),
        ("n, of rows", "numbers the rows"),
    ]
    columns, _ = chosen_columns(table, "y", only=["n, of rows"])
    assert [(c.name, c.kind) for c in columns] == [("n, of rows", "numbers")]
    columns, _ = chosen_columns(table, "y", categories=["n, of rows"])
    assert columns[-1].kind == "categories"
    assert named_columns(table, ["x, colour", "n, of rows"]) == ["x", "colour", "n, of rows"]
    with pytest.raises(ValueError, match="no column 'color': did you mean 'colour'"):
        named_columns(table, ["x,color"])
    assert category_option("a b") == "--category 'a b'"


@pytest.mark.parametrize(
    ("content", "target", "options", "said"),
    [
        (PLAIN, "Y", {}, "no column 'Y': did you mean 'y'?"),
        (PLAIN, "color", {}, "no column 'color': did you mean 'colour'?"),
        (PLAIN, "species", {}, "no column 'species': the first line names 'x', 'colour', 'y'"),
        (PLAIN.replace(",", ":"), "y", {}, "separated by one of commas, semicolons, tabs, bars"),
        (ROWS[0], "y", {}, "has 0 rows"),
        ("\n".join(ROWS[:10]), "y", {}, "has 9 rows"),
        ("y\n" + "1\n2\n" * 10, "y", {}, "'y' is the only column"),
        (with_column("d", lambda i: f"{i + 1}.2.24"), "d", {}, "'d' cannot be learned: dates"),
        (with_column("d", lambda i: f'"{i},5"'), "d", {}, "'d' cannot be learned: numbers with"),
        (PLAIN, "y", {"categories": ["colors"]}, "no column 'colors': did you mean 'colour'"),
        (PLAIN, "y", {"ignore": ["z"]}, "no column 'z'"),
        (PLAIN, "y", {"only": ["x", "y"]}, "'y' is the target"),
        (PLAIN, "y", {"ignore": ["y"]}, "'y' is the target"),
    ],
)
def test_wrong_tables(content, target, options, said, tmp_path) -> None:
    """What cannot be learned from is told, with the cure."""
    with pytest.raises(ValueError, match=re.escape(said)):
        chosen_columns(read_table(written(tmp_path, content)), target, **options)
