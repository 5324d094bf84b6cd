"""Drawings of single steps."""

import re
from xml.etree import ElementTree

import pytest

from micrograd_plus import Value, explain
from micrograd_plus.nn import Neuron
from tests.viz.graphs import example, neuron
from viz import draw_dot
from viz.style import THEMES

SVG = "{http://www.w3.org/2000/svg}"
NAMES = re.compile(r"^\t(n\w+(?: -> n\w+)?) ", re.MULTILINE)


def result() -> Value:
    """One value used twice, a constant, a label that is hard to draw, sums of many lengths."""
    x = Value(2.0, label="x")
    w = Value(-3.0, label=r"<w>|\N 漢字")
    y = (x * w).tanh() * x + 1e6 * w**2
    y.label = "L"
    return y


def frames(root: Value, **options: str) -> list[str]:
    return [draw_dot(root, step=step.number, **options).source for step in explain(root).steps]


def geometry(picture: bytes) -> list[float]:
    """Where the ellipses of a picture are and how large the whole is."""
    root = ElementTree.fromstring(picture)
    found = [float(number) for number in root.get("viewBox", "").split()]
    for ellipse in root.iter(f"{SVG}ellipse"):
        found += [float(ellipse.get(name, "")) for name in ("cx", "cy", "rx", "ry")]
    return found


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("theme", list(THEMES))
def test_frames_can_be_flipped_through(theme: str, rankdir: str) -> None:
    """All steps have the boxes and edges of the drawing without a step, at the same places."""
    root = result()
    plain = NAMES.findall(draw_dot(root, theme=theme, rankdir=rankdir).source)
    sources = frames(root, theme=theme, rankdir=rankdir)
    assert all(NAMES.findall(source) == plain for source in sources)
    steps = (1, len(sources) // 2, len(sources))
    pictures = [
        draw_dot(root, theme=theme, rankdir=rankdir, step=step).pipe("svg") for step in steps
    ]
    # A thick curve may reach out a little farther than a thin one.
    first, *others = map(geometry, pictures)
    assert all(other == pytest.approx(first, abs=1) for other in others)


@pytest.mark.parametrize("theme", list(THEMES))
def test_marks(theme: str) -> None:
    """What a step changes has a thick outline and a shade, never a colour alone."""
    root = neuron()
    names = [f"n{place}" for place in range(6)]
    for step, source in zip(explain(root).steps, frames(root, theme=theme), strict=True):
        (shaded,) = re.findall(rf"^\t(n\d+) .*{THEMES[theme].mark}", source, re.MULTILINE)
        assert names.index(shaded) == (step.node if step.parent is None else step.parent)
        bold = "4.5" if THEMES[theme].flow else "3"
        thick = set(re.findall(rf"^\t(n\w+(?: -> n\w+)?) .*penwidth={bold}\b", source, re.M))
        node = f"n{step.node}"
        if step.kind == "seed":
            assert thick == {node}
        elif step.kind == "backward":
            edges = {f"n{step.parent} -> {node}_op", f"{node}_op -> {node}"}
            assert thick == {node, shaded, f"{node}_op", *edges}
        else:
            assert {node, f"{node}_op", f"{node}_op -> {node}"} <= thick
            assert len(thick) == 3 + source.count(f"-> {node}_op")


def test_one_of_two_edges_is_marked() -> None:
    """Where an operand stands twice, the step goes over one of them."""
    a = Value(3.0, label="a")
    for step, place in ((3, 0), (4, 1)):
        edges = re.findall("n0 -> n1_op .*", draw_dot(a * a, step=step).source)
        assert ["penwidth" in edge for edge in edges] == [place == 0, place == 1]


def test_flow_shows_what_has_flowed() -> None:
    """A line has its number, its colour and its width once the gradient has come."""
    a = Value(3.0, label="a")
    y = a * a - 10 * a
    first, *_, last = frames(y, theme="flow")
    assert "#D55E00" not in first.split("n0 ")[1]
    assert ">-10.0000<" not in first
    assert ">-10.0000<" in last
    assert "grad -4.0000" in last
    assert 'color="#D55E00"' in last.split("n0 ")[1]


def test_nothing_is_told_before_its_time() -> None:
    """No number that is not computed yet is in the text, not even in a title."""
    first = draw_dot(result(), step=1).source
    assert "8999998" not in first
    assert "not computed yet" in first
    assert "8999998" in frames(result())[-1]


def test_no_gradient_is_touched_or_looked_at() -> None:
    """What a pass has left in `.grad` is neither shown nor changed."""
    root = neuron()
    before = frames(root)
    root.backward(upstream=7.0)
    gradients = [node.grad for node in root.topo()]
    assert frames(root) == before
    assert [node.grad for node in root.topo()] == gradients


def test_a_part_of_a_graph() -> None:
    """The neighbourhood of a value is drawn with what is left out."""
    root, values = example()
    source = draw_dot(root, step=2, focus=values["s"], around=1, theme="circuit").source
    assert "⋯" in source
    assert "(focus)" in source
    assert "focus<" in draw_dot(root, step=2, focus=values["s"], around=1).source


def test_only_in_full() -> None:
    """What stands for several values has no step."""
    y = Neuron(2, seed=0)([1.0, 2.0])
    with pytest.raises(ValueError, match='not by neuron: take level="operation"'):
        draw_dot(y, level="neuron", step=1)
    assert draw_dot(y, level="operation", step=1).coarser is None
    for _ in range(300):
        y = -y
    with pytest.raises(ValueError, match=r"at most 300; here are 3\d\d values: .*focus="):
        draw_dot(y, step=1)
    with pytest.raises(ValueError, match="1 to 3"):
        draw_dot(-Value(1.0), step=4)


def test_a_leaf_alone() -> None:
    """It has one step, the seed."""
    assert "grad 1.0000" in draw_dot(Value(2.0), step=1).source
