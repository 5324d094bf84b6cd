"""Loops as functions: how much is written, and where places are listed."""

import random
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.lowering.statements import Store
from micrograd_plus.tape.native.compiled import Compiled
from micrograd_plus.tape.native.printer import LENGTH, Printer
from tests.tape.lowering.helpers import loops_of
from tests.tape.native.helpers import assert_same_bits


def irregular(count: int) -> Any:
    """Nothing in it repeats."""
    w = [Value(0.1 * number) for number in range(7)]

    def f(x: Any) -> Value:
        known = [*w, *x]
        for step in range(count):
            a, b = known[step * step % len(known)], known[-1 - step % 5]
            known.append(ops.sin(a * b) if step * 7 % 3 else ops.tanh(a) - b)
        return known[-1]

    return record(f, [0.5, 0.25])


def test_a_long_program_is_cut_into_functions() -> None:
    loops = loops_of(irregular(2000), alone=True).loops[Store.VALUE]
    printer = Printer(1)
    names = printer.print_pieces("value", loops, 1)
    assert len(names) > 2
    assert len(printer.texts) == len(names)
    # Three lines an operand are the most that anything here takes.
    assert max(text.count("\n") for text in printer.texts) < 10 * LENGTH


def test_places_that_are_listed_are_listed_once() -> None:
    printer = Printer(4)
    assert printer.places((0, 3, 1)) == printer.places((0, 3, 1))
    assert printer.places((0, 1, 5)) == 3
    assert printer.table == [0, 3, 1, 0, 1, 5]


@pytest.mark.parametrize("inputs", [3, 20])
@pytest.mark.parametrize("outputs", [4, 7, 9])
def test_statements_that_are_alike_stand_side_by_side(inputs: int, outputs: int) -> None:
    """Of a row alone, and each has its bits; what is left over comes after."""
    draw = random.Random(0)
    weights = [[Value(draw.gauss(0, 1)) for _ in range(inputs)] for _ in range(outputs)]

    def f(row: Any) -> Value:
        x = [ops.tanh(each) for each in row]
        return ops.logsumexp([ops.relu(ops.dot(each, x)) for each in weights])

    tape = record(f, [0.5] * inputs)
    assert_same_bits(tape, np.random.default_rng(0).normal(size=(inputs, 2)))
    assert "<4 x double>" in Compiled(tape.plan, 1).module.text
