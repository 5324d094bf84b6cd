"""Values of a learner's own class are drawn as ours are."""

from typing import Any

import pytest

import viz
from micrograd_plus import Value
from viz.foreign import adopted


class Number:
    """The class of the first lecture, without its arithmetic."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, data: Any, prev: Any = (), op: str = "", label: str = "") -> None:
        self.data, self.grad, self._prev, self._op, self.label = data, 0.0, prev, op, label

    def __eq__(self, other: object) -> bool:
        return self is other


def test_it_is_the_drawing_of_our_own() -> None:
    """A box for each value, an ellipse for each operation, with label, data and gradient."""
    a, b = Number(2.0, label="a"), Number(-3.0, label="b")
    c = Number(-6.0, [a, b], "*", "c")
    d = Number(36.0, [c], "**2", "d")
    a.grad, b.grad, c.grad, d.grad = 36.0, -24.0, -12.0, 1.0
    x, y = Value(2.0, label="a"), Value(-3.0, label="b")
    z = x * y
    z.label = "c"
    out = z**2
    out.label = "d"
    out.backward()
    theirs, ours = (viz.draw_dot(root).source for root in (d, out))
    assert theirs.count("->") == ours.count("->") == 5
    for line in ("{a|data 2.0000|grad 36.0000}", "{c|data -6.0000|grad -12.0000}", '"**2"'):
        assert line in theirs


def test_parents_in_a_set_come_in_one_order() -> None:
    """And a + a, of which a set keeps one, has two edges."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")

    class Hashed(Number):
        __hash__ = object.__hash__

    first = [Hashed(float(place), label=name) for place, name in enumerate("abcdef")]
    (value,) = adopted(Hashed(1.0, set(first), "sum"), False)
    assert [parent.label for parent in value.parents] == list("abcdef")
    for op, count in (("+", 2), ("*", 2), ("tanh", 1)):
        (value,) = adopted(Hashed(1.0, {first[0]}, op), False)
        assert len(value.parents) == count
    assert a is not b


def test_slopes_that_a_class_keeps_are_drawn() -> None:
    """As microgpt's class keeps them; a flow without them is refused, with whose Value it is."""

    class Node:
        def __init__(self, data: float, children: Any = (), local: Any = ()) -> None:
            self.data, self.grad, self._children, self._local_grads = data, 1.0, children, local

    x, w = Node(2.0), Node(3.0)
    y = Node(6.0, (x, w), (3.0, 2.0))
    source = viz.draw_dot(y, theme="flow").source
    assert "+3.0000" in source
    assert "n2" in viz.draw_dot(y, one_path_to=x).source
    assert viz.draw_dot(y, focus=x, around=0).source.count("data 2.0000") == 1
    with pytest.raises(TypeError, match=r"Number, not a Value of micrograd_plus.*classic|flow"):
        viz.draw_dot(Number(1.0, [Number(1.0)], "exp"), theme="flow")


def test_a_gradient_that_is_none_was_not_reached() -> None:
    """It is drawn as a dash."""
    node = Number(1.0)
    node.grad = None  # type: ignore[assignment]
    assert adopted(node, False)[0].gradient is None
    assert "grad —" in viz.draw_dot(node).source


def test_arrays_are_refused() -> None:
    """A box shows one number."""
    with pytest.raises(TypeError, match=r"the data of .*Number.* is \[1.0\] \(list\)"):
        viz.draw_dot(Number([1.0]))


def test_deep_graphs_are_drawn() -> None:
    """Without recursion, and by their parts, as ours are."""
    node = Number(1.0)
    for _ in range(5000):
        node = Number(1.0, [node], "neg")
    assert len(adopted(node, False)[0].topo()) == 5001
    assert viz.draw_dot(node).source.count("shape=") < 400


def test_whose_value_it_is_stands_elsewhere() -> None:
    """What cannot take it says the class."""
    for use in (viz.player, lambda node: viz.draw_dot(Value(1.0), focus=node)):
        with pytest.raises(TypeError, match="Number"):
            use(Number(1.0))
