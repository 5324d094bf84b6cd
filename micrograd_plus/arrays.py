"""Arrays of numbers from outside: numpy when it is needed, and data once it is sure what it is."""

from typing import TYPE_CHECKING, Any

from .conversion import shown

if TYPE_CHECKING:
    import numpy as np


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
