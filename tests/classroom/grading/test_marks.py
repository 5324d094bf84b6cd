"""A class is graded side by side."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from micrograd_plus.classroom import Report, grade_all
from micrograd_plus.classroom.grading.marks import marks_table
from micrograd_plus.classroom.grading.outcome import Failure, Graded, Status
from tests.classroom.grading.engines import CLOSURES
from tests.classroom.grading.helpers import PATIENT, written


def folder_of(folder: Path) -> list[Path]:
    """Two submissions."""
    for name, source in (("ada", CLOSURES), ("bob", CLOSURES.replace("self.grad = 1.0", "pass"))):
        (folder / name).mkdir()
        written(folder / name, source)
    return [folder / "ada" / "engine.py", folder / "bob" / "engine.py"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_has_its_report(jobs: int, tmp_path: Path) -> None:
    """In their order, one after the other or in parallel."""
    if jobs > 1:
        pytest.importorskip("joblib")
    reports = grade_all(folder_of(tmp_path), jobs=jobs, lessons=["add"], limits=PATIENT)
    assert [report.passed for report in reports] == [True, False]


def test_jobs_are_counted() -> None:
    """From 1."""
    with pytest.raises(ValueError, match="jobs must be at least 1"):
        grade_all([], jobs=0)


def test_without_joblib_the_cure_is_told(monkeypatch, tmp_path: Path) -> None:
    """One job needs none."""
    monkeypatch.setitem(__import__("sys").modules, "joblib", None)
    with pytest.raises(ImportError, match="pip install joblib"):
        grade_all(folder_of(tmp_path), jobs=2)
    assert grade_all([], jobs=1) == []


def test_marks_are_a_table() -> None:
    """What is missing is not asked; no cell is a formula of somebody's."""
    wrong = Failure((), (), mistake="= for +=")
    lessons = (
        Graded("add", "", "", Status.PASSED),
        Graded("twice", "", "", Status.FAILED, failure=wrong),
        Graded("exp", "", "", Status.MISSING, "there is no exp"),
    )
    ended = Graded("add", "", "", Status.ENDED, "=cmd\x1b")
    reports = [Report("e", lessons), Report("e", lessons, require_all=True), Report("e", (ended,))]
    rows = list(csv.reader(marks_table(["ada.py", "=bob.py", "c.py"], reports).splitlines()))
    assert rows[0] == ["engine", "passed", "marks", "asked", "begin with", "add", "twice", "exp"]
    assert rows[1] == ["ada.py", "no", "1", "2", "twice: = for +=", "passed", "failed", "missing"]
    assert rows[2][:4] == ["'=bob.py", "no", "1", "3"]
    assert rows[3][3:6] == ["1", "add: =cmd\\x1b", "ended"]


def test_a_mark_without_a_known_mistake_says_what_is_wrong() -> None:
    """Nothing stands there with an empty end."""
    numbers = Failure((), (), "a", "", "grad", 1.0, 2.0)
    lessons = [
        Graded("twice", "", "", Status.FAILED, failure=failure)
        for failure in (numbers, replace(numbers, sentence="no mistake that is known"))
    ]
    reports = [Report("e", (each,)) for each in lessons]
    rows = list(csv.reader(marks_table(["a.py", "b.py"], reports).splitlines()))
    assert rows[1][4] == "twice: a.grad is 1.0000, right is 2.0000"
    assert rows[2][4] == "twice: no mistake that is known"
