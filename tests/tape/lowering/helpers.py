"""Tapes lowered for the tests of this room."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.tape import Tape
from micrograd_plus.tape.lowering.alike import Loops, find_alike
from micrograd_plus.tape.lowering.lower import lower
from micrograd_plus.tape.lowering.statements import Batch, Form, Statements


class Statement(NamedTuple):
    """One statement of a batch."""

    node: int
    form: Form
    operands: list[int]
    level: int


def in_order(batches: Sequence[Batch]) -> list[Statement]:
    """The statements of all batches, one by one, in the order in which they were made."""
    found = [
        (order, Statement(node, batch.form, operands, level))
        for batch in batches
        for order, node, operands, level in zip(
            batch.order.tolist(),
            batch.nodes.tolist(),
            batch.operands.tolist(),
            batch.levels.tolist(),
            strict=True,
        )
    ]
    return [statement for _, statement in sorted(found, key=lambda pair: pair[0])]


def statements_of(tape: Tape, alone: bool = False) -> Statements:
    """The statements of a tape."""
    return lower(tape.plan.graph, alone)


def loops_of(tape: Tape, alone: bool = False) -> Loops:
    """The statements of a tape as loops, with the leaves where its layout has them."""
    graph, layout = tape.plan.graph, tape.plan.layout
    leaves = np.where(graph.kinds < 0, layout.place, -1)
    leaves[graph.inputs] = -1
    size = len(layout.parameters) + len(layout.constants)
    return find_alike(statements_of(tape, alone), graph.inputs, leaves, size)


def recurrence() -> Callable[[Any], Value]:
    """A function of any number of inputs, each of which moves a state on."""
    w, u = Value(0.9), Value(0.5)

    def f(x: Any) -> Value:
        h = w
        for each in x:
            h = ops.tanh(w * h + u * each)
        return h * h

    return f
