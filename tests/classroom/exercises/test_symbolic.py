"""Formulas that agree in many digits are told apart by sympy."""

import importlib.util

import pytest

from micrograd_plus.classroom.exercises.exact import exact
from micrograd_plus.classroom.exercises.problem import Line, Problem
from micrograd_plus.classroom.exercises.symbolic import are_equal
from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.inlining import inlined
from micrograd_plus.rules.table import BUILT_IN, arity

PROBLEM = Problem(
    {"a": exact(2), "b": exact(3)},
    (Line("p", "mul", ("a", "b")), Line("L", "tanh", ("p",))),
    ("a",),
)


def equal(one: str, other: str) -> bool:
    formulas = [inlined(parse(text, arity()), BUILT_IN["add"]) for text in (one, other)]
    return are_equal(PROBLEM, *formulas)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a*b", "p"),
        ("(a + b)**2", "a**2 + 2*a*b + b**2"),
        ("L", "(exp(2*a*b) - 1) / (exp(2*a*b) + 1)"),
        ("0.1*a + 0.2*a", "0.3*a"),
        ("1 - 1", "0"),
    ],
)
def test_the_same_formulas_are_equal(one: str, other: str) -> None:
    assert equal(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("a", "a + 1e-13*b"), ("2*p", "2*a"), ("1", "0"), ("L", "L + 1e-20")]
)
def test_others_are_not(one: str, other: str) -> None:
    """The first passes for equal where ten digits are looked at."""
    pytest.importorskip("sympy")
    assert not equal(one, other)


def test_without_sympy_nothing_is_said_against_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert equal("a", "b")


def test_formulas_in_pieces_are_left_to_the_places() -> None:
    """sympy calls relu(a)**2 and its pieces different."""
    assert equal("relu(a)**2", "where(a > 0, a**2, 0)")
