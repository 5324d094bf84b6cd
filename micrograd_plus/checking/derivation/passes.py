"""A backward pass that goes on from the author's own numbers."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ...engine.pulling import sent_back
from ...engine.value import Value
from .rounding import Precision, Step

# The gradient of an operation by each operand; None where no gradient flows.
Local = list[float | None]

# What a node's local gradients are to be taken for: a slip that the author may have made.
Change = Callable[[Value, Local], Local]


@dataclass(slots=True)
class Pass:
    """What a backward pass found.

    Attributes:
        totals: the gradient of each node, before an author's number takes its place.
        terms: the contributions that it is the sum of, in the order of the pass; only for one
            that follows the author's numbers.
        slack: how far it may be off by rounding: of the author's numbers above it, and of what
            lies in between.
    """

    totals: dict[Value, float] = field(default_factory=dict)
    terms: dict[Value, list[float]] = field(default_factory=dict)
    slack: dict[Value, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """The graph through which gradients go back.

    Attributes:
        order: the nodes in topological order; the last one is the result, of gradient 1.
        steps: the operations.
        precise: how exactly the author computed.
        unit: how far one of the author's numbers may be off by itself.
    """

    order: Sequence[Value]
    steps: Mapping[Value, Step]
    precise: Precision
    unit: Callable[[float], float]


def backward(way: Way, claims: Mapping[Value, float], follow: bool = True) -> Pass:
    """Go back through a graph, and on from the author's number wherever there is one.

    Arguments:
        way: the graph.
        claims: the author's numbers.
        follow: whether to go on from the author's numbers; if not, they only add their rounding.
    """
    found = Pass()
    root = way.order[-1]
    found.totals[root], found.slack[root] = 1.0, 0.0
    for node in reversed(way.order):
        claimed = node in claims
        upstream = claims[node] if claimed and follow else found.totals.get(node)
        if node not in way.steps or upstream is None:
            continue
        slack = way.unit(upstream) if claimed else 0.0
        if not (claimed and follow):
            slack += found.slack[node]
        step = way.steps[node]
        for parent, local, doubt in zip(node.operands, step.local, step.doubt, strict=True):
            if local is None:
                continue
            contribution = sent_back(upstream, local)
            off = 0.0
            if math.isfinite(contribution) and math.isfinite(local):
                off = slack * abs(local) + abs(upstream) * doubt + step.half
                if parent in found.totals:
                    off += abs(contribution) * way.precise.sums
            found.slack[parent] = found.slack.get(parent, 0.0) + off
            found.totals[parent] = found.totals.get(parent, 0.0) + contribution
            if follow:
                found.terms.setdefault(parent, []).append(contribution)
    return found


def totals_within(
    region: Sequence[Value], way: Way, claims: Mapping[Value, float], change: Change | None
) -> dict[Value, float]:
    """Go on from the author's numbers through a part of a graph, for the gradients alone.

    Arguments:
        region: the part, in topological order.
        way: the graph.
        claims: the author's numbers.
        change: what the local gradients are to be taken for; None leaves them.
    """
    totals = {way.order[-1]: 1.0}
    for node in reversed(region):
        step = way.steps.get(node)
        upstream = claims[node] if node in claims else totals.get(node)
        if step is None or upstream is None:
            continue
        local_gradients = step.local if change is None else change(node, step.local)
        for parent, local in zip(node.operands, local_gradients, strict=True):
            if local is not None:
                totals[parent] = totals.get(parent, 0.0) + sent_back(upstream, local)
    return totals


def users_of(order: Sequence[Value]) -> dict[Value, list[tuple[Value, int]]]:
    """Return for each node by what it is used, and as which operand."""
    users: dict[Value, list[tuple[Value, int]]] = {node: [] for node in order}
    for node in order:
        for slot, parent in enumerate(node.operands):
            if parent in users:
                users[parent].append((node, slot))
    return users


def up_to(
    nodes: Collection[Value],
    users: Mapping[Value, Sequence[tuple[Value, int]]],
    claims: Mapping[Value, float],
) -> set[Value]:
    """Return some nodes and all that lies between them and the next of the author's numbers."""
    found, waiting = set(nodes), list(nodes)
    while waiting:
        for user, _ in users[waiting.pop()]:
            if user not in found:
                found.add(user)
                if user not in claims:
                    waiting.append(user)
    return found
