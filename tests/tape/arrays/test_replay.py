"""An array program bound to its buffers: what is noted, what is freed, pieces of lines."""

import gc
import linecache
import weakref

import numpy as np
import pytest

from micrograd_plus import Value, record, tanh
from micrograd_plus.tape.arrays import replay
from micrograd_plus.tape.arrays.replay import ArrayReplay, CompiledArrays, CompiledLines, Noted
from micrograd_plus.tape.arrays.writer import Line


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_lines_run_in_order_over_any_arrays(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces or whole, compiled once and bound to several."""
    monkeypatch.setattr(replay, "PIECE", piece)
    texts = ["add(a, 1.0, a)", "multiply(a, 3.0, a)", "add(a, 2.0, a)"]
    lines = CompiledLines("forward", [Line(text, "") for text in texts])
    assert len(lines.pieces) == -(-3 // piece)
    for start in (0.0, 4.0):
        a = np.array([start])
        for run in lines.within({"a": a, "add": np.add, "multiply": np.multiply}):
            run()
        assert a.item() == (start + 1) * 3 + 2


def test_source_is_forgotten_with_its_lines() -> None:
    """Tracebacks show it for as long as it can run."""
    lines = CompiledLines("forward", [Line("pass", "")])
    filename = lines.pieces[0].co_filename
    assert linecache.getline(filename, 2) == "    pass\n"
    del lines
    gc.collect()
    assert filename not in linecache.cache


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
    batch.set_rows(np.array([[1.0, 2.0, 6.0]]))
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
