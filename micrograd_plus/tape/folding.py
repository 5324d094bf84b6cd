"""Sums of products: chains of additions and the products in them become one unit each.

A sum of products is a dot product, and many of them side by side are one product of matrices. A
product or a partial sum is folded into the sum that it feeds if nothing else uses it.
"""

from dataclasses import dataclass
from functools import cached_property

from ..arrays import np
from ..rules.expression import Call, Expression, Name
from ..rules.table import Rule
from .places import ends_of, followed
from .trace import Graph

# Fewer terms than this are left as single additions and products.
WORTH_FOLDING = 3
PLAIN = -1


@dataclass(frozen=True, eq=False)
class Units:
    """What is computed as a whole: single nodes, and sums with what was folded into them.

    Attributes:
        nodes: the place of each unit's result, operands before results (units,).
        is_sum: whether the unit is a sum of products (units,).
        folded: for how many other nodes it stands (units,).
        starts: where the operands of each unit begin, and where the last ones end (units + 1,).
        operands: the places of the operands; for a sum of products, one factor of each term, in no
            order (operands,).
        factors: the other factor of each term, `PLAIN` for what is no product (operands,).
    """

    nodes: np.ndarray
    is_sum: np.ndarray
    folded: np.ndarray
    starts: np.ndarray
    operands: np.ndarray
    factors: np.ndarray

    @cached_property
    def owner(self) -> np.ndarray:
        """The unit of each operand, as its number (operands,)."""
        return np.repeat(np.arange(len(self.nodes)), np.diff(self.starts))


def fold_sums(graph: Graph) -> Units:
    """Return the units of a graph."""
    operand, consumer, _, starts = graph.edges
    count = len(graph.kinds)
    is_sum, is_product = sums_and_products(graph)
    absorbed, whole, folds = _absorbed(graph, is_sum, is_product)
    # The sums that a sum takes in are no terms of it.
    in_sum = is_sum[consumer] & folds[whole[consumer]] & ~(absorbed & is_sum)[operand]
    in_single = ~absorbed[consumer] & ~folds[consumer]

    is_product = in_sum & absorbed[operand]
    first, second = operand.copy(), np.full(len(operand), PLAIN)
    at = starts[operand[is_product]]
    one, other = operand[at], operand[at + 1]
    # The factor that varies with the row comes first.
    swap = graph.varies[other] & ~graph.varies[one]
    first[is_product], second[is_product] = np.where(swap, [other, one], [one, other])

    used = np.flatnonzero(in_sum | in_single)
    owner = whole[consumer[used]]
    used = used[np.argsort(owner, kind="stable")]
    nodes = np.flatnonzero((graph.kinds >= 0) & ~absorbed)
    return Units(
        nodes=nodes,
        is_sum=folds[nodes],
        folded=np.bincount(whole[absorbed], minlength=count)[nodes],
        starts=ends_of(np.bincount(owner, minlength=count)[nodes]),
        operands=first[used],
        factors=second[used],
    )


def sums_and_products(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    """Return which nodes are sums, and which are products."""
    # A leaf has the kind -1, which is the last one.
    names = np.array([*[kind_of(each.rule) for each in graph.distinct], "other"])[graph.kinds]
    return names == "sum", names == "product"


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


def _absorbed(
    graph: Graph, is_sum: np.ndarray, is_product: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which nodes go into the one sum that uses them; the unit of each node; which are sums."""
    operand, consumer = graph.edges.operand, graph.edges.consumer
    taker = graph.only_taker
    absorbed = (is_sum | is_product) & (taker >= 0) & is_sum[taker]
    absorbed &= graph.varies == graph.varies[taker]
    variadic = np.array([*[each.rule.variadic for each in graph.distinct], False])[graph.kinds]
    while True:
        whole = followed(np.where(absorbed, taker, np.arange(len(taker))))
        is_term = is_sum[consumer] & ~(absorbed & is_sum)[operand]
        terms = np.bincount(whole[consumer[is_term]], minlength=len(taker))
        folds = is_sum & ~absorbed & (variadic | (terms >= WORTH_FOLDING))
        # What stands in a sum that is left single is a unit by itself.
        left = absorbed & ~folds[whole] & ~absorbed[taker]
        if not left.any():
            return absorbed, whole, folds
        absorbed &= ~left
