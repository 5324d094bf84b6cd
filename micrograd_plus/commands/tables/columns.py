"""What the columns of a table are: numbers, categories, or nothing to learn from.

A column is numbers if most of its cells are written as numbers; then all of them must be. Any
other column holds categories, and so does one that is named for it.
"""

import difflib
import math
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ..options import shown
from .csv_file import Table

FEWEST_ROWS = 10
# Its square and the sum of many such are still finite.
LARGEST = 1e100

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# As in 1,5 or 1,250,000: meant as a number, but nobody can tell which.
_WITH_COMMAS = re.compile(r"[+-]?\d+(,\d+)+(\.\d*)?", re.ASCII)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_COUNTS = "counts the rows"
_ABSENT = {"na", "n/a", "#n/a", "nan", "null", "none", "nil", "missing", "?", "-", "--", "."}


@dataclass(frozen=True)
class Column:
    """A column of a table, and what it is taken for.

    Attributes:
        name: its name.
        kind: `"numbers"`, `"categories"`, or `"left out"`.
        cells: the text of each cell.
        numbers: the number that each cell is; None where it is none.
        why: for what reason it is left out.
    """

    name: str
    kind: str
    cells: list[str]
    numbers: list[float | None]
    why: str = ""

    def left_out(self, why: str) -> "Column":
        """Return the column as one that nothing is learned from."""
        return replace(self, kind="left out", why=why)


def chosen_columns(
    table: Table, target: str, categories: Collection[str] = ()
) -> tuple[list[Column], Column]:
    """Return the columns to learn from, with those left out, and the one to learn.

    Arguments:
        table: the table.
        target: the name of the column to learn.
        categories: the names of columns that hold categories though they are written as numbers.

    Raises:
        ValueError: with line and column, for a table that cannot be learned from as it is.
    """
    for name in (target, *categories):
        table.cells(name)
    if len(table.names) == 1:
        raise ValueError(
            f"{table.source}: {shown(target)} is the only column: it is predicted from others, "
            "which have to be there (columns are separated by commas, semicolons or tabs)"
        )
    if len(table) < FEWEST_ROWS:
        raise ValueError(
            f"{table.source} has {len(table)} rows below the names of the columns: at least "
            f"{FEWEST_ROWS} are needed, most to learn from and the others to test on"
        )
    columns = {name: _column(table, name, name in categories) for name in table.names}
    goal = columns.pop(target)
    inputs = [_if_telling(column) for column in columns.values()]
    if all(column.kind == "left out" for column in inputs):
        # Then a count of the rows is all there is, as the steps of a clock may be.
        inputs = [columns[c.name] if c.why == _COUNTS else c for c in inputs]
    used = [goal, *(column for column in inputs if column.kind != "left out")]
    check_cells(table, [column.name for column in used], otherwise=" or the column")
    for column in used:
        if column.kind == "numbers":
            option = f"; if it is a category, add --category {shlex.quote(column.name)}"
            check_numbers(table, column.name, column.numbers, otherwise=option)
    _check_target(table, goal)
    return inputs, goal


def number(text: str) -> float | None:
    """Return the number that a cell is, or None if it is none, or too large to compute with.

    >>> number("-1.5e3"), number("1,5"), number("nan"), number("1e308")
    (-1500.0, None, None, None)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return value if abs(value) <= LARGEST else None


def check_numbers(
    table: Table, name: str, numbers: Sequence[float | None], otherwise: str = ""
) -> None:
    """Raise, with line and column, unless every cell of a column is a number of some use.

    Arguments:
        numbers: what `number` made of each cell.
        otherwise: what else may be done about a cell that is text.
    """
    if None in numbers:
        row = numbers.index(None)
        raise table.wrong(name, row, _no_number(table.cells(name)[row], otherwise))


def check_cells(table: Table, names: Iterable[str], otherwise: str = "") -> None:
    """Raise, with line and column, if any cell of these columns is empty.

    Arguments:
        otherwise: what else may be done about it.
    """
    columns = {name: table.cells(name) for name in names}
    empty = [(row, name) for row in range(len(table)) for name in columns if not columns[name][row]]
    if empty:
        row, name = empty[0]
        count = f" ({len(empty)} cells are in all)" if len(empty) > 1 else ""
        cure = f"fill it in, or remove the line{otherwise}"
        raise table.wrong(name, row, f"the cell is empty{count}: {cure}")


def stands_for_nothing(text: str) -> bool:
    """Return whether the text of a cell is one of those that people write for a missing value."""
    return text.casefold() in _ABSENT


def _column(table: Table, name: str, as_categories: bool) -> Column:
    cells = table.cells(name)
    numbers = [number(text) for text in cells]
    told = [text for text in cells if text and not stands_for_nothing(text)]
    meant = sum(map(_is_meant_as_one, told))
    kind = "numbers" if meant > len(told) / 2 and not as_categories else "categories"
    return Column(name, kind, cells, numbers)


def _is_meant_as_one(text: str) -> bool:
    """Whether somebody meant a number here, even if it cannot be read as one."""
    return any(form.fullmatch(text) for form in (_NUMBER, _WITH_COMMAS, _INFINITE))


def _if_telling(column: Column) -> Column:
    """The column, left out if it only tells rows apart or says nothing at all."""
    cells, rows = column.cells, len(column.cells)
    if not any(cells):
        return column.left_out("empty in every row")
    if column.kind == "numbers":
        if column.numbers in (list(range(rows)), list(range(1, rows + 1))):
            return column.left_out(_COUNTS)
    elif 2 * len({*cells}) > rows:
        return column.left_out(f"{len({*cells})} different texts in {rows} rows, as a name has")
    return column


def _no_number(text: str, otherwise: str) -> str:
    remove = "or remove the line"
    if stands_for_nothing(text):
        return f"{shown(text)} stands for a missing number: fill it in, {remove}"
    if _INFINITE.fullmatch(text):
        return f"{shown(text)} is not finite: put a number there, {remove}"
    if _NUMBER.fullmatch(text):
        return f"{shown(text)} is too large (a number may reach {LARGEST:g}): check it"
    if _WITH_COMMAS.fullmatch(text):
        return (
            f"{shown(text)} has a comma, and numbers are read with a point alone: write 1.5 for "
            "one and a half, 1500 for fifteen hundred"
        )
    return (
        f"{shown(text)} is not a number, but this column holds numbers: write one such as -1.5 or "
        f"2e6{otherwise}"
    )


def _check_target(table: Table, goal: Column) -> None:
    """Raise if there is nothing to tell apart, or a class that cannot be tested."""
    counts = Counter(goal.cells)
    (most, _), *others = counts.most_common()
    what = "class" if goal.kind == "categories" else "number"
    if not others:
        raise ValueError(
            f"{table.source}: the target {shown(goal.name)} is {shown(most)} in every row: with "
            f"one {what} only there is nothing to learn"
        )
    if goal.kind != "categories":
        return
    alone = [text for text, count in counts.items() if count == 1]
    if alone:
        known = [text for text, count in counts.items() if count > 1]
        near = difflib.get_close_matches(alone[0], known, n=1)
        meant = f" (is {shown(near[0])} meant?)" if near else ""
        many = f", like {len(alone) - 1} others" if alone[1:] else ""
        raise table.wrong(
            goal.name,
            goal.cells.index(alone[0]),
            f"the class {shown(alone[0])}{meant} has this row only{many}: a class needs at least "
            "2, to learn from and to test on",
        )
