"""Steps of descent by a tape, held against loops by hand."""

import math
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, log, mean, optim, record, tanh
from micrograd_plus.optim import Optimizer

X = np.random.default_rng(0).uniform(-1, 1, (24, 2))
Y = np.sin(2 * X[:, 0]) - X[:, 1]
RECIPES = [optim.SGD(lr=0.1, momentum=0.5), optim.RMSProp(lr=0.01), optim.Adam(lr=0.05)]


def small(count: int = 8) -> list[Value]:
    return [Value(math.sin(3 * place + 1)) for place in range(3 * count)]


def loss_of(p: list[Value], x: Any, y: Any) -> Value:
    third = len(p) // 3
    hidden = [tanh(p[i] * x[0] + p[third + i] * x[1]) for i in range(third)]
    return (sum(h * w for h, w in zip(hidden, p[2 * third :], strict=True)) - y) ** 2


def by_hand(p: list[Value], optimizer: Optimizer, batches: list[list[int]]) -> list[float]:
    losses = []
    for batch in batches:
        loss = mean([loss_of(p, X[row].tolist(), float(Y[row])) for row in batch])
        for parameter in p:
            parameter.grad = 0.0
        loss.backward()
        optimizer.step(p)
        losses.append(loss.data)
    return losses


@pytest.mark.parametrize("count", [3, 20])
@pytest.mark.parametrize("optimizer", RECIPES, ids=repr)
def test_fit_is_the_loop_by_hand(optimizer: Optimizer, count: int) -> None:
    """All rows in each step: the same losses, the same parameters."""
    p, other = small(count), small(count)
    tape = record(lambda x, y: loss_of(p, x, y), X[0].tolist(), Y[0])
    losses = tape.fit((X, Y), optimizer, steps=15)
    expected = by_hand(other, optimizer.fresh(), [list(range(24))] * 15)
    assert losses == pytest.approx(expected, rel=1e-12)
    assert [a.data for a in p] == pytest.approx([b.data for b in other], rel=1e-11, abs=1e-13)
    assert losses[-1] < losses[0]


def test_batches_in_order() -> None:
    """Without shuffling rows have their turn one after the other, again and again."""
    p, other = small(), small()
    tape = record(lambda x, y: loss_of(p, x, y), X[0].tolist(), Y[0])
    losses = tape.fit((X, Y), optim.Adam(lr=0.05), steps=7, batch_size=10, shuffle=False)
    order = [list(range(10)), list(range(10, 20)), list(range(20, 24))]
    expected = by_hand(other, optim.Adam(lr=0.05), (order * 3)[:7])
    assert losses == pytest.approx(expected, rel=1e-12)


def test_shuffling() -> None:
    """Every row has its turn before one has its second; a seed gives the same order again."""

    def losses(seed: int) -> list[float]:
        w = Value(0.0)
        tape = record(lambda x: w * 0.0 + x, 1.0)
        return tape.fit(([1.0, 2.0, 3.0, 4.0],), optim.SGD(), 8, 1, seed=seed).tolist()

    first = losses(0)
    assert sorted(first[:4]) == sorted(first[4:]) == [1.0, 2.0, 3.0, 4.0]
    assert losses(0) == first
    assert any(losses(seed) != first for seed in range(1, 5))


def test_schedule_by_step() -> None:
    """The factor of each step; the optimiser that was given stays as it was."""
    w = Value(0.0)
    tape = record(lambda x: w * x, 1.0)
    optimizer, seen = optim.SGD(lr=0.1), []

    def halves(step: int, steps: int) -> float:
        seen.append((step, steps))
        return 0.5**step

    tape.fit(([1.0],), optimizer, steps=3, schedule=halves)
    assert w.data == pytest.approx(-0.1 * (1 + 0.5 + 0.25))
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert optimizer.lr == 0.1
    with pytest.raises(ValueError, match="for step 0 it gave -1"):
        tape.fit(([1.0],), optimizer, steps=1, schedule=lambda step, steps: -1)


@pytest.mark.parametrize(
    "schedule",
    [optim.constant(), optim.linear(0.0), optim.cosine(0.1), optim.step_decay(3, 0.5)],
    ids=["constant", "linear", "cosine", "step_decay"],
)
def test_schedules_of_optim(schedule: optim.Schedule) -> None:
    """They count steps here: the losses of a loop by hand, whose rate is set before each step."""
    p, other = small(), small()
    tape = record(lambda x, y: loss_of(p, x, y), X[0].tolist(), Y[0])
    losses = tape.fit((X, Y), optim.Adam(lr=0.05), steps=8, schedule=schedule)
    optimizer, expected = optim.Adam(lr=0.05), []
    for step in range(8):
        optimizer.lr = 0.05 * schedule(step, 8)
        expected += by_hand(other, optimizer, [list(range(24))])
    assert losses == pytest.approx(expected, rel=1e-12)


def test_step_is_backward_and_a_step() -> None:
    """The optimiser remembers, also over two tapes of the same parameters in other orders."""
    p, other = small(20), small(20)
    one = record(lambda x, y: loss_of(p, x, y), X[0].tolist(), Y[0])
    two = record(lambda x, y: loss_of(p[::-1], x, y), X[0].tolist(), Y[0])
    optimizer, plain = optim.Adam(lr=0.02), optim.Adam(lr=0.02)
    for tape, turned in [(one, False), (one, False), (two, True), (one, False)]:
        before = tape.step(optimizer, X, Y)
        chosen = other[::-1] if turned else other
        rows = [loss_of(chosen, x, y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)]
        loss = mean(rows)
        for parameter in other:
            parameter.grad = 0.0
        loss.backward()
        plain.step(other)
        assert before == pytest.approx(loss.data, rel=1e-12)
    assert [a.data for a in p] == pytest.approx([b.data for b in other], rel=1e-11, abs=1e-13)
    assert all(parameter.grad == 0.0 for parameter in p)


def test_what_is_not_finite() -> None:
    """It stops with the last finite parameters, and says in which step."""
    w = Value(1.0)
    tape = record(lambda x: (w * x) ** 4, 1.0)
    with pytest.raises(OverflowError, match="too large for a float") as raised:
        tape.fit(([1e40],), optim.SGD(lr=1e60), steps=5)
    assert "in step 1; the parameters are those before it" in raised.value.__notes__
    assert w.data == pytest.approx(-4e220)
    w.data = 1.0
    tape = record(lambda x: w * x * 1e300, 1.0)
    with pytest.raises(ArithmeticError, match="the mean result is inf: a lower learning rate"):
        tape.step(optim.SGD(lr=0.1), [1e300])
    assert w.data == 1.0


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"optimizer": 0.1}, TypeError, "optim.Adam"),
        ({"optimizer": optim.SGD}, TypeError, "optim.Adam"),
        ({"steps": -1}, ValueError, "steps"),
        ({"batch_size": 0}, ValueError, "batch_size"),
        ({"shuffle": 1}, TypeError, "shuffle"),
        ({"columns": (np.zeros((0, 2)), [])}, ValueError, "at least one row"),
        ({"columns": "xy"}, TypeError, "a tuple of columns"),
        ({"columns": (X,)}, TypeError, "takes"),
    ],
)
def test_wrong_input(change: dict[str, Any], error: type[Exception], said: str) -> None:
    """Named, with the cure; nothing has moved."""
    p = small()
    tape = record(lambda x, y: loss_of(p, x, y), X[0].tolist(), Y[0])
    settings = {"columns": (X, Y), "optimizer": optim.SGD(), "steps": 2} | change
    with pytest.raises(error, match=said):
        tape.fit(**settings)
    assert [parameter.data for parameter in p] == [parameter.data for parameter in small()]


def test_lists_have_no_gradient() -> None:
    """As for backward."""
    w = Value(1.0)
    tape = record(lambda x: [w * x, log(x)], 1.0)
    with pytest.raises(TypeError, match="returned a list"):
        tape.fit(([1.0],), optim.SGD())
