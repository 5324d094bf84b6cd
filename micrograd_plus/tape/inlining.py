"""A row's formulas made ready for arrays: only basic functions are left in them."""

from collections.abc import Mapping

from ..arithmetic import ALL
from ..formula import Call, Each, Expression, Name, Number, fold
from ..notation import simplify, to_text
from ..rules import BUILT_IN, Rule

# What is left in a formula when it is inlined: the basic functions, operators and comparisons.
BASIC = frozenset(ALL) | {"where"}

WHOLE_POWER = "whole_power"


def forward_of(rule: Rule, numbers: Mapping[str, float]) -> Expression:
    """Return the forward formula of a row, with what is known put in."""
    return _with_numbers(inlined(rule.forward, rule), numbers)


def partial_of(rule: Rule, slot: int, numbers: Mapping[str, float]) -> Expression | None:
    """Return the partial derivative by an operand, shortened by what is known."""
    partial = rule.partial(slot)
    if partial is None:
        return None
    shortened = simplify(inlined(partial, rule), numbers, {}, every_branch=False)
    return _without_equal_branches(shortened)


def _without_equal_branches(expression: Expression) -> Expression:
    """Leave out a `where` that has the same on both sides, as the slope of x**2 has it."""

    def put(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if not isinstance(part, Call):
            return part
        if part.operation == "where" and key_of(inner[1]) == key_of(inner[2]):
            return inner[1]
        return Call(part.operation, tuple(inner), variadic=part.variadic)

    return fold(expression, put)


def inlined(expression: Expression, rule: Rule) -> Expression:
    """Put the formulas of other rows in the place of their names."""

    def put(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if not isinstance(part, Call):
            return part
        if part.operation in BASIC:
            return Call(part.operation, tuple(inner), variadic=part.variadic)
        used = rule if part.operation == rule.name else rule.uses.get(part.operation)
        used = used or BUILT_IN[part.operation]
        forward = inlined(used.forward, used)
        if used.variadic:
            return _with_operands(forward, used, inner)
        return _with_names(forward, dict(zip(used.arguments, inner, strict=True)))

    return fold(expression, put)


def _with_numbers(expression: Expression, numbers: Mapping[str, float]) -> Expression:
    return _with_names(expression, {name: Number(value) for name, value in numbers.items()})


def _with_names(expression: Expression, given: Mapping[str, Expression]) -> Expression:
    """Put expressions in the place of names."""

    def put(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Name):
            return given.get(part.name, part)
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if isinstance(part, Call):
            return Call(part.operation, tuple(inner), variadic=part.variadic)
        return part

    return fold(expression, put)


def _with_operands(forward: Expression, rule: Rule, operands: list[Expression]) -> Expression:
    """Write a variadic row for given operands: `sum(x**2 for x in xs)` as `sum(a**2, b**2)`."""
    sequence = rule.arguments[0]
    if len(operands) == 1 and isinstance(operands[0], Each | Name):
        # The operands of the calling row as they are: its sequence, or something of each member.
        each = operands[0]
        if isinstance(each, Name) and not each.name.endswith("s"):
            return _spread(forward, sequence, operands)
        return _passed_on(forward, sequence, each)
    return _spread(forward, sequence, operands)


def _spread(forward: Expression, sequence: str, operands: list[Expression]) -> Expression:
    def put(part: Expression, inner: list[Expression]) -> Expression:
        if not isinstance(part, Call):
            return Each(inner[0], part.variable, part.over) if isinstance(part, Each) else part
        arguments: list[Expression] = []
        for argument in inner:
            if isinstance(argument, Name) and argument.name == sequence:
                arguments += operands
            elif isinstance(argument, Each) and argument.over == sequence:
                body, variable = argument.body, argument.variable
                arguments += [_with_names(body, {variable: operand}) for operand in operands]
            else:
                arguments.append(argument)
        return Call(part.operation, tuple(arguments), variadic=part.variadic)

    return fold(forward, put)


def _passed_on(forward: Expression, sequence: str, each: Name | Each) -> Expression:
    def put(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Name) and part.name == sequence:
            return each
        if isinstance(part, Each) and part.over == sequence:
            if isinstance(each, Name):
                return Each(inner[0], part.variable, each.name)
            body = _with_names(inner[0], {part.variable: each.body})
            return Each(body, each.variable, each.over)
        if isinstance(part, Call):
            return Call(part.operation, tuple(inner), variadic=part.variadic)
        return part

    return fold(forward, put)


def whole_powers(expression: Expression) -> Expression:
    """Mark the powers with a written whole exponent: they have no domain to be checked."""

    def put(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if not isinstance(part, Call):
            return part
        exponent = inner[-1] if part.operation == "pow" else None
        whole = isinstance(exponent, Number) and exponent.value % 1 == 0
        operation = WHOLE_POWER if whole else part.operation
        return Call(operation, tuple(inner), variadic=part.variadic)

    return fold(expression, put)


def key_of(expression: Expression) -> str:
    """Return a text that is the same for the same formula."""
    return to_text(expression)
