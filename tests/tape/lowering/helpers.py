"""Tapes lowered for the tests of this room."""

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
