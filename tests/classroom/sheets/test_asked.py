"""Questions for systems that cannot compute, held against `check`."""

from fractions import Fraction

import pytest

from micrograd_plus.classroom.exercises.exact import Exact, exact, ln
from micrograd_plus.classroom.exercises.exercise import KINDS, exercise
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.asked import CHOICES, asked, decimal, task_of


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_right_is_right_and_wrong_is_wrong(level: str, kind: str) -> None:
    """Every right answer has its point from `check`, and no other choice has."""
    if (level, kind) == ("operation", "order"):
        return
    for seed in range(3):
        one = exercise(level, kind, seed)
        for question, each in zip(one.questions, asked(one), strict=True):
            assert each.right
            for right in each.right:
                assert one.check({question.key: right}).points == 1, right
            for choice in each.choices:
                assert one.check({question.key: choice}).points == (choice in each.right), choice
            assert each.prompt == question.prompt
            assert each.how in ("number", "text", "choice")
            if each.how == "choice":
                assert len(set(each.choices)) == len(each.choices) >= 2


def test_there_is_enough_to_choose_from() -> None:
    """Four formulas or orders, the right one not always at the same place."""
    places = set()
    for seed in range(12):
        for kind in ("symbols", "order"):
            last = asked(exercise("neuron", kind, seed))[-1]
            assert len(last.choices) == CHOICES
            places.add(last.choices.index(last.right[0]))
    assert places == set(range(CHOICES))


def test_names_in_every_spelling() -> None:
    """A text is compared letter by letter there."""
    one = exercise("fork", "order", 1)
    two = next(each for each in asked(one) if each.how == "text" and " " in each.right[0])
    first, second = two.right[0].split(", ")
    assert f"{second},{first}" in two.right
    assert f"{second} {first}" in two.right
    assert asked(one)[0].right == ("L",)


@pytest.mark.parametrize(
    ("number", "written", "tolerance"),
    [
        (exact(Fraction(1, 3)), "0.333333", "0.005"),
        (exact(Fraction(-1, 2)), "-0.5", "0.005"),
        (exact(-40), "-40", "0"),
        (ln(2) - 1, "-0.306853", "0.005"),
        (Exact(), "0", "0"),
    ],
)
def test_numbers(number: Exact, written: str, tolerance: str) -> None:
    """Decimals without an exponent, exact where they are whole."""
    assert decimal(number) == written
    one = exercise("operation", "forward", 0)
    question = one.questions[0]
    object.__setattr__(question, "number", number)
    assert [(each.right, each.tolerance) for each in asked(one)] == [((written,), tolerance)]


def test_fractions_are_not_asked_for() -> None:
    """Such systems read decimals alone; where there is a choice nothing is written."""
    assert "fractions" not in task_of(exercise("fork", "gradients", 1))
    assert "decimals" in task_of(exercise("fork", "gradients", 1))
    assert "brackets" not in task_of(exercise("fork", "symbols", 1))
