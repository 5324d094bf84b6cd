"""What columns are taken for, and what wrong ones are told."""

import re

import pytest

from micrograd_plus.commands.tables.columns import chosen_columns, number
from micrograd_plus.commands.tables.csv_file import read_table
from tests.commands.tables.examples import PLAIN, ROWS, changed, with_column, written


class TestColumns:
    @pytest.mark.parametrize(
        ("name", "cell", "kind", "why"),
        [
            ("whole", lambda i: str(i % 7), "numbers", ""),
            ("signs", lambda i: ["-1.5", "+2", ".5", "3.", "1e-3"][i % 5], "numbers", ""),
            ("words", lambda i: "abc"[i % 3], "categories", ""),
            ("truth", lambda i: ["yes", "no"][i % 2], "categories", ""),
            ("few numbers", lambda i: ["a", "b", "3"][i % 3], "categories", ""),
            ("absent words", lambda i: ["a", "b", "n/a", "?"][i % 4], "categories", ""),
            ("chosen", lambda i: str(i % 3), "categories", ""),
            ("from 0", lambda i: str(i), "left out", "counts the rows"),
            ("from 1", lambda i: str(i + 1), "left out", "counts the rows"),
            ("from 2", lambda i: str(i + 2), "numbers", ""),
            ("id", lambda i: f"n{i}", "left out", "20 different texts in 20 rows, as a name has"),
            ("nothing", lambda i: "", "left out", "empty in every row"),
        ],
    )
    def test_kinds(self, name, cell, kind, why, tmp_path) -> None:
        """Numbers and categories are told apart, and what only tells rows apart is left out."""
        table = read_table(written(tmp_path, with_column(name, cell)))
        columns, goal = chosen_columns(table, "y", ["chosen"] if name == "chosen" else [])
        assert [column.name for column in columns] == ["x", "colour", name]
        assert (columns[-1].kind, columns[-1].why) == (kind, why)
        assert (goal.name, goal.kind) == ("y", "numbers")

    def test_a_count_of_the_rows_may_be_all_there_is(self, tmp_path) -> None:
        """A single column that counts is the time at which something was measured."""
        text = "t,y\n" + "".join(f"{i},{i % 4}\n" for i in range(20))
        (column,), _ = chosen_columns(read_table(written(tmp_path, text)), "y")
        assert column.kind == "numbers"

    @pytest.mark.parametrize(
        ("content", "target", "said"),
        [
            (changed(7, 0, ""), "y", ", line 7, column 'x': the cell is empty: fill it in"),
            (changed(7, 1, ""), "y", ", line 7, column 'colour': the cell is empty"),
            (changed(7, 2, ""), "y", ", line 7, column 'y': the cell is empty"),
            (changed(7, 0, "").replace("red", ""), "y", ", line 2, column 'colour'"),
            (changed(7, 0, "").replace("red", ""), "y", "(11 cells are in all)"),
            (changed(7, 0, "n/a"), "y", ", line 7, column 'x': 'n/a' stands for a missing number"),
            (changed(7, 0, "NaN"), "y", ", line 7, column 'x': 'NaN' stands for a missing number"),
            (changed(7, 0, "-inf"), "y", ", line 7, column 'x': '-inf' is not finite"),
            (changed(7, 0, "1e999"), "y", ", line 7, column 'x': '1e999' is too large"),
            (changed(7, 0, "-1e101"), "y", ", line 7, column 'x': '-1e101' is too large"),
            (changed(7, 0, '"1,5"'), "y", ", line 7, column 'x': '1,5' has a comma"),
            (changed(7, 0, "ten"), "y", ", line 7, column 'x': 'ten' is not a number"),
            (changed(7, 0, "ten"), "y", "--category x"),
            (changed(7, 2, "ten"), "y", ", line 7, column 'y': 'ten' is not a number"),
            (PLAIN.replace(",", ";").replace(".", ","), "y", ", line 2, column 'y': '0,5'"),
            (PLAIN, "Y", "no column 'Y': did you mean 'y'?"),
            (PLAIN, "color", "no column 'color': did you mean 'colour'?"),
            (PLAIN, "species", "no column 'species': the first line names 'x', 'colour', 'y'"),
            (PLAIN.replace(",", ":"), "y", "separated by one of commas, semicolons, tabs, bars"),
            (ROWS[0], "y", "has 0 rows"),
            ("\n".join(ROWS[:10]), "y", "has 9 rows"),
            ("y\n" + "1\n2\n" * 10, "y", "'y' is the only column"),
            (PLAIN.replace("red", "blue"), "colour", "the target 'colour' is 'blue' in every row"),
            (changed(7, 1, "blau"), "colour", ", line 7, column 'colour': the class 'blau' (is "),
            (changed(7, 1, "blau"), "colour", "'blue' meant?) has this row only"),
            (with_column("id", lambda i: f"n{i}"), "id", "this row only, like 19 others"),
        ],
    )
    def test_wrong_tables(self, content, target, said, tmp_path) -> None:
        """What cannot be learned from is told by file, line and column, with the cure."""
        path = written(tmp_path, content)
        with pytest.raises(ValueError, match=re.escape(said)) as caught:
            chosen_columns(read_table(path), target)
        assert str(caught.value).startswith(path)

    def test_an_unknown_category_option(self, tmp_path) -> None:
        """A column that is named as a category has to be there."""
        with pytest.raises(ValueError, match="no column 'colors': did you mean 'colour'"):
            chosen_columns(read_table(written(tmp_path, PLAIN)), "y", ["colors"])

    @pytest.mark.parametrize("text", ["", "1_000", "0x10", "１２", "1 000", "--1", "e5", "1e", "."])
    def test_no_numbers(self, text: str) -> None:
        """Only plain digits are numbers, not all that Python would take."""
        assert number(text) is None
