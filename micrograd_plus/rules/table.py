"""The rule table: one row of text for each operation. Calculus is written nowhere else.

A row gives an operation's name, its arguments, how it is computed, and one partial derivative for
each argument; `out` stands for the result. Everything else that micrograd_plus knows about an
operation is read off its row.
"""

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import FormulaError, RuleError
from ..graph import toposort
from .arithmetic import REDUCERS, STRICT
from .expression import (
    SYMBOLS,
    VARIADIC,
    Call,
    Each,
    Expression,
    Name,
    names,
    operations,
    parse,
    parse_domain,
    parts,
)


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One row of the table, checked.

    Attributes:
        name: what the operation is called.
        arguments: the names of its arguments; a variadic row has one, such as `"xs"`.
        variadic: whether it takes any number of operands.
        forward: how the result is computed.
        partials: the derivative by each argument; None for one that only decides (a condition).
        domain: the comparisons that must hold for the operation to be defined; may be empty.
        laws: the name that calculus gives to the step: one for all arguments, or one for each.
        hint: what to do outside the domain.
        surrogate: whether the partials were declared without being true derivatives.
        text: the row as it was written: name, arguments, forward, partials and domain.
        uses: the rows that its formulas call, other than the basic functions.
    """

    name: str
    arguments: tuple[str, ...]
    variadic: bool
    forward: Expression
    partials: tuple[Expression | None, ...]
    domain: tuple[Call, ...]
    laws: tuple[str, ...]
    hint: str
    surrogate: bool
    text: tuple[str | None, ...]
    uses: "Mapping[str, Rule]"

    @property
    def symbol(self) -> str:
        """How a drawing marks the operation: `*` for mul, the name for most."""
        if self.name == "sum":
            return "+"
        return "neg" if self.name == "neg" else SYMBOLS.get(self.name, self.name)

    @property
    def member(self) -> str:
        """The name that stands for one operand of a variadic row: `x` in a row of `*xs`."""
        return self.arguments[0].removesuffix("s")

    def law(self, slot: int) -> str:
        """Return the name of the rule of calculus that gives the partial of operand `slot`."""
        return self.laws[min(slot, len(self.laws) - 1)]

    def partial(self, slot: int) -> Expression | None:
        """Return the partial derivative by operand `slot`."""
        return self.partials[0 if self.variadic else slot]


TABLE: dict[str, Rule] = {}

# Every row that comes with the package; a later row under the same name does not change it.
BUILT_IN: dict[str, Rule] = {}

_BINARY_FUNCTIONS = ("atan2", "hypot", "maximum", "minimum")
_BASIC = dict.fromkeys(STRICT, 1) | dict.fromkeys(_BINARY_FUNCTIONS, 2)
_BASIC |= dict.fromkeys(REDUCERS, VARIADIC) | {"where": 3}
del _BASIC["pow"]


def arity() -> dict[str, int]:
    """Return every operation that a formula may call, with its number of arguments."""
    rows = {
        rule.name: VARIADIC if rule.variadic else len(rule.arguments)
        for rule in TABLE.values()
        if rule.name not in SYMBOLS
    }
    return rows | _BASIC


def read_rule(
    name: str,
    arguments: str,
    forward: str,
    *partials: str | None,
    domain: str = "",
    law: str | tuple[str, ...] = "",
    hint: str = "",
    surrogate: bool = False,
) -> Rule:
    """Turn one row of text into a checked `Rule`, without entering it into the table.

    Raises:
        RuleError: for anything that is not a row, with the part that is wrong.
    """
    _check_name(name, "operation")
    variadic = arguments.strip().startswith("*")
    listed = tuple(arguments.replace("*", " ", 1).split() if variadic else arguments.split())
    _check_arguments(name, listed, variadic)
    if len(partials) != len(listed):
        raise RuleError(
            f"rule {name}: {len(listed)} argument(s) {' '.join(listed)} need as many partial "
            f"derivatives, here are {len(partials)}"
        )
    member = (listed[0][:-1],) if variadic else ()
    outside = {known: count for known, count in arity().items() if known != name or name in _BASIC}
    inside = {name: VARIADIC if variadic else len(listed)} | outside
    read_forward = _formula(name, "forward", forward, listed, outside, variadic)
    partial_names = (*listed, *member, "out")
    read_partials = tuple(
        None
        if text is None
        else _formula(name, f"partial by {argument}", text, partial_names, inside, variadic)
        for argument, text in zip((*member, *listed), partials, strict=False)
    )
    called = operations(read_forward).union(*(operations(p) for p in read_partials if p))
    basic = {*_BASIC, *SYMBOLS, name}
    uses = {used: TABLE[used] for used in called if used not in basic}
    laws = (law,) if isinstance(law, str) else law
    return Rule(
        name=name,
        arguments=listed,
        variadic=variadic,
        forward=read_forward,
        partials=read_partials,
        domain=_read_domain(name, domain, member or listed),
        laws=laws if laws[0] else (f"chain rule through {name}",),
        hint=hint,
        surrogate=surrogate,
        text=(name, arguments, forward, *partials, domain),
        uses=uses,
    )


def _check_arguments(name: str, listed: tuple[str, ...], variadic: bool) -> None:
    for argument in listed:
        _check_name(argument, f"rule {name}: argument")
        if argument == "out":
            raise RuleError(f"rule {name}: out is the result; call the argument something else")
    if not listed or len(set(listed)) != len(listed):
        raise RuleError(f"rule {name}: give each argument a name of its own, as in 'a b'")
    if variadic and (len(listed) != 1 or not listed[0].endswith("s") or len(listed[0]) < 2):
        raise RuleError(
            f"rule {name}: a variadic row has one argument whose name ends in s, as in '*xs'; "
            "its partial is written for a single x"
        )


def _read_domain(name: str, text: str, known: tuple[str, ...]) -> tuple[Call, ...]:
    try:
        conditions = parse_domain(text, arity())
        for condition in conditions:
            _check_names(condition, text, known)
    except FormulaError as error:
        raise RuleError(f"rule {name}, domain: {error}") from None
    return conditions


def _check_names(expression: Expression, text: str, known: tuple[str, ...]) -> None:
    for used, column in names(expression).items():
        if used not in (*known, "pi", "e"):
            message = f"{used} is not an argument here: the names are {', '.join(known)}"
            raise FormulaError(message, text, column)


def _check_name(name: str, what: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise RuleError(
            f"{what} name {name!r}: use letters, digits and underscores, not beginning with a "
            "digit or an underscore, and no word that Python keeps for itself"
        )


def _check_sequence(expression: Expression, text: str, sequence: str) -> None:
    """A variadic argument stands for several operands: only sum(xs) and the like take it."""
    taken = {
        part.arguments[0]
        for part in toposort(expression, parts)
        if isinstance(part, Call) and part.variadic and len(part.arguments) == 1
    }
    for part in toposort(expression, parts):
        alone = isinstance(part, Each) or (isinstance(part, Name) and part.name == sequence)
        if alone and part not in taken:
            message = "several operands at once stand only in a sum(...), prod(...) or the like"
            raise FormulaError(message, text, part.column)
        if isinstance(part, Each) and part.over != sequence:
            raise FormulaError(f"{part.over} is one number, not several", text, part.column)


def _formula(
    name: str,
    what: str,
    text: str,
    known: tuple[str, ...],
    functions: dict[str, int],
    variadic: bool,
) -> Expression:
    try:
        expression = parse(text, functions)
        _check_names(expression, text, known)
        _check_sequence(expression, text, known[0] if variadic else "")
    except FormulaError as error:
        raise RuleError(f"rule {name}, {what}: {error}") from None
    return expression


def enter(rule: Rule) -> None:
    """Put a rule into the table, in place of any rule of that name."""
    TABLE[rule.name] = rule


# ------------------------------------------------------------------------------------ the table


def _row(*texts: Any, **options: Any) -> None:
    rule = read_rule(*texts, **options)
    enter(rule)
    BUILT_IN[rule.name] = rule


_row("add", "a b", "a + b", "1", "1", law="sum rule: add distributes")
_row("sub", "a b", "a - b", "1", "-1", law="sum rule: subtract distributes, with a sign")
_row("mul", "a b", "a * b", "b", "a", law="product rule: multiply swaps")
_row("div", "a b", "a / b", "1 / b", "-out / b", domain="b != 0", law="quotient rule")
_row(
    "pow",
    "a b",
    "a**b",
    # At a = 0 the general formulas are 0 * inf for b = 0 (next to it too), and inf * 0.
    "where(b == 0, where(a * a == 0, 0, b * a**(b - 1)), b * a**(b - 1))",
    "where(a == 0, 0, out * log(a))",
    law=("power rule", "exponential rule"),
    hint="a negative base needs a whole exponent and 0 a positive one; "
    "abs(x)**p, cbrt(x) or sqrt(x) may be what is meant",
)
_row("neg", "a", "-a", "-1", law="constant factor rule: minus turns the sign")

_row("abs", "x", "abs(x)", "where(x > 0, 1, where(x < 0, -1, 0))")
_row("exp", "x", "exp(x)", "out")
_row("expm1", "x", "expm1(x)", "exp(x)")
_LOG_HINT = "keep the argument positive, for example with maximum(x, 1e-12)"
_row("log", "x", "log(x)", "1 / x", domain="x > 0", hint=_LOG_HINT)
_row("log1p", "x", "log1p(x)", "1 / (1 + x)", domain="x > -1")
_row("log2", "x", "log2(x)", "1 / (x * log(2))", domain="x > 0", hint=_LOG_HINT)
_row("log10", "x", "log10(x)", "1 / (x * log(10))", domain="x > 0", hint=_LOG_HINT)
_SQRT_HINT = "keep the argument from going below 0, for example with maximum(x, 0)"
_row("sqrt", "x", "sqrt(x)", "1 / (2 * out)", domain="x >= 0", hint=_SQRT_HINT)
_row("cbrt", "x", "cbrt(x)", "1 / (3 * out**2)")
_row("sin", "x", "sin(x)", "cos(x)")
_row("cos", "x", "cos(x)", "-sin(x)")
_row("tan", "x", "tan(x)", "1 + out**2")
_CLIP_HINT = "keep the argument inside, for example with maximum(-1, minimum(x, 1))"
_INSIDE = "x >= -1 and x <= 1"
# 1 / (1 - x**2), with all digits next to 1, and with those of its own slope next to 0.
_STEEP = "1 + x**2 / ((1 - x) * (1 + x))"
_row("asin", "x", "asin(x)", f"sqrt({_STEEP})", domain=_INSIDE, hint=_CLIP_HINT)
_row("acos", "x", "acos(x)", f"-sqrt({_STEEP})", domain=_INSIDE, hint=_CLIP_HINT)
_row("atan", "x", "atan(x)", "1 / (1 + x**2)")
# Dividing by hypot twice stays right where x**2 + y**2 would overflow or vanish. At the origin both
# slopes are 0, as those of hypot.
_row(
    "atan2",
    "y x",
    "atan2(y, x)",
    "where(hypot(x, y) == 0, 0, x / hypot(x, y) / hypot(x, y))",
    "where(hypot(x, y) == 0, 0, -y / hypot(x, y) / hypot(x, y))",
)
_row("sinh", "x", "sinh(x)", "cosh(x)")
_row("cosh", "x", "cosh(x)", "sinh(x)")
_row("tanh", "x", "tanh(x)", "1 - out**2")
_row("asinh", "x", "asinh(x)", "1 / hypot(1, x)")
_row("acosh", "x", "acosh(x)", "1 / (sqrt(x - 1) * sqrt(x + 1))", domain="x >= 1")
_row("atanh", "x", "atanh(x)", _STEEP, domain="x > -1 and x < 1")
_row(
    "hypot",
    "a b",
    "hypot(a, b)",
    "where(out == 0, 0, a / out)",
    "where(out == 0, 0, b / out)",
)

_row("sigmoid", "x", "exp(minimum(x, 0)) / (1 + exp(-abs(x)))", "out * (1 - out)")
_row("softplus", "x", "maximum(x, 0) + log1p(exp(-abs(x)))", "sigmoid(x)")
_row("relu", "x", "where(x < 0, 0, x)", "where(x > 0, 1, 0)")
_row("leaky_relu", "x", "where(x > 0, x, 0.01 * x)", "where(x > 0, 1, 0.01)")
_row("elu", "x", "maximum(x, 0) + expm1(minimum(x, 0))", "where(x > 0, 1, exp(x))")
_row("silu", "x", "x * sigmoid(x)", "sigmoid(x) * (1 + x * sigmoid(-x))")

_row(
    "maximum",
    "a b",
    "maximum(a, b)",
    "where(a > b, 1, where(a < b, 0, 0.5))",
    "where(b > a, 1, where(b < a, 0, 0.5))",
    law="max routes (a tie is shared)",
)
_row(
    "minimum",
    "a b",
    "minimum(a, b)",
    "where(a < b, 1, where(a > b, 0, 0.5))",
    "where(b < a, 1, where(b > a, 0, 0.5))",
    law="min routes (a tie is shared)",
)
_row(
    "where",
    "condition a b",
    "where(condition != 0, a, b)",
    None,
    "where(condition != 0, 1, 0)",
    "where(condition != 0, 0, 1)",
    law="where routes",
)
_row("detach", "x", "x", None, law="nothing flows through detach")
_row("less", "a b", "where(a < b, 1, 0)", None, None)
_row("less_equal", "a b", "where(a <= b, 1, 0)", None, None)
_row("greater", "a b", "where(a > b, 1, 0)", None, None)
_row("greater_equal", "a b", "where(a >= b, 1, 0)", None, None)

_row("sum", "*xs", "sum(xs)", "1", law="sum rule: add distributes")
_row("logsumexp", "*xs", "logsumexp(xs)", "exp(x - out)")
