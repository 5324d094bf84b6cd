"""A report is true when nothing went wrong."""

import pytest

from micrograd_plus.classroom.grading.outcome import Failure, Graded, Status
from micrograd_plus.classroom.grading.report import Report


def graded(*statuses: str) -> tuple[Graded, ...]:
    """Lessons that went so."""
    return tuple(Graded(f"l{n}", "title", "why", Status(s)) for n, s in enumerate(statuses))


@pytest.mark.parametrize(
    ("statuses", "passed", "all_required"),
    [
        (("passed", "passed"), True, True),
        (("passed", "missing"), True, False),
        (("missing", "missing"), False, False),
        (("passed", "failed"), False, False),
        (("passed", "ended"), False, False),
        ((), False, False),
    ],
)
def test_when_it_is_passed(statuses: tuple[str, ...], passed: bool, all_required: bool) -> None:
    """What is missing counts only where all is required; nothing is never enough."""
    assert Report("e.py:Value", graded(*statuses)).passed is passed
    assert bool(Report("e.py:Value", graded(*statuses), require_all=True)) is all_required


def test_where_to_begin() -> None:
    """The first lesson that failed or was ended."""
    report = Report("e.py:Value", graded("passed", "missing", "ended", "failed"))
    assert report.first is report.lessons[2]
    assert Report("e.py:Value", graded("passed")).first is None
    assert report.count(Status.FAILED) == 1


def test_it_shows_itself() -> None:
    """As text, and in a notebook as a table."""
    report = Report("e.py:Value", graded("passed", "failed"))
    assert str(report).startswith("e.py:Value: 1 passed, 1 failed")
    assert "<table>" in report._repr_html_()


def test_what_most_engines_share_comes_last() -> None:
    """A learner begins with the mistake that is their own, and reads of it first."""
    wrong = [Failure((), (), mistake=name, sentence=name) for name in ("recursion", "= for +=")]
    lessons = [Graded(f"l{n}", "", "", Status.FAILED, failure=each) for n, each in enumerate(wrong)]
    report = Report("e.py:Value", tuple(lessons))
    assert report.first is lessons[1]
    text = str(report)
    assert text.index("= for +=: ") < text.index("recursion: ")
