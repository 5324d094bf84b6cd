"""Whether a script reads a table by Python's csv module alone, to the very rows read here."""

import csv
from pathlib import Path
from typing import Any

from ...arrays import np
from .csv_file import Table
from .description import Description
from .encoding import Categories, Numbers


def plain_file(path: str | Path, table: Table, description: Description) -> dict[str, Any] | None:
    """Return what a script has to know of the file: its name, delimiter and rows; None if more.

    Arguments:
        path: what was typed for it.
        table: the rows that were read from it and are learned from.
        description: the columns that are learned from, and the target.

    Returns:
        `name`, `delimiter`, how many `rows` are learned from, and the places of those `left_out`.
    """
    path = Path(path)
    rows: dict[int, dict[str, str]] = {}
    if not path.is_file() or len(table.delimiter) != 1:
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=table.delimiter)
            for row in reader:
                rows[reader.line_num] = row
        read = [rows[line] for line in table.lines]
        columns = (*description.inputs, description.target)
        if not all(
            _same(column, [row[column.name] for row in read], table.cells(column.name))
            for column in columns
        ):
            return None
    # Another encoding, a quote where none should be, other lines, or a cell that is no number.
    except (UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError):
        return None
    known = {*table.lines}
    return {
        "name": path.name,
        "delimiter": table.delimiter,
        "rows": len(table),
        "left_out": [place for place, line in enumerate(rows) if line not in known],
    }


def _same(column: Numbers | Categories, read: list[str], cells: list[str]) -> bool:
    """Whether cells stand for the same as they do in the table."""
    if isinstance(column, Categories):
        return read == cells and {*cells} <= {*column.values}
    bare = [text.replace(column.unit, "").replace(column.mark, ".") for text in read]
    scaled = (np.array([float(text) for text in bare]) - column.mean) / column.deviation
    return np.array_equal(scaled, column.encode(cells))
