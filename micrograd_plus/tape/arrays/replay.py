"""An array program bound to its buffers, for one size of the batch."""

import math
from collections.abc import Sequence
from itertools import pairwise
from types import CodeType
from typing import Any

from ...arrays import np
from ...rules.on_arrays import IN_PROGRAMS
from ..exact import give_back, gradient_of_row, replay_row
from ..generated import code_of, function_of
from ..layout import Layout
from ..plan import Plan
from ..schedule import Group
from ..trace import Graph
from .program import ArrayProgram
from .raising import may_raise, suspect_rows
from .views import bind
from .writer import Line

# Longer programs are compiled in pieces: a piece of this length takes some tens of milliseconds.
PIECE = 2000


class CompiledArrays:
    """An array program, compiled, with all that its replays share.

    Attributes:
        shared: the vector of what all rows share; the parameters stand first.
    """

    def __init__(self, plan: Plan, shared: np.ndarray) -> None:
        graph, layout, program = plan.graph, plan.layout, plan.array_program
        self.graph: Graph = graph
        self.layout: Layout = layout
        self.program: ArrayProgram = program
        self.forward: list[CodeType] = self._compile("forward()", program.forward)
        self.backward: list[CodeType] = self._compile("backward()", program.backward)
        self.shared = shared
        first = len(layout.parameters)
        self.shared[first : first + len(layout.constants)] = layout.constants
        strict = ~np.array(graph.lenient, bool)
        raising = [group for group in plan.schedule.groups if may_raise(group.operation)]
        self.raising: list[Group] = [
            group.only(strict[group.nodes]) for group in raising if strict[group.nodes].any()
        ]
        self.inputs: np.ndarray = np.array([layout.place[node] for node in graph.inputs], int)
        # Places that follow one another are filled at once: (rows of values, row arguments).
        self.input_runs: list[tuple[slice, slice]] = []
        breaks = np.flatnonzero(np.diff(self.inputs) != 1) + 1
        for start, stop in pairwise([0, *breaks.tolist(), len(self.inputs)]):
            first = layout.place[graph.inputs[start]] if graph.inputs else 0
            self.input_runs.append((slice(first, first + stop - start), slice(start, stop)))

    def _compile(self, head: str, lines: Sequence[Line]) -> list[CodeType]:
        texts = [line.text for line in lines]
        starts = range(0, len(texts), PIECE)
        return [code_of(self, head, texts[start : start + PIECE]) for start in starts]


class Noted:
    """Whether numpy has met a number outside a domain, or one too large, since it was last asked.

    Attributes:
        seen: True if it has.
    """

    def __init__(self) -> None:
        self.seen: bool = False

    def context(self) -> Any:
        """Return the context in which this is noted."""
        return np.errstate(
            divide="call", over="call", invalid="call", under="ignore", call=self._note
        )

    def check(self, inside: Any) -> None:
        """Note it if a condition does not hold everywhere."""
        if not np.all(inside):
            self.seen = True

    def _note(self, kind: str, flag: int) -> None:
        self.seen = True


class ArrayReplay:
    """The program of a tape over a batch of `rows` rows.

    Attributes:
        rows: the size of the batch.
        parameters: the vector of the parameters, in the order of the layout; a view.
        gradient: that of the mean of the first result by each parameter, after `backward`; a view.
        finite: whether that gradient is.
        outputs: the results (outputs, rows) after `forward`; views.
    """

    def __init__(self, compiled: CompiledArrays, rows: int, noted: Noted) -> None:
        layout, graph = compiled.layout, compiled.graph
        self._compiled = compiled
        self.rows: int = rows
        self.values: np.ndarray = np.zeros((layout.values + 1, rows))
        self.values[layout.ones] = 1.0
        self.gradients: np.ndarray = np.zeros((layout.values + 1, rows))
        self.shared_gradients: np.ndarray = np.zeros(layout.shared + 1)
        count = len(layout.parameters)
        self.parameters: np.ndarray = compiled.shared[:count]
        self.gradient: np.ndarray = self.shared_gradients[:count]
        root = graph.outputs[0]
        if graph.batched[root]:
            self.gradients[layout.place[root]] = 1.0 / rows
        else:
            self.shared_gradients[layout.place[root]] = 1.0
        self.outputs: list[np.ndarray] = [self._output(index) for index in graph.outputs]
        self.finite: bool = True
        self._row_numbers: Any = range(rows)
        self._noted = noted
        self._ones = np.ones(rows)
        self._rest = self._together(graph.outputs[1:])
        space = IN_PROGRAMS | compiled.program.fixed
        space |= {
            "values": self.values,
            "gradients": self.gradients,
            "shared": compiled.shared,
            "shared_gradients": self.shared_gradients,
            "ones": self._ones,
            "columns": np.arange(rows),
            # Nothing in here refers to this replay, so that its arrays are freed with it at once.
            "check": noted.check,
        }
        for name, spec in compiled.program.specs.items():
            space[name] = bind(spec, space, rows)
        self._forward = [function_of(code, space) for code in compiled.forward]
        self._backward = [function_of(code, space) for code in compiled.backward]

    def _output(self, index: int) -> np.ndarray:
        layout = self._compiled.layout
        place = layout.place[index]
        if self._compiled.graph.batched[index]:
            row: np.ndarray = self.values[place]
            return row
        shared = self._compiled.shared[place : place + 1]
        return np.broadcast_to(shared, (self.rows,))

    def _together(self, nodes: list[int]) -> np.ndarray | None:
        """The rows of several results as one view, if they stand side by side."""
        compiled = self._compiled
        places = [compiled.layout.place[node] for node in nodes]
        batched = all(compiled.graph.batched[node] for node in nodes)
        if batched and nodes and places == list(range(places[0], places[-1] + 1)):
            return self.values[places[0] : places[-1] + 1]
        return None

    def mean(self) -> float:
        """Return the mean of the first result."""
        return float(self.outputs[0].dot(self._ones)) / self.rows

    def rest(self) -> np.ndarray:
        """Return the results but the first, (outputs - 1, rows)."""
        return np.array(self.outputs[1:]) if self._rest is None else self._rest

    def set_rows(self, columns: np.ndarray, numbers: Any) -> None:
        """Take the row arguments.

        Arguments:
            columns: an array (row arguments, rows).
            numbers: which rows of the data they are, in order, for messages.
        """
        self._row_numbers = numbers
        for rows, arguments in self._compiled.input_runs:
            self.values[rows] = columns[arguments]

    def forward(self) -> None:
        """Compute the values; to be called within the context of `Noted`.

        Raises:
            ValueError, ZeroDivisionError, OverflowError: what the scalar engine raises for the
                first row that leaves the domain of an operation.
        """
        self._noted.seen = False
        for piece in self._forward:
            piece()
        if self._noted.seen:
            self._raise_as_the_engine_does()

    def backward(self) -> None:
        """Compute the gradients from the values, whether they are finite or not."""
        for piece in self._backward:
            piece()

    def both(self) -> None:
        """Compute the values and the gradients."""
        self.forward()
        self.backward()
        # One number tells whether all are finite; it may overflow where they are not too large.
        self.finite = math.isfinite(self.gradient.dot(self.gradient))
        if not self.finite:
            if not np.isfinite(self.gradient).all():
                self._correct()
            self.finite = bool(np.isfinite(self.gradient).all())

    def row(self, index: int) -> list[float]:
        """Return the row arguments of one row."""
        numbers: list[float] = self.values[self._compiled.inputs, index].tolist()
        return numbers

    def sync(self) -> None:
        """Give the parameters' numbers to the Values."""
        give_back(self._compiled.graph, self._compiled.layout.parameters, self.parameters)

    def _raise_as_the_engine_does(self) -> None:
        compiled = self._compiled
        suspects = suspect_rows(compiled.raising, self._numbers, self.rows)
        if suspects:
            self.sync()
        for index in suspects:
            replay_row(compiled.graph, self.row(index), self._row_numbers[index])

    def _numbers(self, nodes: Sequence[int]) -> np.ndarray:
        """The numbers of nodes in every row, (nodes, rows) or (nodes, 1)."""
        compiled = self._compiled
        places = [compiled.layout.place[node] for node in nodes]
        if compiled.graph.batched[nodes[0]]:
            return self.values[places]
        return compiled.shared[places][:, None]

    def _correct(self) -> None:
        """Compute the gradient once more, the rows that are not finite by the scalar engine."""
        numbers = np.concatenate([self.values, self.gradients])
        finite = np.logical_and.reduce(np.isfinite(numbers), axis=0)
        total = np.zeros_like(self.gradient)
        good = np.flatnonzero(finite)
        if 0 < len(good) < self.rows:
            part = ArrayReplay(self._compiled, len(good), self._noted)
            part.set_rows(self.values[self._compiled.inputs][:, good], good)
            part.forward()
            part.backward()
            total += part.gradient * len(good)
        if not (0 < len(good) < self.rows and np.isfinite(total).all()):
            finite[:] = False
            total[:] = 0.0
        self.sync()
        graph, parameters = self._compiled.graph, self._compiled.layout.parameters
        with np.errstate(all="ignore"):
            for index in np.flatnonzero(~finite):
                total += np.array(gradient_of_row(graph, self.row(int(index)), parameters))
        total /= self.rows
        self.gradient[:] = total
