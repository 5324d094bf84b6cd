"""Sums of products: chains of additions and the products in them become one unit each.

A sum of products is a dot product, and many of them side by side are one product of matrices. A
product or a partial sum is folded into the sum that it feeds if nothing else uses it.
"""

from dataclasses import dataclass

from ..arrays import np
from ..engine.generate import Operation
from ..rules.expression import Call, Expression, Name
from ..rules.table import Rule
from .trace import Graph

# Fewer terms than this are left as single additions and products.
WORTH_FOLDING = 3
PLAIN = -1


@dataclass(slots=True)
class Unit:
    """What is computed as a whole: one node, or a sum with what was folded into it.

    Attributes:
        node: the place of the result.
        operands: the places of the operands; for a sum of products, one factor of each term.
        factors: the other factor of each term, `PLAIN` for a term that is no product; None where
            the unit is a single node.
        folded: how many other nodes the unit stands for.
    """

    node: int
    operands: tuple[int, ...]
    factors: tuple[int, ...] | None = None
    folded: int = 0


def fold_sums(graph: Graph) -> list[Unit]:
    """Return the units of a graph, operands before results."""
    kinds = {operation: kind_of(operation.rule) for operation in set(graph.operations) if operation}
    absorbed = _absorbed(graph, kinds)
    plans: dict[int, Unit] = {}
    needed = set(graph.outputs)
    for index in range(len(graph.nodes) - 1, -1, -1):
        operation = graph.operations[index]
        if operation is None or (absorbed[index] and index not in needed):
            continue
        unit = Unit(index, graph.parents[index])
        if kinds[operation] == "sum":
            terms, folded = _terms(graph, index, absorbed, kinds)
            if operation.rule.variadic or len(terms) >= WORTH_FOLDING:
                operands, factors = zip(*terms, strict=True) if terms else ((), ())
                unit = Unit(index, operands, factors, folded)
        plans[index] = unit
        needed.update(unit.operands)
        needed.update(unit.factors or ())
    return [plans[index] for index in sorted(plans)]


def kind_of(rule: Rule) -> str:
    """Return whether a row is a `sum`, a `product` or `other`, by its formulas alone.

    One that has a domain is neither: what is folded into a sum is not looked at by itself.
    """
    if rule.domain:
        return "other"
    forward, names = rule.forward, rule.arguments
    partials = [getattr(partial, "value", None) for partial in rule.partials]
    if _calls(forward, "sum" if rule.variadic else "add", names) and set(partials) == {1.0}:
        return "sum"
    swapped = [partial.name for partial in rule.partials if isinstance(partial, Name)]
    if _calls(forward, "mul", names) and swapped == list(reversed(names)):
        return "product"
    return "other"


def _calls(expression: Expression, operation: str, names: tuple[str, ...]) -> bool:
    if not isinstance(expression, Call) or expression.operation != operation:
        return False
    given = [part.name for part in expression.arguments if isinstance(part, Name)]
    return given == list(names) and len(given) == len(expression.arguments)


def _absorbed(graph: Graph, kinds: dict[Operation, str]) -> list[bool]:
    """Which sums and products may go into the one sum that uses them."""
    taker = graph.only_taker
    kind = np.array([kinds[each] if each else "other" for each in graph.operations])
    folds, is_sum = kind != "other", kind == "sum"
    batched = np.array(graph.batched)
    absorbed = folds & (taker >= 0) & is_sum[taker] & (batched == batched[taker])
    found: list[bool] = absorbed.tolist()
    return found


def _terms(
    graph: Graph, root: int, absorbed: list[bool], kinds: dict[Operation, str]
) -> tuple[list[tuple[int, int]], int]:
    """The terms of a sum, and how many nodes were folded into it."""
    terms: list[tuple[int, int]] = []
    folded = 0
    stack = list(reversed(graph.parents[root]))
    while stack:
        index = stack.pop()
        operation = graph.operations[index]
        if operation is None or not absorbed[index]:
            terms.append((index, PLAIN))
            continue
        folded += 1
        if kinds[operation] == "product":
            first, second = graph.parents[index]
            # The factor that varies with the row comes first.
            swap = graph.batched[second] and not graph.batched[first]
            terms.append((second, first) if swap else (first, second))
        else:
            stack.extend(reversed(graph.parents[index]))
    return terms, folded
