"""What is told of a broken pass: the table, and whether the gradients are right."""

import math

from micrograd_plus import Value
from micrograd_plus.explanation.broken import broken_pass
from micrograd_plus.explanation.mistakes import HARMLESS, Mistake, all_right


def test_every_mistake_can_be_harmless() -> None:
    """There are words for it."""
    assert list(HARMLESS) == list(Mistake)


def test_the_table() -> None:
    """Steps, then right and broken gradients beside each other, then the sentence."""
    a = Value(1.0, label="a")
    found = broken_pass(a + a, "overwrite")
    assert str(found).splitlines() == [
        "overwrite",
        "   from  to  upstream · local             holds",
        "1  v1    a   1.0000 · 1.0000   = 1.0000  1.0000",
        "2  v1    a   1.0000 · 1.0000   = 1.0000  1.0000  wrong",
        "",
        "    right  broken",
        "a  2.0000  1.0000",
        "",
        found.sentence,
    ]


def test_the_table_of_two_passes() -> None:
    """Steps that look alike are told apart by their pass."""
    x = Value(3.0, label="x")
    lines = str(broken_pass(x * 2.0, "not_cleared")).splitlines()
    assert lines[1].split()[0] == "pass"
    assert [line.split()[:2] for line in lines[2:4]] == [["1", "1"], ["2", "2"]]


def test_right_is_to_rounding() -> None:
    """Another order of adding is no mistake; nan is as right as nan."""
    assert all_right({"x": (0.3, 0.1 + 0.2), "y": (math.nan, math.nan), "z": (math.inf, math.inf)})
    assert not all_right({"x": (1.0, 1.0), "y": (2.0, 4.0)})
    assert not all_right({"x": (math.nan, 0.0)})
    assert all_right({})
