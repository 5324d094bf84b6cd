"""What a command prints stands in the page."""

import pytest

from tests.docs.common import extension


def test_what_is_printed() -> None:
    """The directive shows what a user sees, however wide the terminal is that builds the page."""
    printed = extension("command_output").printed
    assert "multiply swaps" in printed(["explain", "x*y", "x=2", "y=3"])
    told = printed(["grade", "--help"])
    assert told.startswith("usage: micrograd-plus grade")
    assert max(map(len, told.splitlines())) <= 88


def test_a_command_that_fails_stops_the_build() -> None:
    """A page never shows a command that there is not."""
    printed = extension("command_output").printed
    with pytest.raises(RuntimeError, match="micrograd-plus grad ends with 2"):
        printed(["grad"])
    with pytest.raises(RuntimeError, match="ends with 2"):
        printed(["explain", "log(x)", "x=0"])
