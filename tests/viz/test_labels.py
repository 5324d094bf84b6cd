"""Labels and names of parts in the finished picture: they are there as they were written."""

from xml.etree import ElementTree

import pytest

from micrograd_plus import Value, scope, tanh
from viz import draw_dot

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
