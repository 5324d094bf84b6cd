"""What the columns of a table are: numbers, categories, or nothing to learn from.

A column is numbers if nearly all of its cells are written as numbers; then others count as missing.
Any other column holds categories if its values recur, and so does one that is named for it.
"""

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..options import shown
from .cells import (
    common_unit,
    counts,
    decimal_mark,
    is_absent,
    is_code,
    is_date,
    mark_beside_whole,
    number,
    sign_of,
    without_unit,
)
from .csv_file import Table

FEWEST_ROWS = 10

# So much of a column has to be of a kind, that it is taken for it.
_NEARLY_ALL = 0.9
# A text column of so few values is one of categories if each recurs twice on average; of more
# values each recurs as often as that, as names and free text do not.
_FEW_VALUES, _RECURRING, _MOST_VALUES = 10, 10, 300
_ROW_NUMBERS = "numbers the rows"


@dataclass(frozen=True)
class Column:
    """A column of a table, and what it is taken for.

    Attributes:
        name: its name.
        kind: `"numbers"`, `"categories"`, or `"left out"`.
        cells: the text of each cell; empty where a category is missing.
        numbers: the number that each cell is; None where it is none.
        mark: what stands before the decimals of its numbers.
        why: for what reason it is left out.
        unit: what stands behind each of its numbers in the table.
    """

    name: str
    kind: str
    cells: list[str]
    numbers: list[float | None]
    mark: str = "."
    why: str = ""
    unit: str = ""

    def left_out(self, why: str) -> "Column":
        """Return the column as one that nothing is learned from."""
        return replace(self, kind="left out", why=why)

    def missing(self) -> list[bool]:
        """Return for each row whether its cell says nothing."""
        if self.kind == "numbers":
            return [value is None for value in self.numbers]
        return [not text for text in self.cells]

    def at(self, rows: Sequence[int]) -> "Column":
        """Return the column of some of the rows."""
        return replace(
            self,
            cells=[self.cells[row] for row in rows],
            numbers=[self.numbers[row] for row in rows],
        )


def chosen_columns(
    table: Table,
    target: str,
    categories: Collection[str] = (),
    ignore: Collection[str] = (),
    only: Collection[str] = (),
) -> tuple[list[Column], Column]:
    """Return the columns to learn from, with those left out, and the one to learn.

    Arguments:
        table: the table.
        target: the name of the column to learn.
        categories: the names of columns that hold categories though they are written as numbers.
        ignore: the names of columns to leave out.
        only: the names of the columns to learn from; empty for all.

    Raises:
        ValueError: for a table that cannot be learned from as it is.
    """
    for name in (target, *categories, *ignore, *only):
        table.cells(name)
    if len(table.names) == 1:
        raise ValueError(
            f"{table.source}: {shown(target)} is the only column: it is predicted from others, "
            "which have to be there (columns are separated by commas, semicolons or tabs)"
        )
    if target in only or target in ignore:
        raise ValueError(f"{shown(target)} is the target: it is predicted from other columns")
    if len(table) < FEWEST_ROWS:
        raise ValueError(
            f"{table.source} has {len(table)} rows below the names of the columns: at least "
            f"{FEWEST_ROWS} are needed, most to learn from and the others to test on"
        )
    mark = mark_of_table(table)
    columns = {
        name: _column(table, name, mark, as_categories=name in categories) for name in table.names
    }
    goal = _as_target(table, columns.pop(target))
    asked = {*categories, *only}
    inputs = [
        column.left_out("by --ignore") if name in ignore else _if_telling(column, name in asked)
        for name, column in columns.items()
        if not only or name in only
    ]
    if all(column.kind == "left out" for column in inputs):
        # Then a count of the rows is all there is, as the steps of a clock may be.
        inputs = [columns[c.name] if c.why == _ROW_NUMBERS else c for c in inputs]
    return inputs, goal


def named_columns(table: Table, given: Collection[str]) -> list[str]:
    """Return the columns that were named, one by one or several with commas between them.

    Raises:
        ValueError: for a name that the table does not have.
    """
    names: list[str] = []
    for text in given:
        names += [text] if text in table.names else [part.strip() for part in text.split(",")]
    for name in names:
        table.cells(name)
    return names


def mark_of_table(table: Table) -> str:
    """Return the mark before decimals, if columns show one alone; "" if they do not."""
    if table.delimiter == ",":
        return "."
    marks = {decimal_mark(table.cells(name)) for name in table.names}
    found = marks - {""}
    return found.pop() if len(found) == 1 else ""


def _column(table: Table, name: str, mark: str, as_categories: bool) -> Column:
    cells = table.cells(name)
    unit = "" if as_categories else common_unit(filter(_is_told, cells))
    if unit:
        bare = replace(table, names=[name], rows=[[without_unit(text, unit)] for text in cells])
        column = _column(bare, name, mark, as_categories)
        if column.kind == "numbers":
            return replace(column, unit=unit)
    told = [text for text in cells if _is_told(text)]
    if table.delimiter != ",":
        # Between marks that both would do, the other columns decide, then small amounts beside
        # them, then a comma that is there.
        mark = decimal_mark(told) or mark or mark_beside_whole(told)
        mark = mark or ("," if any("," in text for text in told) else ".")
    numbers = [number(text, mark) for text in cells]
    found = sum(value is not None for value in numbers)
    odd = {text for text, value in zip(cells, numbers, strict=True) if value is None} & {*told}
    numeric = bool(told) and (
        found >= _NEARLY_ALL * len(told)
        # Many numbers and a single word: it says why a number is missing.
        or (len(odd) == 1 and 2 * found >= len(told) and len({*numbers}) > _FEW_VALUES + 1)
    )
    if numeric and as_categories:
        cells = ["" if is_absent(text) else text for text in cells]
    kind = "numbers"
    if as_categories or not numeric or any(map(is_code, told)) or _mixed_signs(told):
        kind = "categories"
    return Column(name, kind, cells, numbers, mark)


def _is_told(text: str) -> bool:
    return not is_absent(text)


def _mixed_signs(told: list[str]) -> bool:
    """Whether numbers are of different currencies, or only some of them per cent."""
    signs = {sign_of(text) for text in told}
    return len(signs - {""}) > 1 or signs == {"%", ""}


def _as_target(table: Table, goal: Column) -> Column:
    """The column to learn: numbers that are 0 and 1 stand for classes."""
    why = _no_values(goal)
    if why:
        raise ValueError(f"{table.source}: the target {shown(goal.name)} cannot be learned: {why}")
    told = {text for text, value in zip(goal.cells, goal.numbers, strict=True) if value is not None}
    if (
        goal.kind == "numbers"
        and not goal.unit
        and len(told) == 2
        and {*goal.numbers} - {None} == {0.0, 1.0}
    ):
        cells = [text if text in told else "" for text in goal.cells]
        return replace(goal, kind="categories", cells=cells)
    return goal


def _if_telling(column: Column, asked_for: bool) -> Column:
    """The column, left out if it only tells rows apart or says nothing at all."""
    rows = len(column.cells)
    missing = sum(column.missing())
    values = {*filter(None, column.cells)}
    if missing == rows:
        return column.left_out("empty in every row")
    if asked_for:
        return column
    why = _no_values(column)
    if why:
        return column.left_out(why)
    if 2 * missing > rows:
        return column.left_out(f"empty in {missing:,} of {rows:,} rows")
    if column.kind == "numbers":
        if counts(column.numbers):
            return column.left_out(_ROW_NUMBERS)
        if _is_key(column):
            return column.left_out("another number in each row, as the name says")
    elif not _recur(len(values), rows - missing):
        return column.left_out(f"{len(values):,} different texts in {rows:,} rows, as a name has")
    return column


def _no_values(column: Column) -> str:
    """Why the cells of a column have no value that could be learned; empty if they have."""
    told = [text for text in column.cells if _is_told(text)]
    if column.kind != "categories" or not told:
        return ""
    if sum(map(is_date, told)) >= _NEARLY_ALL * len(told):
        return f"dates or times, such as {shown(told[0])}"
    commas = [text for text in told if number(text) is None and number(text, ",") is not None]
    if commas and sum(number(text, ",") is not None for text in told) >= _NEARLY_ALL * len(told):
        return (
            f"numbers with decimal commas, such as {shown(commas[0])}, in a table that is cut at "
            "commas: write points, or save it with semicolons"
        )
    return ""


def _recur(values: int, rows: int) -> bool:
    """Whether so many texts recur as categories do."""
    if values <= _FEW_VALUES:
        return rows >= 2 * values
    return values <= _MOST_VALUES and rows >= _RECURRING * values


def _is_key(column: Column) -> bool:
    """Whether a column is called an id, and has another whole number in each row."""
    numbers = [value for value in column.numbers if value is not None]
    named = column.name.casefold() == "id" or column.name.endswith(("_id", " id", "Id", "ID"))
    whole = all(value.is_integer() for value in numbers)
    return named and whole and len({*numbers}) == len(column.numbers)


def category_option(name: str) -> str:
    """Return what to add to the command for a column of categories."""
    return f"--category {shlex.quote(name)}"
