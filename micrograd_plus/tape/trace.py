"""A scalar graph as plain lists of numbers: what the passes that write a program work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from ..arrays import np
from ..engine.columns import below, columns
from ..engine.generate import Operation
from ..engine.own_steps import OwnOperation
from ..engine.state import Recording
from ..engine.value import Value
from ..errors import RecordingError
from .places import ends_of


class Edges(NamedTuple):
    """What leads from operands to results, in the order of the results.

    Attributes:
        operand: the node that each comes from (edges,).
        consumer: the node that it leads to (edges,).
        starts: where those to each node begin, and where the last ones end (nodes + 1,).
    """

    operand: np.ndarray
    consumer: np.ndarray
    starts: np.ndarray


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

    @cached_property
    def distinct(self) -> list[Operation]:
        """The operations that there are, each once."""
        return [operation for operation in dict.fromkeys(self.operations) if operation]

    @cached_property
    def kinds(self) -> np.ndarray:
        """The operation of each node, as its number in `distinct`; -1 for a leaf (nodes,)."""
        numbers: dict[Operation | None, int] = {each: at for at, each in enumerate(self.distinct)}
        numbers[None] = -1
        kinds = map(numbers.__getitem__, self.operations)
        return np.fromiter(kinds, np.int64, len(self.operations))

    @cached_property
    def varies(self) -> np.ndarray:
        """Whether each node depends on a row argument (nodes,)."""
        return np.array(self.batched, bool)

    @cached_property
    def flows(self) -> np.ndarray:
        """Whether a gradient flows through each node to a parameter (nodes,)."""
        return np.array(self.active, bool)

    @cached_property
    def edges(self) -> Edges:
        """All that leads from node to node, as arrays."""
        widths = np.fromiter(map(len, self.parents), np.int64, len(self.parents))
        starts = ends_of(widths)
        count = int(starts[-1])
        operand = np.fromiter(chain.from_iterable(self.parents), np.int64, count)
        return Edges(operand, np.repeat(np.arange(len(widths)), widths), starts)

    @cached_property
    def only_taker(self) -> np.ndarray:
        """The one node that uses each node; -1 for results, and for what is not used just once."""
        count = len(self.parents)
        operand, consumer, _ = self.edges
        taker = np.full(count, -1)
        taker[operand] = consumer
        taker[np.bincount(operand, minlength=count) != 1] = -1
        taker[self.outputs] = -1
        return taker

    def levels(self, rises: np.ndarray) -> np.ndarray:
        """Return how many steps come before each node, one after the other, and its own.

        Arguments:
            rises: whether a node is a step (nodes,).
        """
        levels: list[int] = []
        for operands, rise in zip(self.parents, rises.tolist(), strict=True):
            level = 0
            for operand in operands:
                if levels[operand] > level:
                    level = levels[operand]
            levels.append(level + rise)
        return np.array(levels, np.int64)


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
    operations, parents = columns(nodes)
    for node, operation in zip(nodes, operations, strict=True):
        if isinstance(operation, OwnOperation):
            operation.refuse_recording(node)
    leaves = [index for index, operation in enumerate(operations) if operation is None]
    ends = {*inputs, *outputs}
    place = {node: index for index, node in enumerate(nodes) if node in ends}
    rows = [place[node] for node in inputs]
    is_row = set(rows)
    among = None if chosen is None else set(chosen)
    constant = [False] * len(nodes)
    for index in leaves:
        node = nodes[index]
        # A leaf that the function made itself is a number of the program, made anew in each run.
        own = node.is_constant or node in recording.order
        constant[index] = index not in is_row and (own if among is None else node not in among)
    parameters = [index for index in leaves if index not in is_row and not constant[index]]
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


def in_order_of_engine(graph: Graph) -> list[int]:
    """Return all that the first result depends on, in the order of the engine's own walk."""
    place = {node: index for index, node in enumerate(graph.nodes)}
    return [place[node] for node in below([graph.nodes[graph.outputs[0]]])]


def _in_order(roots: Sequence[Value], recording: Recording) -> list[Value]:
    """All nodes: first what was there before the recording, then what it made, in order."""
    order = below(roots)
    places = _places(order, recording)
    if places != sorted(places):
        order = [order[index] for index in sorted(range(len(order)), key=places.__getitem__)]
    return order


def _places(order: list[Value], recording: Recording) -> list[int]:
    """The place of each node among all that was made; -1 for what was there before."""
    made = recording.order
    strange = [node for node in order if node not in made and node.operands]
    if not strange:
        return [made.get(node, -1) for node in order]
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
    return list(place.values())


def _depending(parents: list[tuple[int, ...]], on: list[int]) -> list[bool]:
    """Whether each node depends on one of some leaves."""
    depends = [False] * len(parents)
    for index in on:
        depends[index] = True
    for index, operands in enumerate(parents):
        for operand in operands:
            if depends[operand]:
                depends[index] = True
                break
    return depends


def _reached(
    operations: list[Operation | None], parents: list[tuple[int, ...]], output: int
) -> list[bool]:
    """Whether a gradient of an output comes to each node."""
    reached = [False] * len(parents)
    reached[output] = True
    # The slots to which an operation sends one; all of most.
    slots: dict[tuple[Operation, int], list[int]] = {}
    for index in range(output, -1, -1):
        operation = operations[index]
        if operation is None or not reached[index]:
            continue
        operands = parents[index]
        sending = slots.get((operation, len(operands)))
        if sending is None:
            every = range(len(operands))
            sending = [slot for slot in every if operation.rule.partial(slot) is not None]
            slots[operation, len(operands)] = sending
        for slot in sending:
            reached[operands[slot]] = True
    return reached
