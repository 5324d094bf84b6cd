"""Loops are found again in what a Python loop has left behind."""

from typing import Any

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.lowering.alike import Loop
from micrograd_plus.tape.lowering.repeats import Piece, Repeat, find_repeats
from micrograd_plus.tape.lowering.statements import Store
from tests.tape.lowering.helpers import loops_of, recurrence


def unrolled(pieces: list[Piece]) -> list[list[int]]:
    """The first places of each loop, turn by turn, as they were before."""
    found = []
    for piece in pieces:
        if isinstance(piece, Loop):
            found.append([access.base for access in piece.accesses()])
            continue
        for turn in range(piece.count):
            for loop, moves in zip(piece.body, piece.moves, strict=True):
                bases = [access.base for access in loop.accesses()]
                found.append([base + turn * move for base, move in zip(bases, moves, strict=True)])
    return found


@pytest.mark.parametrize("store", [Store.VALUE, Store.GRADIENT])
def test_a_recurrence_is_a_loop(store: Store) -> None:
    loops = loops_of(record(recurrence(), [0.1] * 50), alone=True).loops[store]
    pieces = find_repeats(loops)
    assert len(pieces) <= 5
    assert sum(piece.count for piece in pieces if isinstance(piece, Repeat)) >= 48
    assert unrolled(pieces) == [[access.base for access in loop.accesses()] for loop in loops]


def test_a_longer_one_has_no_more_pieces() -> None:
    short, long = (
        find_repeats(loops_of(record(recurrence(), [0.1] * n)).loops[Store.VALUE])
        for n in (40, 400)
    )
    assert len(short) == len(long)


def test_a_break_in_the_pattern_ends_the_loop() -> None:
    """The step in the middle adds something of its own: nothing is lost or moved."""
    w = Value(0.9)

    def f(x: Any) -> Value:
        h = w
        for step, each in enumerate(x):
            h = ops.tanh(w * h + each) if step != 20 else ops.sin(h) * each
        return h

    loops = loops_of(record(f, [0.1] * 41), alone=True).loops[Store.VALUE]
    pieces = find_repeats(loops)
    assert sum(isinstance(piece, Repeat) for piece in pieces) == 2
    assert unrolled(pieces) == [[access.base for access in loop.accesses()] for loop in loops]


def test_what_does_not_repeat_stays() -> None:
    w = Value(0.9)
    tape = record(lambda x: ops.tanh(ops.sin(ops.exp(ops.cos(w * x)))), 1.0)
    loops = loops_of(tape).loops[Store.VALUE]
    assert find_repeats(loops) == list(loops)
