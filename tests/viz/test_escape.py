"""Whatever a label holds, the picture shows it as it is."""

from xml.etree import ElementTree

import pytest
from graphviz import Digraph

from micrograd_plus import Value, scope, tanh
from tests.viz.sketches import lines
from viz import draw_dot, escape
from viz.style import THEMES


def test_labels_are_escaped():
    """No character of a label means anything to Graphviz."""
    label = '|<>{}"&\\ \n&lt; \\N 漢 🙂 é'
    assert lines(Value(1.0, label=label)) == [
        r'n0 [label="{\|\<\>\{\}\"&amp;\\ \n&amp;lt; \\N 漢 🙂 é|data 1.0000|grad —}" shape=record]'
    ]


def test_characters_that_no_picture_can_hold():
    """Control characters and halves of characters are written by their numbers."""
    (line,) = lines(Value(1.0, label="a\x00b\ud800c\td\r\ne"))
    assert line == r'n0 [label="{a\\x00b\\ud800c d\ne|data 1.0000|grad —}" shape=record]'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a b", "a b"),
        ("a\nb", r"a\nb"),
        (r"\N", r"\\N"),
        ("&amp;", "&amp;amp;"),
        ("<b>", "<b>"),
    ],
)
def test_plain(text, written):
    """What Graphviz would read as an escape or a character of its own is text."""
    assert escape.plain(text) == written


def test_markup_in_quotes_is_text():
    """Graphviz takes a label from < to > for markup, unless it stands in quotes."""
    drawing = Digraph()
    drawing.node("n", escape.plain("<b>"))
    assert 'n [label="<b>"]' in drawing.source


def test_field():
    """What parts the fields of a record is text too; a line break stays one."""
    assert escape.field("{a|b}\n<c>") == r"\{a\|b\}\n\<c\>"


def test_tooltip():
    """Its escapes are read twice."""
    assert escape.tooltip("a\n\\N") == r"a\n\\\\N"


def test_markup():
    """Between tags, what would be one is text, and so is what Graphviz would read as an escape."""
    assert escape.markup('a<b>&"\n') == 'a&lt;b&gt;&amp;"<br/>'
    assert escape.markup(r"\N \x") == r"\\N \\x"


def test_printable():
    """What XML cannot hold is told by its number; new characters and private ones stay."""
    assert escape.printable("a\tb\r\nc\rd") == "a b\nc\nd"
    assert escape.printable("\x00\x7f\ud800\uffff") == r"\x00\x7f\ud800\uffff"
    assert escape.printable("\U0001faef\ue000é") == "\U0001faef\ue000é"


@pytest.mark.parametrize("backslashes", [1, 2, 3, 4])
@pytest.mark.parametrize("theme", [*THEMES, "step", "part"])
def test_backslashes_survive(theme, backslashes):
    """Whatever stands behind them, a picture shows as many as there are, in boxes and below."""
    ends = ["", "n", "N", "lG", " x", "{"]
    labels = ["a" + "\\" * backslashes + end for end in ends]
    found = []
    for label in labels:
        with scope(label if theme == "part" else "layer"):
            y = tanh(Value(2.0, label=label))
        if theme == "step":
            drawing = draw_dot(y, step=1)
        elif theme == "part":
            drawing = draw_dot(-y, level="network")
        else:
            drawing = draw_dot(y, theme=theme)
        root = ElementTree.fromstring(drawing.pipe())
        texts = [text.text.strip() for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert theme != "step" or any(text.endswith(f"tanh({label})") for text in texts)
        found += [text for text in texts if text == label]
    assert found == labels
