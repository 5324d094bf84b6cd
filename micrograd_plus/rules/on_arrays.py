"""The basic functions of formulas on arrays: numpy's, by name, and the few that numpy lacks."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

from ..arrays import np
from .arithmetic import LARGEST_CUBE, REDUCERS, SMALLEST_CUBE
from .inlining import BASIC

# What numpy calls each function; for one of any number of terms, the function that joins two.
UFUNCS = {name: name for name in BASIC} | {
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "neg": "negative",
    "pow": "power",
    "abs": "absolute",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "sum": "add",
    "prod": "multiply",
    "logsumexp": "logaddexp",
}

_OTHERS = ("copyto", "matmul", "dot", "square", "reciprocal", "bincount")


def joined(operation: str) -> Callable[..., Any]:
    """Return a function of any number of arrays, which joins them two by two."""
    pair = getattr(np, UFUNCS[operation])
    return lambda *terms: reduce(pair, terms)


# What evaluates a formula for arrays.
ON_ARRAYS: dict[str, Callable[..., Any]] = {
    name: joined(name) if name in REDUCERS else getattr(np, ufunc) for name, ufunc in UFUNCS.items()
}


def power(base: Any, exponent: Any, out: np.ndarray) -> None:
    """Raise to a power; numpy says nan where an infinite base has a fractional exponent."""
    np.power(base, exponent, out=out)
    if np.fmin.reduce(base, axis=None) > -math.inf:
        return
    infinite = np.isneginf(base) & (np.remainder(exponent, 1.0) != 0)
    if infinite.any():
        limit = np.where(np.greater(exponent, 0.0), np.inf, 0.0)
        np.copyto(out, limit, where=infinite & np.isfinite(exponent))


def cbrt(x: Any, out: Any = None) -> Any:
    """Take the cube root, exact for cubes, as the scalar engine does."""
    root = np.cbrt(x)
    with np.errstate(all="ignore"):
        square = root * root
        better = root - (square * root - x) / (3.0 * square)
    inside = (np.abs(x) > SMALLEST_CUBE) & (np.abs(x) < LARGEST_CUBE)
    result = np.where(inside, better, root)
    if out is None:
        return result
    np.copyto(out, result)
    return out


def logsumexp(terms: np.ndarray, out: np.ndarray) -> None:
    """Take log(sum(exp(x))) along the second axis, the largest term taken out first."""
    top = np.maximum.reduce(terms, axis=1, keepdims=True)
    rest = np.subtract(terms, top)
    largest = np.equal(terms, top)
    np.exp(rest, out=rest)
    # The largest terms are 1 each: counted by themselves, they leave small ones their digits.
    np.copyto(rest, 0.0, where=largest)
    total = np.add.reduce(rest, axis=1, keepdims=True)
    finite = math.isfinite(np.add.reduce(top, axis=None))
    # Where each row has one largest term, and as a rule it has, there is no need to count them.
    if not finite or np.count_nonzero(largest) != top.size:
        total += np.add.reduce(largest, axis=1, keepdims=True, dtype=float) - 1.0
    np.log1p(total, out=total)
    np.add(top, total, out=out)
    if not finite:
        np.copyto(out, top, where=np.isinf(top))


# What the lines of an array program call, by the names that they have there.
IN_PROGRAMS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in {*UFUNCS.values(), *_OTHERS}},
    "power": power,
    "cbrt": cbrt,
    "logsumexp": logsumexp,
}
ON_ARRAYS["cbrt"] = cbrt
