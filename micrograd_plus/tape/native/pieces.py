"""The hyperbolic tangent piece by piece: for one row at a time, where each step waits for the last.

For every eighth there is a polynomial, the Taylor series there. It takes half the time of a
quotient of exponentials, whose steps all wait for one another. With rows side by side, reading
another polynomial for each takes longer than that saves.
"""

import ctypes
from decimal import Decimal, localcontext
from functools import cache

from .code import Code
from .index import Index

# The table's name in machine code.
TABLE = "tanh_pieces"
_WIDTH, _DEGREE = 0.125, 12
# From here on it is 1.0 to the last bit.
_LARGEST = 19.125
# As many as any last 8 bits can name, since those of nan may be any.
_PIECES = 256
# A number to which adding rounds to a whole number.
_ROUND = 1.5 * 2.0**52


@cache
def tanh_pieces() -> "ctypes.Array[ctypes.c_double]":
    """Return for all pieces tanh in the middle, what that lacks, the factors of x, of x**2 ..."""
    table = (ctypes.c_double * (_PIECES * (_DEGREE + 2)))()
    with localcontext() as context:
        context.prec = 40
        for piece in range(int(_LARGEST / _WIDTH) + 1):
            whole, *factors = _series(Decimal(piece * _WIDTH))
            lacking = whole - Decimal(float(whole))
            for column, factor in enumerate([whole, lacking, *factors]):
                table[column * _PIECES + piece] = float(factor)
    return table


def _series(x: Decimal) -> list[Decimal]:
    """The Taylor series at x, by y' = 1 - y**2."""
    both = (2 * x).exp()
    series = [(both - 1) / (both + 1)]
    for power in range(_DEGREE):
        square = sum([a * b for a, b in zip(series, reversed(series), strict=True)], Decimal(0))
        series.append(((power == 0) - square) / (power + 1))
    return series


def tanh(code: Code, x: str) -> str:
    """Write the hyperbolic tangent of one number."""
    code.functions.add((TABLE, 0, 1))
    size = code.intrinsic("fabs", x)
    largest = code.number(_LARGEST)
    size = code.choose(code.compare("greater", size, largest), largest, size)
    place = code.intrinsic("fma", size, code.number(1 / _WIDTH), code.number(_ROUND))
    middle = code.operate("sub", place, code.number(_ROUND))
    r = code.intrinsic("fma", middle, code.number(-_WIDTH), size)
    piece = code.let(f"and i64 {code.let(f'bitcast double {place} to i64')}, {_PIECES - 1}")
    whole, *factors = [
        code.load(f"libm_{TABLE}", Index(column * _PIECES, ((piece, 1),)))
        for column in range(_DEGREE + 2)
    ]
    # All that is small is added up before: so there is one rounding that counts.
    sum = code.operate("add", whole, _polynomial(code, r, factors))
    return code.intrinsic("copysign", sum, x)


def _polynomial(code: Code, r: str, factors: list[str]) -> str:
    """The sum of factors times powers, in few steps that wait for others."""

    def plus(low: str, high: str, power: str) -> str:
        return code.intrinsic("fma", high, power, low)

    square = code.operate("mul", r, r)
    fourth = code.operate("mul", square, square)
    sixth = code.operate("mul", square, fourth)
    pairs = [plus(factors[k], factors[k + 1], r) for k in range(0, _DEGREE, 2)]
    low = plus(pairs[0], plus(pairs[1], pairs[2], square), square)
    high = plus(plus(pairs[3], pairs[4], square), plus(pairs[5], factors[-1], square), fourth)
    return plus(low, high, sixth)
