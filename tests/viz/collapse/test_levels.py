"""Large graphs in few boxes: nothing is lost, and nothing is counted twice."""

import re

import pytest

from micrograd_plus import Value, scope, sum as total, tanh
from micrograd_plus.graph import toposort
from micrograd_plus.nn import MLP
from tests.viz.graphs import (
    batch_loss,
    chain,
    micrograd_loss,
    mixed_chain,
    recurrence,
    scoped_tangle,
    scopes_among,
    scopes_around,
    tangle,
    wide,
)
from tests.viz.sketches import check_whole, sketch
from viz import draw_dot
from viz.collapse import LEVELS, near, outline, whole
from viz.collapse.levels import MOST_BOXES

HARD = {
    "chain": lambda: chain(2_000),
    "mixed chain": lambda: mixed_chain(2_000),
    "tangle": lambda: tangle(1_200),
    "wide": lambda: wide(1_000),
    "moons": lambda: batch_loss(20)[0],
    "moons of values": lambda: batch_loss(20, as_values=True)[0],
    "moons by micrograd": lambda: micrograd_loss(10),
    "recurrence": lambda: recurrence(200),
    "big network": lambda: total(MLP(64, [32, 10], seed=0)([0.1] * 64)),
}


@pytest.mark.parametrize("name", HARD)
def test_few_boxes(name):
    """Any graph fits, and all of its values and edges are in the drawing."""
    root = HARD[name]()
    found = sketch(root)
    assert len(found.boxes) <= MOST_BOXES
    assert found.collapsed
    check_whole(root, found)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("level", LEVELS)
def test_any_scopes(seed, level):
    """Scopes that begin and end anywhere never lose a value or send arrows in a circle."""
    root = scoped_tangle(60, seed)
    check_whole(root, sketch(root, level))
    check_whole(root, sketch(root, level, most=12))


def test_the_check_can_fail():
    """A value in no box and an edge on no line are found."""
    root = batch_loss(3)[0]
    for spoil in (
        lambda found: found.boxes[0].nodes.pop(),
        lambda found: found.lines[0].edges.pop(),
        lambda found: found.lines[0].edges.append(found.lines[0].edges[0]),
    ):
        found = sketch(root, "layer")
        spoil(found)
        with pytest.raises(AssertionError):
            check_whole(root, found)


@pytest.mark.parametrize(
    ("level", "parts"),
    [
        (
            "neuron",
            [f"MLP.layers[{place}]" for place in ("0].neurons[0", "0].neurons[1", "1].neurons[0")],
        ),
        ("layer", ["MLP.layers[0]", "MLP.layers[1]"]),
        ("network", ["MLP"]),
    ],
)
def test_levels(level, parts):
    """A level says what is one box at least: the calls of modules, from inside out."""
    root, _ = batch_loss(4, widths=(2, 1))
    found = sketch(root, level)
    assert sorted(box.title for box in found.boxes if box.value is None) == parts
    check_whole(root, found)


def test_names_of_parts():
    """A name that all parts begin with is left out; a dot in a name is a part of it."""
    x = Value(0.5, label="x")
    for outer, inner, shown in (
        (("left", "right"), "head", {"left.head", "right.head"}),
        (("both", "both"), "head", {"head"}),
        (("v1.2", "v1.2"), "", {"v1.2"}),
        (("v1.2", "v1.2"), "a.b", {"a.b"}),
    ):
        made = []
        for place, name in enumerate(outer):
            with scope(name):
                if inner:
                    with scope(inner):
                        made.append(tanh(x * place))
                else:
                    made.append(tanh(x * place))
        text = draw_dot(total(made), level="neuron").source
        assert set(re.findall("<b>(.*?)</b>", text)) == shown


def test_levels_that_do_not_fit():
    """A level that would need too many boxes gives way to the next coarser one, which is said."""
    root, _ = batch_loss(3)
    found = sketch(root, "operation")
    assert (found.level, found.wanted) == ("neuron", "operation")
    said = "by neuron (by operation there would be too many)"
    assert said in draw_dot(root, level="operation").source


def test_no_more_than_asked():
    """A graph that fits is drawn in full, unless a level is asked for."""
    root, _ = batch_loss(2, widths=(2, 1))
    assert not sketch(root).collapsed
    assert not sketch(root, "operation").collapsed
    assert len(sketch(root).boxes) == len(toposort(root, lambda node: node.parents))
    assert sketch(root, "layer").collapsed


def test_a_very_long_chain():
    """A chain of any length is drawn, and nothing recurses."""
    assert "20,000 in a row" in draw_dot(chain(20_000)).source


def test_levels_without_parts():
    """A graph that no module made has no neurons or layers, and its caption claims none."""
    text = draw_dot(wide(1_000), level="layer").source
    assert "by layer" not in text
    with_samples = draw_dot(micrograd_loss(3), level="network").source
    assert "boxes, by operation" in with_samples


@pytest.mark.parametrize("most", [MOST_BOXES, 100, 33, 11, 5])
@pytest.mark.parametrize(
    "build",
    [lambda: scopes_among(296), lambda: scopes_among(2_000), lambda: scopes_around(600)],
    ids=["many leaves", "thousands of leaves", "operations"],
)
def test_parts_stay_among_many_values(build, most):
    """However much lies outside of the parts of a program, and however few boxes there may be."""
    root = build()
    found = sketch(root, most=most)
    check_whole(root, found)
    assert len(found.boxes) <= most
    assert [box.title for box in found.boxes if box.title] == ["encoder", "decoder"]


def test_what_is_outside_is_told():
    """The caption says that boxes are parts, and what the others are."""
    assert "by neuron, what is outside in stretches" in draw_dot(scopes_among(400)).source
    assert "by neuron</td>" in draw_dot(scopes_among(250), level="neuron").source


def test_parts_give_way_where_there_are_too_many():
    """More parts than boxes are no boxes of their own."""
    root = scopes_among(400)
    found = sketch(root, most=2)
    check_whole(root, found)
    assert found.level == "stretches of the computation"


def test_the_focus_stays_by_itself():
    """What a drawing is about is not put together with others, though these are like it."""
    root = scopes_among(2_000)
    leaf = root.parents[500]
    found = outline(near(whole(root), leaf, 9), None)
    (box,) = [box for box in found.boxes if box.focus]
    assert box.nodes == [leaf]
    assert len(found.boxes) < 12
