"""The small language: what passes, what is refused, and where the error points."""

import operator
import re

import pytest

from micrograd_plus.errors import FormulaError
from micrograd_plus.rules.expression import evaluate, names, parse, parse_domain
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import arity

PASSING = [
    ("a+b*c", "a + b * c"),
    ("(a+b)*c", "(a + b) * c"),
    ("a-(b-c)", "a - (b - c)"),
    ("a-b-c", "a - b - c"),
    ("a/(b*c)", "a / (b * c)"),
    ("a/b/c", "a / b / c"),
    ("-x**2", "-x**2"),
    ("(-x)**2", "(-x)**2"),
    ("x**-2", "x**-2"),
    ("2**3**x", "2**3**x"),
    ("(2**3)**x", "(2**3)**x"),
    ("--x", "--x"),
    ("+x", "x"),
    (" tanh( x ) ", "tanh(x)"),
    ("where(x<0, 0, x)", "where(x < 0, 0, x)"),
    ("1e-3*x", "0.001 * x"),
    ("1_000", "1000"),
    ("sum(a, b)", "sum(a, b)"),
    ("sum(x**2 for x in xs)", "sum(x**2 for x in xs)"),
    ("ä*β", "ä * β"),
]


@pytest.mark.parametrize(("text", "written"), PASSING)
def test_formulas_are_read_and_written_back(text: str, written: str) -> None:
    """A formula comes back as people write it, and reads the same once more."""
    expression = parse(text, arity())
    assert to_text(expression) == written
    assert to_text(parse(written, arity())) == written


REFUSED = [
    ("", 1, "empty"),
    ("   ", 1, "empty"),
    ("x ^ 2", 3, "**"),
    ("ä^2", 2, "**"),
    ("a @ b", 1, "only numbers"),
    ("x % 2", 1, "only numbers"),
    ("x // 2", 1, "only numbers"),
    ("2x", 1, "2*x"),
    ("3(x)", 1, "*"),
    ("x y", 3, "not a formula"),
    ("1 + sin x", 5, "sin(...)"),
    ("x = 3", 3, "no ="),
    ("a < b", 1, "where"),
    ("1 + (a < b)", 6, "where"),
    ("where(a < b < c, 1, 2)", 7, "two things"),
    ("where(a and b, 1, 2)", 7, "only numbers"),
    ("where(x, 1, 2)", 7, "by a comparison"),
    ("x.exp()", 1, "write exp(x)"),
    ("tan(x, y)", 1, "takes 1 argument, here are 2"),
    ("atan2(x)", 1, "takes 2 arguments"),
    ("sum()", 1, "at least one"),
    ("tanhh(x)", 1, "did you mean tanh"),
    ("foo(x)", 1, "not an operation"),
    ("x.real", 1, "only numbers"),
    ("x[0]", 1, "only numbers"),
    ("'x'", 1, "only numbers"),
    ("f'{x}'", 1, "only numbers"),
    ("True", 1, "only numbers"),
    ("None", 1, "only numbers"),
    ("3j", 1, "only numbers"),
    ("lambda: 0", 1, "only numbers"),
    ("[x]", 1, "only numbers"),
    ("x if y else z", 1, "only numbers"),
    ("(x := 3)", 2, "only numbers"),
    ("tanh(x=3)", 6, "without names"),
    ("tanh(*x)", 6, "only numbers"),
    ("~x", 1, "only numbers"),
    ("not x", 1, "only numbers"),
    ("1e999", 1, "too large"),
    ("10" + "0" * 400, 1, "too large"),
    ("9" * 5000, 1, "not a formula"),
    ("x # hi", 3, "comments"),
    ("x; y", 2, "one formula"),
    ("x\\y", 2, "backslash"),
    ("x\0y", 2, "null"),
    ("(x", 1, "never closed"),
    ("x)", 2, "unmatched"),
    ("x) + (y", 2, "unmatched"),
    ("__import__('os').system('ls')", 25, "only numbers"),
    ("(" * 300 + "x" + ")" * 300, 1, "too"),
    ("-" * 20_000 + "x", 1, "deep"),
    ("sum(x for x in xs if x)", 4, "x**2 for x in xs"),
    ("sum(x for x, y in xs)", 4, "x**2 for x in xs"),
]


@pytest.mark.parametrize(("text", "column", "said"), REFUSED, ids=lambda value: str(value)[:24])
def test_everything_else_is_refused_with_its_column(text: str, column: int, said: str) -> None:
    """What is not on the white list raises, says why, and points at the place."""
    with pytest.raises(FormulaError) as caught:
        parse(text, arity())
    assert said in str(caught.value)
    assert caught.value.column <= len(text)
    if len(text) < 60:
        assert caught.value.column + 1 == column


def test_the_pointer_stands_below_its_column() -> None:
    """An error shows the formula with a mark under the place, also in a long formula."""
    with pytest.raises(FormulaError) as caught:
        parse("a + b ^ 2", arity())
    message, line, pointer = str(caught.value).splitlines()
    assert line[pointer.index("^")] == "^"
    with pytest.raises(FormulaError) as caught:
        parse("a + " * 50 + "b ^ 2", arity())
    message, line, pointer = str(caught.value).splitlines()
    assert line[pointer.index("^")] == "^"
    assert len(line) < 90
    assert "(column 203)" in message


def test_names_are_those_that_are_free() -> None:
    """A name that belongs to `for x in xs` is not free inside, and may be free outside."""
    assert names(parse("x / sum(x**2 for x in xs)", arity())) == {"x": 0, "xs": 7}
    assert list(names(parse("sum(x**2 for x in xs)", arity()))) == ["xs"]


def test_long_formulas_are_read_without_recursion() -> None:
    """A sum of two thousand terms is an ordinary formula."""
    total = evaluate(parse(" + ".join(["x"] * 2000), {}), {"x": 1.0}, {"add": operator.add})
    assert total == 2000.0


def test_a_binding_wins_over_the_constant_of_its_name() -> None:
    """e and pi are numbers unless a name is given a value."""
    functions = {"mul": operator.mul}
    assert evaluate(parse("e * 1", {}), {}, functions) == pytest.approx(2.718281828459045)
    assert evaluate(parse("e * 1", {}), {"e": 3.0}, functions) == 3.0


def test_domains_are_comparisons() -> None:
    """A domain is read as all the comparisons that must hold."""
    assert [to_text(c) for c in parse_domain("x >= -1 and x <= 1", {})] == ["x >= -1", "x <= 1"]
    assert parse_domain("", {}) == ()
    with pytest.raises(FormulaError, match="comparison"):
        parse_domain("x + 1", {})


@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("x +", "missing or too much", 3),
        ("1e-3 * x +", "missing or too much", 10),
        ("1e-3x", "1e-3*x", 0),
        ("2e5(x)", "a * before the bracket", 0),
    ],
)
def test_where_it_broke(text: str, said: str, column: int) -> None:
    """At the end of the text too; a power of ten is a number as others are."""
    with pytest.raises(FormulaError, match=re.escape(said)) as raised:
        parse(text, {})
    assert raised.value.column == column
