"""Which rows of a table can be learned from, and what is said of the others."""

import difflib
from collections import Counter
from collections.abc import Sequence

from ..options import shown
from .columns import FEWEST_ROWS, Column
from .csv_file import Table


def usable_rows(
    table: Table, columns: Sequence[Column], goal: Column, fill: bool = False
) -> tuple[list[int], list[str]]:
    """Return the places of the rows to learn and to test on, and notes on those left out.

    Arguments:
        table: the table.
        columns, goal: as `chosen_columns` gives them.
        fill: whether rows stay whose inputs have empty cells.

    Raises:
        ValueError: if too few are left, or all have the same target.
    """
    notes = []
    used = [] if fill else [column for column in columns if column.kind != "left out"]
    gaps = {column.name: column.missing() for column in used}
    untold = goal.missing()
    if any(untold):
        notes.append(f"{_rows(sum(untold))} left out, since {shown(goal.name)} is empty there")
    rows = [row for row, gone in enumerate(untold) if not gone]
    kept = [row for row in rows if not any(missing[row] for missing in gaps.values())]
    if len(kept) < len(rows):
        counts = {name: sum(missing[row] for row in rows) for name, missing in gaps.items()}
        most = [(name, count) for name, count in Counter(counts).most_common() if count]
        where = ", ".join(f"{count:,} in {shown(name)}" for name, count in most[:5])
        more = f" and {len(most) - 5} more columns" if most[5:] else ""
        notes.append(
            f"{_rows(len(rows) - len(kept))} left out, since cells are empty: {where}{more} "
            "(--missing fill keeps such rows)"
        )
    if goal.kind == "categories":
        kept = _without_single_rows(table, goal, kept, notes)
    _check(table, goal, kept, notes)
    return kept, notes


def mostly_gaps(columns: Sequence[Column], goal: Column) -> int:
    """Return how many rows have an empty cell beside a target, if these are most; otherwise 0."""
    untold = goal.missing()
    gaps = [column.missing() for column in columns if column.kind != "left out"]
    told = [row for row, gone in enumerate(untold) if not gone]
    found = sum(any(missing[row] for missing in gaps) for row in told)
    return found if 2 * found > len(told) else 0


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _without_single_rows(
    table: Table, goal: Column, rows: list[int], notes: list[str]
) -> list[int]:
    """The rows without those whose class has no other."""
    counts = Counter(goal.cells[row] for row in rows)
    alone = [row for row in rows if counts[goal.cells[row]] == 1]
    if not alone:
        return rows
    text = goal.cells[alone[0]]
    known = [other for other, count in counts.items() if count > 1]
    near = difflib.get_close_matches(text, known, n=1)
    meant = f"; is {shown(near[0])} meant?" if near else ""
    first = f"{shown(text)} in line {table.lines[alone[0]]}{meant}"
    if len(alone) == 1:
        notes.append(
            f"a class of {shown(goal.name)} has one row only and is left out, since one cannot be "
            f"learned and tested: {first}"
        )
    else:
        notes.append(
            f"{len(alone):,} classes of {shown(goal.name)} have one row only and are left out, "
            f"since one cannot be learned and tested, such as {first}"
        )
    return [row for row in rows if counts[goal.cells[row]] > 1]


def _check(table: Table, goal: Column, rows: list[int], notes: list[str]) -> None:
    """Raise if there is nothing to tell apart, or too little to learn from."""
    name = shown(goal.name)
    if goal.kind == "categories" and not rows and len({*goal.cells}) > 1:
        raise ValueError(
            f"{table.source}: the target {name} is another in every row, as a name is: there is "
            f"nothing to learn ({'; '.join(notes)})"
        )
    values: set[object] = {
        goal.cells[row] if goal.kind == "categories" else goal.numbers[row] for row in rows
    }
    if len(values) == 1:
        what = "class" if goal.kind == "categories" else "number"
        raise ValueError(
            f"{table.source}: the target {name} is {shown(goal.cells[rows[0]])} in every row: with "
            f"one {what} only there is nothing to learn"
        )
    if len(rows) < FEWEST_ROWS:
        raise ValueError(
            f"{table.source}: {len(rows)} rows are left to learn from, at least {FEWEST_ROWS} are "
            f"needed: {'; '.join(notes)}; columns with many empty cells can be left out by --ignore"
        )
