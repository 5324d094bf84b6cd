"""Formulas in the page are read as on the command line, and refused where they are there."""

import random
import re
from typing import Any

import pytest

from micrograd_plus.commands.typed import compute
from micrograd_plus.errors import FormulaError
from micrograd_plus.rules.expression import SYMBOLS, names, parse
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


# Refused with the same words at the same column, numbers from 0.
SAME = [
    "", " ", "x ^ 2", "ﬁ^2", "a + b^2", "x % 2", "a // b", "a @ b", "a | b", "a << 2", "2x", "3(x)",
    "2 (x)", "1 + 2.5x", "x y", "1 + sin x", "a < b", "1 + (a < b)", "(a < b) + 1", "-(a < b)",
    "+(a < b)", "(a < b)**2", "2**(a < b)", "tanh(a < b)", "where(a < b, 1, b < a)", "((a)) < b",
    "where(a < b < c, 1, 2)", "where((a < b) < c, 1, 2)", "where(x, 1, 2)", "where((x + 1), 1, 2)",
    "where(a and b, 1, 2)", "a or b", "a in b", "x.exp()", "2 + x.tanh()", "x.real", "x[0]", "'x'",
    "tan(x, y)", "atan2(x)", "sum()", "tanh()", "tanhh(x)", "sine(x)", "foo(x)", "1 + lgo(x)",
    "maximun(a, b)", "sig(x)", "logsumex(a)", "x(2)", "(a)(b)", "tanh(a)(b)", "2(3)", "True",
    "None", "[x]", "{x}", "()", "(a, b)", "a, b", "a,", "~x", "not x", "lambda: 0", "lambda x: x",
    "1e999", "1 + 1" + "0" * 400, "x # hi", "x; y", "(x", "tanh(x", "2 * (x + (1 - y)", "a b)",
    "x)", "x) + (y", "a + * b", "a +* b", "* a", "for", "import os", "x! + 1", "a ? b", "a <> b",
    "1.2.3", "f(,a)", "tanh(a,,b)", "x = foo(", "sin x + (", "sine(x) + foo(y)", "foo(sine(x))",
]  # fmt: skip
TOKENS = [
    "x", "w1", "pi", "ŷ", "2", "0.5", "1e-3", ".5", "3.", "1_000", "0x1F", "+", "-", "*", "/",
    "**", "(", ")", ",", "<", "<=", ">", "==", "!=", "tanh(", "where(", "sum(", "sine(",
    "maximum(", "where(x<1,", "%", "//", "^", "and", "not", "in", "if", "lambda", "[", "]", ".",
    "=", "'", "|", "True", "012", "1__0", "2e", "×", "#", ";", "!",
]  # fmt: skip


def tree_of(text: str) -> Any:
    return to_tree(parse(text, KNOWN))


def read_by_python(text: str) -> Any:
    """What the page should say."""
    try:
        return ["read", tree_of(text)]
    except FormulaError as error:
        return ["refused", error.message, error.column]


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


def test_the_same_words_at_the_same_column(lab: Any) -> None:
    """Mistakes are told as on the command line: what it is, the cure, and where."""
    for text, found in zip(SAME, lab.evaluate(READ, SAME), strict=True):
        wanted = read_by_python(text)
        # A page has lines instead of arguments; and it has room for the whole name behind 2*.
        wanted[1] = wanted[1].replace("in an argument of its own", "in a line of its own")
        if wanted[1].startswith("write the multiplication out"):
            assert found[1].startswith(wanted[1].removesuffix("...")), text
            found[1] = wanted[1]
        assert found == wanted, text


def test_what_is_missing_at_the_end_is_pointed_at_there(lab: Any) -> None:
    """Also behind a number in powers of ten, which is no factor and a name."""
    for text, column in [("x +", 3), ("1e-3 * (x -)", 11), ("1e-3 x +", 0), ("a b 1e5", 2)]:
        found = lab.evaluate(READ, [text])[0]
        assert (found[0], found[2]) == ("refused", column), text
    assert "1e-3*x" in lab.evaluate(READ, ["1e-3 x"])[0][1]


def test_very_deep_formulas(lab: Any) -> None:
    """The page does not run out of stack."""
    deep = ["(" * 100_000, "-" * 100_000 + "x", "tanh(" * 20_000, "2**" * 20_000 + "2"]
    assert {found[0] for found in lab.evaluate(READ, deep)} == {"refused"}
    read = "text => { lab.parseFormula(text, lab.arities()); return true; }"
    assert lab.evaluate(read, "+".join(["x"] * 1900))
    assert lab.evaluate(READ, ["+".join(["x"] * 3000)])[0][0] == "refused"
    brackets = ["(" * count + "x" + ")" * count for count in (100, 200, 201)]
    assert [found[0] for found in lab.evaluate(READ, brackets)] == ["read", "read", "refused"]
    widest = "a or b and c < d | e ^ f & g << h + i * (" * 90
    assert "never closed" in lab.evaluate(READ, [widest])[0][1]


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


def with_spaces_and_brackets(rng: random.Random, tree: list[Any]) -> str:
    """A text of a tree: each operand in one or more brackets, spaces anywhere."""
    kind, *inner = tree
    if kind == "#":
        return repr(inner[0])
    if kind == "$":
        return str(inner[0])
    gap = rng.choice(["", " ", "  ", "\n"])
    parts = [with_spaces_and_brackets(rng, part) for part in inner]
    if kind not in SYMBOLS:
        text = f"{kind}{gap}({gap}{f'{gap},'.join(parts)}{gap})"
        return text if rng.random() < 0.8 else f"({text})"
    if kind == "neg":
        return f"-{gap}({parts[0]})"
    sides = [f"({part})" if len(inner[place]) > 2 else part for place, part in enumerate(parts)]
    return f"{gap}{SYMBOLS[kind]}{gap}".join(sides)


def test_random_trees_come_back(lab: Any) -> None:
    """300 trees, written with needless brackets and spaces, are read as they were."""
    rng = random.Random(3)
    trees = [random_tree(rng, 4) for _ in range(300)]
    texts = [with_spaces_and_brackets(rng, tree) for tree in trees]
    for tree, text, found in zip(trees, texts, lab.evaluate(READ, texts), strict=True):
        assert found == ["read", tree], text
        assert tree_of(text) == tree


def test_random_texts_are_read_or_refused_alike(lab: Any) -> None:
    """3000 formulas with mistakes put in, and rows of tokens: Python's verdict is the page's."""
    rng = random.Random(4)
    texts = ["".join(rng.choices(TOKENS, k=rng.randint(1, 8))) for _ in range(1000)]
    for _ in range(2000):
        text = re.sub(r"\s+", " ", with_spaces_and_brackets(rng, random_tree(rng, 2)))
        for _ in range(rng.randint(1, 2)):
            start = rng.randrange(len(text) + 1)
            put = rng.choice(["", "", " ", rng.choice(TOKENS)])
            text = text[:start] + put + text[start + rng.randint(0, 2) :]
        texts.append(text)
    verdicts = set()
    for text, found in zip(texts, lab.evaluate(READ, texts), strict=True):
        wanted = read_by_python(text)
        assert found[0] == wanted[0], text
        assert wanted[0] == "refused" or found == wanted, text
        assert found[0] == "read" or 0 <= found[2] <= len(text), text
        verdicts.add(found[0])
    assert verdicts == {"read", "refused"}


def test_names_in_order_of_appearance(lab: Any) -> None:
    """Those of Python, each once."""
    for text in [*EDGE, "b + a * b", "where(c < a, tanh(b), -c)"]:
        found = lab.evaluate(
            "text => [...lab.namesOf(lab.parseFormula(text, lab.arities()))]", text
        )
        assert found == list(names(parse(text, KNOWN))), text


def test_bindings(lab: Any) -> None:
    """A name in its normal form, and the formula behind the first =."""
    split = """texts => texts.map(text => {
        try { return lab.parseBinding(text); }
        catch (error) { return [error instanceof lab.FormulaError, error.column]; }
    })"""
    given = ["q=x*w", " q = x * w ", "ﬁ=2", "x=a == b", "", "x", "=2", "2=x", "a b=1", "x=", "x = "]
    assert lab.evaluate(split, given) == [
        ["q", "x*w"], ["q", "x * w"], ["fi", "2"], ["x", "a == b"],
        *[[True, 0]] * 5, [True, 2], [True, 4],
    ]  # fmt: skip


def test_symbols_are_no_names(lab: Any) -> None:
    """Operators are written as such: add(a, b) is no formula, here as there."""
    calls = [f"{name}(a, b)" for name in SYMBOLS if name != "neg"]
    assert {found[0] for found in lab.evaluate(READ, calls)} == {"refused"}
