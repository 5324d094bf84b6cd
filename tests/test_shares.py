"""What a plain run leaves to --thorough, in a folder of tests of its own."""

from pathlib import Path

import pytest

from tests.shares import said

pytest_plugins = ["pytester"]

CONFTEST = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from tests.conftest import *
"""
CASES = """
import pytest

@pytest.mark.parametrize("number", range(12))
def test_many(number): pass

@pytest.mark.parametrize("number", range(5))
def test_few(number): pass

@pytest.mark.thorough
def test_slow(): pass

@pytest.fixture
def browser(): pass

def test_a_page(browser): pass

def test_other(): pass
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_cases=CASES)
    return pytester


def test_a_plain_run_takes_a_share_and_says_so(folder: pytest.Pytester) -> None:
    """Two of twelve, all of five."""
    done = folder.runpytest_subprocess("-v", "-p", "no:xdist")
    done.assert_outcomes(passed=2 + 5 + 1, deselected=10 + 1 + 1)
    done.stdout.fnmatch_lines(["*test_many*", "*test_few?4?*", "*test_other*", "*12 of 20 cases*"])


def test_thorough_leaves_nothing_out(folder: pytest.Pytester) -> None:
    done = folder.runpytest_subprocess("--thorough", "-p", "no:xdist")
    done.assert_outcomes(passed=20)
    done.stdout.no_fnmatch_line("*cases are run by*")


@pytest.mark.parametrize(
    ("asked", "count"),
    [(["test_cases.py"], 20), (["test_cases.py::test_slow"], 1), (["-k", "many"], 12)],
)
def test_what_is_asked_for_by_name_runs(
    folder: pytest.Pytester, asked: list[str], count: int
) -> None:
    assert folder.runpytest(*asked).parseoutcomes()["passed"] == count


def test_several_processes_say_it_once(folder: pytest.Pytester) -> None:
    """Each leaves out the same, and a plain run has one for each core."""
    pytest.importorskip("xdist")
    done = folder.runpytest_subprocess("-v")
    done.assert_outcomes(passed=8)
    assert done.stdout.str().count("12 of 20 cases") == 1


def test_said() -> None:
    assert said(0, 9) == ""
    assert said(5, 9) == "5 of 9 cases are run by --thorough alone"
