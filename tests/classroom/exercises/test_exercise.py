"""Exercises: the same everywhere, and marked as a teacher would."""

from typing import Any

import pytest

import micrograd_plus as mp
from micrograd_plus.classroom import Exercise, exercise
from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.exercises.questions import State

PAIRS = [
    (level, kind) for level in LEVELS for kind in KINDS if (level, kind) != ("operation", "order")
]

SEVEN = """\
a fork that meets again

  a = 1
  b = 3/2
  c = -3
  p = a * b = 3/2
  q = p - c = 9/2
  r = p - a = 1/2
  L = q + r = 5

Compute the gradient of the result by every node, from the result back to the
leaves. Write fractions (1/3, 2 1/2), or decimals with 2 digits or more.

  dL/dq:
  dL/dr:
  dL/dp:
  dL/da:
  dL/dc:
  dL/db:"""


def test_a_seed_gives_the_same_exercise_on_every_version_of_python() -> None:
    """Written down once: a learner's sheet of last year can be marked today."""
    assert str(exercise("fork", "gradients", seed=7)) == SEVEN


@pytest.mark.parametrize(("level", "kind"), PAIRS)
def test_every_key_is_right(level: str, kind: str) -> None:
    for seed in range(4):
        drawn = exercise(level, kind, seed=seed)
        marks = drawn.check(drawn.key)
        assert marks, f"{drawn}\n{marks}"
        assert marks.points == marks.out_of == len(drawn.questions)
        assert marks.first_wrong is None


@pytest.mark.parametrize(("level", "kind"), PAIRS)
def test_no_answers_have_no_marks(level: str, kind: str) -> None:
    marks = exercise(level, kind).check({})
    assert not marks
    assert marks.points == 0
    assert {verdict.state for verdict in marks.verdicts} == {State.MISSING}


def test_symbols_go_without_relu_unless_it_is_asked_for() -> None:
    """Its slope cannot be written with + - * / **."""
    for level in ("chain", "fork", "activation", "neuron", "network"):
        for seed in range(8):
            drawn = exercise(level, "symbols", seed=seed)
            assert "relu" not in {line.operation for line in drawn.problem.lines}
    bent = exercise("activation", "symbols", operations="relu")
    assert "where(" in bent.task


def test_a_variant_is_another_exercise_of_the_same_seed() -> None:
    texts = {str(exercise("fork", seed=1, variant=name)) for name in ("", "Ada", "Emmy", "Sofja")}
    assert len(texts) == 4
    assert str(exercise("fork", seed=1, variant="Ada")) in texts


def chain() -> Exercise:
    return exercise("neuron", "gradients", seed=3)


def test_a_mistake_costs_one_mark_though_all_that_follows_is_off() -> None:
    """A learner who forgets the square's 2 has all the rest right in a way."""
    drawn = chain()
    answers = {each.key: each.number.rational / 2 for each in drawn.questions if each.number}
    marks = drawn.check(answers)
    assert not marks
    assert (marks.points, marks.out_of) == (len(drawn.questions) - 1, len(drawn.questions))
    assert marks.first_wrong is marks.verdicts[0]
    assert marks.verdicts[0].state is State.WRONG
    assert all(verdict.state is not State.WRONG for verdict in marks.verdicts[1:])


def test_marks_say_what_was_wrong() -> None:
    drawn = chain()
    key = drawn.key
    first = next(iter(key))
    text = str(drawn.check(key | {first: "oops"}))
    assert "not read" in text
    assert f"{len(key) - 1} of {len(key)} points" in text
    assert f"The first mistake: {first} = oops" in text
    assert "write it as 3, -2, 1/3" in text


def test_an_exercise_can_be_drawn_and_explained() -> None:
    drawn = chain()
    assert drawn.root.label == "L"
    assert drawn.root.data == float(drawn.problem.values["L"])
    assert "∂L/∂w1" in str(mp.explain(drawn.root))


def test_values_are_told_only_where_they_are_not_asked() -> None:
    told = {kind: exercise("chain", kind).given[-1].count("=") for kind in KINDS}
    assert told == {
        "forward": 1,
        "local": 2,
        "gradients": 2,
        "symbols": 1,
        "mistake": 2,
        "order": 1,
        "step": 2,
    }


def test_shown_in_a_notebook_nothing_of_it_is_markup() -> None:
    drawn = exercise("neuron", "symbols")
    assert drawn._repr_html_().count("<") == 2
    assert drawn.check({drawn.questions[0].key: "<b>"})._repr_html_().count("<") == 2


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"level": "hard"}, ValueError, "level is one of operation, chain, fork"),
        ({"kind": "guess"}, ValueError, "kind is one of forward, local"),
        ({"seed": -1}, ValueError, "seed"),
        ({"seed": "7"}, TypeError, "seed"),
        ({"operations": ["warp"]}, ValueError, "operations has 'warp'"),
        ({"level": "operation", "kind": "order"}, ValueError, "one operation has no order"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    arguments: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        exercise(**arguments)


@pytest.mark.parametrize(
    ("answers", "error", "says"),
    [
        ([1, 2], TypeError, "answers is a dictionary such as"),
        ({"dL/dz": 1}, ValueError, "answers has 'dL/dz'"),
    ],
)
def test_answers_are_a_dictionary_of_what_is_asked(
    answers: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        chain().check(answers)
