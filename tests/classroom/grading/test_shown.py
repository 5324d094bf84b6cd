"""How lessons went, as text and as HTML."""

from dataclasses import replace

from micrograd_plus.classroom.grading.outcome import Failure, Graded, Status
from micrograd_plus.classroom.grading.shown import as_html, as_text, harmless
from tests.classroom.grading.helpers import LESSONS_THAT_WENT


def test_text() -> None:
    """All lessons in a table, then what failed; nothing that a terminal would obey."""
    text = as_text("engine.py:Value", LESSONS_THAT_WENT, ["the network was not cut off"])
    assert text.startswith("engine.py:Value: 1 passed, 1 failed, 1 missing, 1 ended\n")
    assert "missing  exp    exp(a): there is no exp" in text
    assert "  a.grad is nan, right is 2.0000, over the edge b -> a" in text
    assert text.endswith("note: the network was not cut off")
    assert "\x1b" not in text


def test_html() -> None:
    """What an engine says is text there, no markup."""
    page = as_html("engine.py:Value", LESSONS_THAT_WENT)
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert page.count("<tr>") == 5


def test_text_that_is_harmless() -> None:
    """Lines and letters stay as they are."""
    assert harmless("a\n\tä €") == "a\n\tä €"
    assert harmless("\x9b1m\x00\ud800") == "\\x9b1m\\x00\\ud800"


def test_a_mistake_is_told_once() -> None:
    """The lessons that it spoils too name the first."""
    twice = LESSONS_THAT_WENT[1]
    text = as_text("e.py:Value", [twice, replace(twice, name="order")])
    assert text.count("add, do not set") == 1
    assert "  = for +=, as in twice" in text.splitlines()
    assert text.count("b = a + a") == 2


def test_what_cannot_be_imported_is_told_once() -> None:
    """Not for each lesson."""
    ended = [Graded(name, "", "", Status.ENDED, "no <module>") for name in ("add", "twice")]
    assert as_text("e.py:Value", ended, ["x"]) == "e.py:Value: not graded: no <module>\n\nnote: x"
    assert as_html("e.py:Value", ended) == "<p>e.py:Value: not graded: no &lt;module&gt;</p>"


def test_what_is_not_known_is_not_the_same() -> None:
    """A whole sentence says so, each time, and no lesson refers to another one."""
    failure = Failure((), ("b = a * a",), sentence="no mistake that is known")
    twice = replace(LESSONS_THAT_WENT[1], failure=failure)
    text = as_text("e.py:Value", [twice, replace(twice, name="order")])
    assert text.splitlines().count("  no mistake that is known") == 2
    assert "as in" not in text
