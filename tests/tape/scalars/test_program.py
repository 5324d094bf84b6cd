"""The program for a single row: plain lines, of which none repeats work or nests too deep."""

import math

import pytest

from micrograd_plus import Value, detach, maximum, record, sigmoid, sum as total, tanh
from micrograd_plus.tape.scalars.program import DEEPEST, LARGEST, LONGEST, literal


def program(compute, *example):
    return record(compute, *example).plan.scalar_program


@pytest.mark.parametrize("number", [0.0, -0.0, 1.5, -2.5, 1e-320, -1e308, math.pi])
def test_literals_are_read_back_to_the_last_bit(number: float) -> None:
    """With their sign, also as a factor."""
    assert eval(literal(number)).hex() == number.hex()
    assert eval(f"{literal(number)} * {literal(number)}") == number * number


@pytest.mark.parametrize("number", [-2.0, -0.0, -1.5, -math.inf])
@pytest.mark.parametrize("power", [2.0, 0.0, -2.0, 3.0])
def test_a_sign_stays_with_its_number(number: float, power: float) -> None:
    """Where a known number is the result of an operation, and is written into another one."""
    if number == 0 and power < 0:
        number = -4.0

    def f(x):
        return detach(detach(number)) ** power * x

    tape = record(f, 1.0)
    assert "**" in tape.plan.scalar_program.forward[-1].expression
    assert tape([3.0]).tolist() == pytest.approx([f(Value(3.0)).data], abs=0, rel=0, nan_ok=True)


def test_what_is_used_once_is_written_into_the_line_that_uses_it() -> None:
    """Only what a derivative or another line reads gets a name."""
    w = Value(2.0)
    (line,) = program(lambda x: -(w + x) * 3.0, 0.5).forward
    assert "+" in line.expression
    assert "3.0" in line.expression
    named = program(lambda x: tanh(w * x), 0.5)
    assert [line.expression.count("tanh") for line in named.forward] == [1]


def test_sums_of_gradients_are_cut() -> None:
    """No line of a long sum is longer than Python's parser takes."""
    w = Value(2.0)
    found = program(lambda x: total([tanh(w * (x + k)) for k in range(3 * LONGEST)]), 0.5)
    assert max(line.expression.count(" + ") for line in found.backward) <= LONGEST
    (name,) = found.gradients
    lines = [line.expression for line in found.backward if line.target == name]
    assert len(lines) > 1
    terms = sum(text.count(" + ") + 1 for text in lines) - (len(lines) - 1)
    assert terms == 3 * LONGEST


def test_lines_neither_nest_deep_nor_grow_long() -> None:
    """However long the chain of operations."""

    def chain(x):
        for k in range(500):
            x = maximum(-x, k * 1e-3) if k % 2 else -x
        return x

    for line in program(chain, 0.5).forward:
        opened = deepest = 0
        for character in line.expression:
            opened += (character in "([") - (character in ")]")
            deepest = max(deepest, opened)
        assert deepest <= 2 * DEEPEST
        assert len(line.expression) <= 2 * LARGEST


def test_a_parameter_that_is_not_reached_has_the_gradient_0() -> None:
    """As text, beside those that are."""
    w, v = Value(2.0), Value(3.0)
    tape = record(lambda x: [w * x, sigmoid(v * x)], 0.5)
    texts = dict(zip(tape.parameters, tape.plan.scalar_program.gradients, strict=True))
    assert texts[v] == "0.0"
    assert texts[w] != "0.0"
