"""A node: bare slots, in which every Value keeps what others read."""

import weakref

import pytest

from micrograd_plus import Value
from micrograd_plus.engine.node import Node


def test_a_value_is_a_node_without_a_dictionary() -> None:
    """What a graph has a million of holds its slots and nothing else."""
    x = Value(2.0, label="x")
    assert isinstance(x, Node)
    assert not hasattr(x, "__dict__")
    with pytest.raises(AttributeError):
        x.colour = "red"


def test_what_each_slot_holds() -> None:
    """The numbers, what it was computed from, its label; None until a gradient has come."""
    x = Value(2.0, label="x")
    y = x * 3
    assert (x.number, x.gradient, x.operands, x.operation, x.name) == (2.0, None, (), None, "x")
    assert y.number == 6.0
    assert y.operands[0] is x
    assert y.operands[1].number == 3.0
    assert y.operation is not None
    assert y.operation.rule.name == "mul"
    y.backward()
    assert (x.gradient, y.gradient) == (3.0, 1.0)


def test_a_later_node_has_no_earlier_epoch() -> None:
    """A change of data moves the count on, and the changed leaf with it."""
    x = Value(2.0)
    before = (x * 2).epoch
    x.data = 3.0
    assert x.epoch > before
    assert (x * 2).epoch >= x.epoch


def test_a_node_can_be_referred_to_weakly() -> None:
    """Whoever keeps notes about nodes need not keep them alive."""
    x = Value(1.0)
    reference = weakref.ref(x)
    assert reference() is x
    del x
    assert reference() is None
