"""Tapes lowered for the tests of this room."""

from collections.abc import Callable
from typing import Any

from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.tape import Tape
from micrograd_plus.tape.lowering.alike import Loops, find_alike
from micrograd_plus.tape.lowering.statements import Statements, lower


def statements_of(tape: Tape, alone: bool = False) -> Statements:
    """The statements of a tape."""
    return lower(tape.plan.graph, alone)


def loops_of(tape: Tape, alone: bool = False) -> Loops:
    """The statements of a tape as loops, with the leaves where its layout has them."""
    graph, layout = tape.plan.graph, tape.plan.layout
    leaves = {
        node: layout.place[node]
        for node, operation in enumerate(graph.operations)
        if operation is None and node not in graph.inputs
    }
    return find_alike(statements_of(tape, alone), graph.inputs, leaves, len(leaves))


def recurrence() -> Callable[[Any], Value]:
    """A function of any number of inputs, each of which moves a state on."""
    w, u = Value(0.9), Value(0.5)

    def f(x: Any) -> Value:
        h = w
        for each in x:
            h = ops.tanh(w * h + u * each)
        return h * h

    return f
