"""A CSV file as rows of text, each with its line, or a sentence that says where it is broken.

What is decided here, beyond where cells begin and end, is told in the table's notes.
"""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from os import PathLike
from pathlib import Path

from ..options import shown
from .cells import counts, decimal_mark, is_absent, is_year, number
from .cutting import (
    DELIMITERS,
    LINES_LOOKED_AT,
    Record,
    best_delimiter,
    cut_records,
    is_number,
    usual_width,
)
from .file_text import read_text, source_name

_TOTAL = re.compile(
    r"((grand |sub-?)?totals?|sum|summe|gesamt(summe)?|insgesamt|somme|mean|average|avg\.?|"
    r"durchschnitt|mittelwert|mittel|moyenne)\s*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file.

    Attributes:
        source: what the table was read from, for messages.
        delimiter: what stands between two cells.
        names: the names of the columns.
        rows: the cells of each row, without the white space around them.
        lines: in which line of the file each row begins.
        named: whether the names stand in the file; else they are `column 1` and so on.
        notes: what the user should know of how it was read.
    """

    source: str
    delimiter: str
    names: list[str]
    rows: list[list[str]]
    lines: list[int]
    named: bool = True
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, name: str) -> list[str]:
        """Return a column, found by its name.

        Raises:
            ValueError: if there is no such column, with those whose names are near.
        """
        if name not in self.names and not self.named:
            raise ValueError(
                f"{self.source}: there is no column {shown(name)}: without a line of names the "
                f"columns are {listed(self.names)}"
            )
        if name not in self.names:
            raise ValueError(
                f"{self.source}: there is no column {shown(name)}{_near(name, self.names)}"
            )
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def at(self, rows: Sequence[int]) -> "Table":
        """Return the table of some of the rows."""
        lines = [self.lines[row] for row in rows]
        return replace(self, rows=[self.rows[row] for row in rows], lines=lines)

    def wrong(self, name: str, row: int, what: str) -> ValueError:
        """Return an error about one cell, to be raised."""
        place = f"line {self.lines[row]}, column {shown(name)}"
        return ValueError(f"{self.source}, {place}: {what}")


def read_table(
    path: str | PathLike[str], header: bool | None = None, wanted: Collection[str] = ()
) -> Table:
    """Read a table from a file, or from standard input for `-`.

    Arguments:
        path: the file.
        header: whether the first line names the columns; None looks for a sign of it.
        wanted: names that are known to be among those of the columns, if any are named.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: with the line, for a file that is no such table, or a cut one.
    """
    source, file = source_name(path), read_text(Path(path))
    delimiter = file.delimiter or best_delimiter(file.text, wanted)
    records = cut_records(source, file.text, delimiter, file.skipped)
    if not records:
        raise ValueError(f"{source} is empty: its first line names the columns")
    notes = list(file.notes)
    if header is not False:
        records = _without_titles(records, wanted, notes)
        records = _without_remarks(records, notes)
    (line, first), *rest = records
    why = "" if header or (wanted and {*wanted} <= {*first}) else _why_data(first, rest)
    named = header is not False and not why
    if named:
        names, rest = _names(records, notes)
    else:
        if header is None:
            notes.append(
                f"line {line} is read as data, since {why}: the columns are called 'column 1' and "
                "so on; if it holds their names, see that none is a number"
            )
        names, rest = [""] * len(first), records
    rows = _even_rows(source, line, names, rest, delimiter)
    table = Table(source, delimiter, names, rows, [line for line, _ in rest], named, notes)
    return _without_totals(_without_units(_without_empty_columns(table)))


def listed(texts: Sequence[str]) -> str:
    """Return the first ten of several texts, and how many there are beyond.

    >>> listed(["red", "blue"])
    "'red', 'blue'"
    """
    more = f" and {len(texts) - 10} more" if len(texts) > 10 else ""
    return ", ".join(map(shown, texts[:10])) + more


# ----------------------------------------------------------------------------------------- its head


def _without_titles(
    records: list[Record], wanted: Collection[str], notes: list[str]
) -> list[Record]:
    """The records from the line of names on: a title above them has fewer cells than the rows."""
    width = usual_width([cells for _, cells in records])
    while len(records) > 1 and width > 1:
        (line, cells), *rest = records
        told = [cell for cell in cells if cell]
        short = len(cells) == 1 or len(cells) < width - 1
        # A row of one name among empty cells is a title where the next has the names.
        filled_up = len(cells) == width and told == cells[:1] and not _why_data(rest[0][1], rest)
        if not (short or filled_up) or (wanted and {*wanted} <= {*cells}):
            break
        notes.append(
            f"line {line}, {shown(' '.join(told))}, stands above the table and is left out"
        )
        records = rest
    return records


def _without_remarks(records: list[Record], notes: list[str]) -> list[Record]:
    """The records without words below the table, such as its source: a cut row is no such one."""
    width = usual_width([cells for _, cells in records])
    while len(records) > 2 and width > 1:
        line, cells = records[-1]
        remark = not any(cells[1:]) and len(cells) in (1, width) and re.search(r"\w[: ]", cells[0])
        if not remark or is_number(cells[0]):
            break
        notes.append(f"line {line}, {shown(cells[0])}, stands below the table and is left out")
        records = records[:-1]
    return records


def _why_data(first: list[str], rest: list[Record]) -> str:
    """What shows that the first row is one of data; empty if it holds names."""
    others = [cells for _, cells in rest if cells != first]
    if not others or (not first[0] and first[1:] == [str(i) for i in range(len(first) - 1)]):
        # The latter is how pandas numbers columns.
        return ""
    for cell in first:
        if is_number(cell) and not is_year(cell):
            return f"{shown(cell)} is a number"
    for place, cell in enumerate(first):
        same = [cells[place : place + 1] == [cell] for cells in others]
        # One that stands in every row tells nothing.
        if re.search(r"\w", cell) and any(same) and not all(same):
            return f"{shown(cell)} stands further down in the same column, too"
    return ""


def _names(records: list[Record], notes: list[str]) -> tuple[list[str], list[Record]]:
    """The names of the columns, and the records below them."""
    (line, first), *rest = records
    names = list(first)
    repeated = [at for at, cells in rest if cells == first]
    if repeated:
        notes.append(
            f"the names stand in the file again, in line {repeated[0]}, which is left out"
            + (f", as are {len(repeated) - 1} more like it" if repeated[1:] else "")
        )
        rest = [record for record in rest if record[1] != first]
    if _begin_with_row_names(rest, len(names)):
        notes.append(
            f"line {line} has a name less than the rows have cells: the first column, by which "
            "each row is called, is taken to have none"
        )
        names = ["", *names]
    while len(names) > 1 and not names[-1] and not any(any(c[len(names) - 1 :]) for _, c in rest):
        names.pop()
    for place, name in enumerate(names, start=1):
        same = names.index(name) + 1
        if name and same != place:
            other = next(new for at in count(2) if (new := f"{name} ({at})") not in names)
            names[place - 1] = other
            notes.append(
                f"the columns {same} and {place} are both called {shown(name)}: column {place} is "
                f"called {shown(other)} here"
            )
    return names, rest


def _begin_with_row_names(records: list[Record], names: int) -> bool:
    """Whether each row has a cell more than there are names, its own name, as R writes it."""
    rows = [cells for _, cells in records]
    if not rows or any(len(row) != names + 1 for row in rows) or not any(row[-1] for row in rows):
        return False
    keys = [row[0] for row in rows]
    numbers = [number(key) for key in keys]
    return len({*keys}) == len(keys) and (None in numbers or counts(numbers))


def _even_rows(
    source: str, line: int, names: list[str], records: list[Record], delimiter: str
) -> list[list[str]]:
    """The cells of each row, as many as there are names; empty ones beyond these do not count."""
    rows = []
    for place, (number_of_line, cells) in enumerate(records, start=1):
        row = cells if any(cells[len(names) :]) else cells[: len(names)]
        if len(row) != len(names):
            uneven = _uneven(cells, line, names, delimiter, last=place == len(records))
            raise ValueError(f"{source}, line {number_of_line}: {uneven}")
        rows.append(row)
    return rows


def _without_empty_columns(table: Table) -> Table:
    """The table without columns that have neither a name nor content; others all have a name."""
    names, rows = table.names, table.rows
    filled = [any(column) for column in zip(*rows, strict=True)] or [False] * len(names)
    kept = [place for place, name in enumerate(names) if name or filled[place]]
    called = [names[place] or f"column {place + 1}" for place in kept]
    new = [name for place, name in zip(kept, called, strict=True) if not names[place]]
    if table.named and new:
        table.notes.append(f"a column without a name is called {listed(new)}")
    if len({*called}) < len(called):
        raise ValueError(f"{table.source}: a column without a name would be called {listed(new)}")
    return replace(table, names=called, rows=[[row[place] for place in kept] for row in rows])


def _without_units(table: Table) -> Table:
    """The table without a first row that has units where all others have numbers."""
    first, *others = table.rows[:LINES_LOOKED_AT] or [[]]
    if not table.named or len(others) < 2:
        return table
    units = []
    for place, cell in enumerate(first):
        told = [row[place] for row in others if not is_absent(row[place])]
        mark = decimal_mark(told) or "."
        if told and all(number(text, mark) is not None for text in told):
            if is_number(cell):
                return table
            units += [cell] if cell else []
    if not units or all(map(is_absent, units)):
        return table
    table.notes.append(
        f"line {table.lines[0]} is left out: it has no numbers where all others have some, but "
        f"{listed(units)}, as units are"
    )
    return replace(table, rows=table.rows[1:], lines=table.lines[1:])


def _without_totals(table: Table) -> Table:
    """The table without last rows whose only words are those of a sum or a mean."""
    count = len(table)
    while count > 2:
        row = table.rows[count - 1]
        words = [
            place for place, cell in enumerate(row) if not (is_absent(cell) or is_number(cell))
        ]
        others = table.rows[: count - 1]
        # A word that other rows have, too, is a category.
        if not words or not all(
            _TOTAL.fullmatch(row[place]) and all(other[place] != row[place] for other in others)
            for place in words
        ):
            break
        count -= 1
        table.notes.append(
            f"line {table.lines[count]}, {shown(row[words[0]])}, is taken for a sum or a mean of "
            "the rows above and is left out"
        )
    return table.at(range(count))


# ---------------------------------------------------------------------------------- what is wrong


def _uneven(row: list[str], first: int, names: list[str], delimiter: str, last: bool) -> str:
    """What is wrong with a row that is not as long as the first line."""
    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
    found = f"this row has {cells}, but line {first} names {len(names)}"
    if len(names) == 1:
        return f"{found}, {shown(names[0])}: write the names of all columns there"
    if len(row) > len(names):
        holds = DELIMITERS.get(delimiter, shown(delimiter))
        return f"{found} columns: a cell that holds {holds} needs quotes around it"
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
        known = ", ".join(DELIMITERS.values())
        return f", only {shown(names[0])}: columns are separated by one of {known}"
    return f": the first line names {listed(names)}; if that is data, write names above it"
