"""What is alike is drawn once, and nothing else is."""

import pytest

from micrograd_plus import Value, scope, sum as total, tanh
from micrograd_plus.nn import Neuron
from tests.viz.graphs import (
    batch_loss,
    chain,
    wide,
)
from tests.viz.sketches import box_of, check_alike, check_whole, sketch, titles
from viz.collapse.levels import MOST_BOXES


def test_equal_samples_are_drawn_once():
    """The loss of a batch is the drawing of one sample, in which each box knows how many it is."""
    root, _ = batch_loss(100)
    found = sketch(root)
    assert found.level == "neuron"
    neurons = [box for box in found.boxes if box.kind == "Neuron"]
    assert len(neurons) == 33
    assert {box.alike for box in neurons} == {100}
    first = box_of(found, "MLP.layers[0].neurons[0]")
    # Two products, a sum and a relu for each sample, and three parameters.
    assert len(first.nodes) == 4 * 100 + 3
    inputs = [line.source for line in found.lines if line.target is first]
    assert [(box.value.is_constant, box.alike) for box in inputs] == [(True, 200)]
    squares = [box for box in found.boxes if box.value is not None and len(box.nodes) == 337]
    assert [box.value._op for box in squares] == ["*"]


def test_weights_with_one_label_are_two():
    """Two models whose parameters have the same labels are two, as each of them is used."""
    first, second = Neuron(1, seed=1), Neuron(1, seed=2)
    rows = [[0.1 * i] for i in range(40)]
    found = sketch(total([first(x) + second(x) for x in rows]), "network")
    assert [box.alike for box in found.boxes if box.kind == "Neuron"] == [40, 40]


def test_operations_in_a_row():
    """A long run of one operation is one box that says how long it is; labels are never hidden."""
    found = sketch(chain(1_000))
    assert [(box.row, len(box.nodes)) for box in found.boxes] == [(1, 1), (1_000, 1_000)]
    v = chain(400)
    v.label = "middle"
    for _ in range(400):
        v = -v
    assert [box.row for box in sketch(v).boxes] == [1, 400, 400]


def test_numbers_that_are_used_differently_stay_apart():
    """Both inputs of the points are boxes of their own where operations are drawn."""
    w = [Value(0.1, label="w0"), Value(0.2, label="w1")]
    rows = [[float(i), 2.0 * i] for i in range(100)]
    root = total([w[0] * a + w[1] * b for a, b in rows])
    found = sketch(root)
    assert sorted(titles(found)) == ["*", "*", "+", "+", "leaf", "leaf", "w0", "w1"]
    assert sorted(box.alike for box in found.boxes) == [1, 1, 1, 100, 100, 100, 100, 100]


def test_the_same_in_other_places_is_not_alike():
    """What was computed in parts of other names, or has another label, is drawn by itself."""
    x = Value(0.5, label="x")
    with scope("left"):
        a = tanh(x)
    with scope("right"):
        b = tanh(x)
    c, d = tanh(x), tanh(x)
    d.label = "d"
    found = sketch(a + b + c + d, "neuron")
    assert {"left", "right", "tanh", "d"} < set(titles(found))


def sums_of_two_lengths():
    """Two rows of additions that are fed and used alike."""
    with scope("part"):
        p = tanh(Value(0.5))
    return total([p + 1.0 + 2.0, p + 1.0 + 2.0 + 3.0, p * 1.0])


@pytest.mark.parametrize(
    ("build", "level", "most"),
    [
        (lambda: wide(1_000), None, MOST_BOXES),
        (lambda: batch_loss(5, widths=(4, 1))[0], None, 3),
        (sums_of_two_lengths, "neuron", MOST_BOXES),
    ],
)
def test_none_is_shown_for_what_is_unlike_it(build, level, most):
    """Leaves of other labels and rows of another length are never counted as alike."""
    root = build()
    found = sketch(root, level, most)
    check_whole(root, found)
    check_alike(found)
