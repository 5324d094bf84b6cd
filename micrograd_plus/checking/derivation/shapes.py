"""Numbers and Values in the shape in which a person wrote them: alone, in lists, in arrays."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from ...engine.value import Value
from ...inputs import shown, to_float

Item = TypeVar("Item")
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers in rows, with what to call them.

    Attributes:
        name: such as `W1.T`.
        rows: as many numbers in each.
    """

    name: str
    rows: tuple[tuple[float, ...], ...]

    @property
    def transposed(self) -> "Matrix":
        """Rows as columns."""
        name = self.name.removesuffix(".T") if self.name.endswith(".T") else f"{self.name}.T"
        return Matrix(name, tuple(zip(*self.rows, strict=True)))

    @property
    def flat(self) -> list[float]:
        """All numbers, row by row."""
        return [number for row in self.rows for number in row]

    def __matmul__(self, other: "Matrix") -> "Matrix | None":
        """The product; None where the shapes do not fit."""
        if len(self.rows[0]) != len(other.rows):
            return None
        columns = other.transposed.rows
        rows = tuple(
            tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in columns)
            for row in self.rows
        )
        return Matrix(f"{self.name} @ {other.name}", rows)


def matrix(name: str, shape: Shape, flat: list[float]) -> Matrix | None:
    """Return numbers of one or two dimensions as a matrix; one dimension makes a row."""
    if not 1 <= len(shape) <= 2 or not flat:
        return None
    width = shape[-1]
    rows = tuple(tuple(flat[start : start + width]) for start in range(0, len(flat), width))
    return Matrix(name, rows)


def values_in(name: str, thing: Any) -> tuple[Shape, list[Value]]:
    """Return the shape of a Value, or of nested lists or an array of Values, and all of them.

    Raises:
        TypeError: if anything else is in it.
        ValueError: if the rows differ in length, or there is nothing in it.
    """

    def value(item: Any) -> Value:
        if not isinstance(item, Value):
            raise TypeError(
                f"{name} is checked against Values of the graph, here is {shown(item)}: write "
                f'"{name}": (the Values, the derivative by hand)'
            )
        if item.is_constant:
            raise ValueError(
                f"{name} is about a constant, {item!r}, by which nothing is differentiated: make "
                "it a Value before computing with it"
            )
        return item

    return _in(name, thing, value)


def numbers_in(name: str, thing: Any) -> tuple[Shape, list[float]]:
    """Return the shape of a number, or of nested lists or an array of numbers, and all of them.

    Raises:
        TypeError, ValueError: as `values_in`.
    """

    def number(item: Any) -> float:
        try:
            return to_float(item)
        except OverflowError as error:
            raise OverflowError(f"in the derivative given for {name}: {error}") from None
        except TypeError as error:
            if isinstance(item, Iterable) and not isinstance(item, str | bytes | Value):
                raise TypeError(
                    f"the derivative given for {name} has {shown(item)} in it: write several "
                    "numbers as a list or an array"
                ) from None
            raise TypeError(f"in the derivative given for {name}: {error}") from None

    return _in(name, thing, number)


def squeezed(shape: Shape) -> Shape:
    """Return a shape without the dimensions of length one: a column is as good as a list."""
    return tuple(length for length in shape if length != 1)


def _in(name: str, thing: Any, read: Callable[[Any], Item]) -> tuple[Shape, list[Item]]:
    if not isinstance(thing, Value) and hasattr(thing, "tolist"):
        thing = thing.tolist()
    if not isinstance(thing, list | tuple):
        return (), [read(thing)]
    if not thing:
        raise ValueError(f"{name} is an empty list: there is nothing to check in it")
    parts = [_in(name, part, read) for part in thing]
    shapes = {shape for shape, _ in parts}
    if len(shapes) > 1:
        lengths = ", ".join(map(str, sorted(shapes)))
        raise ValueError(f"the rows of {name} differ in shape ({lengths}): it has to be an array")
    return (len(parts), *parts[0][0]), [item for _, items in parts for item in items]
