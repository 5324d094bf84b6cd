"""The one walk of a graph, for anything that has parents."""

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def toposort(root: Node, parents: Callable[[Node], Collection[Node]]) -> list[Node]:
    """Return everything that `root` depends on, each node after all of its parents.

    The walk goes depth first, parents from left to right, and keeps its own stack, so that depth is
    limited by memory alone. Each node stands in the list once, however many paths lead to it.

    Arguments:
        root: the node to start from; it comes last.
        parents: gives the nodes that a node was computed from.

    >>> toposort("c", {"a": "", "b": "aa", "c": "ab"}.__getitem__)
    ['a', 'b', 'c']
    """
    order: list[Node] = []
    seen = {root}
    all_seen = seen.issuperset
    stack: list[tuple[Node, Iterator[Node]]] = []
    node, rest = root, iter(parents(root))
    while True:
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                above = parents(parent)
                if not all_seen(above):
                    stack.append((node, rest))
                    node, rest = parent, iter(above)
                    break
                # Most nodes are leaves, or have come after all of their parents: nothing is left
                # to do above them.
                order.append(parent)
        else:
            order.append(node)
            if not stack:
                return order
            node, rest = stack.pop()
