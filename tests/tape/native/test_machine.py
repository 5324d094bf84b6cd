"""Machine code is made where it can be, and lives as long as what uses it."""

import sys

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.native import machine
from micrograd_plus.tape.native.replay import NativeReplay


def test_without_llvmlite_a_tape_runs_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    machine.available.cache_clear()
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    try:
        assert not machine.available()
        w = Value(0.5)
        tape = record(lambda x: ops.tanh(w * x), 1.0)
        tape.expect(8, 10**9)
        assert not isinstance(tape.replay(8), NativeReplay)
    finally:
        machine.available.cache_clear()


def test_a_processor_that_we_do_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.platform, "machine", lambda: "abacus")
    assert machine.flags() is None
    machine.available.cache_clear()
    assert not machine.available()
    machine.available.cache_clear()


def test_tapes_come_and_go() -> None:
    """The code of one is freed without harm to that of another."""
    w = [Value(0.5), Value(0.0), Value(0.1)]
    kept = record(lambda x: ops.tanh(w[0] * x), 1.0)
    kept.expect(4, 10**9)
    for each in w:
        passing = record(lambda x, each=each: ops.sin(each * x), 1.0)
        passing.expect(4, 10**9)
        assert passing.backward([1.0] * 4) == pytest.approx(ops.sin(each).data)
    del passing
    assert kept.backward([1.0] * 4) == pytest.approx(ops.tanh(Value(0.5)).data)
