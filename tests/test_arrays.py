"""Arrays from outside: read as floats, or refused with the name and the place."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.arrays import to_array


@pytest.mark.parametrize(
    "given",
    [
        [[1, 2], [3, 4]],
        ((1.0, 2.0), (3.0, 4.0)),
        np.array([[1, 2], [3, 4]], np.int8),
        np.array([[1, 2], [3, 4]], np.float32, order="F"),
        np.array([[1, 2], [3, 4]], object),
        [[np.float64(1), 2], [3, np.int32(4)]],
    ],
)
def test_numbers_become_floats(given: Any) -> None:
    """Whatever holds them, in one block of memory."""
    array = to_array("X", given, 2)
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_truth_is_a_number() -> None:
    """True is 1, False 0."""
    assert to_array("y", [True, False], 1).tolist() == [1.0, 0.0]
    assert to_array("y", np.array([True, None])[:1], 1).tolist() == [1.0]


@pytest.mark.parametrize(
    ("given", "dimensions", "kind", "said"),
    [
        ([1.0, 2.0], 2, ValueError, r"X has the shape \(2,\): it needs \(n, columns\)"),
        ([[1.0]], 1, ValueError, r"X has the shape \(1, 1\): it needs \(n,\)"),
        (3.0, 1, ValueError, r"X has the shape \(\)"),
        ([[1, 2], [3]], 2, ValueError, r"rows of X have different lengths: \[1, 2\]"),
        ([[1, "2"]], 2, TypeError, r"X\[0, 1\] is '2'"),
        ([1, None], 1, TypeError, r"X\[1\] is None"),
        ([1, Value(2.0)], 1, TypeError, r"X\[1\] is "),
        ("text", 1, TypeError, "X is 'text'"),
        ([1j], 1, TypeError, r"X\[0\] is 1j"),
        ([10**400], 1, ValueError, "too large for a float"),
    ],
)
def test_what_is_refused(given: Any, dimensions: int, kind: type[Exception], said: str) -> None:
    """The message names the argument, the place, and what should be there."""
    with pytest.raises(kind, match=said):
        to_array("X", given, dimensions)
