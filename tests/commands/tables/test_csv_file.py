"""Tables from files: each rule by which one is read, and what is wrong is told with its line."""

import re

import pytest

from micrograd_plus.commands.tables.csv_file import read_table
from tests.commands.tables.examples import PLAIN, changed, written


class TestForms:
    @pytest.mark.parametrize(
        "content",
        [
            PLAIN,
            PLAIN.rstrip(),
            b"\xef\xbb\xbf" + PLAIN.encode(),
            PLAIN.encode("utf-16"),
            PLAIN.replace("\n", "\r\n"),
            PLAIN.replace("\n", "\r"),
            PLAIN.replace(",", ";"),
            PLAIN.replace(",", "\t"),
            PLAIN.replace(",", "|"),
            PLAIN.replace(",", "   "),
            PLAIN.replace(",", " , "),
            PLAIN.replace("red", '"red"'),
            PLAIN.replace("\n", ",\n"),
            PLAIN.replace("\n", ",\n").replace("y,", "y", 1),
            PLAIN.replace("y\n", "y,,\n", 1),
        ],
        ids=[
            "plain",
            "no end",
            "mark",
            "utf-16",
            "crlf",
            "cr",
            "semicolons",
            "tabs",
            "bars",
            "blanks",
            "space",
            "quotes",
            "a comma at the end",
            "of the rows only",
            "of the names only",
        ],
    )
    def test_the_same_table_in_many_forms(self, content, tmp_path) -> None:
        """What surrounds the cells changes nothing, and nothing has to be said of it."""
        table = read_table(written(tmp_path, content))
        assert table.names == ["x", "colour", "y"]
        assert table.rows[:2] == [["0", "red", "0.5"], ["1", "blue", "1.5"]]
        assert len(table) == 20
        assert table.lines == list(range(2, 22))
        assert (table.named, table.notes) == (True, [])

    def test_lines_are_those_of_the_file(self, tmp_path) -> None:
        """Empty rows are skipped, and a cell may hold a line end: the others keep their lines."""
        table = read_table(written(tmp_path, '\n"a","b"\n\n1,"two\nlines"\n,\n3,"say ""4"""\n'))
        assert table.rows == [["1", "two\nlines"], ["3", 'say "4"']]
        assert table.lines == [4, 7]
        table = read_table(written(tmp_path, "# by hand\r\n# in May\r\na,b\r\n1,x\r\n2,z\r\n"))
        assert table.lines == [4, 5]
        assert read_table(written(tmp_path, "sep=;\na;b\n1;2\n")).lines == [3]


# What stands in the file, the first two rows of the table, what is noted.
READ = {
    "decimal commas do not cut": ("a;b\n" + "1,5;2,5\n" * 30, [["a", "b"], ["1,5", "2,5"]], []),
    "text with commas": ("a;b\nx, y;1\nz, w;2\n", [["a", "b"], ["x, y", "1"]], []),
    "semicolons in a text": ("a,b\nx;y,1\nz;w,2\n", [["a", "b"], ["x;y", "1"]], []),
    "blanks in texts": ("a,b c\nx y,1\nz w,2\n", [["a", "b c"], ["x y", "1"]], []),
    "blanks and a quoted text": (
        'mpg  name\n18.0  "a car"\n15.0  "b"\n',
        [["mpg", "name"], ["18.0", "a car"]],
        [],
    ),
    "blanks, and a tab before the text": (
        '18.0   8\t"chevy malibu"\n15.0   4\t"skylark"\n',
        [["column 1", "column 2", "column 3"], ["18.0", "8", "chevy malibu"]],
        ["line 1 is read as data, since '18.0' is a number"],
    ),
    "sep says what cuts": ("sep=;\na,x;b\n1;2\n", [["a,x", "b"], ["1", "2"]], []),
    "sep may be unusual": ("sep=^\na^b\n1^2\n", [["a", "b"], ["1", "2"]], []),
    "comments": ("# 1\n# 2\na,b\n1,2\n", [["a", "b"], ["1", "2"]], ["the 2 lines with #"]),
    "names behind a #": ("#a,b\n1,2\n", [["a", "b"], ["1", "2"]], []),
    "names behind a # among blanks": ("# a b\n1 2\n3 4\n", [["a", "b"], ["1", "2"]], []),
    "a number in line 1": (
        "5.1,setosa\n4.9,virginica\n",
        [["column 1", "column 2"], ["5.1", "setosa"]],
        ["line 1 is read as data, since '5.1' is a number: the columns are called 'column 1'"],
    ),
    "a value that recurs": (
        "red,yes\nblue,no\nred,maybe\n",
        [["column 1", "column 2"], ["red", "yes"]],
        ["line 1 is read as data, since 'red' stands further down in the same column"],
    ),
    "a word in every row": ("a,b\na,1\na,2\n", [["a", "b"], ["a", "1"]], []),
    "the same word in another column": ("a,b\nb,c\nd,e\n", [["a", "b"], ["b", "c"]], []),
    "years are names": ("land,1990,2000\nx,1,2\ny,3,4\n", [["land", "1990", "2000"]], []),
    "the numbers of pandas": (",0,1\n0,5,6\n1,7,8\n", [["column 1", "0", "1"]], ["a column with"]),
    "names once more": (
        "a,b\n1,2\na,b\n3,4\na,b\n",
        [["a", "b"], ["1", "2"], ["3", "4"]],
        ["the names stand in the file again, in line 3, which is left out, as are 1 more"],
    ),
    "a title": (
        "Cars of 2024\n\na,b\n1,x\n2,z\n",
        [["a", "b"], ["1", "x"]],
        ["line 1, 'Cars of 2024', stands above the table and is left out"],
    ),
    "a title among commas": (
        "Cars,,\nby hand,,\na,b,c\n1,x,3\n2,z,4\n",
        [["a", "b", "c"], ["1", "x", "3"]],
        ["line 1, 'Cars'", "line 2, 'by hand'"],
    ),
    "remarks below": (
        "a,b\n1,x\n2,z\nTotal: 2 rows\n",
        [["a", "b"], ["1", "x"], ["2", "z"]],
        ["line 4, 'Total: 2 rows', stands below the table and is left out"],
    ),
    "remarks below among commas": (
        "a,b\n1,x\n2,z\nby hand,\n",
        [["a", "b"], ["1", "x"], ["2", "z"]],
        ["line 4, 'by hand', stands below"],
    ),
    "a total": (
        "name,a,b\nx,1,2\ny,3,4\nTotal,4,6\n",
        [["name", "a", "b"], ["x", "1", "2"], ["y", "3", "4"]],
        ["line 4, 'Total', is taken for a sum or a mean of the rows above and is left out"],
    ),
    "a sum and a mean": (
        "a;b;name\n1;2,5;x\n3;4,5;y\n4;7;Summe:\n2;3,5;Durchschnitt\n",
        [["a", "b", "name"], ["1", "2,5", "x"], ["3", "4,5", "y"]],
        ["line 5, 'Durchschnitt', is", "line 4, 'Summe:', is"],
    ),
    "a total that is a category": (
        "name,a\nx,1\nTotal,3\nx,4\nTotal,5\n",
        [["name", "a"], ["x", "1"], ["Total", "3"], ["x", "4"], ["Total", "5"]],
        [],
    ),
    "a total among other words": (
        "name,kind,a\nx,k,1\ny,k,2\nTotal,k,3\n",
        [["name", "kind", "a"], ["x", "k", "1"], ["y", "k", "2"], ["Total", "k", "3"]],
        [],
    ),
    "a last row with a gap": ("a,b\n1,x\n2,\n", [["a", "b"], ["1", "x"], ["2", ""]], []),
    "units": (
        "a,name,b\nkg,,m\n1,x,2\n3,y,4\n",
        [["a", "name", "b"], ["1", "x", "2"]],
        ["line 2 is left out: it has no numbers where all others have some, but 'kg', 'm'"],
    ),
    "no units where all is text": ("a,b\nkg,x\ng,y\nt,z\n", [["a", "b"], ["kg", "x"]], []),
    "no units beside a number": ("a,b\nkg,1\n2,2\n3,3\n", [["a", "b"], ["kg", "1"]], []),
    "no units where it is missing": ("a,b\n?,x\n2,y\n3,z\n", [["a", "b"], ["?", "x"]], []),
    "an empty column": ("a,,b\n1,,2\n3,,4\n", [["a", "b"], ["1", "2"]], []),
    "a column without a name": (
        ",a,b\n7,1,2\n9,3,4\n",
        [["column 1", "a", "b"], ["7", "1", "2"]],
        ["a column without a name is called 'column 1'"],
    ),
    "names of rows, by R": (
        "a b\n1 5 x\n2 6 y\n3 7 z\n",
        [["column 1", "a", "b"], ["1", "5", "x"]],
        ["line 1 has a name less than the rows have cells", "is called 'column 1'"],
    ),
}


@pytest.mark.parametrize(("content", "rows", "notes"), READ.values(), ids=READ)
def test_each_rule(content: str, rows, notes, tmp_path) -> None:
    """What the table is, and what is said of how it was read."""
    table = read_table(written(tmp_path, content))
    assert [table.names, *table.rows][: len(rows)] == rows
    assert len(table.notes) == len(notes), table.notes
    for found, expected in zip(table.notes, notes, strict=True):
        assert found.startswith(expected) or expected in found


@pytest.mark.parametrize("word", ["Total", "sum", "Gesamt", "Mean", "DURCHSCHNITT", "Somme:"])
def test_a_total_is_no_row(word: str, tmp_path) -> None:
    """The rows above stay as they are, with their lines."""
    table = read_table(written(tmp_path, f"name,a\nx,1\ny,3\n{word},4\n"))
    assert (table.rows, table.lines) == ([["x", "1"], ["y", "3"]], [2, 3])


class TestHeader:
    def test_none(self, tmp_path) -> None:
        """Who says that there are no names has the first row as data, and is not told so."""
        table = read_table(written(tmp_path, "a,b\nc,d\n"), header=False)
        assert table.names == ["column 1", "column 2"]
        assert table.rows == [["a", "b"], ["c", "d"]]
        assert (table.named, table.notes) == (False, [])
        with pytest.raises(ValueError, match="without a line of names the columns are 'column 1',"):
            table.cells("a")

    def test_wanted_names(self, tmp_path) -> None:
        """Names that have to be there decide what line 1 is, and what cuts, of one row alone."""
        path = written(tmp_path, "a;10\n1,5;2,5\n")
        table = read_table(path, wanted=["10"])
        assert (table.names, table.rows) == (["a", "10"], [["1,5", "2,5"]])
        path = written(tmp_path, "size\n1,5\n")
        assert read_table(path, wanted=["size"]).rows == [["1,5"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (b"\xef\xbb\xbf\n\n ", "is empty"),
        ("sep=;\n", "is empty"),
        (bytes(range(256)), "line 1: byte 1 is 0"),
        (changed(5, 1, "red,blue"), "line 5: this row has 4 cells, but line 1 names 3"),
        (changed(5, 1, "red,blue"), "holds commas needs quotes"),
        (changed(5, 1, "x").replace(",x,", ","), "line 5: this row has 2 cells"),
        (PLAIN[:-5], "line 21: this row has 2 cells"),
        (PLAIN[:-5], "the file may be cut"),
        (PLAIN + '3,"re', "line 22: a quote is opened in this row and never closed"),
        (changed(5, 1, '"re"d'), "line 5: a quote in this row ends before"),
        (changed(5, 1, "a" * 200_000), "line 5: a cell is longer"),
        ("sep=^\na^b\n1^2^3\n", "a cell that holds '^' needs quotes"),
        ("#c\n#d\nx,y\n1\n2,3\n", "line 4: this row has 1 cell, but line 3 names 2"),
        ("x,y\n1,2,3\n1,4,5\n", "line 2: this row has 3 cells, but line 1 names 2"),
        ("column 2,\n1,2\n3,4\n", "a column without a name would be called 'column 2'"),
    ],
)
def test_wrong_files(content, said, tmp_path) -> None:
    """A file that is no table, or a broken one, is told by its name and the line."""
    path = written(tmp_path, content)
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        read_table(path)
    assert str(caught.value).startswith(path)
    assert len(str(caught.value)) < 300 + len(path)


def test_columns_of_one_name_are_told_apart(tmp_path) -> None:
    """The file stays as it is; the later ones are numbered, past names that are there."""
    table = read_table(written(tmp_path, "x,x (2),x,x,y\n1,2,3,4,5\n6,7,8,9,10\n"))
    assert table.names == ["x", "x (2)", "x (3)", "x (4)", "y"]
    assert table.notes[0] == (
        "the columns 1 and 3 are both called 'x': column 3 is called 'x (3)' here"
    )
    assert table.cells("x (3)") == ["3", "8"]
