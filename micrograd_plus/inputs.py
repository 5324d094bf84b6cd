"""Numbers and choices from whatever was given for them."""

import difflib
import math
import numbers
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any


def to_float(number: Any) -> float:
    """Return one number as a float; raise `TypeError` that says what to do for anything else."""
    if type(number) is float:
        return number
    # Abstract classes are slow to ask, and most numbers are plain ones.
    if type(number) not in (int, bool):
        _check_number(number)
    try:
        return float(number)
    except OverflowError:
        raise OverflowError(
            f"this {type(number).__name__} is too large for a float (the largest is 1.8e308)"
        ) from None


def _check_number(number: Any) -> None:
    if isinstance(number, str | bytes):
        raise TypeError(f"{shown(number)} is text, not a number: convert it with float(...) first")
    if isinstance(number, numbers.Complex) and not isinstance(number, numbers.Real):
        raise TypeError(f"{shown(number)} is complex: a Value holds a real number, such as z.real")
    if getattr(number, "ndim", None) or not hasattr(type(number), "__float__"):
        cure = "one number"
        if isinstance(number, Iterable):
            cure = "one number; for several write [Value(x) for x in xs]"
        raise TypeError(f"{shown(number)} is not a number: a Value holds {cure}")


def shown(thing: object) -> str:
    """Return a thing and its type as an error message shows it, at most 60 characters of it."""
    try:
        text = repr(thing)
    except ValueError:
        text = "..."
    kind = type(thing)
    name = kind.__name__
    if foreign(thing):
        name = f"of the class {kind.__module__}.{kind.__qualname__}, not a Value of micrograd_plus"
    return f"{shortened(text)} ({name})"


_OURS = __name__.partition(".")[0]


def foreign(thing: object) -> bool:
    """Return whether something is a Value of another class, such as a learner's own."""
    if any(base.__module__.partition(".")[0] == _OURS for base in type(thing).__mro__):
        return False
    parents = hasattr(thing, "_prev") or hasattr(thing, "_children")
    return parents and hasattr(thing, "data") and hasattr(thing, "grad")


def shortened(text: str) -> str:
    """Return at most 60 characters of a text."""
    return text if len(text) <= 60 else text[:57] + "..."


def to_whole(name: str, number: Any, least: int) -> int:
    """Return a setting that is a whole number; raise an error that names it for anything else."""
    if isinstance(number, bool) or not hasattr(type(number), "__index__"):
        raise TypeError(f"{name} is a whole number, here is {shown(number)}")
    if number < least:
        raise ValueError(f"{name} must be at least {least}, here is {number}")
    return int(number)


def is_real(thing: object) -> bool:
    """Return whether something is a number, of Python's or of numpy's."""
    return isinstance(thing, numbers.Real) and not isinstance(thing, bool)


def to_number(name: str, number: Any, words: str, fits: Callable[[float], bool]) -> float:
    """Return a setting that is a number; raise an error that says what it is for anything else."""
    if not is_real(number):
        raise TypeError(f"{name} is {words}; here is {shown(number)}")
    found = to_float(number)
    if not fits(found):
        raise ValueError(f"{name} is {words}; here is {number!r}")
    return found


def to_finite(name: str, number: Any, words: str, fits: Callable[[float], bool]) -> float:
    """Return the same, where only a finite number will do, which the words need not say."""
    if not is_real(number):
        raise TypeError(f"{name} is a number {words}, here is {shown(number)}")
    found = to_float(number)
    if not (fits(found) and found < math.inf):
        raise ValueError(f"{name} is a finite number {words}, here is {number}")
    return found


def choice(name: str, given: Any, among: Collection[str]) -> str:
    """Return a setting that is one of several names."""
    if not isinstance(given, str) or given not in among:
        raise ValueError(f"{name} is one of {', '.join(among)}; here is {given!r}")
    return given


def meant(given: str, among: Iterable[str], elsewhere: Mapping[str, str] | None = None) -> str:
    """Return which of some names a wrong one stands for, however it is written; empty for none.

    Arguments:
        given: the wrong name.
        among: the names that there are.
        elsewhere: what names of other libraries are called here.

    >>> meant("LeakyReLU", ["relu", "leaky_relu"])
    'leaky_relu'
    """
    plain = {_plain(name): name for name in among}
    plain |= {_plain(name): here for name, here in (elsewhere or {}).items()}
    near = difflib.get_close_matches(_plain(given), plain, n=1, cutoff=0.75)
    return plain[near[0]] if near else ""


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def check_settings(
    of: str, given: Iterable[str], known: Collection[str], elsewhere: Mapping[str, str]
) -> None:
    """Raise `TypeError` for the name of a setting that there is not, with the one that is meant.

    Arguments:
        of: whose settings, such as `"fit"`.
        given: their names.
        known: the names that there are.
        elsewhere: what is meant by other names.
    """
    for name in given:
        if name not in known:
            here = meant(name, known, elsewhere)
            cure = f"did you mean {here}?" if here else f"it takes {', '.join(known)}"
            raise TypeError(f"{of} has no setting {name!r}: {cure}")


def no_attribute(
    module: str, name: str, known: Iterable[str], elsewhere: Mapping[str, str]
) -> AttributeError:
    """Return the error for a name that a module does not have, with the one that is meant."""
    here = "" if name.startswith("_") else meant(name, known, elsewhere)
    cure = f": did you mean {here}?" if here else ""
    return AttributeError(f"module {module!r} has no attribute {name!r}{cure}", name=name)
