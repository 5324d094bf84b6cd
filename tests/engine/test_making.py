"""The step forward as source: nodes made one by one, and many pairs at once."""

from operator import mul
from typing import Any

import pytest

from micrograd_plus import Value, dot, scope
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.making import apply_source, pairs_source
from micrograd_plus.engine.node import FIELDS, Node
from micrograd_plus.engine.operands import constant
from micrograd_plus.engine.state import during
from micrograd_plus.nn import Neuron
from micrograd_plus.rules.table import BUILT_IN

MUL = OPERATIONS[BUILT_IN["mul"]]


class Watcher:
    """An observer that keeps the new nodes."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def made(self, node: Node) -> None:
        self.nodes.append(node)

    def pulled(self, node: Node) -> None: ...

    held_back = pulled


class Doubled(Value):
    """A class of a user's own with a product of its own."""

    def __mul__(self, other: Any) -> Value:
        return Value.__mul__(self, 2 * other)


def slots(node: Node) -> list[object]:
    return [getattr(node, slot) for slot in FIELDS]


def test_pairs_are_what_the_operator_makes() -> None:
    """Each slot is alike, of constants too, and observers hear of each node in order."""
    firsts, seconds = [Value(2.0), Value(-0.0), Value(3.0)], [Value(5.0), constant(4.0), Value(0.1)]
    watcher = Watcher()
    with scope("part"), during(observers=(watcher,)):
        one_by_one = list(map(mul, firsts, seconds))
        at_once = MUL.pairs(firsts, seconds, mul)
    assert list(map(slots, at_once)) == list(map(slots, one_by_one))
    assert watcher.nodes == one_by_one + at_once


def test_pairs_leave_the_rest_to_others() -> None:
    """Plain numbers and classes of a user's own are multiplied as the caller says."""
    x, own = Value(3.0), Doubled(2.0)
    found = MUL.pairs([own, 2.0, x], [x, x, 5.0], mul)
    assert [product.data for product in found] == [12.0, 6.0, 15.0]
    assert MUL.pairs([2.0], [3.0], mul) == [6.0]
    assert MUL.pairs([2.0], [3.0], lambda a, b: "otherwise") == ["otherwise"]


def test_a_neuron_takes_weights_of_a_class_of_ones_own() -> None:
    """Their own product counts."""
    neuron = Neuron(1, nonlin=False, seed=0)
    neuron.w = [Doubled(2.0)]
    assert neuron([Value(3.0)]).data == 12.0
    assert neuron([3.0]).data == 12.0


def test_dot_multiplies_by_the_row() -> None:
    """Numbers become constants, and so does their product a node."""
    x = Value(3.0)
    result = dot([x, 2.0], [4.0, 5.0])
    assert result.data == 22.0
    assert [node.rule and node.rule.name for node in result.parents] == ["mul", "mul"]


@pytest.mark.parametrize("source", [apply_source, pairs_source])
def test_source_has_the_formula_in_its_middle(source: Any) -> None:
    """What was asked to be written is what computes."""
    text = source(BUILT_IN["mul"], "_key", lambda part: "THE FORMULA")
    assert "_data = THE FORMULA\n" in text
    assert "_node.operation = _key\n" in text
