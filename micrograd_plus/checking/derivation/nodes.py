"""What is asked of single operations of a graph."""

from collections.abc import Sequence
from copy import copy

from ...engine.value import Value


def name_of(node: Value) -> str:
    """Return the name of an operation; that of a leaf is empty."""
    return "" if node.rule is None else node.rule.name


def is_activation(node: Value) -> bool:
    """Whether a node is a curved operation of one operand, which has a derivative to forget."""
    rule = node.rule
    if rule is None or rule.variadic or len(rule.arguments) != 1:
        return False
    return rule.name not in ("neg", "detach")


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
