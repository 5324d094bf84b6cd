"""An array program bound to its buffers: what is noted, what is freed, pieces of lines."""

import weakref

import numpy as np
import pytest

from micrograd_plus import Value, record, tanh
from micrograd_plus.tape.arrays import replay
from micrograd_plus.tape.arrays.replay import ArrayReplay, CompiledArrays, Noted


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_a_long_program_runs_in_pieces(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled once, it gives what it gives whole."""
    tape = record(lambda x: tanh(x * 3.0 + 1.0) * x, 0.5)
    tape.plan.cost_of_compiling = np.inf
    expected = tape(np.linspace(0.0, 1.0, 50))
    monkeypatch.setattr(replay, "PIECE", piece)
    plan = record(lambda x: tanh(x * 3.0 + 1.0) * x, 0.5).plan
    compiled = CompiledArrays(plan, np.zeros(plan.layout.shared + 1))
    assert len(compiled.forward) == -(-len(plan.array_program.forward) // piece)
    batch = ArrayReplay(compiled, 50, Noted())
    batch.set_rows(np.linspace(0.0, 1.0, 50)[None], range(50))
    batch.forward()
    np.testing.assert_array_equal(batch.outputs[0], expected)


def test_numbers_outside_a_domain_are_noted() -> None:
    """Division by zero, overflow and nan; what is rounded to 0 is not."""
    noted = Noted()
    one, zero, tiny = np.array([1.0]), np.array([0.0]), np.array([1e-200])
    for compute, seen in (
        (lambda: one / zero, True),
        (lambda: np.exp(one * 1000), True),
        (lambda: np.log(-one), True),
        (lambda: tiny * tiny, False),
        (lambda: noted.check(one > 0), False),
        (lambda: noted.check(one < 0), True),
    ):
        noted.seen = False
        with noted.context():
            compute()
        assert noted.seen == seen


def test_a_batch_and_its_mean_gradient() -> None:
    """Of each row what the function gives, and the gradient of the mean."""
    w = Value(0.5)
    plan = record(lambda x: [w * x, tanh(x)], 0.5).plan
    noted = Noted()
    compiled = CompiledArrays(plan, np.zeros(plan.layout.shared + 1))
    batch = ArrayReplay(compiled, 3, noted)
    batch.parameters[:] = 2.0
    batch.set_rows(np.array([[1.0, 2.0, 6.0]]), range(3))
    with noted.context():
        batch.both()
    assert batch.outputs[0].tolist() == [2.0, 4.0, 12.0]
    assert (batch.mean(), batch.gradient.tolist(), batch.finite) == (6.0, [3.0], True)
    assert batch.rest().tolist() == [np.tanh([1.0, 2.0, 6.0]).tolist()]
    assert batch.row(1) == [2.0]
    batch.sync()
    assert w.data == 2.0


def test_a_replay_is_freed_without_the_collector(no_collector: None) -> None:
    """Its buffers are large."""
    plan = record(lambda x: tanh(x), 0.5).plan
    compiled = CompiledArrays(plan, np.zeros(plan.layout.shared + 1))
    batch = ArrayReplay(compiled, 3, Noted())
    gone = weakref.ref(batch)
    del batch
    assert gone() is None
