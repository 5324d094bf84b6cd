"""What several test files share: rows read by other number systems, and bounds on rounding."""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from micrograd_plus import Value
from micrograd_plus.engine import ordered
from micrograd_plus.formula import evaluate
from micrograd_plus.gradient import flow
from micrograd_plus.rules import TABLE, Rule

Functions = Mapping[str, Callable[..., Any]]


def differentiable() -> list[str]:
    """The names of all rows through which a gradient flows."""
    return [name for name, rule in TABLE.items() if any(rule.partials)]


def read_row(rule: Rule, functions: Functions, *operands: Any) -> Any:
    """Compute a row's forward formula with whatever `functions` compute on.

    Rows that the formula uses, such as sigmoid, are read in the same way; `functions` holds the
    basic ones, with `sum` and the like taking their operands one by one.
    """
    used = {name: functools.partial(read_row, row, functions) for name, row in rule.uses.items()}
    if rule.variadic:
        values = {rule.arguments[0]: operands}
        return evaluate(rule.forward, values, _over_members(functions) | used)
    return evaluate(
        rule.forward, dict(zip(rule.arguments, operands, strict=True)), functions | used
    )


def _over_members(functions: Functions) -> dict[str, Callable[..., Any]]:
    def spread(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*operands: Any) -> Any:
            alone = len(operands) == 1 and isinstance(operands[0], tuple)
            return function(*operands[0]) if alone else function(*operands)

        return call

    return {name: spread(function) for name, function in functions.items()}


def absolute_flow(root: Value, leaves: Sequence[Value]) -> list[float]:
    """The sum of absolute path contributions from `root` to each leaf.

    A gradient is a sum of products, one for each path. Where products cancel, the sum may be small
    while its rounding error is not: that error is measured against the sum of their sizes.
    """
    order = ordered(root)
    sizes = {root: 1.0}
    for edge in flow(order, {root: 1.0}):
        added = sizes[edge.node] * abs(edge.local)
        sizes[edge.parent] = sizes.get(edge.parent, 0.0) + added
    return [sizes.get(leaf, 0.0) for leaf in leaves]
