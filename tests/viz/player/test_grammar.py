"""Formulas in the page are read as on the command line, and refused where they are there."""

import random
from typing import Any

import pytest

from micrograd_plus.commands.typed import compute
from micrograd_plus.errors import FormulaError
from micrograd_plus.rules.expression import SYMBOLS, parse
from micrograd_plus.rules.javascript import to_tree
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import TABLE, arity

READ = """texts => texts.map(text => {
    try { return ["read", lab.parseFormula(text, lab.arities())]; }
    catch (error) {
        if (!(error instanceof lab.FormulaError)) throw error;
        return ["refused", error.message, error.column];
    }
})"""
KNOWN = arity() | {"mean": -1, "prod": -1}

EDGE = [
    "-x**2", "2**-x", "2**3**2", "-2**-3", "a - b - c", "a / b / c", "a - (b - c)", "+x", "--x",
    "1e-3 * x", ".5 + 5.", "1_000", "x_1 + ŷ", "pi * e", "where(x < 0, -x, x)", "0", "00", "0.0",
    "where(x != 0, 1 / x, 0)", "sum(a, b, c)", "sum(a)", "maximum(a, b)", " a\n+ b\t", "ﬁ + 1",
    "tanh(  x )", "a*-b", "a**b**c", "(a)", "((a + b))", "logsumexp(a, b, 2)", "x2", "mean(a, b,)",
]  # fmt: skip
REFUSED = [
    "", "   ", "2x", "2 x", "x = 3", "sin x", "sine(x)", "x +", "(x", "x)",
    "x ^ 2", "x < 1", "a < b < c",
    "where(x, 1, 2)", "where(x > 0, 1)", "f(x)", "tanh()", "tanh(a, b)", "x.y", "x[0]", "'a'",
    "lambda x: x", "x if y else z", "a and b", "a; b", "# x", "a // b", "a % b", "a @ b", "1e999",
    "1 < 2 + (x < 1)", "(x < 1) + 2", "tanh(x < 1)", "-(x < 1)", "x(2)", "(a)(b)", "a,b", "a b",
    "f'{x}'", "x\\n", "012", "import os", "True", "for", "maximum(a)", "sum()", "*x", "a ** ",
    "1__0",
    "x :=2", "x!", "x == 1", "~x", "a | b", "sum(x for x in xs)", "(" * 400 + "x" + ")" * 400,
]  # fmt: skip


def tree_of(text: str) -> Any:
    return to_tree(parse(text, KNOWN))


def test_hand_written_formulas(lab: Any) -> None:
    """Precedence, brackets, numbers and names as Python has them."""
    for text, found in zip(EDGE, lab.evaluate(READ, EDGE), strict=True):
        assert found == ["read", tree_of(text)], text


def test_refused_formulas(lab: Any) -> None:
    """Whatever Python refuses is refused, with a message and a place in the text."""
    for text, found in zip(REFUSED, lab.evaluate(READ, REFUSED), strict=True):
        if not text.startswith("(((("):
            with pytest.raises(FormulaError):
                compute(text, ["x=1", "a=1", "b=1", "c=1", "xs=1", "y=1", "z=1"])
        assert found[0] == "refused", text
        assert len(found[1]) > 10
        assert 0 <= found[2] <= len(text)


def test_very_deep_formulas(lab: Any) -> None:
    """The page does not run out of stack."""
    deep = ["(" * 100_000, "-" * 100_000 + "x", "tanh(" * 20_000, "2**" * 20_000 + "2"]
    assert {found[0] for found in lab.evaluate(READ, deep)} == {"refused"}
    read = "text => { lab.parseFormula(text, lab.arities()); return true; }"
    assert lab.evaluate(read, "+".join(["x"] * 1900))
    assert lab.evaluate(READ, ["+".join(["x"] * 3000)])[0][0] == "refused"


def random_tree(rng: random.Random, depth: int) -> list[Any]:
    if depth == 0 or rng.random() < 0.2:
        numbers = [0.0, 1.0, 2.0, 0.5, 1e-7, 123456.0]
        names = ["x", "w1", "pi", "ŷ"]
        return ["#", rng.choice(numbers)] if rng.random() < 0.4 else ["$", rng.choice(names)]
    name = rng.choice(["add", "sub", "mul", "div", "pow", "neg", *TABLE])
    if name in ("less", "less_equal", "greater", "greater_equal"):
        name = "mul"
    if name == "where":
        condition = [
            rng.choice(["less", "greater_equal"]),
            *(random_tree(rng, depth - 1) for _ in "ab"),
        ]
        return ["where", condition, random_tree(rng, depth - 1), random_tree(rng, depth - 1)]
    rule = TABLE[name]
    count = rng.randint(1, 3) if rule.variadic else len(rule.arguments)
    return [name, *(random_tree(rng, depth - 1) for _ in range(count))]


def test_random_formulas(lab: Any) -> None:
    """300 formulas, written by Python's writer, give the same trees in both."""
    rng = random.Random(2)
    texts = [
        lab.evaluate("tree => lab.write(lab.PLAIN, tree)", random_tree(rng, 4)) for _ in range(300)
    ]
    for text, found in zip(texts, lab.evaluate(READ, texts), strict=True):
        expression = parse(text, KNOWN)
        assert found == ["read", to_tree(expression)], text
        assert to_text(expression) == text


def test_symbols_are_no_names(lab: Any) -> None:
    """Operators are written as such: add(a, b) is no formula, here as there."""
    calls = [f"{name}(a, b)" for name in SYMBOLS if name != "neg"]
    assert {found[0] for found in lab.evaluate(READ, calls)} == {"refused"}
