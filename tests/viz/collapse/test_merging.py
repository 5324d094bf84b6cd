"""What stands outside of all parts is one box where the boxes around it are the same."""

from micrograd_plus import Value, scope, sum as total, tanh
from micrograd_plus.nn import Layer
from tests.viz.graphs import batch_loss
from tests.viz.sketches import check_whole, sketch, titles


def outside(found):
    """The boxes that are no parts: what they show, and how many values are in them."""
    return [
        (title, len(box.nodes))
        for box, title in zip(found.boxes, titles(found), strict=True)
        if not box.kind and not box.title
    ]


def test_squares_of_weights():
    """The squares of all weights are one box, whatever the weights and their layers are called."""
    root, model = batch_loss(3, widths=(2, 1))
    found = sketch(root, "layer")
    squares = {p * p for p in model.parameters()}
    assert ("*", len(squares)) in outside(found)
    check_whole(root, found)


def test_inputs_of_a_layer():
    """Numbers without a name that one layer reads are one box; one with a name is its own."""
    layer = Layer(3, 2, seed=0)
    root = total(layer([Value(1.0), Value(2.0), Value(3.0, label="x")]))
    assert outside(sketch(root, "layer")) == [("leaf", 2), ("x", 1), ("+", 1)]


def test_what_is_fed_alike():
    """Operations of one kind on the same boxes are one box; a name of an operand parts them."""
    with scope("part"):
        p, q = tanh(Value(0.5)), tanh(Value(0.25))
    named = Value(2.0, label="named")
    root = total([p * 2.0, q * 3.0, tanh(p * 4.0), p * named])
    found = sketch(root, "neuron")
    check_whole(root, found)
    assert [count for title, count in outside(found) if title == "*"] == [3, 1]


def test_what_is_used_alike():
    """Operations on results of parts alone are one box if the same boxes use them."""
    with scope("left"):
        p = tanh(Value(0.5))
    with scope("right"):
        q = tanh(Value(0.25))
    for root, counts in ((total([-p, -q]), [2]), (total([-p, tanh(-q)]), [1, 1])):
        found = sketch(root, "neuron")
        check_whole(root, found)
        assert [count for title, count in outside(found) if title == "neg"] == counts


def test_without_parts():
    """Where no part made anything, like is with like and nothing more is put together."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    found = sketch(total([a * 2.0, b * 2.0]), "layer")
    assert {count for _, count in outside(found)} == {1}
    assert len(found.boxes) == found.values == 7
