"""Copies and pickles of a graph, of any depth, in which shared nodes stay shared.

Both the copy module and pickle follow references recursively, which ends after a few thousand
nodes. Here a graph is written in topological order, so that what a node refers to is always there
already.
"""

import copy
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from ..graph import toposort
from .generate import RUNTIME
from .node import FIELDS, Node
from .staleness import NEVER_FRESH, AnyNode, operands

_STALE = -1


def shallow(node: AnyNode) -> AnyNode:
    """Return a new node with the same data, gradient, label, operands and attributes."""
    copied = _without_attributes(node)
    _set_attributes(copied, _attributes(node))
    return copied


def deep(node: AnyNode, memo: dict[int, Any]) -> AnyNode:
    """Return a copy of the whole graph; `memo` is that of `copy.deepcopy`."""

    def not_copied_yet(each: Node) -> tuple[Any, ...]:
        # So that the copy of a list of nodes visits each of them once.
        return () if id(each) in memo else each.operands

    new = []
    for each in toposort(node, not_copied_yet):
        if id(each) not in memo:
            copied = memo[id(each)] = _without_attributes(each)
            copied.operands = tuple([memo[id(operand)] for operand in each.operands])
            new.append(each)
    # These may refer to any node, so they come when all nodes are there.
    for each in new:
        attributes = _attributes(each)
        if attributes:
            _set_attributes(memo[id(each)], copy.deepcopy(attributes, memo))
    result: AnyNode = memo[id(node)]
    return result


def _without_attributes(node: AnyNode) -> AnyNode:
    copied = node.__class__.__new__(node.__class__)
    for slot in FIELDS:
        setattr(copied, slot, getattr(node, slot))
    return copied


def _attributes(node: Node) -> dict[str, Any]:
    """What a node of a class of the user's own has besides the slots of every node."""
    kind = type(node)
    if not kind.__dictoffset__ and kind.__basicsize__ == Node.__basicsize__:
        return {}
    state: Any = object.__getstate__(node)
    named, in_slots = state if isinstance(state, tuple) else (state, {})
    return (named or {}) | {name: in_slots[name] for name in in_slots if name not in FIELDS}


def _set_attributes(node: Node, attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        # Past a `__setattr__` of the user's own, as copies of other objects are made.
        object.__setattr__(node, name, value)


# ----------------------------------------------------------------------------------------- pickles


class NodesInOrder(list[Any]):
    """Nodes, each after its operands, that pickle one by one; they come back as a list.

    Pickled by itself, each would bring all that it was computed from.
    """

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _with_attributes, (_Bare(self), _all_attributes(self))


class _Bare(list[Any]):
    """Nodes to be pickled in this order, without their ancestors and attributes."""

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (), None, self._one_by_one()

    def _one_by_one(self) -> Iterator[Any]:
        # Pickle saves these in order, so each finds its parents saved and may refer to them.
        before: frozenset[int] = getattr(_bare, "nodes", frozenset())
        _bare.nodes = before.union(map(id, self))
        try:
            yield from self
        finally:
            _bare.nodes = before


# Per thread: the nodes that are being pickled without their ancestors and attributes.
_bare = threading.local()

# Attributes may refer to any node, so they are written and read when all nodes are there.
Attributes = list[tuple[Node, dict[str, Any]]]


def _all_attributes(nodes: Sequence[Node]) -> Attributes:
    return [(node, attributes) for node in nodes if (attributes := _attributes(node))]


def _with_attributes(nodes: Any, everything: Attributes) -> Any:
    for node, attributes in everything:
        _set_attributes(node, attributes)
    return nodes


def reduce(node: Node) -> tuple[Any, ...]:
    """Tell pickle how to write a node: its ancestors first, each by itself."""
    bare = id(node) in getattr(_bare, "nodes", ())
    order = [] if bare else toposort(node, operands)
    epoch = NEVER_FRESH if node.epoch == NEVER_FRESH else 0
    if any(operand.epoch > node.epoch for operand in node.operands):
        epoch = _STALE
    # Its sign makes a float of a gradient that is marked as spent.
    gradient = None if node.gradient is None else +node.gradient
    fields = {slot: getattr(node, slot) for slot in FIELDS}
    fields |= {"epoch": epoch, "gradient": gradient}
    ancestors = _Bare(order[:-1]) if len(order) > 1 else None
    written = _restore, (ancestors, type(node), *fields.values())
    attributes = _all_attributes(order)
    return (*written, attributes, None, None, _with_attributes) if attributes else written


def _restore(ancestors: Any, kind: type[Node], *fields: Any) -> Node:
    node = kind.__new__(kind)
    for slot, field in zip(FIELDS, fields, strict=True):
        setattr(node, slot, field)
    node.epoch = node.epoch or RUNTIME["_epoch"]
    return node
