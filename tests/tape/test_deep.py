"""Deep and wide graphs: nothing recurses, and programs in pieces are whole."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, rule
from micrograd_plus.engine import ops
from micrograd_plus.tape.arrays import replay as array_replay
from micrograd_plus.tape.scalars import replay as scalar_replay
from tests.tape.conftest import Taping
from tests.tape.helpers import assert_agrees, columns, drawn, weights

W = weights(3000)


def chain(length: int, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that is applied many times."""

    def f(x: Any) -> Any:
        for _ in range(length):
            x = step(x)
        return x

    return f


def test_a_long_chain(taped: Taping) -> None:
    """20,000 operations one after the other, or as many sums as arrays can be made of."""
    w = Value(1.0 - 1e-5)
    length = 1000 if taped(lambda x: x, 0.5).plan.by_arrays(1) else 20_000
    tape = taped(chain(length, lambda x: x * w), 0.5)
    assert tape.backward([1.0, 3.0]) == pytest.approx(2 * w.data**length, rel=1e-11)
    assert w.grad == pytest.approx(2 * length * w.data ** (length - 1), rel=1e-10)
    assert len(str(tape).splitlines()) < 150


def test_what_no_gradient_goes_through_stays_short(taped: Taping) -> None:
    """A formula that names its argument twice is not written out in itself again and again."""
    for function in (ops.sigmoid, ops.softplus, ops.silu, ops.elu):
        f = chain(30, lambda x, function=function: function(x) * 0.5)
        tape = taped(f, 0.5)
        assert_agrees(tape, f, drawn(2, None))
        assert max(len(line.expression) for line in tape.plan.scalar_program.forward) < 200


def test_formulas_that_nest_deeply(taped: Taping) -> None:
    """Python's parser takes 200 brackets at most, so that not all can stand in one another."""
    formula = "x"
    for _ in range(30):
        formula = f"({formula} * 1.01 + 0.001)"
    own = rule("nested", "x", formula, repr(1.01**30), check=False)
    for length, step in ((12, own), (12, lambda x: -own(x) + 1.0), (250, lambda x: -x)):
        f = chain(length, step)
        assert_agrees(taped(f, 0.5), f, drawn(2, None))


def test_pieces(taped: Taping, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is compiled in pieces computes what it would in one."""
    monkeypatch.setattr(scalar_replay, "WHOLE", 20)
    monkeypatch.setattr(scalar_replay, "PIECE", 7)
    monkeypatch.setattr(array_replay, "PIECE", 7)

    def f(x: Any, y: Any) -> Value:
        state = x
        for w in W[:40]:
            state = [ops.tanh(a * w + b * y) for a, b in zip(state, state[::-1], strict=True)]
        return ops.sum(state) * W[0] + W[1]

    for count in (1, 5):
        assert_agrees(taped(f, [0.1, 0.2], 0.3), f, drawn(count, 2, None))


WIDE: dict[str, Callable[[Any], Any]] = {
    "products": lambda x: ops.sum([w * x for w in W]),
    "sums": lambda x: ops.sum([w + x for w in W]),
    "functions": lambda x: ops.sum([ops.sin(w * x) for w in W[:800]]) * W[0],
    "one after the other": lambda x: sum((ops.sin(w * x) for w in W[:800]), W[0]),
    "logsumexp": lambda x: ops.logsumexp([w * x for w in W[:800]]),
    "a tree": lambda x: _tree([x * w for w in W[:512]]),
}


def _tree(values: list[Value]) -> Value:
    while len(values) > 1:
        values = [a * b + a for a, b in zip(values[::2], values[1::2], strict=True)]
    return values[0]


@pytest.mark.parametrize("name", WIDE)
def test_wide_graphs(taped: Taping, name: str) -> None:
    """Very many terms side by side."""
    assert_agrees(taped(WIDE[name], 0.5), WIDE[name], drawn(1, None))


def test_many_row_arguments(taped: Taping) -> None:
    """A row of 3,000 numbers."""

    def f(x: Any) -> Value:
        return ops.tanh(ops.sum([w * a for w, a in zip(W, x, strict=True)])) * W[0]

    rows = drawn(2, 3000)
    assert_agrees(taped(f, rows[0][0]), f, rows)


def test_a_recurrence(taped: Taping) -> None:
    """200 steps, in each of which a state and an input meet, over a batch of 50."""
    a, b, c = weights(3, 5)

    def f(x: Any) -> Value:
        state = 0.0
        for number in x:
            state = ops.tanh(a * state + b * number + c)
        return state

    rows = [(row.tolist(),) for row in np.random.default_rng(0).normal(size=(50, 200))]
    tape = taped(f, [0.0] * 200)
    found = tape(*columns(rows))
    for (row,), result in zip(rows, found, strict=True):
        state = 0.0
        for number in row:
            state = math.tanh(a.data * state + b.data * number + c.data)
        assert result == pytest.approx(state, rel=1e-12, abs=1e-14)
    assert_agrees(tape, f, rows[:3])
