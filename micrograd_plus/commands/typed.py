"""An expression typed as text, computed on Values. Nothing that is typed is ever run as code."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..engine.generate import OPERATIONS
from ..engine.operands import operand
from ..engine.ops import mean, prod
from ..engine.value import Value
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


@dataclass(frozen=True)
class Typed:
    """An expression as it was typed, read but not computed.

    Attributes:
        texts: what each name stands for; the expression itself stands under the empty name.
        formulas: the same, parsed.
        order: the names that the result needs, each after those that it needs itself.
    """

    texts: dict[str, str]
    formulas: dict[str, Expression]
    order: list[str]

    def unused(self) -> list[str]:
        """Return the names that are given a value which the result does not need."""
        return [name for name in self.formulas if name and name not in self.order]

    def compute(self) -> tuple[Value, dict[str, Value]]:
        """Return the result, labelled `L` unless that name is taken, and the leaves by name.

        Raises:
            FormulaError: for what cannot be computed, with its column and the cure.
        """
        rules = {name: OPERATIONS[rule].apply for name, rule in TABLE.items()}
        operations = rules | _OF_SEVERAL | _COMPARISONS
        values: dict[str, Value] = {}
        leaves: dict[str, Value] = {}
        for name in (*self.order, ""):
            formula = self.formulas[name]
            value = operand(evaluate(formula, values, operations, self.texts[name]))
            if name and not any(inner in self.formulas for inner in names(formula)):
                value = leaves[name] = Value(value.data, label=name)
            elif not value.label and not value.is_constant:
                value.label = name
            values[name] = value
        result = values[""]
        if not result.label:
            serial = (f"L_{number}" for number in itertools.count(2))
            names_to_try = itertools.chain(("L", "out"), serial)
            result.label = next(name for name in names_to_try if name not in self.formulas)
        return result, leaves


def read(text: str, bindings: Iterable[str] = ()) -> Typed:
    """Read an expression from text.

    Arguments:
        text: such as `"tanh(q + b)"`.
        bindings: what the names stand for: numbers (`"x=2"`) or further expressions (`"q=x*w"`), in
            any order.

    Raises:
        FormulaError: for what cannot be read, with its column and the cure.
    """
    known = arity() | dict.fromkeys(_OF_SEVERAL, VARIADIC)
    texts = _split(bindings) | {"": text}
    formulas = {name: _parsed(formula, known) for name, formula in texts.items()}
    return Typed(texts, formulas, _in_order(formulas, texts))


def compute(text: str, bindings: Iterable[str] = ()) -> tuple[Value, dict[str, Value]]:
    """Read an expression and compute it; the arguments are those of `read`.

    >>> result, leaves = compute("q + b", ["q=x*w", "x=2", "w=-3", "b=6.88"])
    >>> result.backward()
    >>> result, leaves["x"].grad
    (Value(data=0.8799999999999999, grad=1.0, label='L'), -3.0)
    """
    return read(text, bindings).compute()


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


def _in_order(formulas: dict[str, Expression], texts: dict[str, str]) -> list[str]:
    """The names that the result needs, each after those that it needs itself."""

    def needed(name: str) -> list[str]:
        inner = names(formulas[name])
        for missing, column in inner.items():
            if missing not in formulas and missing not in ("pi", "e"):
                short = missing if len(missing) <= 40 else missing[:37] + "..."
                message = f"{short} has no value: add {short}=2 behind the expression"
                if missing in arity():
                    message = f"{short} is an operation: put its argument in brackets, {short}(x)"
                raise FormulaError(message, texts[name], column)
        return [used for used in inner if used in formulas]

    order = toposort("", needed)[:-1]
    for place, name in enumerate(order):
        for used, column in names(formulas[name]).items():
            if used in formulas and used not in order[:place]:
                message = f"{name} is computed from itself, by way of {used}"
                raise FormulaError(message, texts[name], column)
    return order
