"""What is asked of single operations of a graph."""

from collections.abc import Sequence
from copy import copy

from ...engine.value import Value


def name_of(node: Value) -> str:
    """Return the name of an operation; that of a leaf is empty."""
    return "" if node.rule is None else node.rule.name


def arity(node: Value) -> int:
    """Return how many operands an operation has; 0 for a leaf, and where any number may be."""
    return 0 if node.rule is None or node.rule.variadic else len(node.operands)


def is_activation(node: Value) -> bool:
    """Whether a node is a curved operation of one operand, which has a derivative to forget."""
    return arity(node) == 1 and name_of(node) not in ("neg", "detach")


def with_numbers(node: Value, operands: Sequence[float], result: float) -> Value:
    """Return a stand-in for an operation, whose operands and result are other numbers."""
    stand_in = copy(node)
    stand_in.number = result
    parents = []
    for parent, number in zip(node.operands, operands, strict=True):
        if parent.number != number:
            parent = copy(parent)
            parent.number = number
        parents.append(parent)
    stand_in.operands = tuple(parents)
    return stand_in
