"""Right answers, and where others differ from them."""

import math

import pytest

from micrograd_plus.classroom.grading.answers import Difference, agree, differences, right_numbers
from micrograd_plus.classroom.grading.programs import drawn

PROGRAM = drawn("a = value(2); b = value(3); c = a * b; d = c + a; d.backward()")


def test_our_engine_knows_the_numbers() -> None:
    """Data and gradients, those of inner values too."""
    assert right_numbers(PROGRAM) == {
        "a": (2.0, 4.0),
        "b": (3.0, 2.0),
        "c": (6.0, 1.0),
        "d": (8.0, 1.0),
    }


def test_steps_that_change_things_are_done() -> None:
    """Descent, clearing, setting, and many operations in a row."""
    text = "a = value(2); b = repeat(a, 3); b.backward(); a.data -= 0.5; a.grad = 0; c = a * a"
    assert right_numbers(drawn(text))["c"] == (4.0, 0.0)
    assert right_numbers(drawn("a = value(2); a.data = 5; b = sum([a, a])"))["b"] == (10.0, 0.0)


def test_the_first_wrong_number_comes_first() -> None:
    """Data in the order of the program, then gradients backwards."""
    given = {"a": (2.0, 0.0), "b": (3.0, 0.5), "c": (7.0, 0.0), "d": (8.0, None)}
    assert differences(PROGRAM, given) == [
        Difference("c", "data", 7.0, 6.0),
        Difference("b", "grad", 0.5, 2.0),
        Difference("a", "grad", 0.0, 4.0),
    ]


def test_gradients_of_inner_values_count_only_where_asked_for() -> None:
    """Many right engines throw them away."""
    given = {**right_numbers(PROGRAM), "c": (6.0, None)}
    assert differences(PROGRAM, given) == []
    assert differences(PROGRAM, given, inner=True) == [Difference("c", "grad", None, 1.0)]


def test_no_gradient_where_none_has_come_is_right() -> None:
    """None says that as well as 0; before any pass nothing is asked."""
    program = drawn("a = value(2); b = value(3); c = a * a; c.backward()")
    assert differences(program, {"a": (2.0, 4.0), "b": (3.0, None), "c": (4.0, 1.0)}) == []
    assert differences(drawn("a = value(2)"), {"a": (2.0, 17.0)}) == []


def test_what_is_missing_is_different() -> None:
    """An engine that says nothing is not right."""
    assert [each.name for each in differences(PROGRAM, {})] == ["a", "b", "c", "d", "b", "a"]


@pytest.mark.parametrize(
    ("given", "right", "equal"),
    [
        (1.0, 1.0 + 1e-9, True),
        (1.0, 1.0 + 1e-5, False),
        (math.nan, 1.0, False),
        (math.nan, math.nan, True),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (math.inf, 1e300, False),
        (None, 0.0, False),
        (1e-12, 0.0, True),
        (1e-3, 0.0, False),
    ],
)
def test_numbers_agree_to_rounding(given: float | None, right: float, equal: bool) -> None:
    """Infinite ones and nan by their kind."""
    assert agree(given, right, 1e-6) is equal
