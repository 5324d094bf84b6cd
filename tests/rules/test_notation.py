"""Formulas written out: numbers, brackets, shortening."""

import itertools

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.notation import (
    AS_ONE,
    BESIDE_EQUALS,
    literal,
    number_text,
    simplify,
    to_text,
)
from micrograd_plus.rules.table import TABLE, arity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"),
        (1.0, "1.0000"),
        (-0.71635, "-0.7164"),
        (0.00004, "4e-05"),
        (0.00006, "6e-05"),
        (0.00012, "0.00012"),
        (0.0123456, "0.01235"),
        (0.05, "0.0500"),
        (12.3456789, "12.3457"),
        (1.23456e10, "1.235e+10"),
        (-1e-300, "-1e-300"),
        (123456.789, "123456.7890"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_short_and_never_zero_by_rounding(value: float, text: str) -> None:
    """Four decimals, or four digits that count where those would hide some of them."""
    assert number_text(value) == text


def test_a_literal_loses_nothing() -> None:
    """A number as a formula writes it reads back as the same number."""
    for value in (2.0, -3.0, 0.1, 1e20, 1 / 3, 1e-320):
        assert float(literal(value)) == value
    assert literal(2.0) == "2"


def test_what_is_computed_from_shown_numbers_is_the_shown_result() -> None:
    """4e-05 * 2 is not 0.0001: a product of shown numbers is the shown product."""
    numbers = [
        sign * digits * 10.0**power
        for sign in (1, -1)
        for digits in (1.0, 1.23456, 2.5, 4.00004, 7.77777, 9.99949)
        for power in range(-12, 12)
    ]
    for a, b in itertools.combinations(numbers, 2):
        by_hand = float(number_text(a)) * float(number_text(b))
        assert by_hand == pytest.approx(float(number_text(a * b)), rel=2e-3)
    assert number_text(4e-05 * 2) == "8e-05"


@pytest.mark.parametrize(
    ("text", "operands", "written"),
    [
        ("tanh(x)", {"x": "-3.0000"}, "tanh(-3.0000)"),
        ("x * w", {"x": "-3.0000", "w": "2.0000"}, "(-3.0000) * 2.0000"),
        ("x * w", {"x": "4e-05", "w": "-1e-05"}, "4e-05 * (-1e-05)"),
        ("x**w", {"x": "a", "w": "-2"}, "a**(-2)"),
        ("x * w", {"x": "a + b", "w": "c"}, "(a + b) * c"),
        ("tanh(x)", {"x": "a + b"}, "tanh(a + b)"),
        ("-x", {"x": "-1.0000"}, "-(-1.0000)"),
    ],
)
def test_brackets_stand_where_an_operator_needs_them(
    text: str, operands: dict[str, str], written: str
) -> None:
    """A negative number or a label like a + b gets brackets from an operator, and only there."""
    assert to_text(parse(text, arity()), operands) == written


def test_brackets_around_the_whole() -> None:
    """A comparison can stand beside an equals sign, any operator behind another one."""
    less, total = parse("where(a < b, a, b)", arity()).arguments[0], parse("a + b", arity())
    assert to_text(less) == "a < b"
    assert to_text(less, needed=BESIDE_EQUALS) == "(a < b)"
    assert to_text(total, needed=BESIDE_EQUALS) == "a + b"
    assert to_text(total, needed=AS_ONE) == "(a + b)"
    assert to_text(parse("exp(a)", arity()), needed=AS_ONE) == "exp(a)"


def test_shortening_puts_in_what_is_known() -> None:
    """The derivative of x**n with n known is written as one learns it."""
    partial = TABLE["pow"].partials[0]
    for exponent, written in ((3.0, "3 * x**2"), (2.0, "2 * x"), (1.0, "1"), (0.0, "0")):
        known, at = {"b": exponent}, {"a": 5.0, "b": exponent, "out": 5.0**exponent}
        assert to_text(simplify(partial, known, at, False), {"a": "x"}) == written


def test_shortening_chooses_the_branch_that_was_taken() -> None:
    """With all numbers at hand only the branch that counts is shown."""
    partial = TABLE["maximum"].partials[0]
    assert to_text(simplify(partial, {}, {"a": 2.0, "b": 1.0})) == "1"
    assert to_text(simplify(partial, {}, {"a": 1.0, "b": 1.0})) == "0.5"
    at = {"a": 2.0, "b": 1.0}
    assert to_text(simplify(partial, {}, at, every_branch=False)) == to_text(partial)


def test_a_branch_for_one_point_is_not_shown_elsewhere() -> None:
    """A where that guards a single point is left out where that point is not."""
    partial = TABLE["hypot"].partials[0]
    shown = to_text(simplify(partial, {}, {"a": 3.0, "b": 4.0, "out": 5.0}, every_branch=False))
    assert shown == "a / out"
    shown = to_text(simplify(partial, {}, {"a": 0.0, "b": 0.0, "out": 0.0}, every_branch=False))
    assert shown == "0"
