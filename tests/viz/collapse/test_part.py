"""A part of a graph: a neighbourhood, one path, and what was cut off."""

import re

import pytest

from micrograd_plus import Value, explain, scope, sqrt, sum as total, tanh
from micrograd_plus.graph import toposort
from tests.viz.graphs import batch_loss, example, mixed_chain, tangle
from viz import draw_dot
from viz.collapse import along, near, whole
from viz.collapse.part import CUT


def names(part):
    return [node.label or node._op for node in part.order]


@pytest.mark.parametrize(
    ("focus", "around", "found"),
    [
        ("s", 0, "s"),
        ("s", 1, "q c s t"),
        ("b", 1, "b q"),
        ("b", 2, "a b q s"),
        ("a", 1, "a q L"),
        ("L", 1, "a t L"),
        ("L", 99, "a b q c s t L"),
    ],
)
def test_neighbourhood(focus, around, found):
    """Operands and uses count alike as steps away from the focus."""
    root, values = example()
    part = near(whole(root), values[focus], around)
    assert " ".join(names(part)) == found
    assert part.order[part.focus] is values[focus]


def test_what_is_cut_is_marked():
    """Each operand and each use that is not drawn is counted beside the box that misses it."""
    root, values = example()
    text = draw_dot(root, focus=values["s"], around=1).source
    stubs = re.findall(r'(\w+) \[label="⋯ (\d+)"[^\]]*tooltip="([^"]*)"', text)
    assert stubs == [
        ("n2_before", "2", "2 operands not drawn here"),
        ("n5_after", "1", "1 use not drawn here"),
    ]
    assert "4 of 7 values; ⋯ n: n edges more, left out" in text
    assert '"{s|focus|data 0.5000|grad —}"' in text
    assert "⋯" not in draw_dot(root, focus=values["s"], around=99).source


def test_the_parts_of_a_drawing_keep_their_names():
    """A value has the same number and name in a part as in the whole."""
    root, values = example()
    parts = draw_dot(root, focus=values["t"], around=1).source
    everything = draw_dot(root).source
    box = re.compile(r'n\d+ \[label="\{t\|')
    assert box.search(parts.replace("|focus", "")).group() == box.search(everything).group()


def test_a_focus_in_a_large_graph():
    """The neighbourhood of a weight in a batch shows what the samples do with it, once."""
    root, model = batch_loss(100)
    weight = model.parameters()[0]
    text = draw_dot(root, focus=weight, around=2).source
    assert '"layers[0].neurons[0].w[0]|data' in text.replace("|focus", "")
    assert "× 100" in text
    found = draw_dot(root, focus=weight, around=2, level="neuron").source
    assert "<b>layers[0].neurons[0]</b><br/>focus<br/>Neuron, × 100" in found


def test_path():
    """The path is that of `explain` with the largest product, from the result to the leaf."""
    for seed in range(5):
        root = tangle(60, seed)
        x = next(node for node in whole(root).order if node.label)
        paths = list(explain(root).paths(x))
        part = along(whole(root), x)
        best = max(abs(path.product) for path in paths)
        (taken,) = [path for path in paths if set(path.nodes) == set(part.order)][:1]
        assert abs(taken.product) == pytest.approx(best, rel=1e-12)


def test_path_where_nothing_flows():
    """Where every product is zero, it is the shortest path."""
    x = Value(-1.0, label="x")
    dead = x.relu()
    root = dead * 2.0 * 3.0 + dead
    assert [node._op for node in along(whole(root), x).order] == ["", "ReLU", "+"]


def test_path_past_infinity():
    """Zero times infinity carries nothing: the path by which something flows is stronger."""
    x = Value(0.0, label="x")
    dead = sqrt(x) * 0.0
    live = x * 0.25
    for root in (dead + live, live + dead):
        assert live in along(whole(root), x).order


def test_path_to_what_is_no_number():
    """A local gradient that is nan is stronger than any number, as it spoils the sum."""
    x = Value(2.0, label="x")
    spoilt = x * float("nan")
    root = x * 3.0 + spoilt
    assert spoilt in along(whole(root), x).order


def test_a_path_is_one_path():
    """Edges that lead past the path are marked as left out, also between two of its values."""
    x = Value(3.0, label="x")
    square = x * x
    root = square * 2.0 + x
    part = along(whole(root), x)
    assert [node._op for node in part.order] == ["", "*", "*", "+"]
    assert [operands.count(CUT) for operands in part.operands] == [0, 1, 1, 1]
    assert part.uses_cut == {0: 2}
    text = draw_dot(root, one_path_to=x).source
    assert '"2 uses not drawn here"' in text


def test_a_focus_stays_by_itself():
    """What a drawing is about is not put into one box with others that are used alike."""
    with scope("part"):
        part = tanh(Value(0.5))
    values = [part * float(place) for place in range(4)]
    text = draw_dot(total(values), focus=values[2], around=9, level="neuron").source
    assert '"focus|data 0.9242|grad —"' in text
    assert "|× 3" in text


def test_path_to_the_root_itself():
    """The path from a result to itself is the result."""
    x = Value(1.0)
    y = -x
    assert along(whole(y), y).order == [y]


def test_path_of_a_long_chain():
    """A path is shortened like any other graph."""
    root = mixed_chain(3_000)
    leaf = toposort(root, lambda node: node.parents)[0]
    assert leaf.label == "x"
    text = draw_dot(root, one_path_to=leaf).source
    assert text.count("shape=box") <= 40
    assert "3,001 of 3,002 values" in text


def test_path_is_marked_where_it_leaves_others_out():
    """The operands beside the path are counted."""
    root, values = example()
    text = draw_dot(root, one_path_to=values["b"]).source
    assert text.count("⋯ 1") == 3
    assert "5 of 7 values" in text
