"""A scalar graph as columns of numbers: what the passes that write a program work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ..arrays import np
from ..engine import columns as room
from ..engine.generate import Operation
from ..engine.own_steps import OwnOperation
from ..engine.state import Recording
from ..engine.value import Value
from ..errors import RecordingError
from .places import counted


class Edges(NamedTuple):
    """What leads from operands to results, in the order of the results.

    Attributes:
        operand: the node that each comes from (edges,).
        consumer: the node that it leads to (edges,).
        slot: which of its operands that is (edges,).
        starts: where those to each node begin, and where the last ones end (nodes + 1,).
    """

    operand: np.ndarray
    consumer: np.ndarray
    slot: np.ndarray
    starts: np.ndarray

    def levels(self, rises: np.ndarray) -> np.ndarray:
        """Return how many steps come before each node, one after the other, and its own (nodes,).

        Arguments:
            rises: whether a node is a step (nodes,).
        """
        nodes = np.arange(len(rises), dtype=np.int64)
        return levels(self.starts, self.operand, nodes, rises, len(rises))

    def reached(self, sends: np.ndarray, end: int) -> np.ndarray:
        """Return to which nodes something comes that is sent back from an end (nodes,).

        Arguments:
            sends: along which edges it is sent (edges,).
            end: the node where it begins.
        """
        ends = np.zeros(len(self.starts) - 1, bool)
        ends[end] = True
        found = room.reached(
            self.starts.tobytes(), self.operand.tobytes(), sends.tobytes(), ends.tobytes()
        )
        return np.frombuffer(found, bool)


def levels(
    starts: np.ndarray, read: np.ndarray, targets: np.ndarray, rises: np.ndarray, count: int
) -> np.ndarray:
    """Return `columns.levels` of arrays, as an array."""
    found = room.levels(starts.tobytes(), read.tobytes(), targets.tobytes(), rises.tobytes(), count)
    return np.frombuffer(found, np.int64)


@dataclass
class Graph:
    """A recorded graph. A node is known by its place in `nodes`; operands come before results.

    Attributes:
        nodes: the Values, in the order in which they were made.
        distinct: the operations that there are, each once.
        kinds: the operation of each node, as its number in `distinct`; -1 for a leaf (nodes,).
        edges: what leads from node to node.
        batched: whether the node depends on a row argument.
        active: whether a gradient flows through the node to a parameter.
        constant: whether the node is a fixed number.
        lenient: whether the node belongs to a derivative, which does not raise.
        inputs: the places of the row arguments, in order.
        outputs: the places of the results; gradients are those of the first.
        parameters: the places of the leaves that have a gradient or could have one.
    """

    nodes: list[Value]
    distinct: list[Operation]
    kinds: np.ndarray
    edges: Edges
    batched: list[bool]
    active: list[bool]
    constant: list[bool]
    lenient: list[bool]
    inputs: list[int]
    outputs: list[int]
    parameters: list[int]

    @cached_property
    def operations(self) -> list[Operation | None]:
        """How each node was computed; None for a leaf."""
        # A leaf has the kind -1, which is the last one.
        some: list[Operation | None] = [*self.distinct, None]
        return [some[kind] for kind in self.kinds.tolist()]

    @cached_property
    def parents(self) -> list[tuple[int, ...]]:
        """The places of each node's operands."""
        operands, bounds = self.edges.operand.tolist(), self.edges.starts.tolist()
        return [tuple(operands[start:stop]) for start, stop in pairwise(bounds)]

    @cached_property
    def varies(self) -> np.ndarray:
        """Whether each node depends on a row argument (nodes,)."""
        return np.array(self.batched, bool)

    @cached_property
    def flows(self) -> np.ndarray:
        """Whether a gradient flows through each node to a parameter (nodes,)."""
        return np.array(self.active, bool)

    @cached_property
    def only_taker(self) -> np.ndarray:
        """The one node that uses each node; -1 for results, and for what is not used just once."""
        count = len(self.nodes)
        operand, consumer = self.edges.operand, self.edges.consumer
        taker = np.full(count, -1)
        taker[operand] = consumer
        taker[np.bincount(operand, minlength=count) != 1] = -1
        taker[self.outputs] = -1
        return taker


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
    distinct, kinds, edges = _read(nodes)
    rows, ends = _places(nodes, inputs).tolist(), _places(nodes, outputs).tolist()
    is_row = set(rows)
    among = None if chosen is None else set(chosen)
    leaves = np.flatnonzero(kinds < 0).tolist()
    constant = [False] * len(nodes)
    for index in leaves:
        node = nodes[index]
        # A leaf that the function made itself is a number of the program, made anew in each run.
        own = node.is_constant or node in recording.order
        constant[index] = index not in is_row and (own if among is None else node not in among)
    parameters = [index for index in leaves if index not in is_row and not constant[index]]
    active = _depending(edges, parameters) & edges.reached(_sends(distinct, kinds, edges), ends[0])
    return Graph(
        nodes=nodes,
        distinct=distinct,
        kinds=kinds,
        edges=edges,
        batched=_depending(edges, rows).tolist(),
        active=active.tolist(),
        constant=constant,
        lenient=[node in recording.lenient for node in nodes],
        inputs=rows,
        outputs=ends,
        parameters=parameters,
    )


def _read(nodes: list[Value]) -> tuple[list[Operation], np.ndarray, Edges]:
    """The operations of some nodes, which of these made each, and what leads from node to node."""
    distinct, *columns = room.columns(nodes)
    kinds, starts, operand = [np.frombuffer(each, np.int64) for each in columns]
    for kind, operation in enumerate(distinct):
        if isinstance(operation, OwnOperation):
            operation.refuse_recording(nodes[int(np.argmax(kinds == kind))])
    consumer = np.repeat(np.arange(len(nodes)), np.diff(starts))
    return distinct, kinds, Edges(operand, consumer, counted(starts, consumer), starts)


def _places(nodes: list[Value], some: Sequence[Value]) -> np.ndarray:
    return np.frombuffer(room.places(nodes, some), np.int64)


def in_order_of_engine(graph: Graph) -> np.ndarray:
    """Return all that the first result depends on, in the order of the engine's own walk."""
    return _places(graph.nodes, room.below([graph.nodes[graph.outputs[0]]]))


def _in_order(roots: Sequence[Value], recording: Recording) -> list[Value]:
    """All nodes: first what was there before the recording, then what it made, in order."""
    order, made = room.below(roots), recording.order
    before = [node for node in order if node not in made]
    if any(node.operands for node in before):
        places = _turns(order, recording)
        return [order[index] for index in sorted(range(len(order)), key=places.__getitem__)]
    used = set(order)
    return [*before, *[node for node in made if node in used]]


def _turns(order: list[Value], recording: Recording) -> list[int]:
    """The place of each node among all that was made; -1 for what was there before."""
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
    return list(place.values())


def _depending(edges: Edges, on: list[int]) -> np.ndarray:
    """Whether each node depends on one of some leaves."""
    leaves = np.zeros(len(edges.starts) - 1, bool)
    leaves[on] = True
    found: np.ndarray = edges.levels(leaves) > 0
    return found


def _sends(distinct: list[Operation], kinds: np.ndarray, edges: Edges) -> np.ndarray:
    """Along which edges operations send a gradient; along most."""
    sends = np.ones(len(edges.operand), bool)
    for kind, operation in enumerate(distinct):
        rule = operation.rule
        silent = [slot for slot in range(len(rule.arguments)) if rule.partial(slot) is None]
        if silent:
            own = kinds[edges.consumer] == kind
            sends[own & (rule.variadic | np.isin(edges.slot, silent))] = False
    return sends
