"""Formulas and labels as MathML."""

from xml.etree import ElementTree

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.mathml import mathml_name, to_mathml
from micrograd_plus.rules.notation import AS_ONE, BESIDE_EQUALS
from micrograd_plus.rules.table import TABLE, arity

CORE = {"mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msub", "msqrt", "mroot", "mspace"}


def read(mathml: str) -> ElementTree.Element:
    """Read MathML as XML and check that every element is one that all browsers know."""
    tree = ElementTree.fromstring(f"<math>{mathml}</math>")
    assert {element.tag for element in tree.iter()} <= CORE | {"math"}
    for element in tree.iter():
        if element.tag in ("mfrac", "msup", "msub", "mroot"):
            assert len(element) == 2
    return tree


def shown(mathml: str) -> str:
    """The letters of MathML."""
    return "".join(read(mathml).itertext())


@pytest.mark.parametrize("rule", TABLE.values(), ids=list(TABLE))
def test_every_row_is_well_formed(rule) -> None:
    """Every formula of the table is XML, with two parts in a fraction and in a power."""
    for expression in (rule.forward, *filter(None, rule.partials)):
        assert len(read(to_mathml(expression))) == 1


@pytest.mark.parametrize(
    ("text", "operands", "letters"),
    [
        ("a * b", {"a": "-3.0000", "b": "2"}, "(−3.0000)·2"),
        ("tanh(a)", {"a": "-3.0000"}, "tanh(−3.0000)"),
        ("a - b", {"a": "x1", "b": "4e-05"}, "x1−(4·10−5)"),
        ("where(a < b, a, b)", {}, "where(a<b,a,b)"),
        ("sum(a, b)", {"a": "α", "b": "loss"}, "sum(α,loss)"),
        ("abs(a)", {}, "|a|"),
    ],
)
def test_formulas(text: str, operands: dict[str, str], letters: str) -> None:
    """Formulas read as they do in the other markups, with the same brackets."""
    assert shown(to_mathml(parse(text, arity()), operands)) == letters


def test_brackets_around_the_whole() -> None:
    """A comparison can stand beside an equals sign, any operator behind a ∂."""
    less = parse("where(a < b, a, b)", arity()).arguments[0]
    assert shown(to_mathml(less, needed=BESIDE_EQUALS)) == "(a<b)"
    assert shown(to_mathml(parse("a + b", arity()), needed=AS_ONE)) == "(a+b)"


@pytest.mark.parametrize("name", ["a<b>&c", "]]>", "\x00\x1b", "\ud800", "数", '"', "a b"])
def test_labels_are_text(name: str) -> None:
    """No label becomes an element, and what XML does not allow is replaced."""
    allowed = name if name.isprintable() else "\N{REPLACEMENT CHARACTER}" * len(name)
    assert shown(mathml_name(name)) == allowed


def test_letters() -> None:
    """A Greek letter is written by its name or by itself, an index is lowered."""
    assert mathml_name("alpha") == mathml_name("α") == "<mi>α</mi>"
    assert mathml_name("Omega_2") == "<msub><mi>Ω</mi><mn>2</mn></msub>"
