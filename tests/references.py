"""What every operation should give: textbook formulas in mpmath, and the points to try them at."""

import functools
import itertools
import math
import random
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

from micrograd_plus.rules.table import BUILT_IN


def over(a: Any, b: Any) -> Any:
    """A quotient with the limit at a pole of even order."""
    return a / b if b != 0 else mp.inf * a


def share(a: Any, b: Any) -> Any:
    """How much of a gradient goes to the larger one, a."""
    return mpf(0.5) if a == b else mpf(a > b)


def power(a: Any, b: Any) -> Any:
    """A power; those with huge exponents take long, and several tests ask for the same."""
    return _power(a, b, mp.prec)


@functools.cache
def _power(a: Any, b: Any, precision: int) -> Any:
    return mp.power(a, b)


def power_by_base(a: Any, b: Any) -> Any:
    if b == 0:
        return mpf(0)
    if a == 0:
        return mpf(b == 1) if b >= 1 else mp.inf
    return b * power(a, b - 1)


def power_by_exponent(a: Any, b: Any) -> Any:
    if a < 0:
        return mp.nan
    return mpf(0) if a == 0 else power(a, b) * mp.log(a)


def logistic(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def silu_slope(x: Any) -> Any:
    return logistic(x) * (1 + x * logistic(-x))


def anywhere(*_: Any) -> bool:
    return True


def positive(x: Any) -> bool:
    return x > 0


def between(x: Any) -> bool:
    return -1 <= x <= 1


# Written down from the textbook: the result, its partial derivatives, and where it is defined.
Reference = tuple[Callable[..., Any], tuple[Callable[..., Any], ...], Callable[..., bool]]
REFERENCES: dict[str, Reference] = {
    "add": (lambda a, b: a + b, (lambda a, b: mpf(1), lambda a, b: mpf(1)), anywhere),
    "sub": (lambda a, b: a - b, (lambda a, b: mpf(1), lambda a, b: mpf(-1)), anywhere),
    "mul": (lambda a, b: a * b, (lambda a, b: b, lambda a, b: a), anywhere),
    "div": (
        lambda a, b: a / b,
        (lambda a, b: 1 / b, lambda a, b: -a / b**2),
        lambda a, b: b != 0,
    ),
    "pow": (
        power,
        (power_by_base, power_by_exponent),
        lambda a, b: a > 0 or (a == 0 and b >= 0) or (a < 0 and b == mp.floor(b)),
    ),
    "neg": (lambda a: -a, (lambda a: mpf(-1),), anywhere),
    "abs": (abs, (mp.sign,), anywhere),
    "exp": (mp.exp, (mp.exp,), anywhere),
    "expm1": (mp.expm1, (mp.exp,), anywhere),
    "log": (mp.log, (lambda x: 1 / x,), positive),
    "log1p": (mp.log1p, (lambda x: 1 / (1 + x),), lambda x: x > -1),
    "log2": (lambda x: mp.log(x) / mp.log(2), (lambda x: 1 / (x * mp.log(2)),), positive),
    "log10": (lambda x: mp.log(x) / mp.log(10), (lambda x: 1 / (x * mp.log(10)),), positive),
    "sqrt": (mp.sqrt, (lambda x: over(mpf(1), 2 * mp.sqrt(x)),), lambda x: x >= 0),
    "cbrt": (
        lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        (lambda x: over(mpf(1), 3 * mp.cbrt(abs(x)) ** 2),),
        anywhere,
    ),
    "sin": (mp.sin, (mp.cos,), anywhere),
    "cos": (mp.cos, (lambda x: -mp.sin(x),), anywhere),
    "tan": (mp.tan, (lambda x: mp.sec(x) ** 2,), anywhere),
    "asin": (mp.asin, (lambda x: over(mpf(1), mp.sqrt(1 - x**2)),), between),
    "acos": (mp.acos, (lambda x: over(mpf(-1), mp.sqrt(1 - x**2)),), between),
    "atan": (mp.atan, (lambda x: 1 / (1 + x**2),), anywhere),
    "atan2": (
        mp.atan2,
        (lambda y, x: x / (x**2 + y**2), lambda y, x: -y / (x**2 + y**2)),
        anywhere,
    ),
    "sinh": (mp.sinh, (mp.cosh,), anywhere),
    "cosh": (mp.cosh, (mp.sinh,), anywhere),
    "tanh": (mp.tanh, (lambda x: mp.sech(x) ** 2,), anywhere),
    "asinh": (mp.asinh, (lambda x: 1 / mp.sqrt(1 + x**2),), anywhere),
    "acosh": (mp.acosh, (lambda x: over(mpf(1), mp.sqrt(x**2 - 1)),), lambda x: x >= 1),
    "atanh": (mp.atanh, (lambda x: 1 / (1 - x**2),), lambda x: -1 < x < 1),
    "hypot": (
        mp.hypot,
        (
            lambda a, b: a / mp.hypot(a, b) if a or b else mpf(0),
            lambda a, b: b / mp.hypot(a, b) if a or b else mpf(0),
        ),
        anywhere,
    ),
    "sigmoid": (logistic, (lambda x: logistic(x) * logistic(-x),), anywhere),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), (logistic,), anywhere),
    "relu": (lambda x: max(x, mpf(0)), (lambda x: mpf(x > 0),), anywhere),
    "leaky_relu": (
        lambda x: x if x > 0 else mpf(0.01) * x,
        (lambda x: mpf(1) if x > 0 else mpf(0.01),),
        anywhere,
    ),
    "elu": (
        lambda x: x if x > 0 else mp.expm1(x),
        (lambda x: mpf(1) if x > 0 else mp.exp(x),),
        anywhere,
    ),
    "silu": (lambda x: x * logistic(x), (silu_slope,), anywhere),
    "maximum": (max, (share, lambda a, b: share(b, a)), anywhere),
    "minimum": (min, (lambda a, b: share(-a, -b), lambda a, b: share(-b, -a)), anywhere),
}

_SIZES = (
    1e308,
    1e155,
    1e16,
    1e3,
    745.0,
    710.0,
    709.7,
    100.0,
    37.0,
    20.5,
    10.0,
    3.7,
    3.14159,
    2.0,
    1.5,
    1 + 1e-10,
    1 + 2**-52,
    1.0,
    1 - 2**-53,
    1 - 1e-10,
    0.99,
    0.7,
    0.5,
    0.3,
    0.1,
    1e-3,
    1e-8,
    1e-20,
    1e-160,
    1e-308,
    1e-310,
    5e-324,
    0.0,
)
_SHUFFLED = random.Random(0)
RANDOM = [_SHUFFLED.choice((-1, 1)) * 10 ** _SHUFFLED.uniform(-4, 3) for _ in range(60)]
POINTS = [*_SIZES, *(-x for x in _SIZES), *RANDOM]
_FEWER = (
    1.5e308,
    1e308,
    1e155,
    1e3,
    20.0,
    3.0,
    2.5,
    1 + 1e-10,
    1.0,
    0.5,
    1e-3,
    1e-160,
    1e-308,
    5e-324,
    0.0,
)
PAIRS = [
    *itertools.product([*_FEWER, *(-x for x in _FEWER)], repeat=2),
    *itertools.pairwise(RANDOM),
    *((abs(a), b) for a, b in itertools.pairwise(RANDOM)),
]


def points(name: str) -> list[tuple[float, ...]]:
    """Where to try an operation: a number or a pair for each point, inside its domain or not."""
    return PAIRS if len(BUILT_IN[name].arguments) == 2 else [(x,) for x in POINTS]


def close(given: float, true: Any, relative: float, absolute: float) -> bool:
    """Whether a float is right to within the given errors; inf where the true one is too large."""
    if mp.isnan(true) or math.isnan(given):
        return math.isnan(given) and bool(mp.isnan(true))
    if math.isinf(float(true)) or math.isinf(given):
        return given == float(true)
    return bool(abs(mpf(given) - true) <= relative * abs(true) + absolute)
