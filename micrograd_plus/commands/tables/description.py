"""How the columns of a table become inputs and targets; it is saved with the model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ...files.document import Part
from ...nn.module import Module
from ..options import shown
from .cells import sign_of
from .columns import Column
from .csv_file import Table, listed
from .encoding import Categories, Numbers, sorted_values

MISSING = ("drop", "fill")


@dataclass(frozen=True)
class Description:
    """What a model reads from a table, and what its outputs mean.

    Attributes:
        inputs: the columns that it reads, in this order.
        target: the column that it predicts.
        missing: `"drop"` if a row with an empty cell has no answer; `"fill"` if the cell is taken
            for the mean of its column, or for none of the categories.
        unnamed: how many columns the table had, if it had no line of names; else 0.
    """

    inputs: list[Numbers | Categories]
    target: Numbers | Categories
    missing: str = "drop"
    unnamed: int = 0

    @property
    def classifies(self) -> bool:
        """Whether the target is a category."""
        return isinstance(self.target, Categories)

    @property
    def width(self) -> int:
        """How many inputs the model has: one for each column of numbers, and for each category."""
        return sum(column.width for column in self.inputs)

    @property
    def names(self) -> list[str]:
        """The names of the columns that it reads."""
        return [column.name for column in self.inputs]

    def read_inputs(self, table: Table) -> np.ndarray:
        """Return the inputs of each row, of shape (n, width); nan where a cell gives none.

        The columns are found by their names: there may be others, in any order.

        Raises:
            ValueError: for a table that lacks a column.
        """
        lacking = [name for name in self.names if name not in table.names]
        if lacking:
            raise ValueError(
                f"{table.source} lacks columns that were learned from, {listed(lacking)}: it has "
                f"{listed(table.names)}"
            )
        parts = [column.inputs(table.cells(column.name)) for column in self.inputs]
        found = np.concatenate(parts, axis=1)
        return np.nan_to_num(found, nan=0.0) if self.missing == "fill" else found

    def read_targets(self, table: Table) -> np.ndarray:
        """Return the target of each row, the place of its class or a scaled number; shape (n,).

        It is nan where the cell says neither.
        """
        return self.target.encode(table.cells(self.target.name))

    def faults(self, table: Table) -> dict[str, list[tuple[int, str]]]:
        """Return for each input the rows whose cell gives none, with what is wrong there."""
        found = {}
        for column in self.inputs:
            cells = table.cells(column.name)
            rows = np.flatnonzero(np.isnan(column.encode(cells))).tolist()
            if rows:
                found[column.name] = [(row, column.fault(cells[row])) for row in rows]
        return found

    def far_outside(self, table: Table) -> dict[str, list[int]]:
        """Return for each column of numbers the rows that are far outside those learned from."""
        found = {}
        for column in self.inputs:
            if isinstance(column, Numbers):
                rows = np.flatnonzero(column.far_outside(table.cells(column.name))).tolist()
                if rows:
                    found[column.name] = rows
        return found

    def to_plain(self) -> dict[str, Any]:
        """Return the description as plain data, as `model.table` holds it."""
        plain: dict[str, Any] = {
            "target": self.target.to_plain(),
            "inputs": [column.to_plain() for column in self.inputs],
        }
        if self.missing != "drop":
            plain["missing"] = self.missing
        if self.unnamed:
            plain["unnamed"] = self.unnamed
        return plain


def describe(
    columns: Sequence[Column],
    target: Column,
    rows: Sequence[int],
    missing: str = "drop",
    unnamed: int = 0,
) -> tuple[Description, list[Column]]:
    """Return the description of a table, and the columns again, more of them left out.

    Arguments:
        columns: those to learn from.
        target: the one to learn.
        rows: the places of the rows that are learned from: scales are measured on these alone, and
            a column that is the same in all of them is left out.
        missing, unnamed: as the description has them.

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
    inputs = [_measured(column, rows) for column in used]
    return Description(inputs, _measured(target, rows), missing, unnamed), checked


def read_description(part: Part) -> Description:
    """Return the description that a model file holds.

    Raises:
        ValueError: with the place, for anything that does not fit.
    """
    _check_keys(part, ["target", "inputs"], ["missing", "unnamed"])
    inputs = [_read_column(member) for member in part["inputs"].members()]
    names = [column.name for column in inputs]
    if not inputs or len({*names}) < len(names):
        raise part["inputs"].wrong("must be columns, at least one, each once")
    known = part.names()
    return Description(
        inputs,
        _read_column(part["target"]),
        part["missing"].choice(MISSING) if "missing" in known else "drop",
        part["unnamed"].count() if "unnamed" in known else 0,
    )


def description_of(source: str, model: Module) -> Description:
    """Return how a model reads a table, once it is sure that the two fit together.

    Arguments:
        source: what the model is called in messages.
        model: one that may have learned from a table.

    Raises:
        ValueError: for a model without a table, or with one that does not fit it.
    """
    if model.table is None:
        raise ValueError(
            f"{source} holds a model that has not learned from a table: make one by micrograd-plus "
            "train FILE.csv --target COLUMN --save model.json"
        )
    part = Part(source, model.table, "table")
    description = read_description(part)
    try:
        outputs = model([0.0] * description.width)
    except ValueError as error:
        raise part["inputs"].wrong(f"do not fit the model: {error}") from None
    found = len(outputs) if isinstance(outputs, list) else 1
    if found != description.target.width:
        raise part["target"].wrong(
            f"asks for {description.target.width} outputs, but the model has {found}"
        )
    return description


def _if_varying(column: Column, rows: Sequence[int]) -> Column:
    if column.kind != "left out" and _same(column, rows):
        where = "row" if len({*column.cells}) == 1 else "row learned from"
        missing = column.missing()
        told = [column.cells[row] for row in rows if not missing[row]]
        return column.left_out(f"{shown(told[0]) if told else 'empty'} in every {where}")
    return column


def _same(column: Column, rows: Sequence[int]) -> bool:
    cells: Sequence[object] = column.numbers if column.kind == "numbers" else column.cells
    return len({cells[row] for row in rows} - {None, ""}) < 2


def _measured(column: Column, rows: Sequence[int]) -> Numbers | Categories:
    if column.kind == "categories":
        return Categories(column.name, sorted_values(column.cells))
    found = [column.numbers[row] for row in rows]
    numbers = np.array([value for value in found if value is not None], dtype=float)
    mean = numbers.mean()
    distances = numbers - mean
    # The squares of tiny numbers would vanish.
    farthest = abs(distances).max()
    deviation = farthest * ((distances / farthest) ** 2).mean() ** 0.5
    seen = float(numbers.min()), float(numbers.max())
    told = zip(column.cells, column.numbers, strict=True)
    signs = {sign_of(text) for text, value in told if value is not None} - {""}
    unit = column.unit or "".join(signs)
    return Numbers(column.name, float(mean), float(deviation), column.mark, seen, unit)


def _read_column(part: Part) -> Numbers | Categories:
    name, kind = part["name"].text(), part["kind"].choice(("numbers", "categories"))
    if kind == "categories":
        part.check_keys("name", "kind", "values")
        values = [value.text() for value in part["values"].members()]
        if len(values) < 2 or len({*values}) < len(values):
            raise part["values"].wrong("must be at least 2 categories, each once")
        return Categories(name, tuple(values))
    _check_keys(part, ["name", "kind", "mean", "deviation"], ["mark", "lowest", "highest", "unit"])
    mean, deviation = part["mean"].number(), part["deviation"].number()
    if not math.isfinite(mean):
        raise part["mean"].wrong("must be finite")
    if not 0 < deviation < math.inf:
        raise part["deviation"].wrong("must be a finite number above 0")
    known = part.names()
    mark = part["mark"].choice((".", ",")) if "mark" in known else "."
    seen = _read_seen(part) if "lowest" in known else None
    unit = part["unit"].text() if "unit" in known else ""
    return Numbers(name, mean, deviation, mark, seen, unit)


def _read_seen(part: Part) -> tuple[float, float]:
    """The lowest and the highest number that a column had."""
    lowest, highest = part["lowest"].number(), part["highest"].number()
    if not -math.inf < lowest <= highest < math.inf:
        raise part["highest"].wrong("must be a finite number, the lowest one not above it")
    return lowest, highest


def _check_keys(part: Part, needed: list[str], possible: list[str]) -> None:
    """Raise unless a part has all keys that it needs, and others only of those possible."""
    known = part.names()
    part.check_keys(*needed, *(key for key in possible if key in known))
