"""Functions over all lanes at once, where the last bit may differ: exp, tanh and powers.

They are within 2 units of the last place of the exact value, tanh of rows side by side within 2.5.
Everything else stays as it is.

Source: W. J. Cody and W. Waite, "Software manual for the elementary functions" (1980), for taking
the power of two out of e**x.
"""

import math
from collections.abc import Callable

from . import pieces
from .code import Code

# log(2) in two parts: n times the first is exact for every n that occurs.
_LN2_HIGH, _LN2_LOW = float.fromhex("0x1.62e42fefa3800p-1"), float.fromhex("0x1.ef35793c76730p-45")
# A number to which adding rounds to a whole number.
_ROUND = 1.5 * 2.0**52
_LARGEST, _SMALLEST = 709.782712893384, -745.2
# Whole powers up to here are products.
_PRODUCTS = 8


def _terms(first: int, last: int) -> list[float]:
    """1/k! for k from `first` to `last`."""
    return [1.0 / math.factorial(k) for k in range(first, last + 1)]


def _polynomial(code: Code, x: str, factors: list[float]) -> str:
    """The sum of factors times powers of x, in pairs, so that few steps wait for others."""
    parts = [code.number(factor) for factor in factors]
    power = x
    while len(parts) > 1:
        pairs = [parts[start : start + 2] for start in range(0, len(parts), 2)]
        parts = [
            code.intrinsic("fma", pair[1], power, pair[0]) if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
        if len(parts) > 1:
            power = code.operate("mul", power, power)
    return parts[0]


def _power_of_two(code: Code, rounded: str) -> str:
    """2**n, from n + `_ROUND`, whose last bits are those of n."""
    whole = code.type.replace("double", "i64")
    spread = "" if code.lanes == 1 else "splat (i64 "
    end = "" if code.lanes == 1 else ")"
    bits = code.let(f"bitcast {code.type} {rounded} to {whole}")
    moved = code.let(f"shl {whole} {bits}, {spread}52{end}")
    biased = code.let(f"add {whole} {moved}, {spread}{1023 << 52}{end}")
    return code.let(f"bitcast {whole} {biased} to {code.type}")


def _reduced(code: Code, x: str) -> tuple[str, str, str]:
    """x = n log(2) + r: n + `_ROUND`, n and r."""
    rounded = code.intrinsic("fma", x, code.number(1 / math.log(2)), code.number(_ROUND))
    n = code.operate("sub", rounded, code.number(_ROUND))
    r = code.intrinsic("fma", n, code.number(-_LN2_HIGH), x)
    return rounded, n, code.intrinsic("fma", n, code.number(-_LN2_LOW), r)


def _between(code: Code, x: str, low: float, high: float) -> str:
    """x, or the end that it is beyond; nan stays."""
    x = code.choose(code.compare("less", x, code.number(low)), code.number(low), x)
    return code.choose(code.compare("greater", x, code.number(high)), code.number(high), x)


def exp(code: Code, x: str) -> str:
    """Write e**x."""
    _, n, r = _reduced(code, _between(code, x, _SMALLEST, 709.79))
    result = _polynomial(code, r, _terms(0, 13))
    # In two steps: 2**n alone may be too large, or too small, for a float.
    half = code.intrinsic("fma", n, code.number(0.5), code.number(_ROUND))
    rest = code.operate("sub", n, code.operate("sub", half, code.number(_ROUND)))
    other = code.operate("add", rest, code.number(_ROUND))
    result = code.operate("mul", result, _power_of_two(code, half))
    return code.operate("mul", result, _power_of_two(code, other))


def tanh(code: Code, x: str) -> str:
    """Write the hyperbolic tangent: (e**2x - 1) / (e**2x + 1), from e**2x - 1."""
    if code.lanes == 1:
        return pieces.tanh(code, x)
    size = _between(code, code.intrinsic("fabs", x), 0.0, 22.0)
    rounded, _, r = _reduced(code, code.operate("add", size, size))
    power = _power_of_two(code, rounded)
    square = code.operate("mul", r, r)
    less_one = code.intrinsic("fma", square, _polynomial(code, r, _terms(2, 13)), r)
    whole = code.operate("sub", power, code.number(1.0))
    less_one = code.intrinsic("fma", less_one, power, whole)
    result = code.operate("div", less_one, code.operate("add", less_one, code.number(2.0)))
    signed = code.intrinsic("copysign", result, x)
    return code.choose(code.compare("not_equal", x, x), x, signed)


def power(code: Code, x: str, exponent: float) -> str | None:
    """Write x to a power that is a product, or has a root; None for any other."""
    if exponent == 0.5:
        # As Python has it: the root of -0.0 is 0.0.
        return code.intrinsic("sqrt", code.operate("add", x, code.number(0.0)))
    if exponent < 0 and exponent > -_PRODUCTS:
        under = power(code, x, -exponent)
        return None if under is None else code.operate("div", code.number(1.0), under)
    if exponent not in range(1, _PRODUCTS):
        return None
    result, square, rest = "", x, int(exponent)
    while rest:
        if rest % 2:
            result = code.operate("mul", result, square) if result else square
        rest //= 2
        square = code.operate("mul", square, square) if rest else square
    return result


FUNCTIONS: dict[str, Callable[[Code, str], str]] = {"exp": exp, "tanh": tanh}
