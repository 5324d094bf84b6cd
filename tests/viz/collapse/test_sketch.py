"""A drawing before it has a form."""

from micrograd_plus import Value, tanh
from tests.viz.graphs import batch_loss
from tests.viz.sketches import sketch
from viz.collapse import Box, Line, along, outline, whole


def test_what_a_box_is_unless_it_says_more():
    """One value, drawn in full; nothing is shared between two boxes or lines."""
    x = Value(1.0)
    first, second = Box("n0", [x], x), Box("n1", [x], x)
    assert (first.alike, first.row, first.focus) == (1, 1, False)
    assert (first.operands_cut, first.uses_cut) == (0, 0)
    one, other = Line(first, second), Line(second, first)
    one.edges.append((x, 0))
    assert other.edges == []


def test_a_sketch_of_each_value():
    """Operands come before results, and lines in the order of the operands, one for each slot."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    root = tanh(b - a) * b
    found = sketch(root)
    assert [box.nodes for box in found.boxes] == [[node] for node in whole(root).order]
    assert [box.value for box in found.boxes] == whole(root).order
    assert (found.values, found.whole, found.level, found.wanted) == (5, 5, "operation", "")
    assert not found.collapsed
    ends = [(line.source.value, line.edges) for line in found.lines]
    difference, bent = root.parents[0].parents[0], root.parents[0]
    assert ends == [
        (b, [(difference, 0)]),
        (a, [(difference, 1)]),
        (difference, [(bent, 0)]),
        (bent, [(root, 0)]),
        (b, [(root, 1)]),
    ]


def test_a_sketch_of_a_part():
    """It knows how many values were left out, and each box what is cut beside it."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    root = a * b + b
    found = outline(along(whole(root), a), None)
    assert (found.values, found.whole) == (3, 4)
    assert [(box.operands_cut, box.uses_cut) for box in found.boxes] == [(0, 0), (1, 0), (1, 0)]


def test_a_collapsed_sketch():
    """It says at which level, and what was asked for."""
    found = sketch(batch_loss(3, widths=(2, 1))[0], "layer")
    assert (found.level, found.wanted, found.collapsed) == ("layer", "layer", True)
    assert found.values == sum(len(box.nodes) for box in found.boxes) == found.whole
