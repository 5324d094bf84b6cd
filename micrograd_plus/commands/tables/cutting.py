"""Where the cells of a CSV file begin and end: what cuts it, and the rows that come of this."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable

from .cells import number

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
# So many lines tell how a file is cut.
LINES_LOOKED_AT = 200

# The line in which a row begins, and its cells.
Record = tuple[int, list[str]]


def best_delimiter(text: str, wanted: Collection[str]) -> str:
    """Return what cuts the first lines most evenly, into the cleanest and then into most cells.

    Arguments:
        text: of the file.
        wanted: names that are known to be among those of the columns, if any are named.

    >>> best_delimiter("a;b\\n1,5;2,5\\n2,5;3,5", []), best_delimiter("a  b\\n1  2", [])
    (';', ' ')
    """
    head = "\n".join(text.split("\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT])
    rows = {delimiter: _cut(head, delimiter) for delimiter in DELIMITERS}
    if wanted:
        named = [d for d, cut in rows.items() if any({*wanted} <= {*row} for row in cut)]
        if named:
            return max(named, key=lambda delimiter: _evenness(rows[delimiter], delimiter))
    best = max(
        (delimiter for delimiter in DELIMITERS if delimiter != " "),
        key=lambda delimiter: (
            usual_width(rows[delimiter]) > 1,
            *_evenness(rows[delimiter], delimiter),
        ),
    )
    # Text has blanks too: they cut only where they do so in every line, and nothing else does.
    first, *others = map(len, rows[" "] or [[]])
    even = first > 1 and {*others} in ({first}, {first + 1})
    uncut = best == "\t" and any(map(_holds_numbers, (c for row in rows["\t"] for c in row)))
    return " " if even and (uncut or usual_width(rows[best]) == 1) else best


def _cut(text: str, delimiter: str) -> list[list[str]]:
    """The rows of some lines that hold anything, broken ones as well as may be."""
    lines = _lines(text, delimiter)
    cutter = csv.reader(lines, delimiter=_single(delimiter), skipinitialspace=True)
    try:
        rows = [[cell.strip() for cell in row] for row in cutter]
    except csv.Error:
        return []
    return [row for row in rows if any(row)]


def _single(delimiter: str) -> str:
    """What is to cut: where blanks do, a tab stands for each run of them."""
    return "\t" if delimiter == " " else delimiter


def _lines(text: str, delimiter: str) -> Iterable[str]:
    """The lines of a text, each run of blanks outside of quotes as a tab if blanks cut."""
    if delimiter != " ":
        return io.StringIO(text, newline="")
    return (
        re.sub(r'"[^"]*"|[ \t]+', lambda run: run[0] if run[0][0] == '"' else "\t", line.strip())
        + "\n"
        for line in text.split("\n")
    )


def usual_width(rows: list[list[str]]) -> int:
    """Return how many cells most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _evenness(rows: list[list[str]], delimiter: str) -> tuple[float, float, int, int]:
    """How good a cut is: even, with clean cells, in the first row already, into many cells."""
    width = usual_width(rows)
    even = [len(row) == width for row in rows] or [False]
    others = set(DELIMITERS) - {delimiter, " "}
    cells = [cell for row in rows for cell in row]
    dirty = sum(not others.isdisjoint(cell) and not is_number(cell) for cell in cells)
    share, stained = sum(even) / len(even), dirty / max(1, len(cells))
    return round(share, 1), -round(stained, 1), -even.index(max(even)), width


def _holds_numbers(cell: str) -> bool:
    words = cell.split()
    return len(words) > 1 and all(map(is_number, words[:2]))


def is_number(text: str) -> bool:
    """Return whether a cell is a number with either mark before decimals."""
    return number(text, ".") is not None or number(text, ",") is not None


def cut_records(source: str, text: str, delimiter: str, skipped: int) -> list[Record]:
    """Return every row that holds anything, with the line of the file in which it begins.

    Arguments:
        source: what the file is called.
        text: its text.
        delimiter: what stands between two cells.
        skipped: how many lines of the file are not in the text.

    Raises:
        ValueError: with the line, for a quote that is not where it should be.
    """
    lines = _lines(text, delimiter)
    cutter = csv.reader(lines, delimiter=_single(delimiter), skipinitialspace=True, strict=True)
    records = []
    start = skipped + 1
    try:
        for record in cutter:
            cells = [cell.strip() for cell in record]
            if any(cells):
                records.append((start, cells))
            start = skipped + cutter.line_num + 1
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
