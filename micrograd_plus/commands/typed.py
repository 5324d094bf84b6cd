"""An expression typed as text, computed on Values. Nothing that is typed is ever run as code."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from ..engine.generate import OPERATIONS
from ..engine.ops import mean, prod
from ..engine.value import Value
from ..engine.operands import operand
from ..errors import FormulaError
from ..graph import toposort
from ..rules.expression import VARIADIC, Each, Expression, evaluate, names, parse, parts
from ..rules.table import TABLE, arity

_OF_SEVERAL: dict[str, Callable[..., Value]] = {"mean": mean, "prod": prod}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "less": lambda a, b: operand(a) < b,
    "less_equal": lambda a, b: operand(a) <= b,
    "greater": lambda a, b: operand(a) > b,
    "greater_equal": lambda a, b: operand(a) >= b,
    "equal": lambda a, b: operand(a).data == operand(b).data,
    "not_equal": lambda a, b: operand(a).data != operand(b).data,
}


def compute(text: str, bindings: Iterable[str] = ()) -> tuple[Value, dict[str, Value]]:
    """Compute an expression from text.

    Arguments:
        text: such as `"tanh(q + b)"`.
        bindings: what the names stand for: numbers (`"x=2"`) or further expressions (`"q=x*w"`), in
            any order.

    Returns:
        The result, labelled `L` unless that name is taken, and the leaves by name.

    Raises:
        FormulaError: for what cannot be read or computed, with its column and the cure.

    >>> result, leaves = compute("q + b", ["q=x*w", "x=2", "w=-3", "b=6.88"])
    >>> result.backward()
    >>> result, leaves["x"].grad
    (Value(data=0.8799999999999999, grad=1.0, label='L'), -3.0)
    """
    root, texts, formulas, order = _read(text, bindings)
    values: dict[str, Value] = {}
    leaves: dict[str, Value] = {}
    for name in order:
        value = operand(_on_values(formulas[name], texts[name], values))
        if not any(inner in formulas for inner in names(formulas[name])):
            value = leaves[name] = Value(value.data, label=name)
        elif not value.label and not value.is_constant:
            value.label = name
        values[name] = value
    result = operand(_on_values(root, text, values))
    if not result.label:
        serial = (f"L_{number}" for number in itertools.count(2))
        names_to_try = itertools.chain(("L", "out"), serial)
        result.label = next(name for name in names_to_try if name not in formulas)
    return result, leaves


def _read(
    text: str, bindings: Iterable[str]
) -> tuple[Expression, dict[str, str], dict[str, Expression], list[str]]:
    """The expression; of each name the text and the formula; and the names in their order."""
    known = arity() | dict.fromkeys(_OF_SEVERAL, VARIADIC)
    texts = _split(bindings)
    formulas = {name: _parsed(formula, known) for name, formula in texts.items()}
    root = _parsed(text, known)
    return root, texts, formulas, _in_order(root, text, formulas, texts)


def _parsed(text: str, known: dict[str, int]) -> Expression:
    expression = parse(text, known)
    for part in toposort(expression, parts):
        if isinstance(part, Each):
            raise FormulaError("a part with for stands only in a rule of *xs", text, part.column)
    return expression


def _split(bindings: Iterable[str]) -> dict[str, str]:
    """The formula of each name."""
    found: dict[str, str] = {}
    for binding in bindings:
        # Python reads a name in its normal form, so it is looked up in that.
        name, equals, formula = (part.strip() for part in binding.partition("="))
        name = unicodedata.normalize("NFKC", name)
        if not equals or not re.fullmatch(r"[^\W\d]\w*", name):
            raise FormulaError(
                "what comes after the expression gives names their values, such as x=2 or q=x*w",
                binding,
                0,
            )
        if name in found:
            raise FormulaError(f"{name} is given twice: keep one of the two", binding, 0)
        if not formula:
            raise FormulaError(
                f"{name} has no value: write {name}=2, without spaces", binding, len(binding)
            )
        found[name] = formula
    return found


def _in_order(
    root: Expression, text: str, formulas: dict[str, Expression], texts: dict[str, str]
) -> list[str]:
    """The names that the result needs, each after those that it needs itself."""

    def needed(name: str) -> list[str]:
        expression = formulas[name] if name else root
        inner = names(expression)
        for missing, column in inner.items():
            if missing not in formulas and missing not in ("pi", "e"):
                short = missing if len(missing) <= 40 else missing[:37] + "..."
                message = f"{short} has no value: add {short}=2 behind the expression"
                raise FormulaError(message, texts[name] if name else text, column)
        return [used for used in inner if used in formulas]

    order = toposort("", needed)[:-1]
    for place, name in enumerate(order):
        for used, column in names(formulas[name]).items():
            if used in formulas and used not in order[:place]:
                message = f"{name} is computed from itself, by way of {used}"
                raise FormulaError(message, texts[name], column)
    return order


def _on_values(expression: Expression, text: str, values: dict[str, Value]) -> Any:
    operations = {name: OPERATIONS[rule].apply for name, rule in TABLE.items()}
    return evaluate(expression, values, operations | _OF_SEVERAL | _COMPARISONS, text)


def unused(text: str, bindings: Iterable[str]) -> list[str]:
    """Return the names that are given a value which the result does not need."""
    _, _, formulas, order = _read(text, bindings)
    return [name for name in formulas if name not in order]
