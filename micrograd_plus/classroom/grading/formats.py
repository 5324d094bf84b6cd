"""A report for other programs: JSON, JUnit's XML and Gradescope's results."""

import json
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

from .outcome import Graded, Status
from .report import Report
from .shown import harmless, summary, told


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as lists, dictionaries, texts and numbers, for JSON."""
    return {
        "engine": report.engine,
        "passed": report.passed,
        "names": dict(report.names),
        "notes": list(report.notes),
        "lessons": [_lesson_data(lesson) for lesson in report.lessons],
    }


def _lesson_data(lesson: Graded) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": lesson.name,
        "title": lesson.title,
        "teaches": lesson.teaches,
        "status": lesson.status.value,
        "reason": lesson.reason,
        "printed": harmless(lesson.printed),
    }
    if failure := lesson.failure:
        data["failure"] = {
            "program": list(failure.lines),
            "node": failure.node,
            "edge": failure.edge,
            "what": failure.what,
            "given": _finite(failure.given),
            "right": _finite(failure.right),
            "error": failure.error,
            "mistake": failure.mistake,
            "sentence": failure.sentence,
        }
    return data


def _finite(number: float | None) -> float | str | None:
    """JSON has no inf and nan."""
    return number if number is None or abs(number) < float("inf") else repr(number)


def as_json(report: Report) -> str:
    """Return a report as JSON."""
    return json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def as_junit(report: Report) -> str:
    """Return a report as the XML of JUnit, which continuous integration reads.

    What was ended is an error there, what is missing is skipped.
    """
    wrong = report.count(Status.FAILED)
    attributes = (
        f"name={quoteattr(report.engine)} tests={quoteattr(str(len(report.lessons)))} "
        f'failures="{wrong}" errors="{report.count(Status.ENDED)}" '
        f'skipped="{report.count(Status.MISSING)}"'
    )
    cases = "\n".join(_case(report, lesson) for lesson in report.lessons)
    suite = f"<testsuite {attributes}>\n{cases}\n</testsuite>"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}\n<testsuites>\n{suite}\n</testsuites>\n"


def _case(report: Report, lesson: Graded) -> str:
    kinds = {Status.FAILED: "failure", Status.ENDED: "error", Status.MISSING: "skipped"}
    names = f"classname={_quoted(report.engine)} name={_quoted(lesson.name)}"
    if lesson.status not in kinds:
        return f"<testcase {names}/>"
    kind, failure = kinds[lesson.status], lesson.failure
    message = (failure.short if failure else "") or lesson.reason
    text = "" if kind == "skipped" else escape(told(lesson))
    return f"<testcase {names}><{kind} message={_quoted(message)}>{text}</{kind}></testcase>"


def _quoted(text: str) -> str:
    return quoteattr(harmless(text))


def as_gradescope(report: Report) -> str:
    """Return a report as Gradescope's `results.json`: a point for each lesson that is asked.

    What is missing is worth no point and costs none, unless all was required.
    """
    tests = []
    for lesson in report.lessons:
        missing = lesson.status is Status.MISSING
        passed = lesson.status is Status.PASSED
        text = "" if passed else lesson.reason if missing else told(lesson)
        tests.append(
            {
                "name": f"{lesson.name}: {lesson.title}",
                "score": float(passed),
                "max_score": 0.0 if missing else 1.0,
                "status": "passed" if passed or missing else "failed",
                "output": harmless(text),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    text = harmless(f"{report.engine}: {summary(report.lessons)}")
    return json.dumps({"output": text, "tests": tests}, indent=2) + "\n"
