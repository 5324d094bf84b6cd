"""The DOT text of a drawing, letter by letter."""

import re

import pytest

from micrograd_plus import Value, sum as total
from micrograd_plus.nn import Neuron
from tests.viz.graphs import (
    batch_loss,
    chain,
    neuron,
)
from tests.viz.sketches import lines
from viz import draw_dot
from viz.collapse.levels import MOST_BOXES
from viz.dot import contributions

HEAD = """digraph {
	graph [nodesep=0.2 rankdir=LR ranksep=0.45]
	node [color=black fontcolor=black fontname="DejaVu Sans" fontsize=11 \
height=0.3]
	edge [arrowsize=0.7 color=black fontname="DejaVu Sans" fontsize=9]
"""
TABLE = '<<table border="0" cellpadding="2"><tr><td>{}</td></tr></table>>'


def test_whole_text():
    """A sum of one value with itself is drawn with two edges; the text is this to the letter."""
    a = Value(2.0, label="a")
    assert draw_dot(a + a).source == (
        HEAD
        + '\tn0 [label="{a|data 2.0000|grad —}" shape=record '
        + r'tooltip="a\ndata = 2.0\ngrad: not reached yet"]'
        + '\n\tn1 [label="{data 4.0000|grad —}" shape=record '
        + r'tooltip="v1 = a + a\ndata = 4.0\ngrad: not reached yet"]'
        + '\n\tn1_op [label="+" margin="0.06,0.02" ordering=in shape=ellipse '
        + 'tooltip="v1 = a + a" width=0.4]\n'
        + '\tn0 -> n1_op [tooltip="a → v1, operand 1 of 2"]\n'
        + '\tn0 -> n1_op [tooltip="a → v1, operand 2 of 2"]\n'
        + '\tn1_op -> n1 [tooltip="v1 = a + a"]\n}\n'
    )


def test_neuron():
    """Values are boxes with label, data and gradient, operations ellipses; leaves come first."""
    out = neuron()
    out.backward()
    assert lines(out) == [
        'n0 [label="{x|data 2.0000|grad -2.3593}" shape=record]',
        'n1 [label="{w|data -3.0000|grad 1.5729}" shape=record]',
        'n2 [label="{data -6.0000|grad 0.7864}" shape=record]',
        'n2_op [label="*" ellipse]',
        "n0 -> n2_op",
        "n1 -> n2_op",
        "n2_op -> n2",
        'n3 [label="{b|data 6.5000|grad 0.7864}" shape=record]',
        'n4 [label="{data 0.5000|grad 0.7864}" shape=record]',
        'n4_op [label="+" ellipse]',
        "n2 -> n4_op",
        "n3 -> n4_op",
        "n4_op -> n4",
        'n5 [label="{out|data 0.4621|grad 1.0000}" shape=record]',
        "n5_op [label=tanh ellipse]",
        "n4 -> n5_op",
        "n5_op -> n5",
    ]


def test_constants():
    """A constant is grey and has no gradient; a number exponent is part of its operation."""
    a = Value(2.0, label="a")
    assert lines(2 * a**3) == [
        'n0 [label="{data 2.0000}" color="#666666" fontcolor="#666666" shape=record]',
        'n1 [label="{a|data 2.0000|grad —}" shape=record]',
        'n2 [label="{data 8.0000|grad —}" shape=record]',
        'n2_op [label="**3" ellipse]',
        "n1 -> n2_op",
        "n2_op -> n2",
        'n3 [label="{data 16.0000|grad —}" shape=record]',
        'n3_op [label="*" ellipse]',
        'n0 -> n3_op [color="#666666"]',
        "n2 -> n3_op",
        "n3_op -> n3",
    ]


def test_a_constant_alone():
    """A constant can be drawn by itself."""
    two = (2 * Value(1.0)).parents[0]
    assert lines(two, theme="flow") == [
        'n0 [label="{data 2.0000}" color="#666666" fontcolor="#666666" shape=record]'
    ]


def test_operand_order():
    """Edges come in the order of the operands, and say which one they are."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    text = draw_dot(b - a).source
    assert text.index("b → v1, operand 1 of 2") < text.index("a → v1, operand 2 of 2")


def test_tooltips():
    """A tooltip says how a value was computed, and its numbers with every digit."""
    a = Value(0.1, label="a")
    y = a + 0.2
    y.label = "y"
    y.backward()
    text = draw_dot(y).source
    assert r'tooltip="y = a + 0.2\ndata = 0.30000000000000004\ngrad = 1.0"' in text
    assert r'tooltip="0.2 (a constant)\ndata = 0.2"' in text


def test_long_formula():
    """The formula of a sum of many is cut in the tooltip."""
    y = total([Value(float(i), label=f"number {i}") for i in range(100)])
    assert max(map(len, draw_dot(y).source.splitlines())) < 500


def test_flow():
    """Edges show the gradient that flows back over each slot: colour, width and sign."""
    a = Value(3.0, label="a")
    y = a * a - 10 * a
    y.backward()
    shown = lines(y, theme="flow")
    blue = 'color="#0072B2" fontcolor="#0072B2" penwidth=2.58]'
    orange = 'color="#D55E00" fontcolor="#D55E00" penwidth=3.00]'
    assert [line for line in shown if line.startswith("n0 ->")] == [
        f"n0 -> n1_op [label={TABLE.format('+3.0000')} {blue}",
        f"n0 -> n1_op [label={TABLE.format('+3.0000')} {blue}",
        f"n0 -> n3_op [label={TABLE.format('-10.0000')} {orange}",
    ]
    assert (
        'n0 [label="{a|data 3.0000|grad -4.0000}" color="#D55E00" penwidth=2.68 shape=record]'
        in (shown)
    )
    assert 'n2 -> n3_op [color="#666666"]' in shown


def test_flow_starts_from_the_gradient_of_the_root():
    """The edges agree with the gradients in the boxes, whatever the pass started from."""
    a = Value(3.0)
    y = a * 2
    y.backward(upstream=-5.0)
    assert contributions(y) == {(y, 0): -10.0}
    assert a.grad == -10.0


def test_flow_touches_no_gradient():
    """Drawing leaves every gradient as it was."""
    out = neuron()
    out.backward()
    before = [p.grad for p in out.parents[0].parents]
    draw_dot(out, theme="flow")
    assert [p.grad for p in out.parents[0].parents] == before


def test_flow_before_backward():
    """Without a backward pass there is no flow to show: the lines are those of classic."""
    assert lines(neuron(), theme="flow") == lines(neuron())


def test_flow_after_a_change():
    """A graph whose leaves were changed since is drawn, without a flow that is not its own."""
    a = Value(3.0, label="a")
    y = a * a
    y.backward()
    a.data = 4.0
    assert lines(y, theme="flow") == lines(y)


@pytest.mark.parametrize("theme", ["classic", "flow"])
def test_same_graph_same_text(theme):
    """Two graphs computed alike have the same text, letter by letter."""
    texts = set()
    for _ in range(3):
        out = neuron()
        out.backward()
        texts.add(draw_dot(out, theme=theme).source)
    assert len(texts) == 1


def test_rankdir():
    """A drawing runs from left to right or from top to bottom, its lines are the same."""
    assert "rankdir=TB" in draw_dot(neuron(), rankdir="TB").source
    assert lines(neuron(), rankdir="TB") == lines(neuron())
    with pytest.raises(ValueError, match=r"no rankdir 'left': choose one of LR, TB"):
        draw_dot(neuron(), rankdir="left")


def test_largest_picture():
    """As many values as fit are drawn in full, with the short cut that large layouts need."""
    assert "nslimit=0.3" in draw_dot(chain(MOST_BOXES - 1)).source
    assert "nslimit" not in draw_dot(chain(100)).source
    assert len(lines(chain(MOST_BOXES - 1))) == 1 + 4 * (MOST_BOXES - 1)
    assert len(lines(chain(MOST_BOXES))) < 10


def test_drawing_text():
    """The text of a collapsed drawing, letter by letter."""
    model = Neuron(1, activation="tanh", seed=0)
    root = total([model([float(i)]) for i in range(3)])
    root.label = "L"
    root.backward()
    text = draw_dot(root, level="neuron").source
    plain = re.sub(r' ?tooltip="(\\.|[^"\\])*"', "", text).replace(" []", "")
    shown = [line.strip() for line in plain.splitlines()]
    many = 'label=<<table border="0" cellpadding="2"><tr><td>× 3</td></tr></table>>'
    assert shown[1].startswith(
        'graph [fontcolor=black fontname="DejaVu Sans" fontsize=10 label='
        '<<table border="0" cellborder="0" cellspacing="0" cellpadding="1"><tr><td align="left">'
        "15 values in 3 boxes, by neuron; × n: n alike, drawn once</td></tr></table>>"
    )
    assert shown[4:-1] == [
        'b0 [label="data 0.0000 … 2.0000|× 3" color="#666666" fontcolor="#666666" shape=record]',
        "b1 [label=<<b>Neuron</b><br/>× 3<br/>11 values<br/>max |grad| 1.8681> "
        'fillcolor="#F2F2F2" shape=box style="rounded,filled"]',
        f'b0 -> b1 [{many} color="#666666"]',
        'b2 [label="L|data 1.4777|grad 1.0000" shape=record]',
        'b2_op [label="+" margin="0.06,0.02" ordering=in shape=ellipse width=0.4]',
        f"b1 -> b2_op [{many}]",
        "b2_op -> b2",
    ]


@pytest.mark.parametrize("theme", ["classic", "circuit", "flow", "print"])
def test_same_parts_same_text(theme):
    """Two graphs computed alike have the same collapsed text, letter by letter."""
    texts = set()
    for _ in range(2):
        root, _ = batch_loss(5, widths=(4, 1))
        root.backward()
        texts.add(draw_dot(root, theme=theme, level="neuron").source)
    assert len(texts) == 1
