"""Fractions and logarithms of fractions, through the rows of the table."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest

from micrograd_plus.classroom.exercises.exact import Exact, NotByHand, by_row, exact, ln
from micrograd_plus.rules.arithmetic import STRICT
from micrograd_plus.rules.table import BUILT_IN

HALF, THIRD = exact(Fraction(1, 2)), exact(Fraction(-1, 3))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (HALF + THIRD, "1/6"),
        (HALF - 2, "-3/2"),
        (HALF * THIRD, "-1/6"),
        (HALF / THIRD, "-3/2"),
        (THIRD**3, "-1/27"),
        (THIRD**-2, "9"),
        (-ln(2), "ln(1/2)"),
        (ln(2) + ln(3) - 1, "-1 + ln 6"),
        (ln(2) * 3, "ln 8"),
        (exact(-2) * (ln(2) + 1), "-2 + ln(1/4)"),
        (ln(4) - ln(4), "0"),
    ],
    ids=str,
)
def test_arithmetic_is_exact(found: Exact, text: str) -> None:
    assert str(found) == text


@pytest.mark.parametrize(
    "operation",
    [
        lambda: ln(2) * ln(3),
        lambda: HALF * ln(2),
        lambda: HALF / ln(2),
        lambda: HALF / 0,
        lambda: exact(0) ** -1,
        lambda: ln(2) ** 2,
        lambda: exact(2) ** HALF,
        lambda: exact(2) ** 10**9,
    ],
)
def test_what_is_no_such_number_is_refused(operation: Callable[[], Exact]) -> None:
    with pytest.raises(NotByHand, match="is not a fraction"):
        operation()


@pytest.mark.parametrize("name", ["exp", "tanh", "sigmoid", "relu", "neg", "abs"])
@pytest.mark.parametrize("x", [ln(2), ln(Fraction(1, 3)), ln(5), exact(0)])
def test_rows_give_what_they_give_for_floats(name: str, x: Exact) -> None:
    """Where a result can be written down, its float is that of the scalar functions."""
    functions = {
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "relu": lambda z: max(z, 0.0),
        "neg": lambda z: -z,
        **STRICT,
    }
    rule = BUILT_IN[name]
    found = by_row(rule, rule.forward, [x], exact(0))
    assert float(found) == pytest.approx(functions[name](float(x)), rel=1e-14, abs=1e-15)


def test_a_branch_that_is_not_chosen_may_fail() -> None:
    """The slope of a**0 at 0 has 0**-1 in the branch that is left out."""
    rule = BUILT_IN["pow"]
    partial = rule.partial(0)
    assert partial is not None
    assert by_row(rule, partial, [exact(0), exact(0)], exact(1)) == exact(0)
    with pytest.raises(NotByHand):
        by_row(rule, partial, [exact(0), exact(-1)], exact(0))


def test_logarithms_are_compared_by_their_size() -> None:
    rule = BUILT_IN["relu"]
    assert by_row(rule, rule.forward, [ln(3) - 1], exact(0)) == ln(3) - 1
    assert by_row(rule, rule.forward, [ln(2) - 1], exact(0)) == exact(0)
