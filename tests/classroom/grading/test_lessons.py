"""The lessons can be asked: each has programs with an answer."""

from random import Random

import pytest

from micrograd_plus.classroom.grading.answers import differences, right_numbers
from micrograd_plus.classroom.grading.lessons import LESSONS, Lesson
from micrograd_plus.classroom.grading.programs import drawn
from tests.imports import ROOT

NAMES = [lesson.name for lesson in LESSONS]


def test_names_are_different() -> None:
    """A lesson is asked for by its name."""
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_every_program_has_right_answers(lesson: Lesson) -> None:
    """Whatever numbers are drawn, our engine gives finite ones; it differs from itself nowhere."""
    assert lesson.programs
    for text in lesson.programs:
        for seed in range(1 if "repeat" in text else 20):
            program = drawn(text, Random(seed))
            numbers = right_numbers(program)
            assert all(
                abs(number) < 1e300 for pair in numbers.values() for number in pair if number
            )
            assert differences(program, numbers, inner=True) == []


def test_what_builds_on_others_comes_after_them() -> None:
    """The first lesson that fails is the one to begin with."""
    order = {name: place for place, name in enumerate(NAMES)}
    for before, after in (
        ("add", "multiply"),
        ("multiply", "twice"),
        ("twice", "shared"),
        ("shared", "order"),
        ("negate", "subtract"),
        ("power", "divide"),
        ("tanh", "tanh_extremes"),
        ("neuron", "descent"),
    ):
        assert order[before] < order[after]


def test_the_basic_ones_may_not_be_missing() -> None:
    """An engine without them is none."""
    core = {lesson.name for lesson in LESSONS if lesson.core}
    assert core >= {"construction", "add", "multiply", "twice", "shared", "order"}


def test_the_documentation_counts_them() -> None:
    """On both pages that say how many there are."""
    pages = [ROOT / "docs" / "howto" / name for name in ("grade_engines.md", "compare_engines.md")]
    grading, comparing = [page.read_text(encoding="utf-8") for page in pages]
    assert f"There are {len(LESSONS)}, from" in grading
    assert f"asked {len(LESSONS)} lessons" in comparing
