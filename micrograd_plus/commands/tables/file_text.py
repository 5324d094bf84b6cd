"""The text of a file, whatever encoding it has, or a sentence that says why it has none."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

STANDARD_INPUT = "-"

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class FileText:
    """What a file says.

    Attributes:
        text: its text, with `\\n` at the end of each line.
        delimiter: what its first line says that cells are separated by; "" if it does not.
        skipped: how many lines at the top are not in the text.
        notes: what the user should know of how it was read.
    """

    text: str
    delimiter: str
    skipped: int
    notes: list[str]


def source_name(path: object) -> str:
    """Return what a file is called in messages."""
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def read_text(path: Path) -> FileText:
    """Return the text of a file, or of standard input for `-`.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: if what it holds is no text.
    """
    source, notes = source_name(path), []
    content = _content(path, source)
    if content.startswith(b"PK\x03\x04"):
        raise ValueError(f"{source} is a workbook, as Excel saves it: save the sheet as CSV")
    text, encoding = _decoded(source, content)
    if encoding:
        notes.append(f"the text is no UTF-8 and is read as {encoding}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    said = re.match(r"sep=(.)\n", text)
    # A single line with # may hold the names; more of them are comments.
    comments = None if said else re.match(r"(#.*\n){2,}", text)
    head = said or comments
    if comments:
        notes.append(f"the {comments[0].count(chr(10))} lines with # at the top are left out")
    return FileText(
        text[head.end() :] if head else re.sub(r"\A#+[ \t]*(?=\w)", "", text),
        said[1] if said else "",
        head[0].count("\n") if head else 0,
        notes,
    )


def _content(path: Path, source: str) -> bytes:
    if str(path) == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    if not path.exists():
        raise FileNotFoundError(f"there is no file {source}")
    if path.is_dir():
        raise IsADirectoryError(f"{source} is a folder: name a CSV file in it")
    if not path.is_file():
        raise OSError(f"{source} is a device or a pipe: save the table in a file, or give -")
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(f"{source} cannot be read: {error.strerror}") from None


def _decoded(source: str, content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding where that had to be guessed."""
    if content.startswith(_UTF16):
        try:
            return content.decode("utf-16"), ""
        except UnicodeDecodeError:
            raise ValueError(f"{source} is broken UTF-16 text: save it as UTF-8") from None
    if b"\0" in content:
        before = content[: content.index(b"\0")]
        line, byte = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise ValueError(
            f"{source}, line {line}: byte {byte} is 0, which no text holds: this is not a CSV file"
        )
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"
