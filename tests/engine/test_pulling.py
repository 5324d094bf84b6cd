"""The source of the step backward of a row."""

import pytest

from micrograd_plus.engine.pulling import data_names, lines, may_raise, operands_of, pull_source
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import BUILT_IN


def source(name: str) -> str:
    """The step backward of a row, with its formulas as plain text."""
    return pull_source(BUILT_IN[name], to_text, "fall_back()")


def test_branches_are_statements() -> None:
    """What chooses and cannot raise is an `if`: nothing is added where 0 is written."""
    assert source("relu").split("\n")[2:] == [
        "    if _type(x) is not _Constant:",
        "        if x > 0:",
        "            x.gradient += _upstream",
        "        else:",
        "            pass",
        "",
    ]


@pytest.mark.parametrize(("name", "risky"), [("div", True), ("mul", False), ("relu", False)])
def test_a_fallback_where_it_may_raise(name: str, risky: bool) -> None:
    """Only partials that can raise are computed before anything is added."""
    assert ("fall_back()" in source(name)) == risky
    assert any(map(may_raise, BUILT_IN[name].partials)) == risky


def test_names() -> None:
    """Each argument stands for the number of its operand."""
    assert data_names(BUILT_IN["sub"]) == {
        "a": "a.number",
        "b": "b.number",
        "out": "_node.number",
    }
    assert data_names(BUILT_IN["sum"])["x"] == "_x.number"
    assert operands_of(BUILT_IN["neg"]) == "(a,)"
    assert lines(1, "a", "b") == "    a\n    b\n"
