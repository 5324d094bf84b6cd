"""Graphs as columns: for passes that work on all of a graph, with numbers in place of nodes."""

from collections.abc import Sequence
from typing import TypeVar

from ..graph import toposort
from .core import CORE
from .generate import Operation
from .node import Node

AnyNode = TypeVar("AnyNode", bound=Node)
# The operation of each node, None for a leaf, and the places of its operands.
Columns = tuple[list[Operation | None], list[tuple[int, ...]]]


def below(roots: Sequence[AnyNode]) -> list[AnyNode]:
    """Return all that some nodes depend on, and themselves, each after its operands.

    Depth first, from one root to the next: see `toposort`.
    """
    if CORE is not None:
        found: list[AnyNode] = CORE.below(roots)
        return found

    def operands(node: AnyNode | None) -> Sequence[AnyNode]:
        return roots if node is None else node.operands

    return [node for node in toposort(None, operands) if node is not None]


def columns(nodes: list[AnyNode]) -> Columns:
    """Return the operations of some nodes, and the places of their operands among them.

    Raises:
        KeyError: if an operand is not among them.

    >>> from micrograd_plus import Value
    >>> x = Value(2.0)
    >>> operations, parents = columns(below([x * x + 1.0]))
    >>> parents
    [(), (0, 0), (), (1, 2)]
    """
    if CORE is not None:
        found: Columns = CORE.columns(nodes)
        return found
    place = {node: index for index, node in enumerate(nodes)}
    operations = [node.operation for node in nodes]
    return operations, [tuple([place[operand] for operand in node.operands]) for node in nodes]
