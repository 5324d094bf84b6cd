"""Machine code is made where the machine is known, and nowhere else."""

import sys

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.native import host
from micrograd_plus.tape.native.replay import NativeReplay


def test_without_llvmlite_a_tape_runs_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    host.available.cache_clear()
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    try:
        assert not host.available()
        w = Value(0.5)
        tape = record(lambda x: ops.tanh(w * x), 1.0)
        tape.expect(8, 10**9)
        assert not isinstance(tape.replay(8), NativeReplay)
    finally:
        host.available.cache_clear()


def test_a_processor_that_we_do_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.platform, "machine", lambda: "abacus")
    assert host.flags() is None
    host.available.cache_clear()
    assert not host.available()
    host.available.cache_clear()


def test_windows_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.platform, "system", lambda: "Windows")
    assert host.flags() is None


def test_where_the_power_2_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another C library, or an older one, nothing is known."""
    for found in (("", ""), ("musl", "1.2.4"), ("glibc", "2.17")):
        monkeypatch.setattr(host.platform, "libc_ver", lambda found=found: found)
        host.square_is_sure.cache_clear()
        assert not host.square_is_sure()
    host.square_is_sure.cache_clear()
