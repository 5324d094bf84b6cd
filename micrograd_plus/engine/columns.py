"""Graphs as columns: for passes that work on all of a graph, with numbers in place of nodes.

A column of whole numbers is bytes, eight for each number, as numpy reads them; one of flags has a
byte for each.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from typing import NamedTuple, TypeVar

from ..graph import toposort
from .core import CORE
from .generate import Operation
from .node import Node

AnyNode = TypeVar("AnyNode", bound=Node)


class Columns(NamedTuple):
    """Some nodes as columns.

    Attributes:
        operations: the operations that there are, each once, in the order in which they come up.
        kinds: for each node which of these made it, -1 for a leaf.
        starts: where the operands of each node begin, and where the last ones end.
        operands: the places of the operands among the nodes, node by node.
    """

    operations: list[Operation]
    kinds: bytes
    starts: bytes
    operands: bytes


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
    """Return some nodes as columns.

    Raises:
        KeyError: if an operand is not among them.

    >>> from micrograd_plus import Value
    >>> x = Value(2.0)
    >>> found = columns(below([x * x + 1.0]))
    >>> found.operations
    [<operation mul>, <operation add>]
    >>> numbers(found.kinds), numbers(found.starts), numbers(found.operands)
    ([-1, 0, -1, 1], [0, 0, 2, 2, 4], [0, 0, 1, 2])
    """
    if CORE is not None:
        return Columns(*CORE.columns(nodes))
    kinds: dict[Operation | None, int] = {None: -1}
    for node in nodes:
        kinds.setdefault(node.operation, len(kinds) - 1)
    operands = [node.operands for node in nodes]
    return Columns(
        [operation for operation in kinds if operation is not None],
        column(kinds[node.operation] for node in nodes),
        column(accumulate(map(len, operands), initial=0)),
        places(nodes, list(chain.from_iterable(operands))),
    )


def places(nodes: list[AnyNode], some: Sequence[AnyNode]) -> bytes:
    """Return the places of some nodes among others, as a column.

    Raises:
        KeyError: if one is not among them.
    """
    if CORE is not None:
        found: bytes = CORE.places(nodes, some)
        return found
    place = {node: index for index, node in enumerate(nodes)}
    return column(place[node] for node in some)


def levels(starts: bytes, operands: bytes, targets: bytes, rises: bytes, count: int) -> bytes:
    """Return how far above what it reads each step is: the highest of that, and its own rise.

    Arguments:
        starts: where the nodes that each step reads begin, and where the last ones end.
        operands: these nodes.
        targets: the node that each step is for, which has its level from then on.
        rises: by how much each step is higher than what it reads, as bytes.
        count: how many nodes there are.
    """
    if CORE is not None:
        found: bytes = CORE.levels(starts, operands, targets, rises, count)
        return found
    of_node, read = [0] * count, numbers(operands)
    bounds, made = numbers(starts), []
    for step, target in enumerate(numbers(targets)):
        level = max([of_node[node] for node in read[bounds[step] : bounds[step + 1]]], default=0)
        of_node[target] = level + rises[step]
        made.append(of_node[target])
    return column(made)


def reached(starts: bytes, operands: bytes, sends: bytes, ends: bytes) -> bytes:
    """Return which nodes something comes to that is sent back from the end of a graph.

    Arguments:
        starts: where the operands of each node begin, and where the last ones end.
        operands: their places, node by node.
        sends: whether a node sends something to each operand, as flags.
        ends: where it begins, as flags.
    """
    if CORE is not None:
        found: bytes = CORE.reached(starts, operands, sends, ends)
        return found
    marked, read, bounds = bytearray(ends), numbers(operands), numbers(starts)
    for node in reversed(range(len(ends))):
        if marked[node]:
            for edge in range(bounds[node], bounds[node + 1]):
                marked[read[edge]] |= sends[edge]
    return bytes(marked)


def column(given: Iterable[int]) -> bytes:
    """Return whole numbers as a column."""
    return array("q", given).tobytes()


def numbers(column: bytes) -> list[int]:
    """Return the whole numbers of a column."""
    return memoryview(column).cast("q").tolist()
