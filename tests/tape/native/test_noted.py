"""Flags are read from the processor's own register where all of them are there."""

import platform
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape import Tape
from micrograd_plus.tape.native import compiled, noted
from micrograd_plus.tape.native.compiled import Compiled
from micrograd_plus.tape.native.noted import Noted
from micrograd_plus.tape.native.replay import NativeReplay

BY_LIBRARY = {"feclearexcept", "fetestexcept"}


def risky(function: Any) -> Tape:
    w = Value(0.5)
    return record(lambda x: function(w * x), 1.0)


def test_who_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register, if the processor has one and all functions use it."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert Noted(5, {"log"}).functions == set()
    assert "stmxcsr" in Noted(5, {"log"}).declared
    assert Noted(5, {"log", "gamma"}).functions == BY_LIBRARY
    assert Noted(0, {"gamma"}).functions == set()
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert Noted(5, {"log"}).functions == BY_LIBRARY
    assert "stmxcsr" not in Noted(5, {"log"}).declared


@pytest.mark.parametrize("by_library", [False, True])
@pytest.mark.parametrize(
    ("function", "fine", "outside"),
    [(ops.log, 1.0, -1.0), (ops.exp, 1.0, 1e4), (lambda x: 1 / x, 1.0, 0.0)],
    ids=["invalid", "overflow", "division"],
)
def test_trouble_is_seen_and_gone_again(
    by_library: bool,
    function: Any,
    fine: float,
    outside: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One row of twenty is outside, in the second block; the next call begins anew."""
    monkeypatch.setattr(compiled, "kept", lambda key, make: make())
    if by_library:
        monkeypatch.setattr(noted, "platform", SimpleNamespace(machine=lambda: "arm64"))
    tape = risky(function)
    tape.load()
    code = Compiled(tape.plan, 16)
    assert (BY_LIBRARY <= code.module.functions) == by_library
    replay = NativeReplay(code, tape.vector, 20, lambda: tape.replays)
    rows = np.full((1, 20), fine)
    replay.set_rows(rows, range(20))
    replay.both()
    rows[0, 18] = outside
    replay.set_rows(rows, range(20))
    with pytest.raises((ArithmeticError, ValueError), match="in row 18"):
        replay.both()
    rows[0, 18] = fine
    replay.set_rows(rows, range(20))
    replay.both()
