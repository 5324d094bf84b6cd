"""How the columns of a table become inputs and targets; it is saved with the model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ...files.document import Part
from ..options import shown
from .columns import Column, check_cells
from .csv_file import Table, listed
from .encoding import Categories, Numbers, sorted_values


@dataclass(frozen=True)
class Description:
    """What a model reads from a table, and what its outputs mean.

    Attributes:
        inputs: the columns that it reads, in this order.
        target: the column that it predicts.
    """

    inputs: list[Numbers | Categories]
    target: Numbers | Categories

    @property
    def classifies(self) -> bool:
        """Whether the target is a category."""
        return isinstance(self.target, Categories)

    @property
    def width(self) -> int:
        """How many inputs the model has: one for each column of numbers, and for each category."""
        return sum(column.width for column in self.inputs)

    def read_inputs(self, table: Table) -> np.ndarray:
        """Return the inputs of each row, of shape (n, width).

        The columns are found by their names: there may be others, in any order.

        Raises:
            ValueError: with line and column, for a missing column, an empty cell, text where
                numbers are due, a category that was not learned.
        """
        names = [column.name for column in self.inputs]
        missing = [name for name in names if name not in table.names]
        if missing:
            raise ValueError(
                f"{table.source} lacks columns that were learned from, {listed(missing)}: it has "
                f"{listed(table.names)}"
            )
        check_cells(table, names)
        return np.concatenate([column.inputs(table) for column in self.inputs], axis=1)

    def read_targets(self, table: Table) -> np.ndarray:
        """Return the target of each row, the place of its class or a scaled number; shape (n,).

        Raises:
            ValueError: with line and column, as for the inputs.
        """
        check_cells(table, [self.target.name])
        return self.target.encode(table)

    def to_plain(self) -> dict[str, Any]:
        """Return the description as plain data, as `model.table` holds it."""
        return {
            "target": self.target.to_plain(),
            "inputs": [column.to_plain() for column in self.inputs],
        }


def describe(
    columns: Sequence[Column], target: Column, rows: Sequence[int]
) -> tuple[Description, list[Column]]:
    """Return the description of a table, and the columns again, more of them left out.

    Arguments:
        columns: those to learn from.
        target: the one to learn.
        rows: the places of the rows that are learned from: scales are measured on these alone, and
            a column that is the same in all of them is left out.

    Raises:
        ValueError: if no column is left, or the target is the same in all of these rows.
    """
    if _same(target, rows):
        raise ValueError(
            f"the target {shown(target.name)} is {shown(target.cells[rows[0]])} in every row that "
            "is learned from: with so few other rows there is nothing to learn"
        )
    checked = [_if_varying(column, rows) for column in columns]
    used = [column for column in checked if column.kind != "left out"]
    if not used:
        reasons = "; ".join(f"{shown(column.name)}: {column.why}" for column in checked[:5])
        raise ValueError(f"no column is left to predict {shown(target.name)} from ({reasons})")
    return Description([_measured(c, rows) for c in used], _measured(target, rows)), checked


def read_description(part: Part) -> Description:
    """Return the description that a model file holds.

    Raises:
        ValueError: with the place, for anything that does not fit.
    """
    part.check_keys("target", "inputs")
    inputs = [_read_column(member) for member in part["inputs"].members()]
    names = [column.name for column in inputs]
    if not inputs or len({*names}) < len(names):
        raise part["inputs"].wrong("must be columns, at least one, each once")
    return Description(inputs, _read_column(part["target"]))


def _if_varying(column: Column, rows: Sequence[int]) -> Column:
    if column.kind != "left out" and _same(column, rows):
        where = "row" if len({*column.cells}) == 1 else "row learned from"
        return column.left_out(f"{shown(column.cells[rows[0]])} in every {where}")
    return column


def _same(column: Column, rows: Sequence[int]) -> bool:
    cells: Sequence[object] = column.numbers if column.kind == "numbers" else column.cells
    return all(cells[row] == cells[rows[0]] for row in rows)


def _measured(column: Column, rows: Sequence[int]) -> Numbers | Categories:
    if column.kind == "categories":
        return Categories(column.name, sorted_values(column.cells))
    numbers = np.array([column.numbers[row] for row in rows], dtype=float)
    mean = numbers.mean()
    distances = numbers - mean
    # The squares of tiny numbers would vanish.
    farthest = abs(distances).max()
    deviation = farthest * ((distances / farthest) ** 2).mean() ** 0.5
    return Numbers(column.name, float(mean), float(deviation))


def _read_column(part: Part) -> Numbers | Categories:
    name, kind = part["name"].text(), part["kind"].choice(("numbers", "categories"))
    if kind == "categories":
        part.check_keys("name", "kind", "values")
        values = [value.text() for value in part["values"].members()]
        if len(values) < 2 or len({*values}) < len(values):
            raise part["values"].wrong("must be at least 2 categories, each once")
        return Categories(name, tuple(values))
    part.check_keys("name", "kind", "mean", "deviation")
    mean, deviation = part["mean"].number(), part["deviation"].number()
    if not math.isfinite(mean):
        raise part["mean"].wrong("must be finite")
    if not 0 < deviation < math.inf:
        raise part["deviation"].wrong("must be a finite number above 0")
    return Numbers(name, mean, deviation)
