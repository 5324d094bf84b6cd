"""What the user should know of how the columns of a table were read, each thing said once."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..options import human, shown
from .cells import decimal_mark, is_absent
from .columns import Column, category_option, mark_of_table
from .csv_file import Table

# A number that takes no more values than this may have been meant as a class.
FEW_VALUES = 10

_MOST_NAMES = 5
# What people write for a missing number; another one has to lie farther outside to be asked about.
_NINES = re.compile(r"-?9{2,}|-9|-1")
_FAR = 3


def column_notes(table: Table, columns: Sequence[Column], goal: Column) -> list[str]:
    """Return what may have been meant otherwise in the columns that are used.

    Arguments:
        table: the table.
        columns, goal: as `chosen_columns` gives them.
    """
    found: list[tuple[str, str]] = []
    unsure = _is_unsure(table)
    for column in [goal, *columns]:
        if column.kind == "numbers":
            found += [(column.name, what) for what in _on_numbers(table, column, unsure)]
        elif column.kind == "categories":
            found += [(column.name, what) for what in _on_categories(column)]
    values = {*goal.numbers} - {None}
    whole = all(value is not None and value.is_integer() for value in values)
    if goal.kind == "numbers" and whole and len(values) <= FEW_VALUES:
        found.append(
            (
                goal.name,
                f"is learned as a number; if its {len(values)} values are classes, add "
                f"{category_option(goal.name)}",
            )
        )
    return folded(found)


def _is_unsure(table: Table) -> bool:
    """Whether numbers such as 6,254 may be meant otherwise than they are read."""
    if table.delimiter == ",":
        # They are read with a decimal point, whatever a column says.
        return any(decimal_mark(table.cells(name)) == "," for name in table.names)
    return not mark_of_table(table)


def folded(found: Iterable[tuple[str, str]]) -> list[str]:
    """Return notes on columns, one for all columns of which the same is to be said.

    >>> folded([("a", "is odd"), ("b", "is even"), ("c", "is odd")])
    ["columns 'a', 'c': is odd", "column 'b': is even"]
    """
    columns: dict[str, list[str]] = {}
    for name, what in found:
        columns.setdefault(what, []).append(name)
    notes = []
    for what, names in columns.items():
        many = "columns" if names[1:] else "column"
        more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
        notes.append(f"{many} {', '.join(map(shown, names[:_MOST_NAMES]))}{more}: {what}")
    return notes


def _on_numbers(table: Table, column: Column, unsure: bool) -> list[str]:
    """Notes on cells that are no numbers, and on a mark that may be one of thousands."""
    notes = []
    odd = [
        row
        for row, value in enumerate(column.numbers)
        if value is None and not is_absent(column.cells[row])
    ]
    if column.unit:
        notes.append(f"{shown(column.unit)} stands behind each number, as a unit: it is left out")
    if odd:
        more = f" ({len(odd):,} cells are none in all)" if odd[1:] else ""
        notes.append(
            f"{shown(column.cells[odd[0]])} in line {table.lines[odd[0]]} is not a number to "
            f"compute with{more} and counts as empty; if it is a category, add "
            f"{category_option(column.name)}"
        )
    if unsure and not decimal_mark(column.cells):
        for text, value in zip(column.cells, column.numbers, strict=True):
            if value is not None and ("," in text or "." in text):
                notes.append(f"{shown(text)} is read as {value:.15g}")
                break
    return notes + _on_missing_marks(column)


def _on_missing_marks(column: Column) -> list[str]:
    """Notes on numbers that recur far outside all others, as marks for a missing value do."""
    counts = Counter(value for value in column.numbers if value is not None)
    values = sorted(counts)
    notes: list[str] = []
    while True:
        mark = next((v for v in (*values[-1:], *values[:1]) if _is_mark(v, values, counts)), None)
        if mark is None:
            return notes
        values.remove(mark)
        notes.append(
            f"{mark:.15g} stands in {counts[mark]:,} rows and every other number is from "
            f"{human(values[0], 6)} to {human(values[-1], 6)}: if it is a mark for a missing "
            "value, empty these cells"
        )


def _is_mark(value: float, values: list[float], counts: Counter[float]) -> bool:
    """Whether the lowest or the highest of sorted values recurs far outside the others."""
    others = [other for other in values if other != value]
    if len(others) < 3 or counts[value] < 2 or not value.is_integer():
        return False
    nines = _NINES.fullmatch(f"{value:.0f}") is not None
    if nines and value < 0 < others[0]:
        return True
    if not nines and len(others) <= FEW_VALUES:
        return False
    gap = max(others[0] - value, value - others[-1])
    return gap > (1 if nines else _FAR) * (others[-1] - others[0])


def _on_categories(column: Column) -> list[str]:
    """Notes on texts that may stand for nothing."""
    texts = dict.fromkeys(text for text in column.cells if text and is_absent(text))
    return [f"{shown(text)} is taken for a category like any other" for text in texts]
