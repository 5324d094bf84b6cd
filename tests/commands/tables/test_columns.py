"""Tables: what is read from a file, what columns are taken for, and what wrong ones are told."""

import re
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus.commands.tables import (
    Categories,
    Numbers,
    chosen_columns,
    describe,
    fifths,
    number,
    read_description,
    read_table,
)
from micrograd_plus.files.document import Part

ROWS = ["x,colour,y"] + [f"{i * i % 11},{('red', 'blue')[i % 2]},{i % 3}.5" for i in range(20)]
PLAIN = "\n".join(ROWS) + "\n"


def written(tmp_path: Path, content: str | bytes) -> str:
    path = tmp_path / "a table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def changed(line: int, place: int, text: str) -> str:
    """The plain table with one cell replaced; lines count from 1, cells from 0."""
    rows = [row.split(",") for row in ROWS]
    rows[line - 1][place] = text
    return "\n".join(",".join(row) for row in rows) + "\n"


def with_column(name: str, cell) -> str:
    """The plain table with one more column; `cell` gives the text for each row, from 0."""
    body = [f"{row},{cell(i)}" for i, row in enumerate(ROWS[1:])]
    return "\n".join([f"{ROWS[0]},{name}", *body]) + "\n"


class TestReading:
    @pytest.mark.parametrize(
        "content",
        [
            PLAIN,
            PLAIN.rstrip(),
            b"\xef\xbb\xbf" + PLAIN.encode(),
            PLAIN.replace("\n", "\r\n"),
            PLAIN.replace("\n", "\r"),
            PLAIN.replace(",", ";"),
            PLAIN.replace(",", "\t"),
            PLAIN.replace(",", " , "),
            PLAIN.replace("red", '"red"'),
        ],
        ids=["plain", "no end", "mark", "crlf", "cr", "semicolon", "tab", "space", "quotes"],
    )
    def test_the_same_table_in_many_forms(self, content, tmp_path) -> None:
        """Separators, line ends, a mark before the text, spaces and quotes change nothing."""
        table = read_table(written(tmp_path, content))
        assert table.names == ["x", "colour", "y"]
        assert table.rows[:2] == [["0", "red", "0.5"], ["1", "blue", "1.5"]]
        assert len(table) == 20
        assert table.lines == list(range(2, 22))

    def test_lines_are_those_of_the_file(self, tmp_path) -> None:
        """Empty rows are skipped, and a cell may hold a line end: the others keep their lines."""
        table = read_table(written(tmp_path, '\n"a","b"\n\n1,"two\nlines"\n,\n3,"say ""4"""\n'))
        assert table.rows == [["1", "two\nlines"], ["3", 'say "4"']]
        assert table.lines == [4, 7]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "is empty"),
            (b"\xef\xbb\xbf\n\n ", "is empty"),
            (b"x,y\n1,\xe9\n", "line 2: byte 3 is not UTF-8"),
            (b"x,y\n1,a\0\n", "line 2: byte 4 is 0"),
            (bytes(range(256)), "line 1: byte 1 is 0"),
            (PLAIN.encode("utf-16"), "UTF-16"),
            ("x,,y\n1,2,3\n", "line 1: column 2 has no name"),
            (",x,y\n0,2,3\n", "index=False"),
            ("x,y,x\n1,2,3\n", "line 1: the columns 1 and 3 are both called 'x'"),
            (changed(5, 1, "red,blue"), "line 5: this row has 4 cells, but line 1 names 3"),
            (changed(5, 1, "red,blue"), "holds commas needs quotes"),
            (changed(5, 1, "x").replace(",x,", ","), "line 5: this row has 2 cells"),
            (PLAIN[:-5], "line 21: this row has 2 cells"),
            (PLAIN[:-5], "the file may be cut"),
            (PLAIN + '3,"re', "line 22: a quote is opened in this row and never closed"),
            (changed(5, 1, '"re"d'), "line 5: a quote in this row ends before"),
            (changed(5, 1, "a" * 200_000), "line 5: a cell is longer"),
            ("x y\n1,2\n", "line 2: this row has 2 cells, but line 1 names 1, 'x y'"),
        ],
    )
    def test_wrong_files(self, content, said, tmp_path) -> None:
        """A file that is no table, or a broken one, is told by its name and the line."""
        path = written(tmp_path, content)
        with pytest.raises(ValueError, match=re.escape(said)) as caught:
            read_table(path)
        assert str(caught.value).startswith(path)
        assert len(str(caught.value)) < 300 + len(path)

    def test_no_file(self, tmp_path) -> None:
        """What is not there, or no file, is told so."""
        with pytest.raises(FileNotFoundError, match=r"no file .*none\.csv"):
            read_table(tmp_path / "none.csv")
        with pytest.raises(IsADirectoryError, match="is a folder"):
            read_table(tmp_path)


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
            (PLAIN.replace(",", "|"), "y", "separated by one of commas, semicolons, tabs"),
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


class TestDescription:
    LEARNED = range(16)

    def described(self, tmp_path: Path, content: str = PLAIN, target: str = "y"):
        table = read_table(written(tmp_path, content))
        columns, goal = chosen_columns(table, target)
        return table, *describe(columns, goal, list(self.LEARNED))

    def test_scaled_by_the_rows_learned_from(self, tmp_path) -> None:
        """Mean 0 and standard deviation 1 hold for these rows; others do not count."""
        table, description, _ = self.described(tmp_path)
        X, y = description.read_inputs(table), description.read_targets(table)
        x = np.array([float(row[0]) for row in table.rows])[self.LEARNED]
        assert X.shape == (20, description.width) == (20, 3)
        np.testing.assert_allclose(X[self.LEARNED, 0], (x - x.mean()) / x.std(), atol=1e-15)
        assert X[:2, 1:].tolist() == [[0, 1], [1, 0]], "blue comes before red"
        assert abs(y[self.LEARNED].mean()) < 1e-15
        assert abs(y[self.LEARNED].std() - 1) < 1e-15
        np.testing.assert_allclose(
            description.target.decode(y), [float(row[2]) for row in table.rows], atol=1e-14
        )

    def test_classes(self, tmp_path) -> None:
        """A target of words becomes places among them, and words again."""
        table, description, _ = self.described(tmp_path, target="colour")
        y = description.read_targets(table)
        assert description.classifies
        assert y.tolist() == [1, 0] * 10
        assert description.target.decode(y) == [row[1] for row in table.rows]

    def test_columns_are_found_by_name(self, tmp_path) -> None:
        """Order and further columns do not matter, nor does a missing target."""
        table, description, _ = self.described(tmp_path)
        turned = "\n".join("name;" + ";".join(row.split(",")[1::-1]) for row in ROWS)
        other = read_table(written(tmp_path, turned))
        assert other.names == ["name", "colour", "x"]
        assert (description.read_inputs(other) == description.read_inputs(table)).all()

    def test_tiny_numbers(self, tmp_path) -> None:
        """Numbers whose squares vanish are scaled all the same."""
        content = with_column("tiny", lambda i: f"{i % 7}e-300")
        table, description, _ = self.described(tmp_path, content)
        assert abs(description.read_inputs(table)[self.LEARNED, -1].std() - 1) < 1e-12

    def test_what_is_the_same_in_all_rows_learned_from(self, tmp_path) -> None:
        """Such columns are left out, with the reason."""
        content = with_column("late", lambda i: str(int(i >= 16)))
        _, description, columns = self.described(tmp_path, content)
        assert [column.name for column in description.inputs] == ["x", "colour"]
        assert columns[-1].why == "'0' in every row learned from"
        _, _, columns = self.described(tmp_path, with_column("same", lambda i: "7"))
        assert columns[-1].why == "'7' in every row"

    def test_nothing_to_learn(self, tmp_path) -> None:
        """No columns left, or a target that differs in no row learned from, is an error."""
        text = "id,y\n" + "".join(f"n{i},{i % 4}\n" for i in range(20))
        with pytest.raises(ValueError, match=r"no column is left to predict 'y' from \('id': 20 d"):
            self.described(tmp_path, text)
        content = with_column("late", lambda i: str(int(i >= 16)))
        with pytest.raises(ValueError, match="'late' is '0' in every row that is learned from"):
            self.described(tmp_path, content, target="late")

    def test_plain_data_and_back(self, tmp_path) -> None:
        """What a model file holds gives the very same description."""
        _, description, _ = self.described(tmp_path)
        assert read_description(Part("m.json", description.to_plain(), "table")) == description

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (changed(7, 0, ""), "line 7, column 'x': the cell is empty"),
            (changed(7, 0, "ten"), "line 7, column 'x': 'ten' is not a number"),
            (changed(7, 1, "green"), "line 7, column 'colour': 'green' is not a category that was"),
            (changed(7, 1, "green"), "'blue', 'red' are"),
            (PLAIN.replace("x,c", "z,c"), "lacks columns that were learned from, 'x'"),
        ],
    )
    def test_other_tables_that_do_not_fit(self, content, said, tmp_path) -> None:
        """What was not learned is refused by line and column."""
        _, description, _ = self.described(tmp_path)
        with pytest.raises(ValueError, match=re.escape(said)):
            description.read_inputs(read_table(written(tmp_path, content)))

    def test_too_far_away(self, tmp_path) -> None:
        """A number that cannot be scaled is named."""
        table = read_table(written(tmp_path, changed(7, 0, "1e99")))
        with pytest.raises(ValueError, match="line 7, column 'x': '1e99' is too far away"):
            Numbers("x", 0.0, 1e-300).encode(table)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda table: table.pop("target"), "table lacks the key 'target'"),
            (lambda table: table.update(more=1), "table has the unknown key 'more'"),
            (lambda table: table.update(inputs=[]), "table.inputs must be columns, at least one"),
            (lambda table: table["inputs"].append(table["inputs"][0]), "each once"),
            (lambda table: table["inputs"][0].update(kind="words"), "table.inputs[0].kind is 'wor"),
            (lambda table: table["inputs"][0].update(mean="inf"), "inputs[0].mean must be finite"),
            (lambda table: table["inputs"][0].update(deviation=0.0), "deviation must be a finite"),
            (lambda table: table["inputs"][1].update(values=["a", "a"]), "inputs[1].values must"),
            (lambda table: table["inputs"][1].update(values="ab"), "inputs[1].values is"),
        ],
    )
    def test_wrong_descriptions(self, change, said, tmp_path) -> None:
        """A description that was changed by hand is refused with the place."""
        _, description, _ = self.described(tmp_path)
        plain = description.to_plain()
        change(plain)
        with pytest.raises(ValueError, match=re.escape(said)):
            read_description(Part("m.json", plain, "table"))


def test_categories_are_sorted(tmp_path) -> None:
    """Numbers that stand for categories are in the order of numbers."""
    content = with_column("size", lambda i: str([10, 9, 100][i % 3]))
    table = read_table(written(tmp_path, content))
    columns, goal = chosen_columns(table, "y", ["size"])
    description, _ = describe(columns, goal, list(range(20)))
    assert description.inputs[-1] == Categories("size", ("9", "10", "100"))


class TestFifths:
    LABELS = ["a"] * 60 + ["b"] * 33 + ["c"] * 7

    def test_every_row_is_in_one_part(self) -> None:
        """The parts are equally large, and together they are all rows."""
        for labels in (None, self.LABELS):
            parts = fifths(100, seed=3, labels=labels)
            assert [len(part) for part in parts] == [20] * 5
            assert sorted(np.concatenate(parts).tolist()) == list(range(100))

    def test_each_part_has_its_share_of_each_class(self) -> None:
        """No part has more than one row of a class more than another."""
        for part in fifths(100, seed=3, labels=self.LABELS):
            found = [self.LABELS[place] for place in part]
            assert found.count("a") == 12
            assert found.count("b") in (6, 7)
            assert found.count("c") in (1, 2)

    def test_the_seed_decides(self) -> None:
        """One seed gives one split, another another."""
        first, same, other = (fifths(100, seed, self.LABELS)[0].tolist() for seed in (1, 1, 2))
        assert first == same != other
