"""Random layers without row arguments: constants among the factors, shared inputs, any order."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.arrays.replay import ArrayReplay
from micrograd_plus.tape.native.host import available
from micrograd_plus.tape.plan import Plan
from tests.tape.native.helpers import assert_same_bits


def layers(seed: int) -> Callable[[], Value]:
    """A layer, and the products of its results; some numbers are no parameters."""
    draw = random.Random(seed)
    rows, terms, units = draw.randint(1, 5), draw.randint(1, 6), draw.randint(1, 5)

    def numbers(share: float) -> list[Any]:
        drawn = [draw.uniform(-1, 1) for _ in range(terms)]
        return [Value(number) if draw.random() < share else number for number in drawn]

    inputs = [numbers(0.8) for _ in range(rows)]
    if draw.random() < 0.3:
        inputs = [inputs[0]] * rows
    weights = [numbers(draw.choice([1.0, 1.0, 0.8, 0.0])) for _ in range(units)]
    biases = [Value(draw.uniform(-1, 1)) for _ in range(units)]
    activation = draw.choice([ops.tanh, ops.sin, lambda v: v * v])
    biased, turned = draw.random() < 0.5, draw.random() < 0.5

    def product(a: Any, b: Any) -> Value:
        return Value(1.0) * (b * a if turned else a * b) if _plain(a, b) else a * b

    def f() -> Value:
        hidden = [
            [
                activation(
                    ops.sum(
                        [product(a, b) for a, b in zip(row, own, strict=True)] + [bias] * biased
                    )
                )
                for own, bias in zip(weights, biases, strict=True)
            ]
            for row in inputs
        ]
        sums = [
            ops.sum([a * b for a, b in zip(row, other, strict=True)])
            for row, other in zip(hidden, hidden[1:] + hidden[:1], strict=True)
        ]
        return ops.sum(sums) * sums[0]

    return f


def _plain(*numbers: Any) -> bool:
    return not any(isinstance(number, Value) for number in numbers)


@pytest.mark.parametrize("seed", range(80))
def test_gradients_are_those_of_the_engine(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By arrays up to rounding, and as machine code, where that can be had, to the bit."""
    f = layers(seed)
    tape = record(f)
    for parameter in tape.parameters:
        parameter.grad = 0.0
    f().backward()
    wanted = [parameter.grad for parameter in tape.parameters]
    monkeypatch.setattr(Plan, "by_arrays", lambda plan, rows: True)
    tape.load()
    replay = tape.replays.by_python(1)
    assert isinstance(replay, ArrayReplay)
    with tape.errors():
        replay.both()
    assert replay.gradient.tolist() == pytest.approx(wanted, rel=1e-11, abs=1e-13)
    if available():
        assert_same_bits(tape, np.zeros((0, 1)))
