"""Whether two formulas over a graph are the same, by sympy where it is installed."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from ...rules.expression import Expression, evaluate, operations
from ...rules.inlining import inlined
from .problem import Problem

PIECES = {"where", "abs", "maximum", "minimum"}


def are_equal(problem: Problem, one: Expression, other: Expression) -> bool:
    """Return whether two formulas of basic functions are equal, unless sympy can say no.

    Arguments:
        problem: the graph whose names they use.
        one: a formula that has the same numbers as the other at some places.
        other: the other one.
    """
    formulas = [one, other, *[inlined(line.rule.forward, line.rule) for line in problem.lines]]
    # Of formulas in pieces sympy says that they differ where they do not.
    pieces = any(operations(formula) & PIECES for formula in formulas)
    if pieces or importlib.util.find_spec("sympy") is None:
        return True
    sympy: Any = importlib.import_module("sympy")

    functions = _functions(sympy)
    values: dict[str, Any] = {name: sympy.Symbol(name, real=True) for name in problem.leaves}
    for line in problem.lines:
        operands = [values[x] if isinstance(x, str) else sympy.Integer(x) for x in line.operands]
        named = dict(zip(line.rule.arguments, operands, strict=True))
        values[line.name] = evaluate(inlined(line.rule.forward, line.rule), named, functions)
    apart = evaluate(one, values, functions) - evaluate(other, values, functions)
    # None where sympy does not know: then the places have decided.
    return sympy.nsimplify(apart).equals(0) is not False


def _functions(sympy: Any) -> dict[str, Callable[..., Any]]:
    """What each basic function is to sympy; written numbers become exact."""

    def exactly(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *terms: function(
            *[sympy.nsimplify(x) if isinstance(x, float) else x for x in terms]
        )

    plain: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "pow": lambda a, b: a**b,
        "neg": lambda a: -a,
    }
    same = "exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh atan2 cbrt"
    plain |= {name: getattr(sympy, name) for name in same.split()}
    return {name: exactly(function) for name, function in plain.items()}
