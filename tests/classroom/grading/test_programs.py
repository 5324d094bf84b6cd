"""Programs are read, drawn and written."""

from itertools import pairwise
from random import Random

import pytest

from micrograd_plus.classroom.grading.programs import Step, drawn, expression, python_lines


def test_an_expression_becomes_one_operation_a_step() -> None:
    """What is inside comes first, and the whole has the name that it was given."""
    steps = drawn("a = value(2); b = value(3); c = tanh(a * b - 1) / -a")
    assert [(step.kind, step.name) for step in steps] == [
        ("value", "a"),
        ("value", "b"),
        ("*", "c1"),
        ("-", "c2"),
        ("tanh", "c3"),
        ("neg", "c4"),
        ("/", "c"),
    ]


def test_a_name_given_twice_is_two_values() -> None:
    """What was computed from the first goes on meaning the first."""
    steps = drawn("a = value(2); c = a * a; c = c + a; c.backward()")
    assert steps[-2:] == (Step("+", "c_2", ("c", "a")), Step("backward", "c_2"))


def test_open_numbers_are_drawn_anew() -> None:
    """Each run has numbers of its own, within what the program says."""
    text = "a = value(); b = value(0.5, 2); c = a * number()"
    first, second = drawn(text, Random(1)), drawn(text, Random(2))
    assert first != second
    assert first == drawn(text, Random(1))
    number = first[1].operands[0]
    assert isinstance(number, float)
    assert 0.5 <= number <= 2


def test_actions_are_steps() -> None:
    """Passes, clearing and descent stand in the order in which they are written."""
    steps = drawn("a = value(2); b = a * a; b.backward(); a.data -= 0.1; a.grad = 0; a.data = 4")
    assert [step.kind for step in steps[2:]] == ["backward", "descend", "clear", "set"]
    assert [step.makes for step in steps] == [True, True, False, False, False, False]


def test_it_is_written_in_the_names_of_the_engine() -> None:
    """So that a learner can paste it."""
    names = {"Value": "Var", "grad": "g", "data": "x", "backward": "back()"}
    text = "a = value(2); b = repeat(a, a, 3); c = -b; c.backward(); a.data -= 0.5; a.grad = 0"
    assert python_lines(drawn(text), names) == [
        "a = Var(2)",
        "b = a",
        "for _ in range(3):",
        "    b = b + a",
        "c = -b",
        "back(c)",
        "a.x -= 0.5 * a.g",
        "a.g = 0.0",
    ]


def test_expressions_are_python() -> None:
    """A negative number gets brackets, a sum a list."""
    assert expression(Step("*", "", ("a", -2.0))) == "a * (-2)"
    assert expression(Step("sum", "", ("a", "b"))) == "sum([a, b])"


@pytest.mark.parametrize("text", ["import os", "a = [1]", "a = 2", "a = value(1); a += 1"])
def test_what_is_no_program_is_refused(text: str) -> None:
    """With the line that cannot be read, or the cure."""
    with pytest.raises(ValueError, match=r"has no|write value"):
        drawn(text)


def test_no_two_numbers_are_alike() -> None:
    """A mistake such as swapped operands would not show."""
    text = "a = value(); b = value(); c = value(); d = value(); e = a * number()"
    for seed in range(300):
        steps = drawn(text, Random(seed))
        sizes = sorted(abs(x) for step in steps for x in step.operands if isinstance(x, float))
        assert all(high - low > 0.02 for low, high in pairwise(sizes))
        assert all(abs(size - 1) > 0.02 for size in sizes)
