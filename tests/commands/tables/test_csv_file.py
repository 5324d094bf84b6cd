"""Tables from files: read in all usual forms, and what is wrong is told with its line."""

import re

import pytest

from micrograd_plus.commands.tables.csv_file import read_table
from tests.commands.tables.examples import PLAIN, changed, written


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
