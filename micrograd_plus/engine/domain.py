"""What is said when an operation is not defined, or its result is too large."""

import math
from typing import Any

from ..rules.expression import SYMBOLS
from ..rules.lookup import LOOKUPS
from ..rules.notation import to_text
from ..rules.table import Rule
from .generate import Operation
from .state import current


def outside(operation: Operation, operands: tuple[Any, ...], error: Exception) -> float:
    """Answer for an operation that raised.

    Operands that are inf or nan already give what IEEE 754 says, as do the derivatives of higher
    order; finite operands outside the domain raise.

    Raises:
        ValueError, ZeroDivisionError, OverflowError: as Python does, with the operation, its
            operands and the cure.
    """
    data = [operand.number for operand in operands]
    # Of a lookup only the index counts, and there is no place nan.
    fixed = operation.rule in LOOKUPS
    if current().lenient or not (fixed or all(map(math.isfinite, data))):
        return operation.forward(data) if operation.rule.variadic else operation.forward(*data)
    raise type(error)(_message(operation, operands, error)) from None


def _message(operation: Operation, operands: tuple[Any, ...], error: Exception) -> str:
    rule = operation.rule
    if rule in LOOKUPS:
        return wrong_index(operands[0].number, LOOKUPS[rule], operands[0].name)
    call = to_text(rule.forward) if rule.name in SYMBOLS else _call(rule)
    at = _listed(rule, operands)
    if isinstance(error, OverflowError):
        return (
            f"{call} is too large for a float at {at}: scale the operands down, or use a form "
            "that stays finite, such as logsumexp, log_softmax or softplus"
        )
    message = f"{call} is not defined at {at}"
    if rule.domain:
        message += f": it needs {' and '.join(map(to_text, rule.domain))}"
    elif not rule.hint:
        message += f" ({error})"
    return f"{message}; {rule.hint}" if rule.hint else message


def wrong_index(number: object, count: int, label: str = "") -> str:
    """Return what is said of an index that is the place of none of so many values."""
    name = f' "{label}"' if label else ""
    return (
        f"take has {count} values, at the places 0 to {count - 1}, and the index{name} is "
        f"{number!r}: give the whole number of a place"
    )


def _call(rule: Rule) -> str:
    return f"{rule.name}({', '.join(rule.arguments)})"


def _listed(rule: Rule, operands: tuple[Any, ...]) -> str:
    """The operands by name, the first few of very many."""
    names = rule.arguments
    if rule.variadic:
        names = tuple(f"{rule.member}{place}" for place in range(1, min(len(operands), 8) + 1))
    listed = [_operand(name, operand) for name, operand in zip(names, operands, strict=False)]
    if len(operands) > len(listed):
        listed.append(f"and {len(operands) - len(listed)} more")
    return ", ".join(listed)


def _operand(name: str, operand: Any) -> str:
    label = f' ("{operand.name}")' if operand.name else ""
    return f"{name} = {operand.number!r}{label}"
