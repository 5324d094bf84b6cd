"""Functions that ONNX Runtime has no double kernel for, or loses digits in, as formulas of others.

Each is right to a few units in the last place. Where a branch of `where` is not chosen, it may
overflow or be nan: ONNX raises for nothing.
"""

from functools import cache

from .expression import VARIADIC, Expression, parse
from .table import arity

_SIGN = "where(x < 0, -1, 1)"
# cosh(x) without its second half; exp(x) itself overflows before that does.
_HALF_EXP = "exp(abs(x) / 2) / 2 * exp(abs(x) / 2)"

# The arguments of each function, and its formula.
_TEXTS = {
    # What rounding takes from 1 + x, it takes from both sides of the quotient.
    "log1p": ("x", "where(1 + x == 1, x, x * (log(1 + x) / ((1 + x) - 1)))"),
    # Likewise; far from 0 the plain difference is better.
    "expm1": (
        "x",
        "where(exp(x) == 1, x, where(abs(x) < 40, x * ((exp(x) - 1) / log(exp(x))), exp(x) - 1))",
    ),
    "log2": ("x", "log(x) / log(2)"),
    "log10": ("x", "log(x) / log(10)"),
    "tan": ("x", "sin(x) / cos(x)"),
    "sinh": ("x", f"where(abs(x) < 40, (expm1(x) - expm1(-x)) / 2, {_SIGN} * ({_HALF_EXP}))"),
    "cosh": ("x", f"{_HALF_EXP} + exp(-abs(x)) / 2"),
    # Far out x * x would overflow, and the 1 beside it no longer counts.
    "asinh": (
        "x",
        f"{_SIGN} * where(abs(x) < 1e8, log1p(abs(x) + x * x / (1 + sqrt(1 + x * x))), "
        "log(abs(x)) + log(2))",
    ),
    "acosh": (
        "x",
        "where(x < 1e8, log1p((x - 1) + sqrt((x - 1) * (x + 1))), log(x) + log(2))",
    ),
    "atanh": ("x", f"{_SIGN} * log1p(2 * abs(x) / (1 - abs(x))) / 2"),
    "hypot": ("a b", "long_side(maximum(abs(a), abs(b)), minimum(abs(a), abs(b)))"),
    "long_side": ("m r", "where(m == 0, 0, m * sqrt(1 + (r / m) * (r / m)))"),
    "cbrt": ("x", f"where(x == 0, x, {_SIGN} * newton_cubed(abs(x), exp(log(abs(x)) / 3)))"),
    "newton_cubed": ("x y", "y - (y - x / (y * y)) / 3"),
    # An angle of at most an eighth turn, then by symmetry; 1 / y tells a zero's sign, too.
    "atan2": (
        "y x",
        "where(1 / y < 0, -1, 1) * left_of(x, steep(abs(x), abs(y), "
        "eighth(minimum(abs(x), abs(y)) / maximum(abs(x), abs(y)))))",
    ),
    "left_of": ("x t", "where(x < 0, pi - t, t)"),
    "steep": ("x y t", "where(maximum(x, y) == 0, 0, where(y > x, pi / 2 - t, t))"),
    # A guess to two digits, and the small angle from there to the slope.
    "eighth": ("s", "from_guess(s, s * (pi / 4 + 0.273 * (1 - s)))"),
    "from_guess": ("s t", "t + small((s * cos(t) - sin(t)) / (cos(t) + s * sin(t)))"),
    "small": ("d", "d - d * (d * d) * (1 / 3 - d * d / 5)"),
    "atan": ("x", "atan2(x, 1)"),
    "asin": ("x", "atan2(x, sqrt((1 - x) * (1 + x)))"),
    "acos": ("x", "atan2(sqrt((1 - x) * (1 + x)), x)"),
    # Of two operands; of more it is repeated.
    "logsumexp": ("a b", "maximum(a, b) + log1p(exp(-where(a == b, 0, abs(a - b))))"),
}


@cache
def written_out(name: str) -> tuple[tuple[str, ...], Expression]:
    """Return the arguments and the formula of one of the functions that are written out.

    >>> written_out("tan")[0]
    ('x',)
    """
    arguments, text = _TEXTS[name]
    helpers = {other: len(names.split()) for other, (names, _) in _TEXTS.items()}
    known = {other: count for other, count in arity().items() if count != VARIADIC}
    return tuple(arguments.split()), parse(text, {**known, **helpers})
