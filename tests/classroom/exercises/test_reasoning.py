"""Who waits for whom, and where a worked solution goes wrong."""

from typing import Any

import pytest

from micrograd_plus.classroom.exercises.draws import Draws
from micrograd_plus.classroom.exercises.exact import exact
from micrograd_plus.classroom.exercises.problem import Line, Problem
from micrograd_plus.classroom.exercises.questions import State, Verdict
from micrograd_plus.classroom.exercises.reasoning import IN_WORDS, FindTheMistake, Order
from micrograd_plus.explanation.broken import Mistake

PROBLEM = Problem(
    {"a": exact(2), "b": exact(3)},
    (
        Line("p", "mul", ("a", "b")),
        Line("q", "add", ("p", "p")),
        Line("r", "sub", ("p", "a")),
        Line("L", "mul", ("q", "r")),
    ),
    ("a", "b"),
)


def asked(kind: Any, key: str, given: Any, seed: int = 0) -> Verdict:
    exercise = kind(PROBLEM, Draws(seed))
    question = next(each for each in exercise.questions if each.key == key)
    found: Verdict = exercise.verdict(question, given, {key: given})
    return found


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("p waits for", "q, r"),
        ("p waits for", ["r", "q"]),
        ("q waits for", "L"),
        ("order", "L, q, r, p"),
        ("order", "L r q p"),
        ("order", "L, r, q, p, a, b"),
    ],
)
def test_every_right_order_counts(key: str, given: Any) -> None:
    assert asked(Order, key, given).state is State.RIGHT


@pytest.mark.parametrize(
    ("key", "given", "says"),
    [
        ("p waits for", "q", "r is computed from p, so something comes from it as well"),
        ("p waits for", "q, r, a", "p is computed from a: gradients come from results to operands"),
        ("q waits for", "L, r", "r is not computed from q"),
        ("order", "L, q, p, r", "p sends before r, from which it still has to receive"),
        ("order", "p, r, q, L", "sends before"),
        ("order", "L, q, r", "p is missing"),
        ("order", "L, q, q, r, p", "q stands in it more than once"),
    ],
)
def test_a_wrong_order_is_told_why(key: str, given: Any, says: str) -> None:
    found = asked(Order, key, given)
    assert found.state is State.WRONG
    assert says in found.sentence


@pytest.mark.parametrize("given", ["x", ",", 3, "L, z"])
def test_strange_names_are_told(given: Any) -> None:
    assert asked(Order, "order", given).state is State.UNREADABLE


def test_every_mistake_has_words_and_some_seed_that_asks_for_it() -> None:
    assert set(IN_WORDS) == set(Mistake)
    assert {FindTheMistake(PROBLEM, Draws(seed)).broken.mistake for seed in range(100)} == {
        Mistake.NAIVE_RECURSION,
        Mistake.DEPTH_FIRST_WITHOUT_MARKS,
        Mistake.OVERWRITE,
        Mistake.NOT_CLEARED,
        Mistake.INNER_KEPT,
        Mistake.PARENTS_AS_SET,
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_step_and_the_mistake_are_found(seed: int) -> None:
    exercise = FindTheMistake(PROBLEM, Draws(seed))
    broken = exercise.broken
    assert not broken
    first = broken.first_wrong
    assert first is not None
    assert asked(FindTheMistake, "step", f" {first}. ", seed).state is State.RIGHT
    assert "before that" in asked(FindTheMistake, "step", len(broken.steps), seed).sentence or (
        first == len(broken.steps)
    )
    assert (
        f"there are {len(broken.steps)} steps" in asked(FindTheMistake, "step", 99, seed).sentence
    )
    named = str(broken.mistake)
    assert asked(FindTheMistake, "mistake", named.replace("_", " "), seed).state is State.RIGHT
    assert asked(FindTheMistake, "mistake", IN_WORDS[broken.mistake], seed).state is State.RIGHT


def test_another_mistake_is_answered_by_what_happens() -> None:
    exercise = FindTheMistake(PROBLEM, Draws(0))
    wrong = "breadth_first"
    found = asked(FindTheMistake, "mistake", wrong)
    assert (found.state, found.sentence) == (State.WRONG, exercise.broken.sentence)
    strange = asked(FindTheMistake, "mistake", "typo")
    assert strange.state is State.UNREADABLE
    assert "choose from" in strange.sentence


def test_two_mistakes_that_may_look_alike_both_count() -> None:
    """Which of them it is depends on the order in which operands are gone through."""
    alike = {"naive_recursion", "depth_first_without_marks"}
    seen = set()
    for seed in range(40):
        named = str(FindTheMistake(PROBLEM, Draws(seed)).broken.mistake)
        if named in alike:
            seen.add(named)
            for either in alike:
                assert asked(FindTheMistake, "mistake", either, seed).state is State.RIGHT
    assert seen == alike


def test_a_second_pass_is_said_to_begin_anew() -> None:
    for seed in range(20):
        found = FindTheMistake(PROBLEM, Draws(seed))
        assert ("begin anew" in found.task) is (found.broken.steps[-1].pass_number == 2)


def test_nothing_in_what_is_shown_marks_the_step() -> None:
    for seed in range(12):
        shown = "\n".join(FindTheMistake(PROBLEM, Draws(seed)).worked)
        assert "wrong" not in shown
