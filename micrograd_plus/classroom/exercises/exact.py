"""Numbers that a person computes by hand: fractions, and natural logarithms of fractions.

With them `tanh(ln 2)` is 3/5 and `sigmoid(ln 2)` is 2/3, so a neuron and a softmax have results
that are written down exactly. Formulas of the rule table are computed on them as they stand.
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ...rules.expression import Expression, evaluate
from ...rules.inlining import inlined
from ...rules.table import Rule


class NotByHand(ValueError):
    """A result cannot be written as a fraction and the logarithm of one."""


@dataclass(frozen=True)
class Exact:
    """A number `rational + ln(inside)`.

    Attributes:
        rational: a fraction.
        inside: a positive fraction, 1 where there is no logarithm.

    >>> print(Exact(Fraction(1, 2)) + 3, ln(2) + ln(Fraction(3, 2)), ln(2) - 1)
    7/2 ln 3 -1 + ln 2
    """

    rational: Fraction = Fraction(0)
    inside: Fraction = Fraction(1)

    @property
    def is_rational(self) -> bool:
        """Whether there is no logarithm in it."""
        return self.inside == 1

    def __float__(self) -> float:
        return float(self.rational) + math.log(self.inside)

    def __str__(self) -> str:
        if self.is_rational:
            return str(self.rational)
        inside = f"ln {self.inside}" if self.inside.denominator == 1 else f"ln({self.inside})"
        return inside if self.rational == 0 else f"{self.rational} + {inside}"

    def __add__(self, other: "Exact | int | Fraction") -> "Exact":
        other = exact(other)
        return Exact(self.rational + other.rational, self.inside * other.inside)

    def __sub__(self, other: "Exact | int | Fraction") -> "Exact":
        return self + -exact(other)

    def __neg__(self) -> "Exact":
        return Exact(-self.rational, 1 / self.inside)

    def __mul__(self, other: "Exact | int | Fraction") -> "Exact":
        other = exact(other)
        if not self.is_rational:
            return other * self if other.is_rational else _fail(f"({self}) * ({other})")
        if other.is_rational:
            return Exact(self.rational * other.rational)
        if self.rational.denominator != 1:
            return _fail(f"{self} * ({other})")
        # A whole number of logarithms is the logarithm of a power.
        times = self.rational.numerator
        return Exact(other.rational * times, other.inside**times)

    def __truediv__(self, other: "Exact | int | Fraction") -> "Exact":
        other = exact(other)
        if not other.is_rational or other.rational == 0:
            return _fail(f"({self}) / ({other})")
        return self * Exact(1 / other.rational)

    def __pow__(self, other: "Exact | int | Fraction") -> "Exact":
        other = exact(other)
        whole = other.is_rational and other.rational.denominator == 1
        if not self.is_rational or not whole or abs(other.rational) > MOST:
            return _fail(f"({self})**({other})")
        if self.rational == 0 and other.rational < 0:
            return _fail(f"0**({other})")
        return Exact(self.rational ** int(other.rational))


# A larger power is no number that a person writes down.
MOST = 64


def exact(number: "Exact | int | Fraction | float") -> Exact:
    """Return a whole number, a fraction, or a float that is one, as an exact number."""
    return number if isinstance(number, Exact) else Exact(Fraction(number))


def ln(number: "int | Fraction") -> Exact:
    """Return the natural logarithm of a positive fraction."""
    return Exact(Fraction(0), Fraction(number))


def _fail(what: str) -> Exact:
    raise NotByHand(f"{what} is not a fraction, nor the logarithm of one")


def _exp(x: Exact) -> Exact:
    return Exact(x.inside) if x.rational == 0 else _fail(f"exp({x})")


def _log(x: Exact) -> Exact:
    return ln(x.rational) if x.is_rational and x.rational > 0 else _fail(f"log({x})")


def _tanh(x: Exact) -> Exact:
    square = _exp(x) ** 2
    return (square - 1) / (square + 1)


def _compared(by: Callable[[Any, Any], bool]) -> Callable[[Exact, Exact], bool]:
    def compared(a: Exact, b: Exact) -> bool:
        if a.inside == b.inside:
            return by(a.rational, b.rational)
        # A logarithm of a fraction is no fraction: the two are never equal.
        return by(float(a), float(b))

    return compared


_LESS, _GREATER = _compared(operator.lt), _compared(operator.gt)

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "exp": _exp,
    "log": _log,
    "tanh": _tanh,
    "abs": lambda x: x if _GREATER(x, Exact()) else -x,
    "maximum": lambda a, b: a if _GREATER(a, b) else b,
    "minimum": lambda a, b: a if _LESS(a, b) else b,
    "less": _LESS,
    "less_equal": lambda a, b: not _GREATER(a, b),
    "greater": _GREATER,
    "greater_equal": lambda a, b: not _LESS(a, b),
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
}


def by_row(rule: Rule, formula: Expression, operands: Sequence[Exact], out: Exact) -> Exact:
    """Compute a formula of a row exactly.

    Arguments:
        rule: the row, of a fixed number of operands.
        formula: its forward formula, or one of its partials.
        operands: the numbers of its arguments.
        out: its result, which partials may read.

    Raises:
        NotByHand: if the result is not such a number.
    """
    values: dict[str, Any] = dict(zip(rule.arguments, operands, strict=True)) | {"out": out}
    found = evaluate(_basic(rule, formula), values, _TOLERANT)
    return exact(found) if not isinstance(found, NotByHand) else _raise(found)


_basic = lru_cache(maxsize=None)(lambda rule, formula: inlined(formula, rule))


def _raise(error: NotByHand) -> Exact:
    raise error


def _tolerant(function: Callable[..., Any]) -> Callable[..., Any]:
    """A branch that `where` does not choose may fail: failures are handed on like numbers."""

    def tolerant(*operands: Any) -> Any:
        for each in operands:
            if isinstance(each, NotByHand):
                return each
        try:
            return function(*[x if isinstance(x, Exact) else exact(x) for x in operands])
        except NotByHand as error:
            return error

    return tolerant


def _where(condition: Any, a: Any, b: Any) -> Any:
    if isinstance(condition, NotByHand):
        return condition
    return a if condition else b


_TOLERANT: Mapping[str, Callable[..., Any]] = {
    **{name: _tolerant(function) for name, function in FUNCTIONS.items()},
    "where": _where,
}
