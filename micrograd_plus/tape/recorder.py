"""Recording: a function runs for one example row, and what it does is noted.

It runs a second time for the same row, see `again`: what differs then would be frozen.
"""

import inspect
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..arrays import np, to_array
from ..engine.recording import recording
from ..engine.value import Value
from ..errors import RecordingError
from ..inputs import shown, to_float
from .again import Run, check_same
from .trace import Graph, trace


@dataclass(frozen=True)
class Argument:
    """A row argument.

    Attributes:
        name: as the function has it.
        shape: how many numbers a row has for it along each axis; empty for a single number.
    """

    name: str
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many numbers a row has for it."""
        return math.prod(self.shape)

    @cached_property
    def column(self) -> str:
        """The shape of a column for it, such as `(n, 3)`."""
        return f"({', '.join(map(str, ('n', *self.shape)))}{'' if self.shape else ','})"

    def rows(self, column: Any) -> np.ndarray:
        """Return the numbers of a column as an array (count, rows)."""
        array = to_array(self.name, column, 1 + len(self.shape), self.column)
        if array.shape[1:] != self.shape:
            raise ValueError(
                f"{self.name} has the shape {array.shape}: the example row needs {self.column}"
            )
        return array.T if array.ndim == 2 else array.reshape(len(array), self.count).T


# Of a function without row arguments.
_ONE_ROW = np.zeros((0, 1))


@dataclass(frozen=True)
class Recorded:
    """What a function did for its example row.

    Attributes:
        name: of the function.
        graph: the numbers that it computed.
        arguments: its row arguments, in order.
        single: whether it returned one Value, rather than several.
    """

    name: str
    graph: Graph
    arguments: list[Argument]
    single: bool

    def rows(self, columns: Sequence[Any]) -> np.ndarray:
        """Return the numbers of some columns as one array (row arguments, rows).

        Raises:
            TypeError, ValueError: for columns that do not fit the arguments.
        """
        arguments = self.arguments
        if len(columns) != len(arguments):
            wanted = ", ".join(f"{each.name} {each.column}" for each in arguments) or "nothing"
            raise TypeError(
                f"the tape of {self.name} takes {wanted}; here are {len(columns)} arguments"
            )
        if not arguments:
            return _ONE_ROW
        arrays = [
            argument.rows(column) for argument, column in zip(arguments, columns, strict=True)
        ]
        if len(arrays) == 1:
            return arrays[0]
        count = arrays[0].shape[1]
        if any(array.shape[1] != count for array in arrays):
            found = ", ".join(
                f"{argument.name} {array.shape[1]}"
                for argument, array in zip(arguments, arrays, strict=True)
            )
            raise ValueError(f"the arguments have different numbers of rows: {found}")
        return np.concatenate(arrays)


def run_twice(
    f: Callable[..., Any],
    example_row: Sequence[Any],
    parameters: Sequence[Value] | None = None,
    guarded: Sequence[Value] = (),
) -> Recorded:
    """Run `f` on its example row, twice, and return what it computed.

    Arguments:
        f: the function.
        example_row: a number, or numbers nested to any depth, for each of its arguments.
        parameters: the leaves that have gradients; None for all that `f` uses.
        guarded: leaves whose numbers `f` may not look at, besides the row and the parameters.

    Raises:
        TypeError: if `f` is not a function, an argument is not made of numbers, or something else
            than Values is returned.
        ValueError: if an argument is empty, or its rows differ in length.
        RecordingError: if `f` looks at a number that differs from row to row, or does something
            else the second time.
    """
    if isinstance(f, Value) or not callable(f):
        raise TypeError(
            f"record takes a function, here is {f!r}: write record(lambda x: ..., example_x)"
        )
    names = _names(f, len(example_row))
    # Made before the recording, so that they are leaves which it finds there.
    rows: list[Value] = []
    arguments: list[Argument] = []
    given: list[tuple[list[Value], tuple[int, ...]]] = []
    for name, example in zip(names, example_row, strict=True):
        shape, numbers = _flat(name, example)
        members = [
            Value(number, label=name + place)
            for place, number in zip(_places(shape), numbers, strict=True)
        ]
        rows += members
        arguments.append(Argument(name, shape))
        given.append((members, shape))
    # In training the numbers of the parameters change from step to step, as those of rows do.
    guarded = [*rows, *(parameters or ()), *guarded]

    def run() -> Run:
        with recording(guarded) as made:
            returned = _returned(f, [_nested(*each) for each in given])
        single = isinstance(returned, Value)
        return Run([returned] if single else _several(returned), single, made)

    first = run()
    graph = trace(first.outputs, rows, first.made, parameters)
    check_same(first, run)
    return Recorded(getattr(f, "__name__", type(f).__name__), graph, arguments, first.single)


def _returned(f: Callable[..., Any], given: Sequence[Any]) -> Any:
    try:
        return f(*given)
    except ValueError as error:
        # By numpy, which takes a Value for a sequence once its float has been refused.
        if isinstance(error.__cause__, RecordingError):
            raise error.__cause__ from None
        raise


def _names(f: Callable[..., Any], count: int) -> list[str]:
    """The names of the arguments as the function has them, else row0, row1, ..."""
    try:
        bound = inspect.signature(f).bind(*range(count)).arguments
    except (TypeError, ValueError):
        return [f"row{place}" for place in range(count)]
    names: dict[int, str] = {}
    for name, place in bound.items():
        if isinstance(place, tuple):
            names |= {each: f"{name}{position}" for position, each in enumerate(place)}
        else:
            names[place] = name
    return [names.get(place, f"row{place}") for place in range(count)]


def _flat(name: str, example: Any) -> tuple[tuple[int, ...], list[float]]:
    """The shape of an example, and its numbers one behind the other."""
    if isinstance(example, (str | bytes, Value)):
        raise TypeError(
            f"the example of {name} is {example!r}: give plain numbers, as record(f, 0.5) or "
            "record(f, [0.5, 1.0]); Values that f uses by itself are its parameters"
        )
    shape: list[int] = []
    level = [example]
    # One axis after the other, as long as there are sequences.
    while any(map(_is_sequence, level)):
        lengths = {len(part) if _is_sequence(part) else None for part in level}
        if len(lengths) > 1:
            found = ", ".join(sorted("a number" if x is None else str(x) for x in lengths))
            raise ValueError(
                f"the parts of the example of {name} differ in length ({found}): give every row of "
                "it as many numbers, filled up with zeros for example"
            )
        if lengths == {0}:
            raise ValueError(f"the example of {name} is empty: give at least one number")
        shape += [length for length in lengths if length is not None]
        level = list(itertools.chain.from_iterable(level))
    return tuple(shape), [to_float(number) for number in level]


def _is_sequence(part: Any) -> bool:
    plain = isinstance(part, str | bytes | Value) or getattr(part, "ndim", None) == 0
    return hasattr(part, "__len__") and not plain


def _places(shape: tuple[int, ...]) -> list[str]:
    """The places of the numbers, such as `[0][2]`, in their order."""
    every = itertools.product(*map(range, shape))
    return ["".join(f"[{index}]" for index in place) for place in every]


def _nested(members: list[Value], shape: tuple[int, ...]) -> Any:
    """Lists of lists of that shape; the one member itself where there is no axis."""
    nested: list[Any] = members
    for size in reversed(shape):
        nested = [nested[start : start + size] for start in range(0, len(nested), size)]
    return nested[0]


def _several(returned: Any) -> list[Value]:
    several = isinstance(returned, list | tuple) and len(returned) > 0
    strange = [value for value in returned if not isinstance(value, Value)] if several else []
    if several and not strange:
        return list(returned)
    raise RecordingError(
        "a recorded function returns a Value or a list of Values, here is "
        f"{shown(strange[0] if strange else returned)}"
    )
