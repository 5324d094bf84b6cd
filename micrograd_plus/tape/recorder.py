"""Recording: a function runs once for one example row, and what it does is noted."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..engine.recording import recording
from ..engine.value import Value
from ..errors import RecordingError
from ..inputs import shown, to_float
from .trace import Graph, trace


@dataclass(frozen=True)
class Argument:
    """A row argument: how many numbers a row has for it; None for a single number."""

    name: str
    width: int | None


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


def run_once(
    f: Callable[..., Any], example_row: Sequence[Any], parameters: Sequence[Value] | None = None
) -> Recorded:
    """Run `f` on its example row and return what it computed.

    Arguments:
        f: the function.
        example_row: a number or a sequence of numbers for each of its arguments.
        parameters: the leaves that have gradients; None for all that `f` uses.

    Raises:
        TypeError: if `f` is not a function, an argument is not a number or a sequence of numbers,
            or something else than Values is returned.
        RecordingError: if `f` looks at a number that differs from row to row.
    """
    if isinstance(f, Value) or not callable(f):
        raise TypeError(
            f"record takes a function, here is {f!r}: write record(lambda x: ..., example_x)"
        )
    names = _names(f, len(example_row))
    arguments = [
        Argument(name, _width(name, given)) for name, given in zip(names, example_row, strict=True)
    ]
    # Made before the recording, so that they are leaves which it finds there.
    rows: list[Value] = []
    given: list[Any] = []
    for argument, numbers in zip(arguments, example_row, strict=True):
        if argument.width is None:
            rows.append(Value(to_float(numbers), label=argument.name))
            given.append(rows[-1])
        else:
            labelled = enumerate(numbers)
            members = [
                Value(to_float(x), label=f"{argument.name}[{place}]") for place, x in labelled
            ]
            rows += members
            given.append(members)
    # In training the numbers of the parameters change from step to step, as those of rows do.
    with recording([*rows, *(parameters or ())]) as made:
        returned = f(*given)
    single = isinstance(returned, Value)
    outputs = [returned] if single else _several(returned)
    graph = trace(outputs, rows, made, parameters)
    return Recorded(getattr(f, "__name__", type(f).__name__), graph, arguments, single)


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


def _width(name: str, given: Any) -> int | None:
    """How many numbers a row has for an argument."""
    if isinstance(given, (str | bytes, Value)):
        raise TypeError(
            f"the example of {name} is {given!r}: give plain numbers, as record(f, 0.5) or "
            "record(f, [0.5, 1.0]); Values that f uses by itself are its parameters"
        )
    if not hasattr(given, "__len__") or getattr(given, "ndim", None) == 0:
        to_float(given)
        return None
    for number in given:
        several = hasattr(number, "__len__") and getattr(number, "ndim", True)
        if several and not isinstance(number, str | bytes):
            raise TypeError(
                f"the example of {name} is nested: give one row, a number or a sequence of "
                "numbers, not several rows"
            )
        to_float(number)
    if len(given) == 0:
        raise ValueError(f"the example of {name} is empty: give at least one number")
    return len(given)


def _several(returned: Any) -> list[Value]:
    several = isinstance(returned, list | tuple) and len(returned) > 0
    strange = [value for value in returned if not isinstance(value, Value)] if several else []
    if several and not strange:
        return list(returned)
    raise RecordingError(
        "a recorded function returns a Value or a list of Values, here is "
        f"{shown(strange[0] if strange else returned)}"
    )
