"""A closer look at a part of a graph: a neighbourhood, one path, and what was cut off."""

import re

import pytest

import viz.drawing
from micrograd_plus import Value, explain, scope, sqrt, sum as total, tanh
from micrograd_plus.graph import toposort
from viz import Drawing, LayoutError, draw_dot
from viz.collapse import along, near, whole
from viz.collapse.part import CUT

from .graphs import batch_loss, chain, mixed_chain, recurrence, tangle


def names(part):
    return [node.label or node._op for node in part.order]


def example():
    """L = tanh(a b + c) + a, in which every value has a label."""
    a, b, c = (
        Value(number, label=label) for number, label in ((2.0, "a"), (-3.0, "b"), (6.5, "c"))
    )
    q = a * b
    q.label = "q"
    s = q + c
    s.label = "s"
    t = tanh(s)
    t.label = "t"
    root = t + a
    root.label = "L"
    return root, {"a": a, "b": b, "c": c, "q": q, "s": s, "t": t, "L": root}


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


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"focus": 3.0}, TypeError, "focus is a value of the graph, here is 3.0"),
        ({"one_path_to": "x"}, TypeError, "one_path_to is a value of the graph, here is 'x'"),
        ({"focus": Value(1.0)}, ValueError, "focus is a value of the graph that is drawn; Value"),
        ({"one_path_to": Value(1.0)}, ValueError, "Value.* is not part of it"),
        ({"level": "galaxy"}, ValueError, "choose one of operation, neuron, layer, network"),
        ({"around": -1, "focus": "a"}, ValueError, "around"),
        ({"around": 1.5, "focus": "a"}, TypeError, "around"),
        ({"focus": "a", "one_path_to": "b"}, ValueError, "not both"),
    ],
)
def test_wrong_wishes(options, error, message):
    """What cannot be drawn is refused, with what was given."""
    root, values = example()
    known = {
        name: values.get(wish, wish) if error is ValueError or name == "focus" else wish
        for name, wish in options.items()
    }
    with pytest.raises(error, match=message):
        draw_dot(root, **known)


def test_a_slow_layout_ends_in_a_coarser_drawing(monkeypatch):
    """A layout that takes too long is stopped, and a coarser drawing says so."""
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.05)
    drawing = draw_dot(tangle(120))
    real = viz.drawing.render.render

    def slow(source, format, timeout=None):
        if source.count("shape=record") > 20 and timeout is not None:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return real(source, format)

    monkeypatch.setattr(viz.drawing.render, "render", slow)
    picture = drawing.pipe(encoding="utf-8")
    assert "the layout of 223 boxes took more than 5 seconds" in picture
    assert "boxes, by stretches of the computation" in picture
    assert drawing.pipe(format="png").startswith(b"\x89PNG")
    assert drawing.inline_svg().startswith("<svg")


def test_a_drawing_that_was_added_to_is_never_replaced(monkeypatch):
    """What a user drew by hand does not vanish: the layout takes as long as it takes, or fails."""
    drawing = draw_dot(chain(3))
    drawing.node("note", "by hand")
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.0)
    assert "by hand" in drawing.pipe(encoding="utf-8")
    monkeypatch.setattr(viz.drawing.render, "TIMEOUT", 0.001)
    with pytest.raises(LayoutError, match=r"took more than 0\.001 seconds"):
        drawing.pipe()


@pytest.fixture
def slow(monkeypatch):
    """A drawing that takes too long, for which a coarser one stands ready."""

    def render(source, format, timeout=None):
        if timeout is not None:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return source.encode()

    monkeypatch.setattr(viz.drawing.render, "render", render)
    return draw_dot(chain(3)).replaceable(lambda: Drawing("coarser"))


@pytest.mark.parametrize(
    "change",
    [
        lambda drawing: drawing.graph_attr.update(bgcolor="red"),
        lambda drawing: drawing.attr("node", shape="star"),
        lambda drawing: drawing.edge("n0", "n1"),
        lambda drawing: drawing.subgraph(draw_dot(Value(1.0))),
    ],
)
def test_any_change_by_hand_counts(slow, change):
    """Whatever a user sets or adds, the drawing is shown as it is now; so is a copy of it."""
    change(slow)
    assert [made.pipe() for made in (slow, slow.copy())] == [slow.source.encode()] * 2


def test_a_copy_is_replaced_too(slow):
    """A copy does not hang where the drawing itself would not."""
    assert slow.copy().pipe() == b"digraph coarser {\n}\n"


def test_nothing_coarser_is_left(monkeypatch):
    """Where even two boxes take too long, the error says what to do."""
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.0001)
    with pytest.raises(LayoutError, match='focus=a node, level="layer"'):
        draw_dot(recurrence(3)).pipe()


def test_a_drawing_is_made_once(monkeypatch):
    """A drawing that was replaced is not tried again for the next format."""
    tried = []

    def slow(source, format, timeout=None):
        tried.append(source)
        if timeout is not None and len(tried) == 1:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return b"picture"

    monkeypatch.setattr(viz.drawing.render, "render", slow)
    drawing = draw_dot(total([Value(float(i), label=f"w{i}") for i in range(30)]))
    assert [drawing.pipe(), drawing.pipe(format="png")] == [b"picture"] * 2
    assert [source == drawing.source for source in tried] == [True, False, False]
