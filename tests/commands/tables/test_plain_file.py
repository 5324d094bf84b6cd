"""What a script has to know of a file, and files that ask for more than Python's csv module."""

import re
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.commands.tables.playable import playable
from tests.commands.tables.examples import IRIS, PLAIN, changed, written
from tests.commands.tables.test_playable import options


def known(tmp_path: Path, content: str | bytes, target: str = "y", **others: Any) -> Any:
    """What a page is told of a file."""
    own, *_ = playable(options(written(tmp_path, content), target, **others))
    return own.get("file")


def test_a_plain_file(tmp_path: Path) -> None:
    """Its name without its folder, what cuts it, and how many rows there are."""
    plain = {"name": "a table.csv", "delimiter": ",", "rows": 20, "left_out": []}
    assert known(tmp_path, PLAIN) == plain
    assert known(tmp_path, PLAIN.replace(",", ";")) == plain | {"delimiter": ";"}
    assert known(tmp_path, PLAIN.replace(".5\n", ".5 kg\n")) == plain
    commas = PLAIN.replace(",", ";").replace(".5", ",5")
    assert known(tmp_path, commas) == plain | {"delimiter": ";"}
    assert known(tmp_path, b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode()) == plain


def test_rows_that_are_left_out(tmp_path: Path) -> None:
    """They are named by their places below the names, as csv counts rows: blank lines are none."""
    lines = changed(5, 0, "").splitlines()
    found = known(tmp_path, "\n".join([*lines[:2], "", *lines[2:], "total,total,"]))
    assert (found["rows"], found["left_out"]) == (19, [3, 20])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(re.sub(r"(\d)\.5", r'"1,00\1.5"', PLAIN), id="thousands"),
        pytest.param(PLAIN.replace("red", "red "), id="blanks around a category"),
        pytest.param("A title\n\n" + PLAIN, id="a title"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16"),
        pytest.param(PLAIN.replace("red", "rötlich").encode("cp1252"), id="Windows-1252"),
        pytest.param(PLAIN.replace("red", '"red\nish"', 1), id="a cell of two lines"),
    ],
)
def test_what_takes_more(content: str | bytes, tmp_path: Path) -> None:
    """A script that reads it so would come to other numbers, or to none."""
    assert known(tmp_path, content) is None


def test_no_line_of_names_and_filled_cells(tmp_path: Path) -> None:
    """Nor does a script know what stands in the place of an empty cell."""
    assert known(tmp_path, PLAIN.split("\n", 1)[1], "column 3") is None
    assert known(tmp_path, changed(5, 0, ""), missing="fill") is None
    assert known(tmp_path, changed(5, 1, ""), missing="fill") is None


def test_standard_input_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing that a script could open."""
    path = written(tmp_path, IRIS)
    with Path(path).open(encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        own, *_ = playable(options("-", "species"))
    assert "file" not in own
