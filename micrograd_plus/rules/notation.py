"""An expression written out: as plain text or Python source, with names or numbers."""

import enum
import math
import re
from collections.abc import Callable, Mapping, Sequence

from ..graph import toposort
from .arithmetic import ALL
from .expression import (
    CONSTANTS,
    SYMBOLS,
    Call,
    Each,
    Expression,
    Name,
    Number,
    bound_names,
    evaluate,
    fold,
    names,
    parts,
)

# What to write for a name: plain text, or a list of it for a name that stands for several operands.
Values = Mapping[str, str | Sequence[str]]

_NUMBER = re.compile(r"-?(\d+(\.\d+)?(e[+-]\d+)?|inf|nan)", re.ASCII)
_OPERATOR = re.compile(r"[-+*/^=<>|]")


def number_text(value: float) -> str:
    """Write a number as people read it: `%.4f`, or `%.4g` where that tells more or is shorter.

    Four digits that count are always there, so that what is computed from shown numbers is what is
    shown as the result.

    >>> number_text(-3.0), number_text(0.05), number_text(0.01234), number_text(0.0)
    ('-3.0000', '0.0500', '0.01234', '0.0000')
    >>> number_text(0.00008), number_text(1.23456e30)
    ('8e-05', '1.235e+30')
    """
    text, digits = f"{value:.4f}", f"{value:.4g}"
    if abs(value) >= 1e9 or (abs(value) < 0.1 and float(text) != float(digits)):
        return digits
    return text


def literal(value: float) -> str:
    """Write a number as a formula would: `2` for 2.0, every digit where there are more."""
    if not math.isfinite(value):
        return repr(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def bracketed(text: str) -> str:
    """Put a negative number in brackets, so that it can stand behind an operator."""
    return f"({text})" if text.startswith("-") else text


class Holds(enum.IntEnum):
    """How tightly something written holds together; what is looser than needed gets brackets."""

    COMPARISON = enum.auto()
    SIGNED = enum.auto()
    SUM = enum.auto()
    PRODUCT = enum.auto()
    SIGN = enum.auto()
    POWER = enum.auto()
    ATOM = enum.auto()


# What `needed` of the writers below may be: nothing; to stand beside an equals sign; to stand
# behind a ∂ or an operator.
ANYHOW, BESIDE_EQUALS, AS_ONE = Holds.COMPARISON, Holds.SIGNED, Holds.ATOM

BINDS = {
    "add": Holds.SUM,
    "sub": Holds.SUM,
    "mul": Holds.PRODUCT,
    "div": Holds.PRODUCT,
    "neg": Holds.SIGN,
    "pow": Holds.POWER,
}


def sides(operation: str) -> tuple[Holds, Holds]:
    """Return how tightly the left and the right operand of an operator must hold together."""
    level = BINDS.get(operation, Holds.COMPARISON)
    if operation == "pow":
        return Holds.ATOM, Holds.SIGN
    if operation in ("sub", "div"):
        return level, Holds(level + 1)
    return level, level if operation in ("add", "mul") else Holds(level + 1)


def holds(text: str) -> Holds:
    """Return how tightly a name or number holds together that is put in for an operand.

    A negative number gets brackets from every operator, and so does a label such as `a + b`.
    """
    if is_number(text):
        return Holds.SIGNED if text.startswith("-") else Holds.ATOM
    return Holds.SIGNED if _OPERATOR.search(text) else Holds.ATOM


def is_number(text: str) -> bool:
    """Return whether text is a number as `number_text` and `literal` write it."""
    return _NUMBER.fullmatch(text) is not None


def to_text(expression: Expression, values: Values | None = None, needed: Holds = ANYHOW) -> str:
    """Write an expression as plain text.

    Arguments:
        expression: what to write.
        values: what to write for a name: the name of an operand, or its number.
        needed: how tightly the whole must hold together.
    """
    values = values or {}
    bound = bound_names(expression)

    def write(part: Expression, inner: list[tuple[str, Holds]]) -> tuple[str, Holds]:
        if isinstance(part, Number):
            return literal(part.value), Holds.ATOM if part.value >= 0 else Holds.SIGN
        if isinstance(part, Name):
            given = None if part in bound else values.get(part.name)
            if isinstance(given, str):
                return given, holds(given)
            return ", ".join(given or [part.name]), Holds.ATOM
        if isinstance(part, Each):
            given = values.get(part.over, part.over)
            over = given if isinstance(given, str) else ", ".join(given)
            return f"{inner[0][0]} for {part.variable} in {over}", Holds.ATOM
        if part.operation == "neg":
            return "-" + _wrap(*inner[0], Holds.SIGN), Holds.SIGN
        if part.operation in SYMBOLS:
            left, right = sides(part.operation)
            symbol = SYMBOLS[part.operation]
            space = "" if part.operation == "pow" else " "
            text = _wrap(*inner[0], left) + space + symbol + space + _wrap(*inner[1], right)
            return text, BINDS.get(part.operation, Holds.COMPARISON)
        return f"{part.operation}({', '.join(text for text, _ in inner)})", Holds.ATOM

    return _wrap(*fold(expression, write), needed)


def _wrap(text: str, holding: Holds, needed: Holds) -> str:
    return text if holding >= needed else f"({text})"


def simplify(
    expression: Expression,
    known: Mapping[str, float],
    at: Mapping[str, float],
    every_branch: bool = True,
) -> Expression:
    """Write an expression more shortly, for people to read.

    Arguments:
        expression: what to shorten.
        known: numbers to put in for names, where that lets something be computed at once: the
            derivative of x**n, n known to be 2, becomes `2 * x`.
        at: the number of each name, by which a branch of a `where` is chosen.
        every_branch: whether to choose in every `where`, or only in those that single out one
            point, such as `where(a == 0, ...)`, and those that are decided by what is known.
    """
    bound = bound_names(expression)

    def shorten(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Name) and part.name in known and part not in bound:
            return Number(known[part.name])
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if not isinstance(part, Call):
            return part
        if part.operation != "where":
            return _shorten_call(part, inner)
        condition, if_true, if_false = inner
        free = [name for name in names(condition) if name not in CONSTANTS]
        wanted = every_branch or not free or getattr(condition, "operation", "") == "equal"
        inside: list[Expression] = toposort(condition, parts)
        settled = at.keys() >= set(free) and bound.isdisjoint(inside)
        if wanted and settled:
            return if_true if evaluate(condition, at, ALL) else if_false
        # Such as the slope of x**2, once its exponent is known.
        if to_text(if_true) == to_text(if_false):
            return if_true
        return Call("where", (condition, if_true, if_false))

    return fold(expression, shorten)


def _shorten_call(part: Call, inner: list[Expression]) -> Expression:
    numbers = [term.value if isinstance(term, Number) else None for term in inner]
    call = Call(part.operation, tuple(inner), variadic=part.variadic)
    match part.operation, numbers:
        case ("add" | "sub" | "mul", [float(), float()]):
            return Number(evaluate(call, {}, ALL))
        case ("mul", [1.0, _]) | ("add", [0.0, _]):
            return inner[1]
        case ("mul", [0.0, _]):
            return inner[0]
        case ("pow", [_, 0.0]):
            return Number(1.0)
        case ("mul" | "pow" | "div", [_, 1.0]) | ("add" | "sub", [_, 0.0]):
            return inner[0]
    return call


def to_source(
    expression: Expression,
    values: Mapping[str, str],
    operators: Mapping[str, str],
    function: Callable[[str], str],
) -> str:
    """Write an expression as Python source.

    Arguments:
        expression: a checked expression.
        values: the source for each free name; that of a variadic argument begins with `*`.
        operators: a format for each operation that is not a plain call, such as
            `{"add": "({} + {})"}`; every one is fully bracketed.
        function: gives the source name of any other operation. A variadic one is called with a
            sequence.
    """
    bound = bound_names(expression)

    def write(part: Expression, inner: list[str]) -> str:
        if isinstance(part, Number):
            # A sign binds less than a power.
            return f"({part.value!r})" if repr(part.value).startswith("-") else repr(part.value)
        if isinstance(part, Name):
            if part in bound:
                return f"_each_{part.name}"
            return values[part.name] if part.name in values else repr(CONSTANTS[part.name])
        if isinstance(part, Each):
            return f"*[{inner[0]} for _each_{part.variable} in {values[part.over][1:]}]"
        if part.operation in operators:
            return operators[part.operation].format(*inner)
        if part.variadic:
            one = len(inner) == 1 and inner[0].startswith("*")
            sequence = inner[0][1:] if one else f"[{', '.join(inner)}]"
            return f"{function(part.operation)}({sequence})"
        return f"{function(part.operation)}({', '.join(inner)})"

    return fold(expression, write)
