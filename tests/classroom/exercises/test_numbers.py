"""A mistake costs its mark once, and is called by its name."""

from fractions import Fraction
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.draws import Draws
from micrograd_plus.classroom.exercises.exact import exact
from micrograd_plus.classroom.exercises.numbers import Descent, Forward, Gradients, Local, Numbers
from micrograd_plus.classroom.exercises.problem import Line, Problem
from micrograd_plus.classroom.exercises.questions import State, Verdict

# p = 6, q = 4, r = 36, t = 2, s = 2, u = 4, L = 16; dL/dq = 4, dL/ds = 4, dL/dp = 4 + 8/3.
LINES = (
    Line("p", "mul", ("a", "b")),
    Line("q", "sub", ("p", "a")),
    Line("r", "pow", ("p", 2)),
    Line("t", "relu", ("a",)),
    Line("s", "div", ("r", "c")),
    Line("u", "add", ("s", "t")),
    Line("L", "mul", ("q", "u")),
)
LEAVES = {"a": exact(2), "b": exact(3), "c": exact(18)}
PROBLEM = Problem(LEAVES, LINES, ("a", "b"))


def verdict(kind: type[Numbers], key: str, given: Any, **own: Any) -> Verdict:
    asked = kind(PROBLEM, Draws(0))
    question = next(each for each in asked.questions if each.key == key)
    return asked.verdict(question, given, {key: given, **own})


@pytest.mark.parametrize(
    ("kind", "key", "wrong", "says"),
    [
        (Forward, "q", -4, "two operands of q have changed places"),
        (Forward, "p", 5, "p was added, and it is multiplied: p = a * b"),
        (Forward, "q", 8, "q was added, and it is subtracted"),
        (Forward, "r", 12, "is a power, not p times 2"),
        (Forward, "L", -16, "its sign is not"),
        (Forward, "s", "1/2", "two operands of s have changed places"),
        (Local, "dp/da", 2, "this is dp/db: the operands have changed places"),
        (Local, "dq/da", 1, "operands have changed places"),
        (Local, "dr/dp", 6, "the exponent comes down as a factor"),
        (Local, "dr/dp", 72, "the exponent goes down by 1"),
        (Local, "ds/dc", "1/9", "the size is right, the sign is not"),
        (Local, "du/ds", 4, "this is the gradient, not the local one"),
        (Gradients, "dL/dq", -4, "the size is right, the sign is not"),
        (Gradients, "dL/dp", 4, "what arrives over dq/dp alone"),
        (Gradients, "dL/dp", "8/3", "what arrives over dr/dp alone"),
        (Gradients, "dL/dp", "32/3", "is added, not multiplied"),
        (Gradients, "dL/ds", 1, "this is the local gradient"),
        (Gradients, "dL/dr", 4, "this is what comes from above"),
        (Gradients, "dL/db", 20, "multiplied by dp/da in place of dp/db"),
        (Gradients, "dL/dc", 18, "this is the value of c"),
        (Descent, "a", "RISE", "this goes up the slope"),
        (Descent, "a", "WHOLE", "the learning rate is left out"),
        (Descent, "a", "STEP", "this is the step alone: add it to a"),
        (Descent, "a", "SLOPE", "this is the gradient"),
        (Descent, "a", 2, "this is the weight before the step"),
    ],
)
def test_known_mistakes_are_named(kind: type[Numbers], key: str, wrong: Any, says: str) -> None:
    if kind is Descent:
        rate, slope = Descent(PROBLEM, Draws(0)).rate, PROBLEM.gradients["a"].rational
        told = {"RISE": 2 + rate * slope, "WHOLE": 2 - slope, "STEP": -rate * slope, "SLOPE": slope}
        wrong = told.get(wrong, wrong)
    found = verdict(kind, key, wrong)
    assert found.state is State.WRONG, found
    assert says in found.sentence


def test_what_is_wrong_in_no_known_way_has_no_sentence() -> None:
    found = verdict(Gradients, "dL/dp", 77)
    assert (found.state, found.sentence) == (State.WRONG, "")


@pytest.mark.parametrize(
    ("kind", "key", "given", "own"),
    [
        # p = 5 in place of 6.
        (Forward, "q", 3, {"p": 5}),
        (Forward, "r", 25, {"p": 5}),
        (Forward, "L", 12, {"q": 3}),
        # dL/du = 2 in place of 4; then dL/dr and dL/dq are other numbers too.
        (Gradients, "dL/ds", 2, {"dL/du": 2}),
        (Gradients, "dL/dp", "16/3", {"dL/dr": "1/9", "dL/dq": 4}),
    ],
)
def test_what_follows_from_a_mistake_is_right(
    kind: type[Numbers], key: str, given: Any, own: dict[str, Any]
) -> None:
    found = verdict(kind, key, given, **own)
    assert found.state is State.FOLLOWS
    assert found.is_good
    assert not verdict(kind, key, given).is_good


def test_a_rounded_answer_that_is_right_counts_as_exact_later() -> None:
    """0.22 for 2/9: what follows is told by 2/9."""
    assert verdict(Gradients, "dL/dp", "20/3", **{"dL/dr": "0.22"}).state is State.RIGHT


def test_later_answers_do_not_count_for_earlier_ones() -> None:
    assert verdict(Forward, "p", 5, q=3, r=25).state is State.WRONG


def test_too_few_digits_are_told() -> None:
    """0.7 for 2/3 is no mistake of calculus."""
    found = verdict(Gradients, "dL/dr", "0.2")
    assert (found.state, found.sentence) == (
        State.WRONG,
        "give 2 digits behind the point, or a fraction",
    )
    assert verdict(Gradients, "dL/dr", "0.5").sentence == ""


def test_what_is_not_read_says_how_to_write() -> None:
    found = verdict(Forward, "p", "six")
    assert found.state is State.UNREADABLE
    assert "write it as 3, -2, 1/3" in found.sentence


@pytest.mark.parametrize("kind", [Forward, Local, Gradients, Descent])
def test_the_key_is_right(kind: type[Numbers]) -> None:
    asked = kind(PROBLEM, Draws(3))
    key = {question.key: question.right for question in asked.questions}
    assert len(key) == len(asked.questions)
    for question in asked.questions:
        assert asked.verdict(question, key[question.key], key).state is State.RIGHT


def test_each_weight_moves_against_its_slope() -> None:
    asked = Descent(PROBLEM, Draws(5))
    slope = PROBLEM.gradients["b"].rational
    assert [question.key for question in asked.questions] == ["a", "b"]
    assert asked.questions[1].number == exact(3 - asked.rate * slope)
    assert asked.rate in (Fraction(1, 10), Fraction(1, 5), Fraction(1, 4), Fraction(1, 2), 1)
    assert str(asked.rate) in asked.task
