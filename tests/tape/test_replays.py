"""Which program runs, and how many are kept."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.native import cache, machine
from micrograd_plus.tape.native.host import available
from micrograd_plus.tape.native.replay import NativeReplay
from micrograd_plus.tape.replays import KEPT, Replays


def replays() -> Replays:
    w = Value(0.5)
    return record(lambda x: ops.tanh(w * x), 1.0).replays


def test_the_ones_used_last_are_kept() -> None:
    some = replays()
    first = some.get(1)
    assert some.get(1) is first
    for rows in range(2, KEPT + 2):
        some.get(rows)
    assert some.last == KEPT + 1
    assert some.get(1) is not first


def test_all_work_on_one_vector() -> None:
    some = replays()
    some.vector[:] = 2.0
    assert all(some.get(rows).parameters.tolist() == [2.0] for rows in (1, 2, 100))


def test_a_deep_graph_is_compiled_at_once() -> None:
    """To write its lines for arrays would take longer than to compile it."""
    w = Value(0.5)

    def f(x: Any) -> Value:
        for _ in range(500):
            x = ops.tanh(w * x)
        return x

    some = record(f, 1.0).replays
    some.plan.cost_of_compiling = 200_000.0
    assert not isinstance(some.get(1), NativeReplay)
    assert isinstance(some.get(100), NativeReplay) == available()


@pytest.mark.skipif(not available(), reason="needs llvmlite")
@pytest.mark.parametrize("short", [False, True])
def test_programs_are_compiled_with_care_where_much_is_to_come(
    monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    """Very long ones and short ones; those in between are as good at once."""
    if not short:
        monkeypatch.setattr(machine, "SHORT", 10)
        monkeypatch.setattr(machine, "LONG", 100)
    # What another test has compiled of the same program was not long.
    monkeypatch.setattr(cache, "_memory", {})
    monkeypatch.setattr(cache, "folder", lambda: None)
    some = replays()
    some.plan.cost_of_compiling, some.plan.cost_of_care = 0.0, 1e6
    quick = some.get(3)
    assert isinstance(quick, NativeReplay)
    assert quick.compiled.in_haste
    assert some.get(3) is quick
    careful = some.get(3, times=10**9)
    assert isinstance(careful, NativeReplay)
    assert not careful.compiled.in_haste
    assert some.get(3) is careful
    found = []
    for replay in (quick, careful):
        replay.set_rows(np.array([[0.25, -3.0, 0.5]]), range(3))
        some.vector[:] = 0.75
        replay.both()
        found.append((replay.mean(), replay.gradient.tolist()))
    assert found[0] == found[1]
    assert found[0][1][0] != 0


@pytest.mark.skipif(not available(), reason="needs llvmlite")
def test_a_function_that_computes_nothing_costs_nothing() -> None:
    some = record(lambda x: x, 1.0).replays
    some.plan.cost_of_compiling = 0.0
    for rows in (1, 1, 3):
        replay = some.get(rows)
        assert isinstance(replay, NativeReplay)
        replay.set_rows(np.full((1, rows), 0.5), range(rows))
        replay.both()
        assert replay.mean() == 0.5


@pytest.mark.skipif(not available(), reason="needs llvmlite")
def test_every_use_counts_towards_care() -> None:
    """Also those in turns with a batch of another size."""
    some = replays()
    some.plan.cost_of_compiling = 0.0
    some.plan.cost_of_care = 10.5 * some.plan.cost(3)

    def hasty() -> bool:
        return some.get(3).compiled.in_haste

    assert [hasty() for _ in range(4)] == [True] * 4
    assert isinstance(some.get(1), NativeReplay)
    assert [hasty() for _ in range(8)] == [True] * 6 + [False] * 2
    assert [hasty() for _ in range(20)] == [False] * 20
