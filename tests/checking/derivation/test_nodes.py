"""What is asked of single operations."""

from micrograd_plus import Value, detach, grad, tanh
from micrograd_plus.checking.derivation.nodes import is_activation, name_of, with_numbers


def test_names() -> None:
    """An operation has the name of its rule, and a leaf has none."""
    x = Value(2.0)
    assert (name_of(x), name_of(x * x), name_of(tanh(x))) == ("", "mul", "tanh")


def test_activations() -> None:
    """Curved operations of one operand are meant, not those that are straight or have more."""
    x = Value(2.0)
    assert is_activation(tanh(x))
    assert not any(map(is_activation, (x, -x, detach(x), x * x, x**2)))


def test_a_stand_in_leaves_the_graph_alone() -> None:
    """Other numbers give another local gradient; the operation and its operands keep theirs."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = a / b
    other = with_numbers(y, [2.0, 4.0], 0.5)
    assert (other.data, [parent.data for parent in other.parents]) == (0.5, [2.0, 4.0])
    assert grad(other, other.parents) == [0.25, -0.125]
    assert (y.data, a.data, b.data) == (2 / 3, 2.0, 3.0)
    assert y.parents == (a, b)
