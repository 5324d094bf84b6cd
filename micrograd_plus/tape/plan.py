"""What is to be done for a batch: groups of operations, a place for each number, two programs."""

from functools import cached_property

from ..arrays import np
from .arrays.program import ArrayProgram, write_array_program
from .folding import fold_sums
from .layout import Layout, in_order_of_places, lay_out
from .scalars.program import ScalarProgram, write_scalar_program
from .schedule import Schedule, schedule
from .trace import Graph

# Rough costs in microseconds, by which the faster of the two programs is chosen: a numpy call, an
# operation of it on one number, and an operation in plain Python.
CALL, ELEMENT, OPERATION = 0.8, 0.002, 0.1
# A term of a sum, there and back, in a product of matrices.
TERM = 0.0005
# What it takes to write the lines of a group.
LINES = 800
# What it takes to start a compiler, and to compile an operation.
COMPILER, COMPILED = 100_000, 10
# Programs are compiled with care from so many times that cost on: it takes several times as long,
# and saves up to a third of what is left of their time, a small part of that of lines.
WITH_CARE = 300
# A group of nodes takes about so many numpy calls, there and back.
CALLS_OF_A_GROUP = 4
# So many numbers of a batch are worked on at a time: more would only take memory.
AT_A_TIME = 1_000_000


class Plan:
    """How a recorded graph is replayed; its programs are written when they are first asked for.

    Attributes:
        graph: what was recorded.
        schedule: operations that are alike, which arrays do at once.
        layout: the place of every number.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        scheduled = schedule(graph, fold_sums(graph))
        self.layout: Layout = lay_out(scheduled)
        self.schedule: Schedule = in_order_of_places(scheduled, self.layout)

    @cached_property
    def operations(self) -> int:
        """How many operations one row takes, there and back."""
        return int((self.graph.kinds >= 0).sum()) + len(self.graph.edges.operand)

    def by_arrays(self, rows: int) -> bool:
        """Whether a batch of `rows` rows is faster by arrays than by plain Python."""
        calls = CALL * CALLS_OF_A_GROUP * len(self.schedule)
        return calls + ELEMENT * self.operations * rows < OPERATION * self.operations * rows

    def cost(self, rows: int) -> float:
        """About how many microseconds a replay takes without machine code."""
        if not self.by_arrays(rows):
            return OPERATION * self.operations * rows
        calls = CALL * CALLS_OF_A_GROUP * len(self.schedule)
        return calls + self._elements * rows

    @cached_property
    def _elements(self) -> float:
        """The cost of a row by arrays; a term of a sum costs little in a product of matrices."""
        units = self.schedule.units
        terms = int(np.diff(units.starts)[units.is_sum].sum())
        others = int((~units.is_sum).sum())
        return TERM * terms + CALLS_OF_A_GROUP * ELEMENT * others

    @property
    def cost_of_lines(self) -> float:
        """About how many microseconds it takes to write and read the program of arrays."""
        return LINES * len(self.schedule)

    @cached_property
    def cost_of_compiling(self) -> float:
        """About how many microseconds it takes to have machine code."""
        return COMPILER + COMPILED * self.operations

    @cached_property
    def cost_of_care(self) -> float:
        """From what cost of its replays on long machine code is worth being compiled with care."""
        return WITH_CARE * (COMPILER + COMPILED * self.operations)

    @cached_property
    def array_program(self) -> ArrayProgram:
        """The program of numpy lines."""
        return write_array_program(self.graph, self.schedule.groups, self.layout)

    @cached_property
    def scalar_program(self) -> ScalarProgram:
        """The program of plain Python lines."""
        return write_scalar_program(self.graph, self.layout.parameters)

    def blocks(self, rows: int) -> list[tuple[int, int]]:
        """Cut a large batch into blocks, so that memory does not grow with it."""
        size = self.block
        return [(start, min(start + size, rows)) for start in range(0, rows, size)]

    @cached_property
    def block(self) -> int:
        """How many rows are replayed at a time."""
        return max(64, AT_A_TIME // max(1, self.layout.values))
