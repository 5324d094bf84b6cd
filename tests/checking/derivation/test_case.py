"""check_derivation: what is no derivation is refused, with what to write instead."""

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.checking.derivation import check_derivation


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda y, x: (3.0, {"dx": (x, 1.0)}), TypeError, "derivatives of a Value, here is 3.0"),
        (lambda y, x: (y, [(x, 1.0)]), TypeError, "a dict of names"),
        (lambda y, x: (y, {}), ValueError, "no quantity to check"),
        (lambda y, x: (y, {"dx": 1.0}), TypeError, "dx needs two things"),
        (lambda y, x: (y, {"dx": (x, 1.0, 2.0)}), TypeError, "dx needs two things"),
        (lambda y, x: (y, {"dx": (1.0, x)}), TypeError, "dx is checked against Values"),
        (lambda y, x: (y, {"dx": (x, "1.0")}), TypeError, "the derivative given for dx"),
        (lambda y, x: (y, {"dx": (x, x)}), TypeError, "or take .data for its number"),
        (lambda y, x: (y, {"dx": ([], [])}), ValueError, "dx is an empty list"),
        (lambda y, x: (y, {"dx": ([x, [x]], [1.0, 2.0])}), ValueError, "rows of dx differ"),
        (lambda y, x: (y, {3: (x, 1.0)}), TypeError, "a quantity has a name, here is 3"),
        (lambda y, x: (y, {"dc": (y.parents[1], 1.0)}), ValueError, "dc is about a constant"),
    ],
)
def test_wrong_input(make, error, message):
    """What is no derivation is refused, with what to write."""
    x = Value(2.0, label="x")
    y = x * 3
    with pytest.raises(error, match=message):
        check_derivation(*make(y, x))


@pytest.mark.parametrize("rtol", [-1.0, 2, "small", True, float("nan")])
def test_wrong_tolerance(rtol):
    """A tolerance that is none is refused."""
    x = Value(2.0)
    with pytest.raises(ValueError, match="rtol is a number from 0 to 1"):
        check_derivation(x, {"dx": (x, 1.0)}, rtol=rtol)


def test_any_real_number_is_a_tolerance():
    """A tolerance from numpy is one as any other."""
    x = Value(2.0)
    assert check_derivation(x * x, {"dx": (x, 4.001)}, rtol=np.float32(1e-3))
    assert not check_derivation(x * x, {"dx": (x, 4.1)}, rtol=np.float32(1e-3))


@pytest.mark.parametrize("given", [{4.0}, {1: 4.0}, range(4), (n for n in [4.0])])
def test_what_is_no_array_of_numbers(given):
    """Sets, ranges and generators are refused by name, with what to write."""
    x = Value(2.0)
    with pytest.raises(TypeError, match="write several numbers as a list or an array"):
        check_derivation(x * x, {"dx": (x, given)})


def test_too_large_a_number():
    """A whole number beyond all floats is refused with the name of the quantity."""
    x = Value(2.0)
    with pytest.raises(OverflowError, match="given for dx: this int is too large"):
        check_derivation(x * x, {"dx": (x, 10**400)})
