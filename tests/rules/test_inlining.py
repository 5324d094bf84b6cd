"""Formulas made ready for programs: basic functions alone, and what is known put in."""

import random

import pytest

from micrograd_plus import rule
from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import evaluate, operations, parse
from micrograd_plus.rules.inlining import (
    BASIC,
    WHOLE_POWER,
    forward_of,
    inlined,
    partial_of,
    whole_powers,
)
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import BUILT_IN, TABLE

FUNCTIONS = {**ALL, "where": lambda condition, a, b: a if condition else b}


@pytest.mark.parametrize("name", BUILT_IN)
def test_basic_functions_alone_are_left(name: str) -> None:
    """In the result and in every partial of each row."""
    row = BUILT_IN[name]
    for formula in (row.forward, *(partial for partial in row.partials if partial is not None)):
        assert operations(inlined(formula, row)) <= BASIC


@pytest.mark.parametrize("name", [name for name, row in BUILT_IN.items() if not row.variadic])
def test_an_inlined_row_computes_the_same(name: str) -> None:
    """Whatever rows it was made of."""
    row, stream = BUILT_IN[name], random.Random(0)
    values = {argument: stream.uniform(0.1, 0.9) for argument in row.arguments}
    if name == "acosh":
        values = {"x": 1.5}
    used = {**FUNCTIONS, **{n: _called(r) for n, r in row.uses.items()}}
    expected = evaluate(row.forward, values, used)
    assert evaluate(inlined(row.forward, row), values, FUNCTIONS) == pytest.approx(
        expected, rel=1e-14
    )


def _called(row):
    return lambda *xs: evaluate(
        inlined(row.forward, row), dict(zip(row.arguments, xs, strict=True)), FUNCTIONS
    )


def test_known_numbers_are_put_in() -> None:
    """The exponent of a square, and the slope that belongs to it."""
    power = BUILT_IN["pow"]
    a, b = power.arguments
    assert to_text(forward_of(power, {b: 2.0})) == f"{a}**2"
    assert to_text(partial_of(power, 0, {b: 2.0})) == f"2 * {a}"
    assert partial_of(BUILT_IN["less"], 0, {}) is None


def test_whole_powers_are_marked() -> None:
    """They have no domain to check; a power of a number stays a call."""
    assert WHOLE_POWER in operations(whole_powers(parse("x**3", {})))
    for text in ("x**0.5", "x**y", "2**3"):
        assert WHOLE_POWER not in operations(whole_powers(parse(text, {})))


@pytest.mark.parametrize(
    ("outer", "written"),
    [
        ("squares(a, b)", "sum(a**2, b**2)"),
        ("squares(a)", "sum(a**2)"),
    ],
)
def test_the_operands_of_a_variadic_row_are_written_one_by_one(outer: str, written: str) -> None:
    """A sum over all of several operands is one over those that are given."""
    rule("squares", "*xs", "sum(x**2 for x in xs)", "2 * x")
    arguments = "a b" if "b" in outer else "a"
    slopes = ["2 * a", "2 * b"] if "b" in outer else ["2 * a"]
    rule("mine", arguments, outer, *slopes)
    mine = TABLE["mine"]
    assert to_text(inlined(mine.forward, mine)).replace(" ", "") == written.replace(" ", "")
