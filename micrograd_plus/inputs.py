"""Numbers, and arrays of numbers, from whatever was given for them."""

import numbers
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def to_float(number: Any) -> float:
    """Return one number as a float; raise `TypeError` that says what to do for anything else."""
    if isinstance(number, str | bytes):
        raise TypeError(f"{shown(number)} is text, not a number: convert it with float(...) first")
    if isinstance(number, numbers.Complex) and not isinstance(number, numbers.Real):
        raise TypeError(f"{shown(number)} is complex: a Value holds a real number, such as z.real")
    if getattr(number, "ndim", None) or not hasattr(type(number), "__float__"):
        cure = "one number"
        if isinstance(number, Iterable):
            cure = "one number; for several write [Value(x) for x in xs]"
        raise TypeError(f"{shown(number)} is not a number: a Value holds {cure}")
    try:
        return float(number)
    except OverflowError:
        raise OverflowError(
            f"this {type(number).__name__} is too large for a float (the largest is 1.8e308)"
        ) from None


def shown(thing: object) -> str:
    """Return a thing and its type as an error message shows it, at most 60 characters of it."""
    try:
        text = repr(thing)
    except ValueError:
        text = "..."
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(thing).__name__})"


def to_whole(name: str, number: Any, least: int) -> int:
    """Return a setting that is a whole number; raise an error that names it for anything else."""
    if isinstance(number, bool) or not hasattr(type(number), "__index__"):
        raise TypeError(f"{name} is a whole number, here is {shown(number)}")
    if number < least:
        raise ValueError(f"{name} must be at least {least}, here is {number}")
    return int(number)


def numpy_for(what: str) -> Any:
    """Return the module numpy; raise `ImportError` that says what needs it and how to get it."""
    try:
        import numpy
    except ImportError:
        raise ImportError(f"{what} need numpy: pip install numpy") from None
    return numpy


def to_array(name: str, numbers: Any, dimensions: int) -> "np.ndarray":
    """Return numbers as an array of floats.

    Arguments:
        name: what error messages call it, such as `"X"`.
        numbers: an array or nested lists.
        dimensions: how many axes it has: 1 for (n,), 2 for (n, columns).

    Raises:
        TypeError: for text, Values or anything else that is not a number.
        ValueError: for rows of different lengths, or another number of axes.
    """
    numpy = numpy_for("arrays")
    shape = "(n,)" if dimensions == 1 else "(n, columns)"
    try:
        array = numpy.asarray(numbers)
    except ValueError:
        lengths = sorted({len(row) for row in numbers if hasattr(row, "__len__")})
        raise ValueError(f"the rows of {name} have different lengths: {lengths}") from None
    if array.dtype.kind not in "biuf":
        array = _only_numbers(numpy, name, numbers)
    if array.ndim != dimensions:
        raise ValueError(f"{name} has the shape {array.shape}: it needs {shape}")
    numbers_only: np.ndarray = numpy.ascontiguousarray(array, dtype=float)
    return numbers_only


def _only_numbers(numpy: Any, name: str, numbers: Any) -> "np.ndarray":
    """Read what numpy takes for objects or text; raise for the first that is not a number."""
    given = numpy.asarray(numbers, dtype=object)
    for place in numpy.ndindex(given.shape):
        x = given[place]
        if not isinstance(x, int | float | numpy.number | numpy.bool_):
            where = f"{name}[{', '.join(map(str, place))}]" if place else name
            raise TypeError(f"{where} is {shown(x)}, not a number: give {name} numbers only")
    try:
        found: np.ndarray = given.astype(float)
    except OverflowError:
        raise ValueError(f"{name} holds a number that is too large for a float") from None
    return found
