"""Formulas and labels in LaTeX."""

import warnings

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.latex import latex_name, latex_number, to_latex
from micrograd_plus.rules.table import TABLE, arity


def drawn(latex: str) -> None:
    """Have a formula read by matplotlib, which knows less of LaTeX than others do."""
    mathtext = pytest.importorskip("matplotlib.mathtext")
    with warnings.catch_warnings():
        # A font that lacks a letter is no matter of LaTeX.
        warnings.simplefilter("ignore")
        mathtext.MathTextParser("path").parse(f"${latex}$")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a * b", r"a \cdot b"),
        ("a / (b + 1)", r"\frac{a}{b + 1}"),
        ("(a / b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("(a + b)**2", r"\left(a + b\right)^{2}"),
        ("-x**2", r"-x^{2}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("abs(x)", r"\left\vert x\right\vert"),
        ("exp(-x)", r"e^{-x}"),
        ("where(x <= y, 1, 0)", r"\operatorname{where}\left(x \leq y, 1, 0\right)"),
        ("where(x != y, 1, 0)", r"\operatorname{where}\left(x \neq y, 1, 0\right)"),
        ("tanh(x + 1e-9)", r"\tanh\left(x + 1 \cdot 10^{-9}\right)"),
        ("x * 4e-05", r"x \cdot \left(4 \cdot 10^{-5}\right)"),
        ("pi * w1", r"\pi \cdot w_{1}"),
        ("where(x > 0, 1, 0)", r"\operatorname{where}\left(x > 0, 1, 0\right)"),
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
        drawn(latex)


@pytest.mark.parametrize(
    "name", ["a$b", "100%", "a_b_c", "{", "x|y", "a\\b", "ü", "a b", "`a` *b* <i>", "a^b~c#&", "数"]
)
def test_a_label_cannot_break_the_formula_around_it(name: str) -> None:
    """What is special in LaTeX, Markdown or HTML is escaped in a label, and can be drawn."""
    latex = latex_name(name)
    drawn(latex)
    for escaped in ("$", "%", "{", "}", "_", "#", "&"):
        latex = latex.replace("\\" + escaped, "")
    assert not set("$%|`*_&#~^") & set(latex)
    assert latex.count("{") == latex.count("}")
    assert "<i" not in latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("alpha", r"\alpha"),
        ("α", r"\alpha"),
        ("Γ", r"\Gamma"),
        ("lambda_1", r"\lambda_{1}"),
        ("θ₂", r"\theta_{2}"),
        ("ŷ", r"\hat{y}"),
        ("loss", r"\text{loss}"),
        ("größe", r"\text{größe}"),
        ("вес1", r"\text{вес1}"),
        ("W1_2", r"\text{W1\_2}"),
    ],
)
def test_letters_and_words(name: str, latex: str) -> None:
    """Greek letters are letters of mathematics, by name and by sign; words are text."""
    assert latex_name(name) == latex
    drawn(latex)


def test_numbers() -> None:
    """A power of ten is one, in brackets as a factor and as a base."""
    for number, latex in (("4e-05", r"4 \cdot 10^{-5}"), ("-inf", r"-\infty"), ("2", "2")):
        assert latex_number(number) == latex
    product, power = parse("a * b", arity()), parse("a**b", arity())
    operands = {"a": "4e-05", "b": "-3.0000"}
    base = r"\left(4 \cdot 10^{-5}\right)"
    assert to_latex(product, operands) == base + r" \cdot \left(-3.0000\right)"
    assert to_latex(power, operands) == base + "^{-3.0000}"
    assert to_latex(parse("tanh(a)", arity()), {"a": "-3.0000"}) == r"\tanh\left(-3.0000\right)"
