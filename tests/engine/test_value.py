"""Value: data, gradients, depth, and strangers beside an operator."""

import math
import sys
import weakref
from fractions import Fraction

import numpy as np
import pytest

from micrograd_plus import (
    Value,
    explain,
    grad,
    relu,
    sqrt,
    sum as total,
    tanh,
)

# Twenty times as deep as any recursion goes.
DEEP = 100_000


def chain(length: int) -> tuple[Value, Value]:
    """A leaf and the end of a chain of operations of one argument."""
    leaf = end = Value(0.5)
    for _ in range(length):
        end = -end
    return leaf, end


class TestData:
    @pytest.mark.parametrize(
        "number",
        [True, 3, 2.5, Fraction(1, 2), np.float32(0.5), np.int64(7), np.bool_(1), np.array(1.5)],
    )
    def test_one_number_of_any_kind_becomes_a_float(self, number) -> None:
        """Whatever holds one number is stored as a Python float, so that 1/0 is an error."""
        value = Value(number)
        assert type(value.data) is float
        assert value.data == float(number)
        value.data = number
        assert type(value.data) is float

    @pytest.mark.parametrize(
        ("wrong", "cure"),
        [
            ("3", "float(...)"),
            (b"3", "float(...)"),
            (1j, ".real"),
            (np.complex64(1j), ".real"),
            ([1.0], "[Value(x) for x in xs]"),
            (np.array([1.0]), "[Value(x) for x in xs]"),
            (np.array([1.0, 2.0]), "[Value(x) for x in xs]"),
            (Value(1.0), ".data"),
            (None, "one number"),
            pytest.param(object(), "one number", id="an object"),
        ],
        ids=repr,
    )
    def test_anything_else_is_a_type_error_that_names_the_cure(self, wrong, cure: str) -> None:
        """Wrong data is refused when made and when set, and the data stays what it was."""
        with pytest.raises(TypeError) as caught:
            Value(wrong)
        assert cure in str(caught.value)
        value = Value(1.0)
        with pytest.raises(TypeError):
            value.data = wrong
        assert value.data == 1.0

    def test_a_number_too_large_for_a_float(self) -> None:
        """An int beyond the floats is an OverflowError, not a digit dump."""
        with pytest.raises(OverflowError, match="too large"):
            Value(10**5000)
        with pytest.raises(OverflowError, match="too large"):
            Value(1.0) * 10**400

    def test_labels_are_text(self) -> None:
        """A label is shown everywhere, so it must be text."""
        value = Value(1.0, label="a")
        value.label = "b"
        assert value.label == "b"
        with pytest.raises(TypeError, match="label"):
            value.label = 3

    def test_formatting(self) -> None:
        """A format specification is that of the number; without one the repr is shown."""
        value = Value(2.0, label="a")
        assert f"{value:.4f}" == "2.0000"
        assert f"{value}" == repr(value) == "Value(data=2.0, grad=0.0, label='a')"
        assert repr(Value(1.0)) == "Value(data=1.0, grad=0.0)"

    def test_a_value_does_not_become_a_number_silently(self) -> None:
        """float, int and the functions of math raise, and name .data and our own functions."""
        for convert in (float, int, math.sin, math.floor):
            with pytest.raises(TypeError, match=r"\.data"):
                convert(Value(1.0))
        with pytest.raises(TypeError, match=r"sin\(v\)"):
            math.sin(Value(1.0))

    def test_truth_and_identity(self) -> None:
        """A Value is true as its number is; equality and hash are those of the object."""
        a, b = Value(1.0), Value(1.0)
        assert a
        assert not Value(0.0)
        assert a != b
        assert len({a, b}) == 2


class TestGraph:
    def test_parents_keep_order_and_number(self) -> None:
        """The same operand twice is two parents; micrograd's names show the same graph."""
        a, b = Value(1.0), Value(2.0)
        assert (a - b).parents == (a, b)
        assert (a + a).parents == (a, a)
        assert (a + a)._prev == {a}
        assert a.parents == ()
        assert a._op == ""

    @pytest.mark.parametrize(
        ("make", "symbol"),
        [
            (lambda a: a + 1, "+"),
            (lambda a: 2 * a, "*"),
            (lambda a: a**2, "**2"),
            (lambda a: a**-1, "**-1"),
            (lambda a: a**0.5, "**0.5"),
            (lambda a: a**a, "**"),
            (lambda a: a - 1, "-"),
            (lambda a: a / 2, "/"),
            (lambda a: a.relu(), "ReLU"),
            (lambda a: a.tanh(), "tanh"),
        ],
    )
    def test_operations_are_named_as_in_micrograd(self, make, symbol: str) -> None:
        """_op holds what micrograd's drawings show."""
        assert make(Value(2.0))._op == symbol

    def test_constants(self) -> None:
        """A number operand is a constant leaf; a number exponent is part of the operation."""
        a = Value(3.0)
        left, right = (2 * a).parents
        assert left.is_constant
        assert right is a
        power = a**2
        assert power.parents == (a,)
        (2 * a + power).backward()
        assert not left.is_reached
        assert left.grad == 0.0

    @pytest.mark.usefixtures("no_collector")
    def test_graphs_hold_no_cycles(self) -> None:
        """A dropped graph is freed at once, without the garbage collector."""
        a = Value(1.0)
        b = tanh(a * a)
        b.backward()
        watched = weakref.ref(b)
        del b
        assert watched() is None


class TestBackward:
    def test_leaves_add_up_and_the_rest_does_not(self) -> None:
        """Two passes double the gradients of leaves; those in between are of the last pass."""
        x = Value(3.0)
        square = x * x
        y = square * x
        y.backward()
        y.backward()
        assert x.grad == 54.0
        assert square.grad == 3.0
        assert y.grad == 1.0

    def test_upstream(self) -> None:
        """A pass may start from any gradient; a leaf may be the root."""
        x = Value(3.0)
        (x * x).backward(upstream=-0.5)
        assert x.grad == -3.0
        x.backward(2)
        assert x.grad == -1.0
        with pytest.raises(TypeError):
            x.backward(x)

    def test_zero_grad_clears_the_whole_graph(self) -> None:
        """After zero_grad no node of the graph counts as reached."""
        x = Value(3.0)
        y = x * x
        assert not x.is_reached
        y.backward()
        assert x.is_reached
        y.zero_grad()
        assert not x.is_reached
        assert not y.is_reached
        assert x.grad == 0.0

    def test_one_step_by_hand(self) -> None:
        """_backward is one node's own step, as in micrograd."""
        a, b = Value(2.0), Value(5.0)
        product = a * b
        product.grad = 3.0
        product._backward()
        product._backward()
        a._backward()
        assert (a.grad, b.grad) == (30.0, 12.0)

    def test_a_zero_gradient_sends_nothing(self) -> None:
        """0 * inf is 0: what does not reach the result cannot spoil it."""
        x = Value(0.0)
        y = 0.0 * sqrt(x) + x
        y.backward()
        assert x.grad == 1.0
        assert grad(y, [x]) == [1.0]

    def test_a_power_of_two_paths(self) -> None:
        """2**60 paths are no more work than 60 nodes."""
        x = y = Value(1.0)
        for _ in range(60):
            y = y + y
        y.backward()
        assert x.grad == 2.0**60
        assert grad(y, x) == 2.0**60
        assert explain(y).paths(x).count == 2**60

    @pytest.mark.usefixtures("no_collector")
    def test_a_very_deep_graph(self) -> None:
        """Depth is limited by memory alone: backward, grad, repr, zero_grad and dropping."""
        leaf, end = chain(DEEP)
        end.backward()
        assert leaf.grad == 1.0
        assert grad(end, [leaf]) == [1.0]
        assert repr(end) == "Value(data=0.5, grad=1.0)"
        end.zero_grad()
        assert not leaf.is_reached
        del end

    def test_nodes_are_small(self) -> None:
        """A node with its operands and numbers takes at most 250 bytes."""
        a = Value(0.5)
        product = a * a
        product.backward()
        parts = (product, product.operands, product.number, product.gradient)
        # The collector keeps 16 bytes beside each object that it follows.
        assert sum(map(sys.getsizeof, parts)) + 2 * 16 <= 250


class TestErrors:
    def test_strangers_on_the_other_side(self) -> None:
        """Text, lists and None beside an operator are TypeErrors."""
        for wrong in ("1", [1], None, {}, 1j, object()):
            with pytest.raises(TypeError):
                Value(1.0) + wrong
            with pytest.raises(TypeError):
                wrong * Value(1.0)

    def test_errors_in_functions(self) -> None:
        """Functions refuse what is no number, as Value does."""
        with pytest.raises(TypeError, match="float"):
            relu("1")
        with pytest.raises(TypeError):
            total([Value(1.0), "1"])


def test_a_value_is_not_compared_with_a_number() -> None:
    """`v == 1` would be False for ever: it raises and names the cure; Values keep identity."""
    v, w = Value(1.0), Value(1.0)
    for number in (1, 1.0, True, np.float64(1.0)):
        with pytest.raises(TypeError, match=r"v\.data == "):
            assert v == number
        with pytest.raises(TypeError, match=r"v\.data == "):
            assert v != number
    assert v == v
    assert v != w
    assert v != None  # noqa: E711
    assert w in {v, w}
    assert [v, w].index(w) == 1


def test_text_is_no_arithmetic() -> None:
    """`%` and round write a number for people, as format does; float and math do not lose it."""
    v = Value(1.23456)
    assert ("%.2f" % v, "%s %5.1f" % ("v", v)) == ("1.23", "v   1.2")  # noqa: UP031
    assert (round(v, 2), round(v)) == (1.23, 1)
    for read in (float, math.sin):
        with pytest.raises(TypeError, match="does not turn into a float"):
            read(v)


def test_pythons_own_sum_shows_nothing_of_its_zero() -> None:
    """The 0 with which sum begins makes no node."""
    v, w = Value(1.0), Value(2.0)
    assert sum([v]) is v
    assert sum([v, w]).parents == (v, w)
    assert (0.0 + v).parents[0].is_constant
    assert [c.data for c in (3 + v).parents] == [3.0, 1.0]


def test_methods_of_small_engines() -> None:
    """What other small engines call their methods."""
    v = Value(-2.0)
    assert v.pow(2).data == 4.0
    assert v.leaky_relu(0.1).data == -0.2
    assert grad(v.leaky_relu(0.1), v) == 0.1
    assert v.leaky_relu().data == -0.02
