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

@pytest.mark.share(3)
@pytest.mark.parametrize("number", range(7))
def test_many(number): pass

@pytest.mark.thorough
def test_slow(): pass

def test_other(): pass
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_cases=CASES)
    return pytester


def test_a_plain_run_takes_a_share_and_says_so(folder: pytest.Pytester) -> None:
    """Every third of the many: 0, 3 and 6."""
    done = folder.runpytest_subprocess("-v", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=4, deselected=5)
    done.stdout.fnmatch_lines(
        ["*test_many?0?*", "*test_many?3?*", "*test_many?6?*", "*test_other*", "*5 of 9 cases*"]
    )


def test_thorough_leaves_nothing_out(folder: pytest.Pytester) -> None:
    done = folder.runpytest_subprocess("--thorough")
    done.assert_outcomes(passed=9)
    done.stdout.no_fnmatch_line("*cases are run by*")


def test_what_is_asked_for_by_name_runs(folder: pytest.Pytester) -> None:
    folder.runpytest_subprocess("test_cases.py::test_slow").assert_outcomes(passed=1)


def test_several_processes_say_it_once(folder: pytest.Pytester) -> None:
    """Each leaves out the same."""
    pytest.importorskip("xdist")
    done = folder.runpytest_subprocess("-n", "2")
    done.assert_outcomes(passed=4)
    assert done.stdout.str().count("5 of 9 cases") == 1


def test_a_share_has_a_number(folder: pytest.Pytester) -> None:
    folder.makepyfile(test_cases=CASES.replace("share(3)", "share(1)"))
    done = folder.runpytest_subprocess()
    assert done.ret != 0
    assert "has share(1); write share(3)" in done.stdout.str() + done.stderr.str()


def test_said() -> None:
    assert said(0, 9) == ""
    assert said(5, 9) == "5 of 9 cases are run by --thorough alone"
