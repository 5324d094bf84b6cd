"""A scalar graph as plain lists of numbers: what the passes that write a program work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..engine.generate import Operation
from ..engine.own_steps import OwnOperation
from ..engine.state import Recording
from ..engine.value import Value
from ..errors import RecordingError
from ..graph import toposort


@dataclass
class Graph:
    """A recorded graph. A node is known by its place in `nodes`; operands come before results.

    Attributes:
        nodes: the Values, in the order in which they were made.
        operations: how each was computed; None for a leaf.
        parents: the places of each node's operands.
        batched: whether the node depends on a row argument.
        active: whether a gradient flows through the node to a parameter.
        constant: whether the node is a fixed number.
        lenient: whether the node belongs to a derivative, which does not raise.
        inputs: the places of the row arguments, in order.
        outputs: the places of the results; gradients are those of the first.
        parameters: the places of the leaves that have a gradient or could have one.
    """

    nodes: list[Value]
    operations: list[Operation | None]
    parents: list[tuple[int, ...]]
    batched: list[bool]
    active: list[bool]
    constant: list[bool]
    lenient: list[bool]
    inputs: list[int]
    outputs: list[int]
    parameters: list[int]


def trace(
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    recording: Recording,
    chosen: Sequence[Value] | None = None,
) -> Graph:
    """Read a graph off its results.

    Arguments:
        outputs: the results of the recorded function.
        inputs: its row arguments.
        recording: what was noted while it ran.
        chosen: the leaves that are parameters, used or not; all others are constants then. None
            takes all leaves that the function has not made itself.
    """
    nodes = _in_order((*inputs, *(chosen or ()), *outputs), recording)
    place = {node: index for index, node in enumerate(nodes)}
    operations = [node.operation for node in nodes]
    for node, operation in zip(nodes, operations, strict=True):
        if isinstance(operation, OwnOperation):
            operation.refuse_recording(node)
    parents = [tuple([place[parent] for parent in node.operands]) for node in nodes]
    rows = [place[node] for node in inputs]
    is_row = set(rows)
    among = None if chosen is None else set(chosen)
    constant = [
        operation is None
        and index not in is_row
        # A leaf that the function made itself is a number of the program, made anew in each run.
        and (node.is_constant or node in recording.order if among is None else node not in among)
        for index, (node, operation) in enumerate(zip(nodes, operations, strict=True))
    ]
    parameters = [
        index
        for index, operation in enumerate(operations)
        if operation is None and index not in is_row and not constant[index]
    ]
    active = zip(
        _depending(parents, parameters),
        _reached(operations, parents, place[outputs[0]]),
        strict=True,
    )
    return Graph(
        nodes=nodes,
        operations=operations,
        parents=parents,
        batched=_depending(parents, rows),
        active=list(map(all, active)),
        constant=constant,
        lenient=[node in recording.lenient for node in nodes],
        inputs=rows,
        outputs=[place[node] for node in outputs],
        parameters=parameters,
    )


def _in_order(roots: Sequence[Value], recording: Recording) -> list[Value]:
    """All nodes: first what was there before the recording, then what it made, in order."""

    def parents(node: Value | None) -> Sequence[Value]:
        return roots if node is None else node.operands

    order = [node for node in toposort(None, parents) if node is not None]
    made = recording.order
    place: dict[Value, int] = {}
    for node in order:
        at = made.get(node)
        if at is None:
            if not recording.dependent.isdisjoint(node.operands):
                raise RecordingError(
                    f"{node!r} was computed from the row in another thread, where nobody notes it: "
                    "compute all of a recorded function in one thread"
                )
            # A copy is not noted when it is made: it belongs behind what it was computed from.
            at = max([place[parent] for parent in node.operands], default=-1)
        place[node] = at
    places = list(place.values())
    if any(before > after for before, after in pairwise(places)):
        order = [order[index] for index in sorted(range(len(order)), key=places.__getitem__)]
    return order


def _depending(parents: list[tuple[int, ...]], on: list[int]) -> list[bool]:
    """Whether each node depends on one of some leaves."""
    depends = [False] * len(parents)
    for index in on:
        depends[index] = True
    for index, operands in enumerate(parents):
        if operands:
            depends[index] = any(depends[operand] for operand in operands)
    return depends


def _reached(
    operations: list[Operation | None], parents: list[tuple[int, ...]], output: int
) -> list[bool]:
    """Whether a gradient of an output comes to each node."""
    reached = [False] * len(parents)
    reached[output] = True
    for index in range(len(parents) - 1, -1, -1):
        operation = operations[index]
        if operation is None or not reached[index]:
            continue
        for slot, operand in enumerate(parents[index]):
            if operation.rule.partial(slot) is not None:
                reached[operand] = True
    return reached
