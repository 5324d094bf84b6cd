"""What pages share: an exercise without its answers."""

import re
import sys

import pytest

from micrograd_plus.classroom.exercises.exercise import exercise
from micrograd_plus.classroom.sheets.page import asset, drawing, page, sections
from micrograd_plus.classroom.sheets.sheet import sheet


def test_text_is_text() -> None:
    """A title that looks like markup is none."""
    made = page("<b>&", ["<p>x</p>"], ".y { }")
    assert "<title>&lt;b&gt;&amp;</title>" in made
    assert "<b>" not in made
    assert ".y { }</style>" in made
    assert made.startswith("<!doctype html>")


def test_a_drawing_tells_what_the_exercise_tells() -> None:
    """Values only where they are given: never what is asked for."""
    pytest.importorskip("graphviz")
    for kind, told in (("forward", False), ("gradients", True)):
        one = exercise("fork", kind, 3)
        picture = drawing(one, 1)
        assert picture.startswith("<svg")
        assert f">{one.problem.leaves['a']}</text>" in picture
        inner = [str(one.problem.values[line.name]) for line in one.problem.lines]
        shown = [number for number in inner if f">{number}</text>" in picture]
        assert (shown == inner) is told
        words = re.findall(r">([^<]+)</text>", picture)
        assert not [word for word in words if "data" in word or "grad" in word]


def test_without_graphviz_formulas_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is made all the same."""
    monkeypatch.setitem(sys.modules, "viz.by_hand", None)
    (made,) = sections(sheet(count=1), lambda number, one: "")
    assert "<svg" not in made
    assert "L = " in made


def test_parts_that_are_left_out() -> None:
    """A key needs neither drawing nor task."""
    drawn = sheet(count=1)
    (made,) = sections(drawn, lambda number, one: f"<i>{number}</i>", drawn=False, asked=False)
    assert "<svg" not in made
    assert "Compute" not in made
    assert "<i>1</i>" in made


def test_assets() -> None:
    """The look is in a file of its own."""
    assert "@media print" in asset("style.css")
