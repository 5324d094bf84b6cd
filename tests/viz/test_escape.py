"""Whatever a label holds, the picture shows it as it is."""

from micrograd_plus import Value
from tests.viz.sketches import lines


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
