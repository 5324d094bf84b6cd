"""The command grade: what it prints and writes, and its exit code."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from micrograd_plus.classroom import Report
from micrograd_plus.commands import grade
from micrograd_plus.commands.cli import main
from tests.classroom.grading.engines import CLOSURES

ASKED = ("--lessons", "add,multiply", "--seconds", "20")


@pytest.fixture
def right(tmp_path: Path) -> str:
    """A right engine."""
    (tmp_path / "engine.py").write_text(CLOSURES)
    return str(tmp_path / "engine.py")


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """One whose products are not swapped."""
    (tmp_path / "wrong.py").write_text(CLOSURES.replace("+= other.data *", "+= self.data *"))
    return f"{tmp_path / 'wrong.py'}:Value"


def test_a_right_engine(right: str, capsys) -> None:
    """The exit code is 0."""
    assert main(["grade", right, *ASKED]) == 0
    assert capsys.readouterr().out.startswith("engine.py:Value: 2 passed\n")


def test_a_wrong_engine(wrong: str, capsys) -> None:
    """The exit code is 1, and the mistake is told."""
    assert main(["grade", wrong, *ASKED]) == 1
    assert "operands swapped: in a * b" in capsys.readouterr().out


def test_what_is_missing_may_be_required(right: str) -> None:
    """Then it is not passed."""
    options = ["grade", right, "--lessons", "add,exp", "--seconds", "20"]
    assert main(options) == 0
    assert main([*options, "--require-all"]) == 1


def test_forms(wrong: str, tmp_path: Path, capsys) -> None:
    """To standard output, or into a file; a page is for .html."""
    assert main(["grade", wrong, *ASKED, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["lessons"][0]["status"] == "passed"
    results = tmp_path / "results.json"
    assert main(["grade", wrong, *ASKED, "--gradescope", "-o", str(results)]) == 1
    assert [test["score"] for test in json.loads(results.read_text())["tests"]] == [1.0, 0.0]
    assert capsys.readouterr().out == (f"wrong.py:Value: 1 passed, 1 failed\nwrote {results}\n")
    page = tmp_path / "report.html"
    assert main(["grade", wrong, *ASKED, "-o", str(page)]) == 1
    assert page.read_text().startswith("<!doctype html>")
    assert "<title>Grading wrong.py:Value</title>" in page.read_text()
    junit = tmp_path / "junit.xml"
    assert main(["grade", wrong, *ASKED, "--junit", "-o", str(junit)]) == 1
    assert '<failure message="operands swapped">' in junit.read_text()


def test_a_class(right: str, wrong: str, tmp_path: Path, capsys) -> None:
    """A line for each in a table."""
    table = tmp_path / "marks.csv"
    assert main(["grade", right, wrong, *ASKED, "--table", str(table)]) == 1
    lines = table.read_text().splitlines()
    assert lines[0] == "engine,passed,marks,asked,begin with,add,multiply"
    assert lines[1] == f"{right},yes,2,2,,passed,passed"
    assert lines[2] == f"{wrong},no,1,2,multiply: operands swapped,passed,failed"
    assert f"{wrong}: 1 passed, 1 failed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["nothing.py"], "there is no file nothing.py"),
        (["{right}", "--names", "dta=x"], "did you mean data"),
        (["{right}", "--lessons", "ad"], "there is no lesson 'ad'"),
        (["{right}", "--table", "marks.txt"], "must end in .csv"),
        (["{right}", "-o", "nowhere/report.html"], "does not exist"),
        (["{right}", "{right}", "--json"], "several engines are told in a table"),
    ],
)
def test_wrong_input_gets_a_sentence(options: list[str], words: str, right: str, capsys) -> None:
    """And the exit code 2, which no grading has."""
    assert main(["grade", *(option.format(right=right) for option in options)]) == 2
    assert words in capsys.readouterr().err


def test_a_seed_is_handed_on(right: str, monkeypatch) -> None:
    """To one engine and to many."""
    seen = []

    def told(engines: object, *given: object) -> list[Report]:
        seen.append(given[-1])
        return []

    monkeypatch.setattr(grade, "grade", lambda *given: told(*given) or Report("e", ()))
    monkeypatch.setattr(grade, "grade_all", lambda engines, *given: told(engines, *given))
    main(["grade", right, "--seed", "5"])
    with suppress(ValueError):
        main(["grade", right, right, "--seed", "6"])
    assert seen == [5, 6]
