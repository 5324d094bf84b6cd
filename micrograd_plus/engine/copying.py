"""Copies and pickles of a graph, of any depth, in which shared nodes stay shared.

Both the copy module and pickle follow references recursively, which ends after a few thousand
nodes. Here a graph is written in topological order, so that what a node refers to is always there
already.
"""

import threading
from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ..errors import RuleError
from ..graph import toposort
from ..rules.table import TABLE
from .generate import OPERATIONS, RUNTIME, Operation
from .staleness import NEVER_FRESH

if TYPE_CHECKING:
    from .scopes import Scope
    from .value import Value

_parents = attrgetter("_parents")
_STALE = -1


def shallow(value: "Value") -> "Value":
    """Return a new node with the same data, gradient, label and parents."""
    return _make(
        type(value),
        value.number,
        value.gradient,
        value.name,
        value.operation,
        value.operands,
        value.epoch,
        value.scope,
    )


def deep(value: "Value", memo: dict[int, Any]) -> "Value":
    """Return a copy of the whole graph; `memo` is that of `copy.deepcopy`."""
    for node in toposort(value, _parents):
        if id(node) not in memo:
            copied = shallow(node)
            copied.operands = tuple([memo[id(parent)] for parent in node.operands])
            memo[id(node)] = copied
    result: Value = memo[id(value)]
    return result


def _make(
    kind: "type[Value]",
    data: float,
    grad: float | None,
    label: str,
    operation: Operation | None,
    parents: "tuple[Value, ...]",
    epoch: int,
    scope: "Scope | None",
) -> "Value":
    node = kind.__new__(kind)
    node.number, node.gradient, node.name = data, grad, label
    node.operation, node.operands, node.epoch, node.scope = operation, parents, epoch, scope
    return node


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


def reduce(value: "Value") -> tuple[Any, ...]:
    """Tell pickle how to write a node: its ancestors first, each by itself."""
    ancestors = None
    if value.operands and id(value) not in getattr(_plain, "nodes", frozenset()):
        ancestors = _Ancestors(toposort(value, _parents)[:-1])
    epoch = NEVER_FRESH if value.epoch == NEVER_FRESH else 0
    for parent in value.operands:
        if parent.epoch > value.epoch:
            epoch = _STALE
    row = value.operation.row if value.operation else None
    fields = (value.number, value.gradient, value.name, row, value.operands, epoch, value.scope)
    return _restore, (ancestors, type(value), *fields)


def _restore(
    ancestors: Any,
    kind: "type[Value]",
    data: float,
    grad: float | None,
    label: str,
    row: tuple[Any, ...] | None,
    parents: "tuple[Value, ...]",
    epoch: int,
    scope: "Scope | None",
) -> "Value":
    operation = None if row is None else _operation(row)
    epoch = epoch or RUNTIME["_epoch"]
    return _make(kind, data, grad, label, operation, parents, epoch, scope)


def _operation(row: tuple[Any, ...]) -> Operation:
    rule = TABLE.get(row[0])
    if rule is None or OPERATIONS[rule].row != row:
        known = "is not declared here" if rule is None else "means something else here"
        raise RuleError(
            f"this graph uses the operation {row[0]}, which {known}: declare "
            f"rule({', '.join(map(repr, row[:-2]))}) before loading it"
        )
    return OPERATIONS[rule]
