"""How one column becomes numbers to compute with: scaled, or an input for each category."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ..options import shown
from .columns import check_numbers, number
from .csv_file import Table, listed


@dataclass(frozen=True)
class Numbers:
    """A column of numbers, scaled to a mean of 0 and a standard deviation of 1.

    Attributes:
        name: of the column.
        mean: what is taken away.
        deviation: what is divided by.
    """

    name: str
    mean: float
    deviation: float

    width = 1

    def encode(self, table: Table) -> np.ndarray:
        """Return the column of a table, scaled, of shape (n,).

        Raises:
            ValueError: with line and column, for a cell that is no number, or one out of reach.
        """
        cells = table.cells(self.name)
        numbers = [number(text) for text in cells]
        check_numbers(table, self.name, numbers)
        with np.errstate(over="ignore"):
            scaled = (np.array(numbers) - self.mean) / self.deviation
        for row in np.flatnonzero(~np.isfinite(scaled)):
            raise table.wrong(
                self.name,
                int(row),
                f"{shown(cells[row])} is too far away from the numbers that were learned from, "
                f"{self.mean:.3g} give or take {self.deviation:.3g}",
            )
        return scaled

    def inputs(self, table: Table) -> np.ndarray:
        """Return the column of a table as an input, of shape (n, 1)."""
        return self.encode(table)[:, None]

    def decode(self, scaled: np.ndarray) -> np.ndarray:
        """Return scaled numbers as they are in the table."""
        return scaled * self.deviation + self.mean

    def to_plain(self) -> dict[str, Any]:
        """Return this column as plain data."""
        return {
            "name": self.name,
            "kind": "numbers",
            "mean": self.mean,
            "deviation": self.deviation,
        }


@dataclass(frozen=True)
class Categories:
    """A column of categories.

    Attributes:
        name: of the column.
        values: the text of each category.
    """

    name: str
    values: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many inputs it becomes."""
        return len(self.values)

    def encode(self, table: Table) -> np.ndarray:
        """Return the place of each cell among the values, of shape (n,).

        Raises:
            ValueError: with line and column, for a category that is not known.
        """
        places = {text: place for place, text in enumerate(self.values)}
        cells = table.cells(self.name)
        for row, text in enumerate(cells):
            if text not in places:
                raise table.wrong(
                    self.name,
                    row,
                    f"{shown(text)} is not a category that was learned: {listed(self.values)} are",
                )
        return np.array([places[text] for text in cells])

    def inputs(self, table: Table) -> np.ndarray:
        """Return the column of a table as inputs, a 1 among 0s in each row; shape (n, width)."""
        return np.eye(self.width).take(self.encode(table), axis=0)

    def decode(self, places: Iterable[int]) -> list[str]:
        """Return the text for each place."""
        return [self.values[int(place)] for place in places]

    def to_plain(self) -> dict[str, Any]:
        """Return this column as plain data."""
        return {"name": self.name, "kind": "categories", "values": list(self.values)}


def sorted_values(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the different texts of a column: numbers by their size, others by the alphabet.

    >>> sorted_values(["10", "9", "10"]), sorted_values(["b", "a", "9"])
    (('9', '10'), ('9', 'a', 'b'))
    """
    values = {*cells}
    if all(number(text) is not None for text in values):
        return tuple(sorted(values, key=lambda text: (number(text), text)))
    return tuple(sorted(values))
