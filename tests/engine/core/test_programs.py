"""The engine in C and the one in Python give the same bits, errors and graphs."""

import os
import subprocess
import sys

import pytest

from micrograd_plus.engine.core import CORE

COUNT = 300


def digests(core: str, *options: str) -> list[str]:
    """A line for each of the programs, computed by one of the engines."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.engine.core.programs"]
    surroundings = os.environ | {"MICROGRAD_PLUS_CORE": core}
    done = subprocess.run(
        [*command, "0", str(COUNT), *options],
        capture_output=True,
        text=True,
        env=surroundings,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(CORE is None, reason="the engine in C was not built, or is not wanted")
def test_random_programs() -> None:
    """`python -m tests.engine.core.programs 0 20000` is for as many as one likes."""
    by_c, by_python = digests("c"), digests("python")
    assert len(by_c) == COUNT
    assert [(a, b) for a, b in zip(by_c, by_python, strict=True) if a != b] == []


def test_the_programs_meet_all_kinds_of_nodes_and_errors() -> None:
    """What is compared is worth it."""
    told = "\n".join(digests("python", "--tell"))
    for piece in ("TypeError", "ZeroDivisionError", "StaleGraphError", "OverflowError", "Spent"):
        assert piece in told, piece
    for piece in ("Weight", "Odd", "Constant", "one", " logsumexp ", " take", " where ", " hypot "):
        assert piece in told, piece
