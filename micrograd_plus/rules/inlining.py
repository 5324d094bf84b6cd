"""A row's formulas made ready for programs: only basic functions are left in them."""

from collections.abc import Callable, Mapping

from .arithmetic import ALL
from .expression import Call, Each, Expression, Name, Number, fold
from .notation import simplify, to_text
from .table import BUILT_IN, Rule

# What is left in a formula when it is inlined: the basic functions, operators and comparisons.
BASIC = frozenset(ALL) | {"where"}
WHOLE_POWER = "whole_power"


def forward_of(rule: Rule, numbers: Mapping[str, float]) -> Expression:
    """Return the forward formula of a row, with what is known put in."""
    return with_numbers(rule.forward, rule, numbers)


def with_numbers(formula: Expression, rule: Rule, numbers: Mapping[str, float]) -> Expression:
    """Return a formula of a row, with what is known put in."""
    known = {name: Number(value) for name, value in numbers.items()}
    return _with_names(inlined(formula, rule), known)


def partial_of(rule: Rule, slot: int, numbers: Mapping[str, float]) -> Expression | None:
    """Return the partial derivative by an operand, shortened by what is known."""
    partial = rule.partial(slot)
    if partial is None:
        return None
    return simplify(inlined(partial, rule), numbers, {}, every_branch=False)


def inlined(expression: Expression, rule: Rule) -> Expression:
    """Put the formulas of other rows in the place of their names."""

    def put(part: Expression) -> Expression:
        if not isinstance(part, Call) or part.operation in BASIC:
            return part
        used = rule if part.operation == rule.name else rule.uses.get(part.operation)
        used = used or BUILT_IN[part.operation]
        forward = inlined(used.forward, used)
        if used.variadic:
            own = rule.arguments[0] if rule.variadic else ""
            return _with_operands(forward, used.arguments[0], list(part.arguments), own)
        return _with_names(forward, dict(zip(used.arguments, part.arguments, strict=True)))

    return _changed(expression, put)


def whole_powers(expression: Expression) -> Expression:
    """Mark the powers with a written whole exponent: they have no domain to be checked."""

    def put(part: Expression) -> Expression:
        if isinstance(part, Call) and part.operation == "pow":
            base, exponent = part.arguments
            # A number as the base stays in a call: -2 ** 2 would be read as -(2 ** 2).
            whole = isinstance(exponent, Number) and exponent.value % 1 == 0
            if whole and not isinstance(base, Number):
                return Call(WHOLE_POWER, part.arguments)
        return part

    return _changed(expression, put)


def renamed(expression: Expression, others: Mapping[str, str]) -> Expression:
    """Write a formula with other names."""
    return _with_names(expression, {name: Name(other) for name, other in others.items()})


def key_of(expression: Expression) -> str:
    """Return a text that is the same for the same formula."""
    return to_text(expression)


def _changed(expression: Expression, put: Callable[[Expression], Expression]) -> Expression:
    """Build an expression anew from its leaves up, with `put` deciding on each part."""

    def build(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Each):
            return put(Each(inner[0], part.variable, part.over))
        if isinstance(part, Call):
            return put(Call(part.operation, tuple(inner), variadic=part.variadic))
        return put(part)

    return fold(expression, build)


def _with_names(expression: Expression, given: Mapping[str, Expression]) -> Expression:
    """Put expressions in the place of names."""
    return _changed(
        expression,
        lambda part: given.get(part.name, part) if isinstance(part, Name) else part,
    )


def _with_operands(
    forward: Expression, sequence: str, operands: list[Expression], own: str
) -> Expression:
    """Write a variadic formula for the operands of a call.

    `sum(x**2 for x in xs)` of a and b is `sum(a**2, b**2)`; of the calling row's `own` sequence zs
    it is `sum(x**2 for x in zs)`, and of `exp(z) for z in zs` it is `sum(exp(z)**2 for z in zs)`.
    """
    only = operands[0] if len(operands) == 1 else None
    if isinstance(only, Each) or (isinstance(only, Name) and only.name == own):
        return _changed(forward, lambda part: _passed_on(part, sequence, only))
    return _changed(forward, lambda part: _spread(part, sequence, operands))


def _passed_on(part: Expression, sequence: str, operands: Name | Each) -> Expression:
    """A part of a variadic formula, over what the calling row has several of."""
    if isinstance(part, Name) and part.name == sequence:
        return operands
    if isinstance(part, Each) and part.over == sequence:
        if isinstance(operands, Name):
            return Each(part.body, part.variable, operands.name)
        body = _with_names(part.body, {part.variable: operands.body})
        return Each(body, operands.variable, operands.over)
    return part


def _spread(part: Expression, sequence: str, operands: list[Expression]) -> Expression:
    """A part of a variadic formula, with the operands written one by one."""
    if not isinstance(part, Call):
        return part
    arguments: list[Expression] = []
    for argument in part.arguments:
        if isinstance(argument, Name) and argument.name == sequence:
            arguments += operands
        elif isinstance(argument, Each) and argument.over == sequence:
            body, variable = argument.body, argument.variable
            arguments += [_with_names(body, {variable: operand}) for operand in operands]
        else:
            arguments.append(argument)
    return Call(part.operation, tuple(arguments), variadic=part.variadic)
