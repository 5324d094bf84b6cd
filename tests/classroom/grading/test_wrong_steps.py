"""Wrong local gradients differ from the right ones, which come from the rule table."""

import pytest

from micrograd_plus.classroom.grading.passes import Flaw, flawed_gradients
from micrograd_plus.classroom.grading.programs import drawn
from micrograd_plus.classroom.grading.wrong_steps import ROWS, of_step, partial

FORMULAS = {
    "mul": "a * b",
    "div": "a / b",
    "pow": "a ** b",
    "tanh": "tanh(a)",
    "sigmoid": "sigmoid(a)",
    "exp": "exp(a)",
    "log": "log(a)",
    "relu": "relu(a)",
    "softplus": "softplus(a)",
    "sin": "sin(a)",
    "cos": "cos(a)",
    "sqrt": "sqrt(a)",
    "abs": "abs(a)",
}


@pytest.mark.parametrize("row", FORMULAS)
def test_a_wrong_local_gradient_is_wrong(row: str) -> None:
    """Each of them shows at some point; else a right engine could be accused of it."""
    count = 2 if row in ("mul", "div", "pow") else 1
    points = [(0.8, 1.9), (1.4, 0.55), (-0.8, 3.0)]
    programs = [
        drawn(
            f"a = value({a}); b = value({b}); k = value(-1.7); c = {FORMULAS[row]}; d = c * k;"
            "d.backward()"
        )
        for a, b in points[: 2 if row in ("log", "sqrt", "pow") else 3]
    ]
    for mistake in of_step(row, count):
        (flaw,) = mistake.variants
        differ = [
            program
            for program in programs
            if (wrong := flawed_gradients(program, flaw)) is not None
            and wrong != pytest.approx(flawed_gradients(program, Flaw()))
        ]
        harmless = row in ("relu", "abs") and mistake.name == "divided by the local gradient"
        assert differ or harmless or mistake.name == "operands swapped", mistake


def test_the_right_one_is_read_off_the_table() -> None:
    """In the letters of the sentence."""
    assert partial("sigmoid", 0) == "sigmoid(a) * (1 - sigmoid(a))"
    assert partial("div", 1) == "-(a / b) / b"
    assert partial("pow", 0) == "n * a**(n - 1)"
    assert partial("mul", 1) == "a"


def test_sentences_name_the_operation_and_the_operand() -> None:
    """So that one knows where to look."""
    sentences = [mistake.sentence for mistake in of_step("tanh", 1)]
    assert any(
        "tanh(a) by a was taken to be 1 - a**2: it is 1 - tanh(a)**2" in x for x in sentences
    )
    assert all("{" not in sentence for sentence in sentences)


def test_operators_have_rows() -> None:
    """Every symbol of a program."""
    assert {"+", "-", "*", "/", "**"} <= set(ROWS)


def test_a_condition_that_is_always_true_is_named_too() -> None:
    """The numbers are those of a local gradient that was forgotten; only relu has a condition."""
    words = {
        row: " ".join(mistake.sentence for mistake in of_step(row, 1)) for row in ("relu", "tanh")
    }
    assert "out.data >= 0" in words["relu"]
    assert "out.data >= 0" not in words["tanh"]
