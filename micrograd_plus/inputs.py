"""One number from whatever was given for it."""

import numbers
from collections.abc import Iterable
from typing import Any


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
