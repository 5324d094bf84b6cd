"""What a process tells may be of any form: nothing of it comes through that is none."""

import pytest

from micrograd_plus.classroom.grading.reply import (
    Answer,
    Look,
    read_answer,
    read_error,
    read_look,
    texts,
)

ODD = [None, 5, "text", [], [1, 2, 3], {"a": 1}, {"a": {}}, True, 1e400, 10**400]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: str(odd)[:12])
def test_answers_of_odd_forms(odd: object) -> None:
    """They say nothing."""
    keys = ("numbers", "error", "step")
    answer = read_answer(dict.fromkeys(keys, odd))
    assert answer.numbers == {}
    assert answer.error is None
    assert answer.step == (odd if type(odd) is int else 0)
    look = read_look(dict.fromkeys(("attributes", "methods", "functions"), odd))
    assert not look.methods
    assert set(look.attributes) <= {"a"}
    assert texts(odd) == []


def test_numbers_that_are_none() -> None:
    """Text, lists, and integers beyond the floats."""
    told = {"a": ["2", [1]], "b": [10**400, None], "c": [1, float("inf")], "d": [1]}
    assert read_answer({"numbers": told}).numbers == {
        "a": (None, None),
        "b": (None, None),
        "c": (1.0, float("inf")),
    }


def test_what_is_told_is_short() -> None:
    """A name of a megabyte is cut; names that are no Python are left out."""
    answer = read_answer({"lacking": "x" * 10**6, "plain": "y" * 10**6, "error": ["E" * 100, "t"]})
    assert (len(answer.lacking), len(answer.plain)) == (100, 100)
    assert read_error({"error": ["E" * 100, "t" * 1000]}) == ("E" * 60, "t" * 300)
    look = read_look({"attributes": {"a-b": 1, "ab": 2.5}, "methods": ["go", "1x", 7]})
    assert look == Look({"ab": 2.5}, ["go"], [], True)
    assert len(texts(["x"] * 10**5)) == 1_000


def test_what_is_not_told() -> None:
    """An empty answer is an answer."""
    assert read_answer({}) == Answer()
    assert read_look({}) == Look()
