"""Copies and pickles of a graph, of any depth, in which shared nodes stay shared.

Both the copy module and pickle follow references recursively, which ends after a few thousand
nodes. Here a graph is written in topological order, so that what a node refers to is always there
already.
"""

import threading
from collections.abc import Iterator
from typing import Any

from ..graph import toposort
from .generate import RUNTIME
from .node import Node
from .staleness import NEVER_FRESH, AnyNode, operands

_STALE = -1
_SLOTS = [slot for slot in Node.__slots__ if slot != "__weakref__"]


def shallow(node: AnyNode) -> AnyNode:
    """Return a new node with the same data, gradient, label and operands."""
    copied = node.__class__.__new__(node.__class__)
    for slot in _SLOTS:
        setattr(copied, slot, getattr(node, slot))
    return copied


def deep(node: AnyNode, memo: dict[int, Any]) -> AnyNode:
    """Return a copy of the whole graph; `memo` is that of `copy.deepcopy`."""
    for each in toposort(node, operands):
        if id(each) not in memo:
            copied = shallow(each)
            copied.operands = tuple([memo[id(operand)] for operand in each.operands])
            memo[id(each)] = copied
    result: AnyNode = memo[id(node)]
    return result


class _Ancestors(list[Any]):
    """All that a node was computed from, pickled parents first; empty once it is read back."""

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (), None, self._one_by_one()

    def _one_by_one(self) -> Iterator[Any]:
        # Pickle saves these in order, so each finds its parents saved and may refer to them.
        before: frozenset[int] = getattr(_plain, "nodes", frozenset())
        _plain.nodes = before.union(map(id, self))
        try:
            yield from self
        finally:
            _plain.nodes = before


# Per thread: the nodes that are being pickled without their ancestors.
_plain = threading.local()


def reduce(node: Node) -> tuple[Any, ...]:
    """Tell pickle how to write a node: its ancestors first, each by itself."""
    ancestors = None
    if node.operands and id(node) not in getattr(_plain, "nodes", frozenset()):
        ancestors = _Ancestors(toposort(node, operands)[:-1])
    epoch = NEVER_FRESH if node.epoch == NEVER_FRESH else 0
    if any(operand.epoch > node.epoch for operand in node.operands):
        epoch = _STALE
    fields = {slot: getattr(node, slot) for slot in _SLOTS} | {"epoch": epoch}
    return _restore, (ancestors, type(node), *fields.values())


def _restore(ancestors: Any, kind: type[Node], *fields: Any) -> Node:
    node = kind.__new__(kind)
    for slot, field in zip(_SLOTS, fields, strict=True):
        setattr(node, slot, field)
    node.epoch = node.epoch or RUNTIME["_epoch"]
    return node
