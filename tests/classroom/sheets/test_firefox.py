"""The page that checks answers, in Firefox."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.interactive import interactive
from micrograd_plus.classroom.sheets.sheet import sheet
from tests.classroom.sheets.test_interactive import FILL, wrong
from tests.viz.player.test_firefox import firefox as firefox


def test_right_and_wrong(firefox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind at some level: the key is right, and what is wrong is not."""
    monkeypatch.setitem(sys.modules, "viz.by_hand", None)
    drawn = sheet(seed=7, count=7, level=list(LEVELS), kind=list(KINDS))
    path = tmp_path / "page.html"
    path.write_text(interactive(drawn), encoding="utf-8")
    firefox.navigate(path.as_uri())
    for number, one in enumerate(drawn, 1):
        for answers, said in ((one.key, "✓ right"), (wrong(one), "✗ not right")):
            given = [
                (f"e{number}q{place}", answers[question.key])
                for place, question in enumerate(one.questions)
            ]
            script = f"return ({FILL})({json.dumps([number, given])})"
            assert set(firefox.execute_script(script)) == {said}
