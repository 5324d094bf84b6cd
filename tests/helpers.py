"""What several test files share: readings of rows and of gradients, and bounds on rounding."""

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from micrograd_plus import Value, grad, tanh
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.gradient import flow
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.explanation.text import explain
from micrograd_plus.graph import toposort
from micrograd_plus.rules.expression import CONSTANTS, Call, Expression, Name, Number, parts
from micrograd_plus.rules.table import BUILT_IN, Rule

Functions = Mapping[str, Callable[..., Any]]

# Every row through which a gradient flows.
ROWS = [name for name, rule in BUILT_IN.items() if any(rule.partials)]


def read_row(rule: Rule, functions: Functions, *operands: Any) -> Any:
    """Compute a row's forward formula with whatever `functions` compute on.

    Rows that the formula uses, such as sigmoid, are read in the same way; `functions` holds the
    basic ones, with `sum` and the like taking their operands one by one.
    """
    values = dict(zip(rule.arguments, (operands,) if rule.variadic else operands, strict=True))
    results: list[Any] = []
    for part, places in _in_order(rule):
        if isinstance(part, Number):
            results.append(part.value)
        elif isinstance(part, Name):
            results.append(values[part.name] if part.name in values else CONSTANTS[part.name])
        else:
            assert isinstance(part, Call)
            given = [results[place] for place in places]
            used = rule.uses.get(part.operation)
            if used is not None:
                results.append(read_row(used, functions, *given))
            elif rule.variadic and len(given) == 1 and isinstance(given[0], tuple):
                results.append(functions[part.operation](*given[0]))
            else:
                results.append(functions[part.operation](*given))
    return results[-1]


@functools.cache
def _in_order(rule: Rule) -> list[tuple[Expression, list[int]]]:
    """The parts of a row's formula, each with the places of those that it is made of.

    Random graphs read rows a hundred thousand times: each is put into order once.
    """
    order: list[Expression] = toposort(rule.forward, parts)
    place = {part: index for index, part in enumerate(order)}
    return [(part, [place[inner] for inner in parts(part)]) for part in order]


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


def any_result(rule: Rule) -> Value:
    """The operation of a row, of operands at which it is defined."""
    count = 3 if rule.variadic else len(rule.arguments)
    operands: list[Any] = [Value(0.5 + 0.1 * place) for place in range(count)]
    if rule.name == "acosh":
        operands = [Value(1.5)]
    if rule.name == "where":
        operands = [operands[0] < operands[1], *operands[1:]]
    result: Value = OPERATIONS[rule].apply(*operands)
    return result


def neuron() -> Value:
    """tanh(x w + b), labelled."""
    x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.88, label="b")
    q = x * w
    q.label = "q"
    result = tanh(q + b)
    result.label = "L"
    return result
