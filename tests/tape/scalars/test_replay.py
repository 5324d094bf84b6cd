"""A scalar program compiled: whole or in pieces, it gives a row's results and gradients."""

import itertools
import math

import numpy as np
import pytest

from micrograd_plus import (
    Value,
    atan,
    atan2,
    cosh,
    exp,
    log,
    minimum,
    record,
    relu,
    silu,
    sin,
    tanh,
)
from micrograd_plus.tape.scalars import replay
from micrograd_plus.tape.scalars.replay import CompiledScalars, ScalarReplay


def plan_of(compute, *example):
    return record(compute, *example).plan


@pytest.mark.parametrize("whole", [20_000, 0])
def test_a_row_gives_results_and_gradients(whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same from one function and from pieces of two lines."""
    monkeypatch.setattr(replay, "WHOLE", whole)
    monkeypatch.setattr(replay, "PIECE", 2)
    w, v = Value(0.5), Value(-0.25)
    compiled = CompiledScalars(plan_of(lambda x: [tanh(w * x) * v + w, x * v], 0.5))
    parameters = [compiled.graph.nodes[node].data for node in compiled.parameters]
    bent = math.tanh(0.5 * 3.0)
    expected = [bent * -0.25 + 0.5, 3.0 * -0.25]
    assert list(compiled.forward([3.0], parameters)) == expected
    results, gradients = compiled.both([3.0], parameters)
    assert list(results) == expected
    slopes = {w: (1 - bent**2) * 3.0 * -0.25 + 1, v: bent}
    wanted = [slopes[compiled.graph.nodes[node]] for node in compiled.parameters]
    assert list(gradients) == pytest.approx(wanted, rel=1e-15)


def test_a_batch_is_the_mean_over_its_rows() -> None:
    """Of results, and of gradients."""
    w = Value(0.5)
    compiled = CompiledScalars(plan_of(lambda x: w * x, 0.5))
    batch = ScalarReplay(compiled, np.array([2.0]), 3)
    batch.set_rows(np.array([[1.0, 2.0, 6.0]]), numbers=None)
    batch.both()
    assert batch.mean() == 6.0
    assert batch.gradient.tolist() == [3.0]
    assert batch.finite


def test_a_row_outside_the_domain_raises_what_the_engine_raises() -> None:
    """With the number of the row in the data."""
    w = Value(1.0)
    batch = ScalarReplay(CompiledScalars(plan_of(lambda x: log(w * x), 0.5)), np.array([1.0]), 2)
    batch.set_rows(np.array([[1.0, -1.0]]), numbers=[7, 8])
    with pytest.raises(ValueError, match="log") as caught:
        batch.forward()
    assert "8" in "".join(caught.value.__notes__)


def test_sums_in_the_order_of_the_engine() -> None:
    """Contributions are added as backward() adds them, whatever was computed first."""

    def late(x: Value) -> Value:
        shared = minimum(x, x)
        return sin(x) / cosh(shared)

    def shared(x: Value) -> Value:
        angle = atan(x)
        gate, other = silu(x), cosh(x)
        return atan2(other, exp(gate)) + relu(angle)

    for f, number in itertools.product((late, shared), (1.999078246888038, 0.16149692968428786)):
        x, parameter = Value(number), Value(number)
        f(x).backward()
        record(lambda: f(parameter)).backward()  # noqa: B023
        assert parameter.grad == x.grad


def test_a_result_keeps_its_sign() -> None:
    """The mean of -0.0 is -0.0, as the engine's result."""
    assert math.copysign(1, record(lambda: Value(-0.0) * 2).backward()) == -1
