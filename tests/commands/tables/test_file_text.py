"""Bytes as text: encodings, line ends, what stands above the table."""

import io
import sys
from pathlib import Path

import pytest

from micrograd_plus.commands.tables.file_text import read_text, source_name


def text_of(tmp_path: Path, content: bytes):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    return read_text(path)


@pytest.mark.parametrize(
    ("content", "noted"),
    [
        ("née,5 €\n1,2\n".encode(), []),
        ("née,5 €\n1,2\n".encode("utf-8-sig"), []),
        ("née,5 €\n1,2\n".encode("utf-16"), []),
        ("née,5 €\n1,2\n".encode("cp1252"), ["the text is no UTF-8 and is read as Windows-1252"]),
        ("née,5 €\r\n1,2\r\n".encode(), []),
        ("née,5 €\r1,2\r".encode(), []),
        ("née,5 €\n1,2\r\n".encode(), []),
    ],
)
def test_encodings_and_line_ends(content, noted, tmp_path) -> None:
    """All of them give the same text; a guess is told."""
    file = text_of(tmp_path, content)
    assert (file.text, file.notes) == ("née,5 €\n1,2\n", noted)
    assert (file.delimiter, file.skipped) == ("", 0)


def test_latin_1(tmp_path) -> None:
    """Bytes that Windows does not use are Latin-1."""
    file = text_of(tmp_path, b"\x81,\xe9\n")
    assert file.text == "\x81,é\n"
    assert "Latin-1" in file.notes[0]


def test_what_stands_above(tmp_path) -> None:
    """A line that says what cuts, and lines of comments; a single one may be the names."""
    file = text_of(tmp_path, b"sep=;\r\na;b\r\n")
    assert (file.text, file.delimiter, file.skipped) == ("a;b\n", ";", 1)
    file = text_of(tmp_path, b"# one\n# two\na,b\n# three\n")
    assert (file.text, file.skipped) == ("a,b\n# three\n", 2)
    assert file.notes == ["the 2 lines with # at the top are left out"]
    assert text_of(tmp_path, b"# a,b\n1,2\n").text == "a,b\n1,2\n"
    assert text_of(tmp_path, b"#,b\n1,2\n").text == "#,b\n1,2\n", "the name of a column"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x,y\n1,a\0\n", "line 2: byte 4 is 0"),
        (b"PK\x03\x04\x14\0", "is a workbook, as Excel saves it"),
        (b"\xff\xfea\0\x00\xd8", "is broken UTF-16"),
    ],
)
def test_no_text(content, said, tmp_path) -> None:
    """What is no text is told so."""
    with pytest.raises(ValueError, match=said):
        text_of(tmp_path, content)


def test_standard_input(monkeypatch) -> None:
    """A minus stands for it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    assert read_text(Path("-")).text == "a,b\n1,2\n"
    assert source_name("-") == "standard input"
    assert source_name(Path("a.csv")) == "a.csv"


def test_no_file(tmp_path) -> None:
    """What is not there, or no file, is told so."""
    with pytest.raises(FileNotFoundError, match=r"no file .*none\.csv"):
        read_text(tmp_path / "none.csv")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        read_text(tmp_path)
