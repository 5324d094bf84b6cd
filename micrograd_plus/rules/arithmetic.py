"""The scalar functions that rules are made of, in two readings.

`STRICT` is Python's own: outside the domain it raises. `IEEE` never raises: it gives the inf or nan
of IEEE 754, as numpy does. Results are computed strictly; a derivative falls back to IEEE, so that
the slope of sqrt at 0 is inf rather than an error. There is no calculus here.
"""

import math
import operator
import sys
from collections.abc import Callable, Sequence
from typing import Any

Function = Callable[..., float]


def power(base: float, exponent: float) -> float:
    if base < 0 and math.isfinite(base) and math.isfinite(exponent) and exponent % 1:
        raise ValueError("a negative base with a fractional exponent has no real power")
    result: float = base**exponent
    return result


def maximum(a: float, b: float) -> float:
    return a if a > b or a != a else b


def minimum(a: float, b: float) -> float:
    return a if a < b or a != a else b


def hypot(a: float, b: float) -> float:
    result = math.hypot(a, b)
    if math.isinf(result) and math.isfinite(a) and math.isfinite(b):
        raise OverflowError("the result is too large for a float")
    return result


class _Plain(float):
    """A start that makes Python's sum add from left to right; from 3.12 on it corrects floats."""

    __slots__ = ()


# Adding -0.0 changes nothing, not even the sign of a zero. A float itself is the faster start.
_START = _Plain(-0.0) if sys.version_info >= (3, 12) else -0.0


def total(xs: Sequence[float]) -> float:
    """a + b + c: the same bits as by hand, on every version of Python."""
    return sum(xs, _START) if xs else 0.0


def cbrt(x: float) -> float:
    """The cube root, exact for cubes: one step of Newton's method mends the last bit."""
    root = math.cbrt(x)
    if SMALLEST_CUBE < abs(x) < LARGEST_CUBE:
        square = root * root
        root -= (square * root - x) / (3.0 * square)
    return root


# Outside of these, the cube of a root loses its digits or is too large.
SMALLEST_CUBE, LARGEST_CUBE = 1e-280, 1e300


def logsumexp(xs: Sequence[float]) -> float:
    """log(sum(exp(x))) without overflow: the largest term is taken out first."""
    if any(math.isnan(x) for x in xs):
        return math.nan
    top = max(xs)
    if math.isinf(top):
        return top
    rest = list(xs)
    rest.remove(top)
    return top + math.log1p(total([math.exp(x - top) for x in rest]))


def _divide(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _power(base: float, exponent: float) -> float:
    try:
        return power(base, exponent)
    except ValueError:
        return math.nan
    except (ZeroDivisionError, OverflowError):
        odd = exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf


def _nan(*_: float) -> float:
    return math.nan


def _infinite(*_: float) -> float:
    return math.inf


def _signed(x: float) -> float:
    return math.copysign(math.inf, x)


def _pole(at: float, value: float) -> Function:
    """nan outside the domain, `value` at the very edge."""
    return lambda x: value if x == at else math.nan


STRICT: dict[str, Function] = {
    "abs": math.fabs,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "log2": math.log2,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "cbrt": cbrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "pow": power,
    "maximum": maximum,
    "minimum": minimum,
    "hypot": hypot,
    "sum": total,
    "prod": math.prod,
    "logsumexp": logsumexp,
}

# What IEEE 754 says where Python raises.
_OUTSIDE: dict[str, Function] = {
    "exp": _infinite,
    "expm1": _infinite,
    "log": _pole(0.0, -math.inf),
    "log1p": _pole(-1.0, -math.inf),
    "log2": _pole(0.0, -math.inf),
    "log10": _pole(0.0, -math.inf),
    "sqrt": _nan,
    "sin": _nan,
    "cos": _nan,
    "tan": _nan,
    "asin": _nan,
    "acos": _nan,
    "sinh": _signed,
    "cosh": _infinite,
    "acosh": _nan,
    "atanh": lambda x: math.copysign(math.inf, x) if abs(x) == 1 else math.nan,
    "pow": _power,
    "hypot": _infinite,
}


def _lenient(function: Function, outside: Function) -> Function:
    def lenient(*arguments: float) -> float:
        try:
            return function(*arguments)
        except (ArithmeticError, ValueError):
            return outside(*arguments)

    return lenient


IEEE: dict[str, Function] = {
    **STRICT,
    **{name: _lenient(STRICT[name], outside) for name, outside in _OUTSIDE.items()},
    "div": _divide,
}

# What raises for some finite operands; everything else is defined for all, or overflows silently.
RAISING = frozenset(_OUTSIDE) | {"div"}

# The operators and comparisons as functions, beside the named ones.
ALL: dict[str, Callable[..., Any]] = {
    **IEEE,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "neg": operator.neg,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}

# Functions of a whole sequence: sum(xs), sum(x**2 for x in xs).
REDUCERS = frozenset({"sum", "prod", "logsumexp"})
