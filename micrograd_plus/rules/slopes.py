"""Numerical derivatives with an honest error estimate, to hold formulas against."""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

RTOL = 1e-6
# Rounding alone may make this of a derivative that is 0.
TINY = 1e-11
ROUNDS = 12
COARSE = 64
SHRINK = 1.6


@dataclass(frozen=True, slots=True)
class Slope:
    """A numerical derivative.

    Attributes:
        value: the estimate.
        error: how far it may be off.
        kink: whether the slopes from the left and from the right differ, here or very near.
    """

    value: float
    error: float
    kink: bool = False

    def agrees(self, derivative: float) -> bool:
        """Whether a derivative is this slope, as far as this slope is known."""
        return abs(derivative - self.value) <= RTOL * abs(self.value) + 10 * self.error + TINY


def slope(f: Callable[[float], float], x: float) -> Slope:
    """Differentiate `f` at `x` by central differences, extrapolated to a step of 0.

    Differences over ever smaller steps are extrapolated, and the step is chosen at which two
    extrapolations agree best, so that neither truncation nor rounding is left to luck.
    Where `f` is undefined on both sides, or jumps, the error is inf.

    Source: C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)" (1982).

    >>> import math
    >>> abs(slope(math.exp, 1.0).value - math.e) < 1e-9
    True
    """
    # Neither the size of x nor 1 need be the scale on which f changes.
    starts = {0.1 * max(abs(x), 1.0), 0.1, 0.1 * abs(x) or 0.1}
    tried = [
        (_extrapolated(f, x, start), start) for start in sorted(_reach(f, x, s) for s in starts)
    ]
    best, start = min(tried, key=lambda attempt: attempt[0].error)
    kink = _has_kink(f, x, start)
    # A kink counts also where it is only near, as seen from a step of common size; the edge of the
    # domain does not, where only a smaller step than that stays inside.
    common = _reach(f, x, 0.1)
    if common == start or math.isfinite(_quotient(f, x, common)):
        kink = kink or _has_kink(f, x, common)
    return Slope(best.value, best.error, kink)


def _extrapolated(f: Callable[[float], float], x: float, step: float) -> Slope:
    rounding = sys.float_info.epsilon * abs(_at(f, x))
    best = Slope(math.nan, math.inf)
    previous: list[float] = []
    for _ in range(ROUNDS):
        step /= SHRINK
        # Numbers that lie no further apart than this are not at the distances asked for.
        if step < COARSE * math.ulp(x):
            break
        row = [_quotient(f, x, step)]
        factor = 1.0
        for earlier in previous:
            factor *= SHRINK**2
            row.append((row[-1] * factor - earlier) / (factor - 1))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - earlier)) + rounding / step
            if error < best.error:
                best = Slope(row[-1], error)
        previous = row if all(math.isfinite(entry) for entry in row) else []
    return best


def _at(f: Callable[[float], float], x: float) -> float:
    try:
        return f(x)
    except (ArithmeticError, ValueError):
        return math.nan


def _quotient(f: Callable[[float], float], x: float, step: float) -> float:
    right, left = x + step, x - step
    if right == left:
        return math.nan
    return (_at(f, right) - _at(f, left)) / (right - left)


def _reach(f: Callable[[float], float], x: float, step: float) -> float:
    """The widest step, of this or a fraction of it, such that `f` is defined on both sides."""
    for _ in range(60):
        if math.isfinite(_quotient(f, x, step)):
            break
        step /= 2
    return step


def _has_kink(f: Callable[[float], float], x: float, widest: float) -> bool:
    """Whether the one-sided slopes stay apart as the step shrinks (a smooth function's do not)."""
    middle, scale = _at(f, x), 0.0
    gaps: list[float] = []
    if 1e-5 * widest == 0:
        # So near to the smallest number nothing can be told.
        return False
    for step in (1e-3 * widest, 1e-4 * widest, 1e-5 * widest):
        right, left = (_at(f, x + step) - middle) / step, (middle - _at(f, x - step)) / step
        if not (math.isfinite(right) and math.isfinite(left)):
            return True
        scale = max(abs(right), abs(left))
        noise = 1e-14 * (abs(middle) + abs(x) * scale) / step
        gaps.append(abs(right - left) - noise)
    return gaps[-1] > 1e-5 * scale and gaps[-1] > 0.3 * gaps[0]
