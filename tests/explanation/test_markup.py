"""The pieces of a formula in each markup."""

from xml.etree import ElementTree

from micrograd_plus.explanation.markup import LATEX, MATHML, TEXT


def test_the_markups_tell_the_same() -> None:
    """Brackets stand in the same places, whatever the markup."""
    assert TEXT.gradient("L", "a + b") == "∂L/∂(a + b)"
    assert LATEX.gradient("L", "x") == r"\frac{\partial L}{\partial x}"
    assert TEXT.product("-2.0000", "4e-05") == "(-2.0000) · 4e-05"
    factors = r"\left(-2.0000\right) \cdot \left(4 \cdot 10^{-5}\right)"
    assert LATEX.product("-2.0000", "4e-05") == factors
    assert TEXT.sum("1.0000", "-2.0000") == "1.0000 + (-2.0000)"
    assert TEXT.equal(["a", "b", "c"], "+=") == "a += b = c"
    tree = ElementTree.fromstring(MATHML.equal([MATHML.name("a"), MATHML.name("-1")], "+="))
    assert "".join(tree.itertext()) == "a+=−1"


def test_remarks_are_set_off() -> None:
    """A remark has a few words in front of it."""
    assert LATEX.remarks("a", [("with ", "b")]) == r"a \quad\text{with }b"
    assert TEXT.remarks("a", [("with ", "b")]) == "a, with b"
