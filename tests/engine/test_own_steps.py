"""Nodes made by hand, as scripts for small engines do."""

import copy
import math
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, draw_dot, explain, grad, gradcheck, record, tanh
from micrograd_plus.engine.operands import OWN_ATTRIBUTES
from micrograd_plus.engine.own_steps import (
    LAW,
    OwnOperation,
    Parents,
    by_hand,
    give_step,
    read_given,
)
from micrograd_plus.errors import RecordingError


def tanh_by_hand(x: Value) -> Value:
    """The lecture's way to add an operation."""
    t = math.tanh(x.data)
    out = Value(t, (x,), "tanh")

    def _backward() -> None:
        x.grad += (1 - t**2) * out.grad

    out._backward = _backward
    return out


def product_by_hand(a: Value, b: Value) -> Value:
    """Microgpt's way to make a node."""
    return Value(a.data * b.data, (a, b), (b.data, a.data))


def square_by_hand(x: Value) -> Value:
    """An operand that stands twice, each time with a step of its own."""
    out = Value(x.data * x.data, (x, x), "*")

    def _backward() -> None:
        x.grad += x.data * out.grad
        x.grad += x.data * out.grad

    out._backward = _backward
    return out


SAME: dict[str, tuple[Callable[[Value], Value], Callable[[Value], Value]]] = {
    "lecture": (lambda x: tanh_by_hand(3 * x) * x, lambda x: tanh(3 * x) * x),
    "microgpt": (lambda x: product_by_hand(x, x + 1) * x, lambda x: x * (x + 1) * x),
    "twice": (lambda x: square_by_hand(x + 1) * x, lambda x: (x + 1) * (x + 1) * x),
}


@pytest.mark.parametrize(("ours", "theirs"), SAME.values(), ids=SAME)
def test_it_is_the_operation(
    ours: Callable[[Value], Value], theirs: Callable[[Value], Value]
) -> None:
    """A step by hand gives the numbers of the operation, in every reader that has numbers."""
    x, z = Value(0.7, label="x"), Value(0.7)
    y, wanted = ours(x), theirs(z)
    (slope,) = grad(wanted, [z])
    assert y.data == wanted.data
    assert grad(y, x) == pytest.approx(slope, rel=1e-15)
    assert not x.is_reached
    y.backward()
    assert x.grad == grad(y, x)
    assert gradcheck(ours, 0.7)
    steps = explain(y).steps
    assert [step.total for step in steps if step.parent_name == "x"][-1] == x.grad
    assert [step.last for step in steps if step.parent_name == "x"][-1]
    assert LAW in {step.law for step in steps}
    assert math.fsum(path.product for path in explain(y).paths(x)) == pytest.approx(slope)


def test_it_is_drawn() -> None:
    """The operation is called what the learner called it."""
    assert "label=squash" in draw_dot(Value(1.0, (Value(2.0),), "squash")).source
    assert Value(6.0, (Value(2.0), Value(3.0)), "*")._op == "*"
    assert Value(6.0, (Value(2.0),), "ReLU")._op == "ReLU"


def test_ones_own_loop() -> None:
    """A script's own backward pass over `_prev` and `_backward` runs as it is."""
    x = Value(0.5)
    y = tanh_by_hand(x) + x * x
    order: list[Value] = []
    seen: set[Value] = set()

    def build(node: Value) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node._prev:
                build(parent)
            order.append(node)

    build(y)
    y.grad = 1.0
    for node in reversed(order):
        node._backward()
    assert x.grad == pytest.approx(1 - math.tanh(0.5) ** 2 + 1.0, rel=1e-15)


def test_what_it_cannot_do() -> None:
    """A recording and a second derivative need a formula: the cure has the learner's names."""
    w = Value(0.5, label="w")
    with pytest.raises(RecordingError, match=r"write tanh\(w\)"):
        record(lambda x: tanh_by_hand(w) * x, 1.0)
    bent = Value(1.0, (w, Value(2.0)), "bend")
    with pytest.raises(RecordingError, match=r'rule\("bend", "w b", "its formula"'):
        record(lambda x: bent * x, 1.0)
    with pytest.raises(TypeError, match="differentiated again"):
        grad(tanh_by_hand(w), w, create_graph=True)
    with pytest.raises(TypeError, match="has no step backward yet"):
        bent.backward()
    with pytest.raises(TypeError, match="is a leaf"):
        w._backward = lambda: None
    with pytest.raises(TypeError, match="without arguments"):
        bent._backward = 3  # type: ignore[assignment]
    with pytest.raises(ValueError, match="as many local gradients"):
        Value(1.0, (w,), (1.0, 2.0))
    with pytest.raises(TypeError, match="its parents and the name"):
        Value(1.0, "a", "b")


def test_copies() -> None:
    """Numbers are copied and pickled; a function belongs to its node."""
    x = Value(2.0)
    y = product_by_hand(x, x)
    for again in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        again.backward()
        assert again.parents[0].grad == 4.0
    with pytest.raises(TypeError, match="belongs to one node"):
        pickle.dumps(tanh_by_hand(x))


def test_subclasses() -> None:
    """A class of one's own takes parents and an operation, and has its own attributes."""

    class Weight(Value):
        def __init__(self, data: float, _children: Any = (), _op: str = "") -> None:
            super().__init__(data, _children, _op)
            self.momentum = 0.5

    w = Weight(3.0)
    y = w * 2
    y.backward()
    assert (w.grad, w.momentum, y.data) == (2.0, 0.5, 6.0)
    assert Value(1.0, _children=(w,), _op="f", label="z").label == "z"
    assert Weight(6.0, (w, w), "*").parents == (w, w)


def test_parents() -> None:
    """Parents stand in order and answer as a set."""
    a, b = Value(1.0), Value(2.0)
    parents = (a + b)._prev
    assert (parents[0], parents[1], len((a + a)._prev)) == (a, b, 2)
    assert parents == {b, a}
    assert Parents((a, a)) == {a}
    assert (parents | {a}, parents & {a}, parents - {a}) == ({a, b}, {a}, {b})
    assert (a + b).prev == (a + b)._prev
    assert (a * b + a).topo()[-1].parents[1] is a


def test_reading_what_is_given() -> None:
    """A label, parents with an operation, or parents with local gradients."""
    a = Value(1.0)
    named = Value(1.0, "x")
    assert (named.label, named.parents, named._op) == ("x", (), "")
    assert read_given(((a,), "f", "y")) == ("y", (a,), "f")
    assert read_given(([a], (2.0,))) == ("", (a,), (2.0,))
    operation = by_hand((a,), [2.0])
    assert isinstance(operation, OwnOperation)
    assert operation.gradients == (2.0,)
    with pytest.raises(TypeError, match="is known"):
        give_step(a + a, lambda: None)


@pytest.mark.parametrize("name", OWN_ATTRIBUTES)
def test_attributes_of_ones_own(name: str) -> None:
    """A subclass holds them, copied too; a plain Value says how to come by them."""

    class Weight(Value):
        pass

    weight = Weight(2.0)
    assert not hasattr(weight, name)
    setattr(weight, name, 0.5)
    assert getattr(copy.copy(weight), name) == 0.5
    delattr(weight, name)
    assert not hasattr(weight, name)
    with pytest.raises(AttributeError, match="class Weight"):
        setattr(Value(2.0), name, 0.5)
    assert not hasattr(Value(2.0), name)
    with pytest.raises(AttributeError, match="has no attribute"):
        delattr(Value(2.0), name)
    assert not hasattr(Value, name)
