"""Any formula that is equal to the gradient is right, and no other."""

from typing import Any

import pytest

from micrograd_plus.classroom.exercises.draws import Draws
from micrograd_plus.classroom.exercises.exact import exact, ln
from micrograd_plus.classroom.exercises.problem import Line, Problem
from micrograd_plus.classroom.exercises.questions import State, Verdict
from micrograd_plus.classroom.exercises.symbols import Symbols

# L = (a b)^2 + tanh(c): dL/db = 2 a^2 b, dL/dc = 1 - tanh(c)^2.
PROBLEM = Problem(
    {"a": exact(2), "b": exact(3), "c": ln(2)},
    (
        Line("p", "mul", ("a", "b")),
        Line("q", "pow", ("p", 2)),
        Line("r", "tanh", ("c",)),
        Line("L", "add", ("q", "r")),
    ),
    ("a", "b"),
)
ASKED = Symbols(PROBLEM, Draws(1))


def verdict(key: str, given: Any) -> Verdict:
    question = next(each for each in ASKED.questions if each.key == key)
    return ASKED.verdict(question, given, {key: given})


@pytest.mark.parametrize(
    ("key", "formula"),
    [
        ("dL/db", "2*a*a*b"),
        ("dL/db", "2 * p * a"),
        ("dL/db", "2*q/b"),
        ("dL/dc", "1 - r**2"),
        ("dL/dc", "1 - tanh(c)**2"),
        ("dL/dc", "1/cosh(c)**2"),
        ("dL/dc", "(1 - r)*(1 + r)"),
    ],
)
def test_equal_formulas_are_right(key: str, formula: str) -> None:
    assert verdict(key, formula).state is State.RIGHT


@pytest.mark.parametrize(
    ("key", "formula", "says"),
    [
        ("dL/db", "-2*a*a*b", "the sign is wrong: at a = "),
        ("dL/db", "a*a*b", "it is always 0.5 times the gradient"),
        ("dL/db", "0", "it is always 0: "),
        ("dL/db", "2*a*b", "should be"),
        ("dL/dc", "1 - r", "should be"),
        # Right at the numbers of the exercise alone.
        ("dL/db", "24", "should be"),
        ("dL/db", "log(a - 100)", "it is nan"),
    ],
)
def test_other_formulas_are_wrong(key: str, formula: str, says: str) -> None:
    found = verdict(key, formula)
    assert found.state is State.WRONG
    assert says in found.sentence


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("2a", "write the multiplication out"),
        ("a^2", "^ is not a power here"),
        ("2*w", "w is not in the graph: there are a, b, c, p, q, r, L"),
        ("__import__('os')", "only numbers, names"),
        (4, "a formula is text such as 'a*b', here is 4"),
    ],
)
def test_what_is_no_formula_is_told(formula: Any, says: str) -> None:
    found = verdict("dL/dc", formula)
    assert found.state is State.UNREADABLE
    assert says in found.sentence


def test_the_answer_is_the_sum_over_all_ways() -> None:
    key = {question.key: question.right for question in ASKED.questions}
    assert key == {"dL/db": "(2 * p) * a", "dL/dc": "(1 - r**2)"}
    assert all(verdict(name, formula).state is State.RIGHT for name, formula in key.items())


def test_every_way_to_write_a_slope_of_relu_counts() -> None:
    """-2 relu(a) is the slope of -relu(a)**2, with where and without."""
    lines = (Line("p", "relu", ("a",)), Line("q", "pow", ("p", 2)), Line("L", "neg", ("q",)))
    bent = Symbols(Problem({"a": exact(3)}, lines, ("a",)), Draws(0))
    (question,) = bent.questions
    for formula in ("-2*p", "0 - 2*relu(a)", "-where(p > 0, 1, 0)*2*p", question.right):
        assert bent.verdict(question, formula, {}).state is State.RIGHT, formula
    assert bent.verdict(question, "-2*a", {}).state is State.WRONG
    assert "The slope of relu(a) is where(a > 0, 1, 0)." in bent.form
