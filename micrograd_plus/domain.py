"""What is said when an operation is not defined, or its result is too large."""

import math
from typing import Any

from .generate import RUNTIME, Operation
from .notation import to_text


def outside(operation: Operation, operands: tuple[Any, ...], error: Exception) -> float:
    """Answer for an operation that raised.

    Operands that are inf or nan already give what IEEE 754 says, as do the derivatives of higher
    order; finite operands outside the domain raise.

    Raises:
        ValueError, ZeroDivisionError, OverflowError: as Python does, with the operation, its
            operands and the cure.
    """
    data = [operand._data for operand in operands]
    if RUNTIME["_lenient"] or not all(map(math.isfinite, data)):
        return operation.forward(data) if operation.rule.variadic else operation.forward(*data)
    raise type(error)(_message(operation, operands, error)) from None


def _message(operation: Operation, operands: tuple[Any, ...], error: Exception) -> str:
    rule = operation.rule
    if rule.variadic:
        call = f"{rule.name}({rule.arguments[0]})"
        at = f"{rule.arguments[0]} = {[operand._data for operand in operands[:8]]}"
    else:
        call = to_text(rule.forward) if rule.symbol != rule.name else _call(rule)
        at = ", ".join(map(_operand, rule.arguments, operands))
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


def _call(rule: Any) -> str:
    return f"{rule.name}({', '.join(rule.arguments)})"


def _operand(name: str, operand: Any) -> str:
    label = f' ("{operand._label}")' if operand._label else ""
    return f"{name} = {operand._data!r}{label}"
