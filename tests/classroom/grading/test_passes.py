"""Passes with a flaw give the numbers that learners' engines give."""

import pytest

from micrograd_plus import Value, explain
from micrograd_plus.classroom.grading.answers import right_numbers
from micrograd_plus.classroom.grading.lessons import LESSONS
from micrograd_plus.classroom.grading.passes import Edge, Flaw, first_wrong_edge, flawed_gradients
from micrograd_plus.classroom.grading.programs import Program, drawn

SHARED = drawn("a = value(2); k = value(3); b = a * k; c = b + b; c.backward()")
DIAMOND = drawn("a = value(2); k = value(3); b = a * k; c = b * k; d = c + b; d.backward()")


@pytest.mark.parametrize("lesson", [x for x in LESSONS if x.core], ids=lambda lesson: lesson.name)
def test_without_a_flaw_they_are_right(lesson) -> None:
    """So what differs comes from the flaw."""
    for text in lesson.programs:
        program = drawn(text)
        right = right_numbers(program)
        gradients = flawed_gradients(program, Flaw())
        assert gradients is not None
        for name, gradient in gradients.items():
            assert gradient == pytest.approx(right[name][1])


@pytest.mark.parametrize(
    ("flaw", "mistake"),
    [
        (Flaw(order="recursion"), "naive_recursion"),
        (Flaw(order="unmarked", turned=True), "depth_first_without_marks"),
        (Flaw(order="breadth"), "breadth_first"),
        (Flaw(overwrites=True), "overwrite"),
    ],
)
@pytest.mark.parametrize("program", [SHARED, DIAMOND])
def test_they_are_those_of_explanations(flaw: Flaw, mistake: str, program: Program) -> None:
    """`explain(y).broken(...)` plays the same mistakes: the leaves get the same."""
    values: dict[str, Value] = {"a": Value(2.0, label="a"), "k": Value(3.0, label="k")}
    b = values["a"] * values["k"]
    result = b + b if program is SHARED else b * values["k"] + b
    broken = explain(result).broken(mistake)
    gradients = flawed_gradients(program, flaw)
    if mistake == "depth_first_without_marks":
        turned = flawed_gradients(program, Flaw(order="unmarked"))
        assert {k: x for k, (_, x) in broken.gradients.items()} in (gradients, turned)
        return
    assert gradients == {name: number for name, (_, number) in broken.gradients.items()}


def test_a_second_pass_shows_what_was_kept() -> None:
    """Inner gradients, the seed, or nothing at all."""
    program = drawn("a = value(2); b = value(3); c = a * b; d = c * b; d.backward(); d.backward()")
    assert flawed_gradients(program, Flaw()) == {"a": 18.0, "b": 24.0}
    assert flawed_gradients(program, Flaw(inner_kept=True)) == {"a": 27.0, "b": 30.0}
    assert flawed_gradients(program, Flaw(leaves_cleared=True)) == {"a": 9.0, "b": 12.0}
    assert flawed_gradients(program, Flaw(seed=None)) == {"a": 0.0, "b": 0.0}


def test_a_step_may_send_something_else() -> None:
    """By operation and slot, or by all."""

    def one(edge: Edge) -> float:
        assert edge.x == edge.numbers[edge.slot]
        return 1.0

    product = drawn("a = value(2); b = value(3); c = a * b; c.backward()")
    assert flawed_gradients(product, Flaw(steps={("mul", 0): one})) == {"a": 1.0, "b": 2.0}
    assert flawed_gradients(product, Flaw(every_step=one)) == {"a": 1.0, "b": 1.0}


def test_what_takes_too_long_or_changes_data_is_left() -> None:
    """No time is spent on it."""
    long = drawn("a = value(2); b = repeat(a, 40); b.backward()")
    assert flawed_gradients(long, Flaw(order="recursion")) is None
    assert flawed_gradients(drawn("a = value(2); a.data = 3"), Flaw()) is None


def test_a_formula_outside_its_domain_explains_nothing() -> None:
    """Such as the logarithm of a negative number."""

    def outside(edge: Edge) -> float:
        return (-2.0) ** 0.5  # type: ignore[no-any-return]

    product = drawn("a = value(2); b = a * a; b.backward()")
    assert flawed_gradients(product, Flaw(every_step=outside)) is None


def test_the_edge_is_that_which_sends_something_else() -> None:
    """Here the product, not the sum that is nearer to the result."""
    program = drawn("a = value(2); b = value(3); c = a * b; d = c + a; d.backward()")
    wrong = Flaw(steps={("mul", 0): lambda edge: 0.0})
    assert first_wrong_edge(program, wrong, "a") == "c -> a"
    assert first_wrong_edge(program, Flaw(), "a") == "d -> a"
