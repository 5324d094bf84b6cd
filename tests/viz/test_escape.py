"""Whatever a label holds, the picture shows it as it is."""

import pytest
from graphviz import Digraph

from micrograd_plus import Value
from tests.viz.sketches import lines
from viz import escape


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
    """Between tags, what would be one is text, and names of Graphviz are cut in two."""
    assert escape.markup('a<b>&"\n') == 'a&lt;b&gt;&amp;"<br/>'
    assert escape.markup(r"\N \x") == r"\<font>N</font> \x"


def test_printable():
    """What XML cannot hold is told by its number; new characters and private ones stay."""
    assert escape.printable("a\tb\r\nc\rd") == "a b\nc\nd"
    assert escape.printable("\x00\x7f\ud800\uffff") == r"\x00\x7f\ud800\uffff"
    assert escape.printable("\U0001faef\ue000é") == "\U0001faef\ue000é"
