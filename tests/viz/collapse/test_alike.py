"""What is alike is drawn once, and nothing else is."""

import pytest

from micrograd_plus import Value, neg, scope, sum as total, tanh
from micrograd_plus.nn import Neuron
from tests.viz.graphs import (
    batch_loss,
    chain,
    wide,
)
from tests.viz.sketches import box_of, check_alike, check_whole, sketch, titles
from viz.collapse import near, whole
from viz.collapse.alike import Classes, in_rows
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


def test_rows():
    """What is used by the next of its kind only is one unit; its operands are those from outside.

    The order of the graph is x, y, -x, -(-x), then three additions.
    """
    x, y = Value(1.0, label="x"), Value(2.0, label="y")
    root = neg(neg(x)) + y + x + y
    part = whole(root)
    units = in_rows(part)
    places = {node: place for place, node in enumerate(part.order)}
    twice, total_ = places[root.parents[0].parents[0].parents[0]], places[root]
    assert {place: len(unit.members) for place, unit in units.items()} == {
        places[x]: 1,
        places[y]: 1,
        twice: 2,
        total_: 3,
    }
    assert units[twice].operands == [places[x]]
    assert units[total_].operands == [twice, places[y], places[x], places[y]]


def test_what_is_looked_at_is_never_inside_a_row():
    """The focus of a drawing, and what has a label, is the result of its row."""
    v = chain(9)
    middle = v.parents[0].parents[0].parents[0]
    part = near(whole(v), middle, 99)
    assert part.focus in in_rows(part)
    assert sorted(len(unit.members) for unit in in_rows(part).values()) == [1, 3, 6]
    middle.label = "middle"
    assert sorted(len(unit.members) for unit in in_rows(whole(v)).values()) == [1, 3, 6]


def test_weights_are_alike_only_as_a_last_resort():
    """A leaf that like units share is like no other, unless symmetry counts."""
    w = [Value(0.1 * place) for place in range(4)]
    root = total([tanh(weight * (1.0 * row)) for weight in w for row in range(5)])
    classes = Classes(whole(root))
    assert classes.has_weights
    sizes = [
        sorted(len(kind.units) for kind in classes.kinds(symmetric)) for symmetric in (False, True)
    ]
    assert sizes[0] == [1] * 5 + [5] * 8 + [20]
    assert sizes[1] == [1, 4, 20, 20, 20]
    assert not Classes(whole(chain(5))).has_weights
