"""What is given from outside: read, or refused with its name, what it is and what it must be."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus.inputs import choice, is_real, shortened, to_finite, to_number, to_whole


def share(number: Any) -> float:
    return to_number("share", number, "a number from 0 to 1", lambda x: 0 <= x <= 1)


def size(number: Any) -> float:
    return to_finite("size", number, "above 0", lambda x: x > 0)


def way(name: Any) -> str:
    return choice("way", name, ["a", "b"])


@pytest.mark.parametrize("number", [1, 1.0, np.float32(1), np.int64(1)])
def test_numbers_become_floats(number: Any) -> None:
    """Whatever kind of number it was."""
    for read in (share, size):
        assert read(number) == 1.0
        assert type(read(number)) is float
    assert is_real(number)


@pytest.mark.parametrize(
    ("read", "given", "kind", "said"),
    [
        (share, 2, ValueError, "share is a number from 0 to 1; here is 2$"),
        (share, math.nan, ValueError, "here is nan$"),
        (share, True, TypeError, r"share is a number from 0 to 1; here is True \(bool\)$"),
        (share, "1", TypeError, r"here is '1' \(str\)$"),
        (size, 0, ValueError, "size is a finite number above 0, here is 0$"),
        (size, math.inf, ValueError, "size is a finite number above 0, here is inf$"),
        (size, 10**400, OverflowError, "too large for a float"),
        (size, None, TypeError, r"size is a number above 0, here is None \(NoneType\)$"),
        (lambda x: to_whole("n", x, 1), 0, ValueError, "n must be at least 1, here is 0$"),
        (lambda x: to_whole("n", x, 1), 1.0, TypeError, r"n is a whole number, here is 1.0"),
        (way, "c", ValueError, "way is one of a, b; here is 'c'"),
        (way, ["a"], ValueError, r"way is one of a, b; here is \['a'\]"),
    ],
)
def test_what_is_refused(
    read: Callable[[Any], Any], given: Any, kind: type[Exception], said: str
) -> None:
    """The error names the setting."""
    with pytest.raises(kind, match=said):
        read(given)


def test_choices_and_texts() -> None:
    """One of the names that there are; no more than 60 characters."""
    assert choice("way", "a", {"a": 1}) == "a"
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 57 + "..."
