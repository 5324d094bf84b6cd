"""Node: one number of a graph as plain data, which everything else reads."""

from typing import Self

from .core import CORE
from .generate import Operation
from .scopes import Scope

FIELDS = ("number", "gradient", "operands", "operation", "name", "epoch", "scope")


class Node:
    """A number, and what it was computed from.

    These are the bare slots, without any check; what users see of them is `Value`.

    Attributes:
        number: the data.
        gradient: what backward passes have added up; None until one has come here.
        operands: what it was computed from, in order; a number exponent is one of them.
        operation: what computed it; None for a leaf.
        name: the label.
        epoch: when it was made or last changed, by the count of all changes of data.
        scope: the part of the program that made it.
    """

    __slots__ = ("__weakref__", *FIELDS)

    number: float
    gradient: float | None
    operands: tuple[Self, ...]
    operation: Operation | None
    name: str
    epoch: int
    scope: Scope | None


Node = CORE.Node if CORE else Node  # type: ignore[misc]
