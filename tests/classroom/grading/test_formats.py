"""Reports as JSON, JUnit's XML and Gradescope's results."""

import json
from xml.etree import ElementTree

from micrograd_plus.classroom.grading import formats
from micrograd_plus.classroom.grading.report import Report
from tests.classroom.grading.helpers import LESSONS_THAT_WENT

REPORT = Report("engine.py:Value", LESSONS_THAT_WENT, {"data": "data"}, ("there is a network",))


def test_json() -> None:
    """Everything, and numbers that are none as text."""
    data = json.loads(formats.as_json(REPORT))
    assert data["passed"] is False
    assert [x["status"] for x in data["lessons"]] == ["passed", "failed", "missing", "ended"]
    assert data["lessons"][1]["failure"]["given"] == "nan"
    assert data["lessons"][1]["failure"]["mistake"] == "= for +="


def test_junit() -> None:
    """It is XML, whatever an engine has printed; what is missing is skipped."""
    suite = ElementTree.fromstring(formats.as_junit(REPORT).encode()).find("testsuite")
    assert suite is not None
    assert suite.attrib | {"name": ""} == {
        "name": "",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    kinds = [[part.tag for part in case] for case in suite.iter("testcase")]
    assert kinds == [[], ["failure"], ["skipped"], ["error"]]


def test_gradescope() -> None:
    """A point for each lesson that is asked; none for what is missing, and none lost."""
    results = json.loads(formats.as_gradescope(REPORT))
    assert [test["score"] for test in results["tests"]] == [1.0, 0.0, 0.0, 0.0]
    assert [test["max_score"] for test in results["tests"]] == [1.0, 1.0, 0.0, 1.0]
    assert {test["status"] for test in results["tests"]} == {"passed", "failed"}
    assert "do not set" in results["tests"][1]["output"]
