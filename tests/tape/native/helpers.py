"""A tape as machine code, held against the scalar engine: every bit of it."""

import struct
from collections.abc import Sequence

import numpy as np

from micrograd_plus.tape import Tape
from micrograd_plus.tape.exact import gradient_of_row, replay_row
from micrograd_plus.tape.native.compiled import Compiled
from micrograd_plus.tape.native.replay import NativeReplay


def bound(tape: Tape, rows: np.ndarray, code: int | Compiled) -> NativeReplay:
    """The machine code of a tape, or that for so many rows at once, bound to rows (columns, n)."""
    tape.load()
    count = rows.shape[1]
    compiled = code if isinstance(code, Compiled) else Compiled(tape.plan, code)
    replay = NativeReplay(compiled, tape.vector, count, lambda: tape.replays)
    replay.set_rows(rows, range(count))
    return replay


def bits(numbers: Sequence[float]) -> list[str]:
    """Numbers as they are stored; any nan is a nan."""
    return ["nan" if x != x else struct.pack("<d", x).hex() for x in numbers]


def assert_same_bits(tape: Tape, rows: np.ndarray) -> None:
    """Results and gradient of each row, and results of all of them together, have equal bits."""
    graph, parameters = tape.plan.graph, tape.plan.layout.parameters
    together = bound(tape, rows, 4)
    with tape.errors():
        together.both()
    compiled = Compiled(tape.plan, 1)
    for index, row in enumerate(rows.T.tolist()):
        alone = bound(tape, rows[:, index : index + 1], compiled)
        with tape.errors():
            alone.both()
        expected = [value.data for value in replay_row(graph, row)]
        assert bits([float(output[0]) for output in alone.outputs]) == bits(expected)
        assert bits([float(output[index]) for output in together.outputs]) == bits(expected)
        gradient = gradient_of_row(graph, row, parameters)
        assert bits(alone.gradient.tolist()) == bits(gradient)
