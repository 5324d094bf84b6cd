"""What a page knows of right answers."""

from fractions import Fraction

import pytest

from micrograd_plus.classroom.exercises.answers import read_number
from micrograd_plus.classroom.exercises.exact import Exact, exact, ln
from micrograd_plus.classroom.exercises.exercise import exercise
from micrograd_plus.classroom.sheets.digests import checked, digest, figures, number_forms


@pytest.mark.parametrize(
    "number", [exact(Fraction(1, 3)), exact(Fraction(-1, 8)), exact(0), ln(2) - 1, -ln(3), exact(7)]
)
def test_decimals_are_those_that_count_as_right(number: Exact) -> None:
    """Every form in decimals is right for `check`, and none of those beside it."""
    units = [form.split() for form in number_forms(number) if form[0] != "="]
    assert {decimals for decimals, _ in units} == {"2", "3", "4", "5", "6"}
    for decimals, unit in units:
        places = int(decimals)
        for off in (-2, -1, 0, 1, 2):
            shifted = int(unit) + off
            text = f"{shifted / 10**places:.{places}f}"
            accepted = [decimals, str(shifted)] in units
            same = read_number(text).value == number
            assert read_number(text).is_right(number) is (accepted or same)


def test_figures() -> None:
    """Rounding is never decided by the last bit of a float."""
    assert set(figures(0.1 + 0.2)) & set(figures(0.3))
    assert figures(-2.0) == ["-200000 -5"]
    assert figures(1e-12) == ["0"]


def test_salt_and_name_count() -> None:
    """The same answer has another digest on another page, and for another question."""
    assert len({digest(*each) for each in (("s", "q", "1"), ("t", "q", "1"), ("s", "r", "1"))}) == 3


def test_each_right_answer_has_its_digest() -> None:
    """Where several steps or mistakes are right, each is known."""
    for seed in range(12):
        one = exercise("fork", "mistake", seed)
        for question in one.questions:
            found = checked(one, question, "salt", 3)
            among = [name for name, _ in question.options]
            among = among or [str(step) for step in range(1, len(one.asks.worked) + 1)]
            right = [each for each in among if one.check({question.key: each}).points]
            assert found["digests"] == [digest("salt", f"3 {question.key}", x) for x in right]
