"""Arrays of numbers from outside: numpy when it is needed, and data once it is sure what it is."""

from typing import TYPE_CHECKING, Any

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
        wrong = next((x for x in array.ravel() if not _is_number(x)), array)
        raise TypeError(f"{name} holds {wrong!r}, which is not a number: give it numbers only")
    if array.ndim != dimensions:
        raise ValueError(f"{name} has the shape {array.shape}: it needs {shape}")
    numbers_only: np.ndarray = numpy.ascontiguousarray(array, dtype=float)
    return numbers_only


def _is_number(x: Any) -> bool:
    return isinstance(x, int | float) or getattr(getattr(x, "dtype", None), "kind", "") in "biuf"
