"""Whether a graph still is what was computed: data set afterwards makes results stale.

Every change of a leaf's data advances a global count, the epoch; a leaf notes the epoch of its last
change, a result that in which it was made. A result is stale if an operand is younger.
"""

import sys
import threading
import weakref
from collections.abc import Iterable
from typing import Any, TypeVar

from ..errors import StaleGraphError
from ..graph import toposort
from .core import CORE
from .generate import RUNTIME
from .node import Node

# The epoch of a result whose own data was set: younger than anything computed from it.
NEVER_FRESH = sys.maxsize


class Spent(float):
    """A gradient that belongs to earlier data: its leaf has been moved since.

    Whatever pass adds to it adds up slopes at different places. It is a plain float again as soon
    as somebody has written to it, which is how a pass that begins at zero is told from others.

    Attributes:
        leaf: whose gradient it is.
        number: the data to which it belongs.
    """

    __slots__ = ("leaf", "number")
    leaf: "weakref.ref[Node]"
    number: float

    def __add__(self, more: float) -> float:
        total = float(self) + more
        leaf = self.leaf()
        if total != self and leaf is not None and leaf.number != self.number:
            return Mixed(total)
        return total


class Mixed(float):
    """A gradient that is a sum of slopes at different places, until somebody writes to it.

    Nothing is wrong with it while it is not used: it may be cleared before the leaf is moved.
    """

    __slots__ = ()

    def __add__(self, more: float) -> float:
        return Mixed(float(self) + more)


AnyNode = TypeVar("AnyNode", bound=Node)


# Reentrant, since a signal handler may set data too.
_counting = threading.RLock()


def operands(node: Node) -> tuple[Any, ...]:
    """Return what a node was computed from, for the walk of a graph."""
    return node.operands


def next_epoch() -> int:
    """Advance the count of changes and return it; never does one thread set back another's."""
    if CORE is not None:
        return int(CORE.next_epoch())
    with _counting:
        RUNTIME["_epoch"] = epoch = RUNTIME["_epoch"] + 1
    return int(epoch)


def spend(leaf: Node) -> None:
    """Mark the gradient of a leaf whose data is about to be set; warn if it is a mixed one."""
    kind = type(leaf.gradient)
    if kind is Mixed:
        from .hints import tell_of_sum

        tell_of_sum(leaf)
    elif leaf.gradient and kind is not Spent:
        spent = Spent(leaf.gradient)
        spent.leaf, spent.number = weakref.ref(leaf), leaf.number
        leaf.gradient = spent


def set_numbers(leaves: Iterable[Node], numbers: Iterable[float]) -> None:
    """Give many leaves their numbers at once, as one change: a thousand take a tenth of the time.

    Results that were computed from any of them are stale then, as if each had been set.
    """
    epoch = next_epoch()
    for leaf, number in zip(leaves, numbers, strict=True):
        if leaf.gradient:
            spend(leaf)
        leaf.number = number
        leaf.epoch = epoch


def ordered(root: AnyNode) -> list[AnyNode]:
    """Return the graph of `root` in topological order, once it is sure that none of it is stale."""
    if CORE is not None:
        found: list[AnyNode] | None = CORE.ordered(root)
        if found is not None:
            return found
    order = toposort(root, operands)
    epochs = {node.epoch for node in order if node.operation is not None}
    # Most graphs were computed after the last change of all, or after each change in them: only
    # others need a look at each edge.
    if epochs and epochs != {RUNTIME["_epoch"]}:
        newest = max([node.epoch for node in order])
        if newest > min(epochs) or newest == NEVER_FRESH:
            check_fresh(order)
    return order


def check_fresh(order: Iterable[Node]) -> None:
    """Raise `StaleGraphError` for the first result whose operands were changed after it."""
    for node in order:
        if node.operation is None:
            continue
        if node.epoch == NEVER_FRESH:
            raise StaleGraphError(
                f"the data of {_described(node)} was set by hand, so it is not the result of its "
                "parents any more: set the data of leaves, and compute the rest from them"
            )
        for parent in node.operands:
            if parent.epoch > node.epoch:
                raise StaleGraphError(
                    f"the data of {_described(parent)} was set after {_described(node)} had been "
                    "computed from it: compute the result once more, then ask for gradients"
                )


def _described(node: Node) -> str:
    made = f", made by {node.operation.rule.name}" if node.operation else ""
    name = f'"{node.name}"' if node.name else "a Value"
    return f"{name} (data={node.number}{made})"
