"""Labels and names of parts: they are there as they were written, and tell what a box holds."""

import math
from xml.etree import ElementTree

import pytest

from micrograd_plus import Value, relu, scope, sum as total, tanh
from micrograd_plus.nn import Neuron
from tests.viz.sketches import lines
from viz import draw_dot
from viz.style import LONGEST_LABEL

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "label",
    [
        '|<>{}"&\\',
        "&lt;b&gt;",
        r"\N\G\l",
        "<b>bold</b>",
        "漢字",
        "🙂👩‍🔬",
        "e\u0301",
        "שלום",
        "]]>",
        "--",
        "\U0001fae8\U0001ffee",
    ],
)
def test_labels_come_through(label):
    """Whatever a label or the name of a part holds, the picture shows it, and so does its title."""
    x = Value(1.0, label=label)
    with scope(label):
        part = tanh(x)
    root = ElementTree.fromstring(draw_dot(-part, level="neuron").pipe())
    assert "".join(text.text for text in root.iter(f"{SVG}text")).count(label) == 2
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert sum(title.startswith(f"{label}\n") for title in titles) == 2


def test_labels_of_wires_come_through():
    """Labels that are written between tags are as safe as the others."""
    label = r"\N\G\E\n <br/>&#65;|{}]]>"
    root = ElementTree.fromstring(draw_dot(Value(1.0, label=label), theme="circuit").pipe())
    assert label in "".join(text.text for text in root.iter(f"{SVG}text"))


def test_label_with_a_line_break():
    """A label of two lines is drawn on two lines."""
    root = ElementTree.fromstring(draw_dot(Value(1.0, label="one\ntwo")).pipe())
    assert {"one", "two"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_label_of_unprintable_characters():
    """A label that XML cannot hold gives a picture that parses all the same."""
    drawing = draw_dot(Value(1.0, label="a\x00\x1b\ud800\ufffe"))
    assert r"a\x00\x1b\ud800\ufffe" in drawing.pipe(encoding="utf-8")
    ElementTree.fromstring(drawing.pipe())


def test_nan_is_not_hidden_in_a_range():
    """Data from low to high says that there is nan too, wherever it stands among the samples."""
    nan = float("nan")
    for numbers, text in (
        ([nan, 1.0, -2.0], "data -2.0000 … 1.0000, nan"),
        ([1.0, nan, -2.0], "data -2.0000 … 1.0000, nan"),
        ([1.0, nan, 1.0], "data 1.0000, nan"),
        ([nan, nan, nan], "data nan"),
    ):
        w = Value(1.0, label="w")
        source = draw_dot(total([w * x for x in numbers * 60])).source
        assert f"{text}|× 180" in source
        assert f"data nan: {60 * sum(map(math.isnan, numbers))}" in source


def test_titles_tell_what_a_box_holds():
    """Whoever points at a box reads how many values, operations and samples it stands for."""
    model = Neuron(1, activation="tanh", seed=0)
    text = draw_dot(total([model([float(i)]) for i in range(3)]), level="neuron").source
    assert (
        r'tooltip="Neuron\n11 values: 3 *, 3 +, 3 tanh\n3 calls, drawn once\n'
        r'data from 0.0 to 1.3776874061001925\ngrad: not reached yet"'
    ) in text
    assert r'tooltip="0 (a constant)\n3 values\n3 alike, drawn once\ndata from 0.0 to 2.0"' in text
    assert 'tooltip="0 → Neuron: 3 edges"' in text


def test_long_label():
    """A long label is cut in the box, and whole in the tooltip."""
    (whole,) = draw_dot(Value(1.0, label="x" * 200)).source.splitlines()[4:-1]
    assert f"{{{'x' * (LONGEST_LABEL - 1)}…|" in whole
    assert "x" * 200 in whole


def test_blank_label():
    """A label of spaces takes no field."""
    assert lines(Value(1.0, label="  ")) == ['n0 [label="{data 1.0000|grad —}" shape=record]']


def test_micrograd_symbols():
    """Operations are marked as micrograd marks them."""
    assert "n1_op [label=ReLU ellipse]" in lines(relu(Value(1.0)))
