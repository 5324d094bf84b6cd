"""Formulas written out: numbers, LaTeX, shortening."""

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.notation import (
    latex_name,
    literal,
    number_text,
    simplify,
    to_latex,
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
        (-1e-300, "-1e-300"),
        (123456.789, "123456.7890"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_short_and_never_zero_by_rounding(value: float, text: str) -> None:
    """Four decimals, or four digits where those would show fewer."""
    assert number_text(value) == text


def test_a_literal_loses_nothing() -> None:
    """A number as a formula writes it reads back as the same number."""
    for value in (2.0, -3.0, 0.1, 1e20, 1 / 3, 1e-320):
        assert float(literal(value)) == value
    assert literal(2.0) == "2"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a * b", r"a \cdot b"),
        ("a / (b + 1)", r"\frac{a}{b + 1}"),
        ("(a + b)**2", r"\left(a + b\right)^{2}"),
        ("-x**2", r"-x^{2}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("abs(x)", r"\left\lvert x\right\rvert"),
        ("exp(-x)", r"e^{-x}"),
        ("pi * w1", r"\pi \cdot w_{1}"),
        ("where(x > 0, 1, 0)", r"\begin{cases} 1 & \text{if } x > 0 \\"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    """Formulas are set as books set them."""
    assert to_latex(parse(text, arity())).startswith(latex)


@pytest.mark.parametrize("rule", TABLE.values(), ids=list(TABLE))
def test_every_row_can_be_set_in_latex(rule) -> None:
    """Braces and \\left ... \\right pair up in every formula of the table."""
    for expression in (rule.forward, *filter(None, rule.partials)):
        latex = to_latex(expression)
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")


@pytest.mark.parametrize("name", ["a$b", "100%", "a_b_c", "{", "x|y", "a\\b", "ü", "a b"])
def test_a_label_cannot_break_the_formula_around_it(name: str) -> None:
    """What is special in LaTeX is escaped in a label."""
    latex = latex_name(name).replace(r"\$", "").replace(r"\%", "").replace(r"\{", "")
    assert "$" not in latex
    assert "%" not in latex
    assert "|" not in latex
    assert latex.count("{") == latex.count("}")


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
