"""Loops that are carried out together: what is read was computed before, and nothing is lost."""

import operator
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.tape import Tape
from micrograd_plus.tape.lowering.alike import Access, Loop
from micrograd_plus.tape.lowering.fusing import Fused, Part, fuse, mark_passing
from micrograd_plus.tape.lowering.repeats import Piece, Repeat, find_repeats
from micrograd_plus.tape.lowering.statements import Store
from tests.recipes import Recipe, recipes, repeatable
from tests.tape.lowering.helpers import loops_of, recurrence
from tests.test_random_graphs import on_values

# A place that is written, and all that is read for it.
Computed = tuple[Store, int, tuple[tuple[Store, int], ...]]


def place(access: Access, at: tuple[int, ...], dims: tuple[int, ...], move: int) -> int:
    """Where an access is in a turn."""
    if access.steps is None:
        return access.base + access.places[int(np.ravel_multi_index(at, dims))] + move
    return access.base + sum(map(operator.mul, at, access.steps)) + move


def one(loop: Loop, at: tuple[int, ...], moves: tuple[int, ...]) -> Computed:
    """What one turn of a loop computes."""
    left = iter(moves[1:])
    reads = []
    for run in loop.runs:
        for access, move in zip(run.accesses, left, strict=False):
            for along in range(run.length):
                shape = (*loop.dims, run.length)
                reads.append((access.store, place(access, (*at, along), shape, move)))
    target = place(loop.target, (*at, 0), (*loop.dims, 1), moves[0])
    return loop.target.store, target, tuple(sorted(reads))


def carried_out(parts: list[Part]) -> Iterator[Computed]:
    """All that a program computes, in order."""
    for part in parts:
        if isinstance(part, Repeat):
            for turn in range(part.count):
                for loop, moves in zip(part.body, part.moves, strict=True):
                    for at in np.ndindex(*loop.dims):
                        yield one(loop, at, tuple([turn * move for move in moves]))
        else:
            loops = part.loops if isinstance(part, Fused) else [part]
            for at in np.ndindex(*part.dims):
                for loop in loops:
                    yield one(loop, at, (0,) * len(loop.accesses()))


def programs(tape: Tape, alone: bool) -> list[list[Piece]]:
    """What a replay carries out by rows, forward and backward."""
    found = loops_of(tape, alone).loops
    backward = [*find_repeats(found[Store.GRADIENT]), *find_repeats(found[Store.TOTAL])]
    return [find_repeats(found[Store.VALUE]), backward]


def check(tape: Tape, alone: bool) -> list[list[Part]]:
    """Fuse the programs of a tape and hold them against what they were."""
    fused = []
    for pieces in programs(tape, alone):
        parts = fuse(pieces)
        wanted, found = list(carried_out([*pieces])), list(carried_out(parts))
        assert Counter(found) == Counter(wanted)
        written = {(store, at): turn for turn, (store, at, _) in enumerate(found)}
        for turn, (_, _, reads) in enumerate(found):
            assert all(written.get(each, -1) < turn for each in reads)
        fused.append(parts)
    return fused


def mixture() -> Tape:
    """Two parts of three columns: loops of rows and columns, read forward and backward."""
    means = [Value(0.1 * number) for number in range(6)]
    rates = [Value(1.0 + 0.1 * number) for number in range(6)]

    def f(*row: Any) -> Value:
        parts = []
        for start in (0, 3):
            squares: Any = 0.0
            for x, mean, rate in zip(row, means[start:], rates[start:], strict=False):
                z = (x - mean) * rate
                squares = squares - z * z / 2
            parts.append(squares)
        return ops.logsumexp(parts)

    return record(f, 0.3, 0.2, 0.1)


def test_a_chain_of_loops_is_one() -> None:
    """Difference, product, square and half of all six in one loop, and so their slopes."""
    forward, backward = check(mixture(), False)
    for parts, at_least in ((forward, 4), (backward, 5)):
        assert max(len(part.loops) for part in parts if isinstance(part, Fused)) >= at_least


def test_what_passes_is_not_read_elsewhere() -> None:
    forward, backward = check(mixture(), False)
    found = loops_of(mixture())
    mark_passing([forward, backward], found.sizes, [(Store.GRADIENT, 0)])
    passing = {
        (store, at)
        for part in [*forward, *backward]
        if isinstance(part, Fused)
        for number in part.passing
        for turn in np.ndindex(*part.dims)
        for store, at, _ in [one(part.loops[number], turn, (0,) * 99)]
    }
    # The squares are read by the halves alone; the differences by the slopes as well.
    assert len([each for each in passing if each[0] == Store.VALUE]) == 6
    assert len([each for each in passing if each[0] == Store.GRADIENT]) >= 12
    for part in [*forward, *backward]:
        inside: set[tuple[Store, int]] = set()
        for turn in np.ndindex(*part.dims) if isinstance(part, Fused) else ():
            inside.clear()
            for loop in part.loops:
                store, at, reads = one(loop, turn, (0,) * 99)
                assert all(each in inside for each in reads if each in passing)
                inside.add((store, at))
        if not isinstance(part, Fused):
            assert not any(each in passing for _, _, reads in carried_out([part]) for each in reads)


def test_what_is_kept_does_not_pass() -> None:
    forward, backward = check(mixture(), False)
    sizes = loops_of(mixture()).sizes
    everything = [(Store.VALUE, at) for at in range(sizes[Store.VALUE])]
    mark_passing([forward, backward], sizes, everything)
    assert not any(part.passing for part in forward if isinstance(part, Fused))


def test_turns_that_read_later_ones_stay_apart() -> None:
    """Each reads its neighbour's: in one loop that would be there too late."""
    w = [Value(0.1 * number) for number in range(8)]

    def f(x: Any) -> Value:
        first = [ops.sin(each * x) for each in w]
        second = [ops.tanh(a) * 2.0 for a in [*first[3:], *first[:3]]]
        return ops.logsumexp(second)

    forward, _ = check(record(f, 0.5), False)
    sines = next(part for part in forward if isinstance(part, Fused))
    assert len(sines.loops) == 2


@pytest.mark.parametrize("alone", [False, True])
def test_networks_and_recurrences(alone: bool) -> None:
    model = MLP(3, [4, 4, 1], seed=0)
    check(record(lambda *x: (1 - model(x)).relu(), 0.1, 0.2, 0.3), alone)
    check(record(recurrence(), [0.1] * 12), alone)


@pytest.mark.parametrize("alone", [False, True])
@settings(repeatable, max_examples=20)
@given(recipes(), st.integers(0, 3))
def test_random_graphs(alone: bool, recipe: Recipe, columns: int) -> None:
    """Four copies of any graph: their loops are long enough to be fused."""
    columns = min(columns, len(recipe.leaves))
    own = [
        [Value(number + 0.001 * copy) for number in recipe.leaves[columns:]] for copy in range(4)
    ]

    def f(*given: Any) -> Value:
        results = [recipe.run([*given, *leaves], on_values) for leaves in own]
        return ops.hypot(results[0] * results[1], results[2] * results[3])

    try:
        tape = record(f, *recipe.leaves[:columns])
    except (ArithmeticError, ValueError):
        return
    check(tape, alone)
