"""How one column becomes numbers to compute with: scaled, or an input for each category."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ..options import human, shown
from .cells import is_absent, number, without_unit

# So many ranges of the numbers learned from lie between these and one that is far outside.
FAR = 3
# A whole number, which data frames write as 1 or as 1.0.
_WHOLE = re.compile(r"(-?(?:0|[1-9]\d*))(?:\.0+)?", re.ASCII)


@dataclass(frozen=True)
class Numbers:
    """A column of numbers, scaled to a mean of 0 and a standard deviation of 1.

    Attributes:
        name: of the column.
        mean: what is taken away.
        deviation: what is divided by.
        mark: what stands before decimals in the table that was learned from.
        seen: the lowest and the highest number that was learned from; None if nobody knows.
        unit: what stands behind each number in the table that was learned from, or the sign of a
            currency or of per cent at one.
    """

    name: str
    mean: float
    deviation: float
    mark: str = "."
    seen: tuple[float, float] | None = None
    unit: str = ""

    width = 1

    def encode(self, cells: Sequence[str]) -> np.ndarray:
        """Return the numbers of some cells, scaled, of shape (n,); nan where there is none."""
        numbers = [self._number(text) for text in cells]
        with np.errstate(over="ignore"):
            scaled = (np.array(numbers, dtype=float) - self.mean) / self.deviation
        return np.where(np.isfinite(scaled), scaled, np.nan)

    def far_outside(self, cells: Sequence[str]) -> np.ndarray:
        """Return for each cell whether its number is far outside those learned from, (n,).

        >>> Numbers("x", 5.0, 2.0, seen=(0.0, 10.0)).far_outside(["-30", "41", ""]).tolist()
        [False, True, False]
        """
        if self.seen is None:
            return np.zeros(len(cells), dtype=bool)
        numbers = self.encode(cells)
        low, high = ((number - self.mean) / self.deviation for number in self.seen)
        reach = FAR * (high - low)
        found: np.ndarray = (numbers < low - reach) | (numbers > high + reach)
        return found

    def inputs(self, cells: Sequence[str]) -> np.ndarray:
        """Return the same as an input, of shape (n, 1)."""
        return self.encode(cells)[:, None]

    def fault(self, text: str) -> str:
        """Return what is wrong with a cell that has no number."""
        if is_absent(text):
            return "the cell is empty"
        if self._number(text) is None:
            return f"{shown(text)} is not a number to compute with"
        return (
            f"{shown(text)} is too far away from the numbers that were learned from, "
            f"{human(self.mean)} give or take {human(self.deviation)}"
        )

    def decode(self, scaled: np.ndarray) -> np.ndarray:
        """Return scaled numbers as they are in the table."""
        return scaled * self.deviation + self.mean

    def to_plain(self) -> dict[str, Any]:
        """Return this column as plain data; the mark only where it is a comma."""
        plain: dict[str, Any] = {
            "name": self.name,
            "kind": "numbers",
            "mean": self.mean,
            "deviation": self.deviation,
        }
        if self.mark != ".":
            plain["mark"] = self.mark
        if self.seen is not None:
            plain["lowest"], plain["highest"] = self.seen
        if self.unit:
            plain["unit"] = self.unit
        return plain

    def _number(self, text: str) -> float | None:
        return number(without_unit(text, self.unit), self.mark)


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

    def encode(self, cells: Sequence[str]) -> np.ndarray:
        """Return the place of each cell among the values, of shape (n,); nan if it is not there."""
        places = {
            text: float(place) for place, several in enumerate(self.spellings()) for text in several
        }
        return np.array([places.get(text, np.nan) for text in cells])

    def spellings(self) -> list[set[str]]:
        """Return for each category the texts that stand for it: itself, and as programs write it.

        Where all are whole numbers, `1` and `1.0` are the same, and so are `True`, `true` and
        `TRUE` where they are true and false. No text stands for two.

        >>> sorted(Categories("x", ("false", "true")).spellings()[1])
        ['TRUE', 'True', 'true']
        """
        own = [{text} for text in self.values]
        whole = [_WHOLE.fullmatch(text) for text in self.values]
        if all(whole):
            more = [{found[1], f"{found[1]}.0"} for found in whole if found]
        elif {text.casefold() for text in self.values} == {"true", "false"}:
            more = [{text.lower(), text.upper(), text.title()} for text in self.values]
        else:
            return own
        if len({text for several in more for text in several}) < sum(map(len, more)):
            return own
        return [one | several for one, several in zip(own, more, strict=True)]

    def inputs(self, cells: Sequence[str]) -> np.ndarray:
        """Return a 1 among 0s for each cell, of shape (n, width); nan if it is not known."""
        places = self.encode(cells)
        known = ~np.isnan(places)
        found = np.full((len(places), self.width), np.nan)
        found[known] = np.eye(self.width).take(places[known].astype(int), axis=0)
        return found

    def fault(self, text: str) -> str:
        """Return what is wrong with a cell that has no place."""
        if not text:
            return "the cell is empty"
        return f"{shown(text)} is not a category that was learned"

    def decode(self, places: Iterable[int]) -> list[str]:
        """Return the text for each place."""
        return [self.values[int(place)] for place in places]

    def to_plain(self) -> dict[str, Any]:
        """Return this column as plain data."""
        return {"name": self.name, "kind": "categories", "values": list(self.values)}


def sorted_values(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the different texts of a column: numbers by their size, others by the alphabet.

    Empty cells hold none.

    >>> sorted_values(["10", "9", "", "10"]), sorted_values(["b", "a", "9"])
    (('9', '10'), ('9', 'a', 'b'))
    """
    values = {*cells} - {""}
    numbers = {text: number(text) for text in values}
    if None not in numbers.values():
        return tuple(sorted(values, key=lambda text: (numbers[text], text)))
    return tuple(sorted(values))
