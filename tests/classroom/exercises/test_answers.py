"""Numbers as people write them."""

import math
from fractions import Fraction
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.answers import read_names, read_number
from micrograd_plus.classroom.exercises.exact import Exact, exact, ln
from micrograd_plus.errors import AnswerError

THIRD = exact(Fraction(1, 3))


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("1/3", THIRD),
        (" -2 ", exact(-2)),
        ("−2", exact(-2)),
        ("+ 3", exact(3)),
        ("2 1/2", exact(Fraction(5, 2))),
        ("-2 1/2", exact(Fraction(-5, 2))),
        ("4/-2", exact(-2)),
        ("0,5", exact(Fraction(1, 2))),
        (".5", exact(Fraction(1, 2))),
        ("5.", exact(5)),
        ("2.5e-1", exact(Fraction(1, 4))),
        ("ln 2", ln(2)),
        ("log(3/2)", ln(Fraction(3, 2))),
        ("-ln 2", ln(Fraction(1, 2))),
        ("1 - ln(2)", exact(1) - ln(2)),
        ("-3/2 + ln 2", ln(2) + Fraction(-3, 2)),
        (3, exact(3)),
        (-0.0, exact(0)),
        (0.25, exact(Fraction(1, 4))),
        (Fraction(1, 3), THIRD),
    ],
    ids=str,
)
def test_many_ways_of_writing_are_read(answer: Any, value: Exact) -> None:
    assert read_number(answer).value == value


NO_NUMBERS: list[Any] = ["x", "1/0", "1//3", "--2", "2+", "inf", "nan", "ln(-2)", "ln(ln(2))"]
NO_NUMBERS += ["__import__('os')", "1e9999"]
NO_NUMBERS += ["", "2 1/0", "1 2", "ln 0", "9" * 61, None, [1], b"2", True, math.nan, math.inf]


@pytest.mark.parametrize("answer", NO_NUMBERS, ids=str)
def test_anything_else_is_refused_with_the_ways_to_write(answer: Any) -> None:
    with pytest.raises(AnswerError, match=r"write it as 3, -2, 1/3, 2 1/2, 0\.333 or ln 2"):
        read_number(answer)


@pytest.mark.parametrize(
    ("answer", "right", "is_right"),
    [
        ("0.333", THIRD, True),
        ("0.33", THIRD, True),
        ("0.3", THIRD, False),
        ("0.334", THIRD, False),
        ("0.3333333333", THIRD, True),
        (1 / 3, THIRD, True),
        (0.1 + 0.2, exact(Fraction(3, 10)), True),
        ("2/6", THIRD, True),
        ("33/100", THIRD, False),
        ("0.67", exact(Fraction(2, 3)), True),
        ("0.66", exact(Fraction(2, 3)), False),
        ("0.69", ln(2), True),
        ("0.6931", ln(2), True),
        ("0.70", ln(2), False),
        ("2.0", exact(2), True),
        ("2.4", exact(Fraction(12, 5)), True),
        ("2", exact(Fraction(12, 5)), False),
    ],
    ids=str,
)
def test_decimals_are_right_to_the_digits_that_are_given(
    answer: Any, right: Exact, is_right: bool
) -> None:
    assert read_number(answer).is_right(right) is is_right


def test_names_are_read_in_their_order() -> None:
    assert read_names("q, r;p  a") == read_names(["q", "r", "p", "a"]) == ["q", "r", "p", "a"]
    assert read_names("L → q → p") == ["L", "q", "p"]
    with pytest.raises(AnswerError, match="an answer is names such as"):
        read_names(3)
