"""Lessons as tests of pytest, where an engine is given; nothing else is changed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import micrograd_plus_pytest
from tests.classroom.grading.engines import CLOSURES
from tests.imports import ROOT

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch, capsys) -> Run:
    """Runs pytest in a folder, with the options; gives its exit code and what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(*arguments: str) -> tuple[int, str]:
        common = ["-p", "no:cacheprovider", "-p", "no:faulthandler", "--rootdir", str(tmp_path)]
        code = pytest.main([*common, *arguments], plugins=[micrograd_plus_pytest])
        told = capsys.readouterr()
        return int(code), told.out + told.err

    return run


def test_there_is_a_test_for_each_lesson(tmp_path: Path, run: Run) -> None:
    """Beside those that are found anyhow; -k chooses among them."""
    (tmp_path / "engine.py").write_text(CLOSURES.replace("self.data > 0", "True"))
    (tmp_path / "test_own_tests.py").write_text("def test_add(): pass\n")
    chosen = "add or multiply or exp or relu"
    code, told = run("--grade-engine=engine.py:Value", "-v", "-k", chosen)
    assert code == 1
    for test, result in (
        ("test_own_tests.py::test_add", "PASSED"),
        ("engine.py::add", "PASSED"),
        ("engine.py::multiply", "PASSED"),
        ("engine.py::exp", "SKIPPED (there is no exp)"),
        ("engine.py::relu", "FAILED"),
    ):
        assert any(line.startswith(f"{test} {result}") for line in told.splitlines()), told
    assert "local gradient forgotten: in relu(a)" in told
    assert "Traceback" not in told
    assert "grader.py" not in told


def test_names_and_what_is_missing(tmp_path: Path, run: Run) -> None:
    """As on the command line."""
    (tmp_path / "engine.py").write_text(CLOSURES.replace(".grad", ".odd"))
    options = ("--grade-engine=engine.py", "--grade-names=grad=odd", "--grade-require-all")
    _, told = run(*options, "-k", "add or exp", "-q")
    assert "1 failed, 1 passed" in told
    assert "there is no exp" in told


@pytest.mark.parametrize(
    ("source", "words"),
    [(None, "there is no file engine.py"), ("class Value(:", "SyntaxError")],
)
def test_what_cannot_be_graded(source: str | None, words: str, tmp_path: Path, run: Run) -> None:
    """It is told, in one sentence."""
    if source:
        (tmp_path / "engine.py").write_text(source)
    code, told = run("--grade-engine=engine.py", "-k", "construction")
    assert code
    assert words in told


def test_without_the_option_nothing_is_loaded(tmp_path: Path) -> None:
    """Neither the package nor numpy."""
    (tmp_path / "test_own.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    assert 'micrograd_plus_pytest' in sys.modules\n"
        "    assert not {'micrograd_plus', 'numpy'} & set(sys.modules)\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "micrograd_plus_pytest"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert found.returncode == 0, found.stdout
    assert "1 passed" in found.stdout
