"""A CSV file as rows of text, each with its line, or a sentence that says where it is broken."""

import csv
import difflib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from ..options import shown

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file.

    Attributes:
        source: what the table was read from, for messages.
        delimiter: what stands between two cells.
        names: the names of the columns.
        rows: the cells of each row, without the white space around them.
        lines: in which line of the file each row begins.
    """

    source: str
    delimiter: str
    names: list[str]
    rows: list[list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, name: str) -> list[str]:
        """Return a column, found by its name.

        Raises:
            ValueError: if there is no such column, with those whose names are near.
        """
        if name not in self.names:
            raise ValueError(
                f"{self.source}: there is no column {shown(name)}{_near(name, self.names)}"
            )
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def wrong(self, name: str, row: int, what: str) -> ValueError:
        """Return an error about one cell, to be raised."""
        place = f"line {self.lines[row]}, column {shown(name)}"
        return ValueError(f"{self.source}, {place}: {what}")


def read_table(path: str | PathLike[str]) -> Table:
    """Read a CSV file whose first line names the columns.

    Cells are separated by commas, semicolons or tabs, whichever cuts the first line into most
    cells. Rows in which no cell holds anything are skipped.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: with the line, for a file that is no such table, or a cut one.
    """
    source = str(Path(path))
    text = _text(source, _content(Path(path), source))
    delimiter = _delimiter(text)
    records = _records(source, text, delimiter)
    if not records:
        raise ValueError(f"{source} is empty: its first line names the columns")
    (first, names), *rest = records
    _check_names(source, first, names)
    for place, (line, row) in enumerate(rest):
        if len(row) != len(names):
            last = place == len(rest) - 1
            uneven = _uneven(row, first, names, delimiter, last)
            raise ValueError(f"{source}, line {line}: {uneven}")
    return Table(
        source, delimiter, names, [row for _, row in rest], lines=[line for line, _ in rest]
    )


def listed(texts: Sequence[str]) -> str:
    """Return the first ten of several texts, and how many there are beyond.

    >>> listed(["red", "blue"])
    "'red', 'blue'"
    """
    more = f" and {len(texts) - 10} more" if len(texts) > 10 else ""
    return ", ".join(map(shown, texts[:10])) + more


# ---------------------------------------------------------------------------------- from the file


def _content(path: Path, source: str) -> bytes:
    if not path.exists():
        raise FileNotFoundError(f"there is no file {source}")
    if path.is_dir():
        raise IsADirectoryError(f"{source} is a folder: name a CSV file in it")
    if not path.is_file():
        raise OSError(f"{source} is a device or a pipe: save the table in a file first")
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(f"{source} cannot be read: {error.strerror}") from None


def _text(source: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{source} is UTF-16 text: save it as UTF-8 (Excel calls it CSV UTF-8)")
    if b"\0" in content:
        line, byte = _place(content, content.index(b"\0"))
        raise ValueError(
            f"{source}, line {line}: byte {byte} is 0, which no text holds: this is not a CSV file"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = _place(content, error.start)
        raise ValueError(
            f"{source}, line {line}: byte {byte} is not UTF-8 text: if this is a table, save it as "
            "UTF-8 (Excel calls it CSV UTF-8)"
        ) from None


def _place(content: bytes, offset: int) -> tuple[int, int]:
    """The line of a byte, and which byte of this line it is, both counted from 1."""
    before = content[:offset]
    return before.count(b"\n") + 1, offset - before.rfind(b"\n")


def _delimiter(text: str) -> str:
    """What cuts the first line into most cells."""
    lines = (line for line in io.StringIO(text, newline="") if line.strip())
    head = next(lines, "")

    def width(delimiter: str) -> int:
        try:
            return len(next(csv.reader([head], delimiter=delimiter, skipinitialspace=True)))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=width)


def _records(source: str, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every row that holds anything, with the line in which it begins."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    records = []
    start = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{source}, line {start}: {_torn(str(error))}") from None
    return records


def _torn(error: str) -> str:
    if "limit" in error:
        return "a cell is longer than any should be: is a quote opened in this row, and not closed?"
    if "end of data" in error:
        return (
            "a quote is opened in this row and never closed: the file was cut, or the quote is "
            'one too many (within quotes, "" stands for a quote)'
        )
    return (
        "a quote in this row ends before its cell does: the one before it is too many or too few, "
        'or a quote is meant, which is written twice, as in "a 5"" pipe"'
    )


def _check_names(source: str, line: int, names: list[str]) -> None:
    where = f"{source}, line {line}"
    for place, name in enumerate(names, start=1):
        if not name:
            raise ValueError(
                f"{where}: column {place} has no name: write one, or remove the column (a table "
                "of pandas has such a column unless it is written with index=False)"
            )
        first = names.index(name) + 1
        if first != place:
            both = f"the columns {first} and {place} are both called {shown(name)}"
            raise ValueError(f"{where}: {both}: rename one")


def _uneven(row: list[str], first: int, names: list[str], delimiter: str, last: bool) -> str:
    """What is wrong with a row that is not as long as the first line."""
    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
    found = f"this row has {cells}, but line {first} names {len(names)}"
    if len(names) == 1:
        return f"{found}, {shown(names[0])}: write the names of all columns there"
    if len(row) > len(names):
        return f"{found} columns: a cell that holds {_DELIMITERS[delimiter]} needs quotes around it"
    if last:
        return f"{found} columns: it is the last, so the file may be cut; complete or remove it"
    return f"{found} columns: complete the row, or remove it"


def _near(name: str, names: list[str]) -> str:
    """The names that may have been meant, or else all of them."""
    folded = {other.casefold(): other for other in names}
    near = difflib.get_close_matches(name.casefold(), folded, n=3)
    if near:
        return f": did you mean {' or '.join(shown(folded[other]) for other in near)}?"
    if len(names) == 1:
        known = ", ".join(_DELIMITERS.values())
        return f", only {shown(names[0])}: columns are separated by one of {known}"
    return f": the first line names {listed(names)}; if that is data, write names above it"
