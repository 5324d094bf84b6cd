"""Wrong results are recognised by what was computed instead."""

import math

import pytest

from micrograd_plus.classroom.grading.programs import drawn
from micrograd_plus.classroom.grading.wrong_data import wrong_data

A, B = 0.7, -1.9


@pytest.mark.parametrize(
    ("formula", "given", "mistake", "words"),
    [
        ("a - b", B - A, "operands swapped", "reflected"),
        ("2 - a", A - 2, "operands swapped", "reflected"),
        ("a / b", A // B, "integer division", "a // b"),
        ("2 / a", A / 2, "operands swapped", "reflected"),
        ("-a", A, "wrong data", "it is a itself"),
        ("relu(b)", abs(B), "wrong data", "abs(a)"),
        ("sigmoid(a)", 1 / (1 + math.exp(A)), "wrong data", "the exponent is -a"),
        ("tanh(a)", math.tanh(A / 2), "wrong data", "the exponent is 2 * a"),
        ("log(a)", math.log10(A), "wrong data", "log10"),
        ("a * b", 17.0, "wrong data", "before any gradient"),
        ("a * b", None, "no number", "single number"),
    ],
)
def test_results(formula: str, given: float | None, mistake: str, words: str) -> None:
    """What is told names the formula that was taken."""
    program = drawn(f"a = value({A}); b = value({B}); c = {formula}")
    numbers = {"a": (A, None), "b": (B, None), "c": (given, None)}
    name, sentence = wrong_data(program, "c", given, numbers, 1e-6)
    assert name == mistake
    assert words in sentence


def test_leaves() -> None:
    """Cut to whole numbers, shared by all, or changed by what is computed from them."""
    alone = drawn("a = value(2.7)")
    assert wrong_data(alone, "a", 2.0, {"a": (2.0, None)}, 1e-6)[0] == "integer"
    two = drawn("a = value(2.7); b = value(3.4)")
    shared = {"a": (3.4, None), "b": (3.4, None)}
    assert wrong_data(two, "a", 3.4, shared, 1e-6)[0] == "shared state"
    added = drawn("a = value(2.7); b = value(3.4); c = a + b")
    changed = {"a": (6.1, None), "b": (3.4, None), "c": (6.1, None)}
    assert wrong_data(added, "a", 6.1, changed, 1e-6)[0] == "operand changed"
