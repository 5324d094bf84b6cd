"""What several test files share: readings of rows and of gradients, and bounds on rounding."""

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from micrograd_plus import Value, grad
from micrograd_plus.engine.gradient import flow
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.explanation.text import explain
from micrograd_plus.rules.expression import evaluate
from micrograd_plus.rules.table import BUILT_IN, Rule

Functions = Mapping[str, Callable[..., Any]]

# Every row through which a gradient flows.
ROWS = [name for name, rule in BUILT_IN.items() if any(rule.partials)]


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


def readings(y: Value, leaves: list[Value]) -> dict[str, list[float]]:
    """The gradients of the leaves, by every reader of the table that the engine has."""
    y.zero_grad()
    y.backward()
    totals = dict.fromkeys(leaves, 0.0)
    explained = explain(y)
    for step in explained.steps:
        for leaf in leaves:
            reached = step.parent_name if step.kind == "backward" else step.name
            if step.kind != "forward" and reached == explained.name(leaf):
                assert step.total is not None
                totals[leaf] = step.total
    return {
        "backward": [leaf.grad for leaf in leaves],
        "grad": grad(y, leaves),
        "create_graph": [g.data for g in grad(y, leaves, create_graph=True)],
        "explain": list(totals.values()),
    }


def same(left: Iterable[float], right: Iterable[float]) -> bool:
    """Whether numbers are equal, nan equal to nan."""
    pairs = zip(left, right, strict=True)
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)
