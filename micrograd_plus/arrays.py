"""Arrays of numbers: numpy, or what to do where it is missing, and data from outside.

Whatever computes with arrays takes numpy from here.
"""

from typing import Any

from .inputs import shown

try:
    import numpy as np
except ImportError:
    raise ImportError("arrays, tapes and training need numpy: pip install numpy") from None

__all__ = ["np", "to_array"]

_FLOAT = np.dtype(float)


def to_array(name: str, numbers: Any, dimensions: int, shape: str = "") -> np.ndarray:
    """Return numbers as an array of floats.

    Arguments:
        name: what error messages call it, such as `"X"`.
        numbers: an array or nested lists.
        dimensions: how many axes it has: 1 for (n,), 2 for (n, columns).
        shape: what error messages say that it needs, where these names do not do.

    Raises:
        TypeError: for text, Values or anything else that is not a number.
        ValueError: for rows of different lengths, or another number of axes.
    """
    if (
        type(numbers) is np.ndarray
        and numbers.dtype is _FLOAT
        and numbers.ndim == dimensions
        and numbers.flags.c_contiguous
    ):
        # The common case, in a quarter of the time.
        return numbers
    shape = shape or ("(n,)" if dimensions == 1 else "(n, columns)")
    try:
        array = np.asarray(numbers)
    except ValueError:
        lengths = sorted({len(row) for row in numbers if hasattr(row, "__len__")})
        # Rows of one length differ further inside.
        differ = f"have different lengths: {lengths}" if len(lengths) > 1 else "differ in shape"
        raise ValueError(f"the rows of {name} {differ}; it needs {shape}") from None
    if array.dtype.kind not in "biuf":
        array = _only_numbers(name, numbers)
    if array.ndim != dimensions:
        raise ValueError(f"{name} has the shape {array.shape}: it needs {shape}")
    return np.ascontiguousarray(array, dtype=float)


def _only_numbers(name: str, numbers: Any) -> np.ndarray:
    """Read what numpy takes for objects or text; raise for the first that is not a number."""
    given = np.asarray(numbers, dtype=object)
    for place in np.ndindex(given.shape):
        x = given[place]
        if not isinstance(x, int | float | np.number | np.bool_):
            where = f"{name}[{', '.join(map(str, place))}]" if place else name
            raise TypeError(f"{where} is {shown(x)}, not a number: give {name} numbers only")
    try:
        return given.astype(float)
    except OverflowError:
        raise ValueError(f"{name} holds a number that is too large for a float") from None
