"""A tape: a scalar computation recorded once, to be replayed over any batch."""

import struct
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..arrays import to_array
from ..engine.value import Number, Value
from ..higher import higher
from ..inputs import numpy_for
from .arrays.program import ArrayProgram, write_array_program
from .arrays.replay import ArrayReplay, CompiledArrays, Noted
from .exact import give_back
from .folding import fold_sums
from .layout import lay_out
from .recorder import Argument, Recorded, run_once
from .scalars.program import ScalarProgram, write_scalar_program
from .scalars.replay import CompiledScalars, ScalarReplay
from .schedule import schedule

if TYPE_CHECKING:
    import numpy as np

Replay = ArrayReplay | ScalarReplay

# Rough costs in microseconds, by which the faster of the two programs is chosen: a numpy call, an
# operation of it on one number, and an operation in plain Python.
CALL, ELEMENT, OPERATION = 0.8, 0.002, 0.1
# A group of nodes takes about so many numpy calls, there and back.
CALLS_OF_A_GROUP = 4
# So many numbers of a batch are worked on at a time: more would only take memory.
AT_A_TIME = 1_000_000
KEPT_REPLAYS = 4


class Tape:
    """A computation recorded by `record`, which can be replayed over a batch of rows.

    `print(tape)` shows the program that runs.

    Attributes:
        parameters: the leaves that have gradients, in the order of the program's vector.
        nodes: every recorded Value; `node 7` of the program is `nodes[7]`.
    """

    def __init__(self, recorded: Recorded) -> None:
        self._numpy = numpy_for("tapes")
        self._recorded = recorded
        self._graph = recorded.graph
        self._groups = schedule(self._graph, fold_sums(self._graph))
        self._layout = lay_out(self._graph, self._groups)
        self._shared = self._numpy.zeros(self._layout.shared + 1)
        self._noted = Noted(self._numpy)
        self._replays: dict[int, Replay] = {}
        nodes = self._graph.nodes
        self.nodes = nodes
        self.parameters: list[Value] = [nodes[index] for index in self._layout.parameters]

    def __call__(self, *columns: Any) -> "np.ndarray":
        """Compute the results of a batch.

        Arguments:
            columns: for each argument of the recorded function the numbers of all rows: an array
                (n,) where the example was one number, (n, k) where it was a sequence of k.

        Returns:
            An array (n,), or (n, outputs) if the function returned a list; without row arguments
            n is 1.

        Raises:
            TypeError, ValueError: for columns that do not fit the example row.
            ValueError, ZeroDivisionError, OverflowError: as the scalar engine does, for the first
                row that leaves the domain of an operation.
        """
        rows = self._rows(columns)
        self.load()
        results = self.run(rows)
        found: np.ndarray = results[0] if self._recorded.single else results.T
        return found

    def backward(self, *columns: Any) -> float:
        """Add the derivative of the mean result by every parameter to its `grad`.

        Arguments:
            columns: as for a call.

        Returns:
            The mean result.

        Raises:
            TypeError: if the recorded function returned a list.
            ValueError: for a batch without rows; otherwise as for a call.
        """
        if not self._recorded.single:
            raise TypeError(
                f"{self._recorded.name} returned a list: record a function that returns one Value, "
                "such as the loss, to have gradients of it"
            )
        rows = self._rows(columns)
        count = rows.shape[1]
        if count == 0:
            raise ValueError("the mean of no rows is not defined: give at least one row")
        self.load()
        gradient, total = None, 0.0
        with self.errors():
            for start, stop in self._blocks(count):
                replay = self.replay(stop - start)
                replay.set_rows(rows[:, start:stop], range(start, stop))
                replay.both()
                share = (stop - start) / count
                total += replay.mean() * share
                if gradient is None:
                    gradient = replay.gradient if share == 1 else replay.gradient * share
                else:
                    gradient += replay.gradient * share
        # Adding 0.0 makes a zero positive, as the first sum of a backward pass does.
        slopes = [] if gradient is None else (gradient + 0.0).tolist()
        for parameter, slope in zip(self.parameters, slopes, strict=True):
            before = parameter._grad
            parameter._grad = slope if before is None else before + slope
        return total

    # ---------------------------------------------------------------- what fit works with directly

    def run(self, rows: "np.ndarray") -> "np.ndarray":
        """Compute the results (outputs, n) for row arguments (columns, n)."""
        results: np.ndarray = self._numpy.empty((len(self._graph.outputs), rows.shape[1]))
        for start, stop in self._blocks(rows.shape[1]):
            replay = self.replay(stop - start)
            replay.set_rows(rows[:, start:stop], range(start, stop))
            with self.errors():
                replay.forward()
            results[:, start:stop] = replay.outputs
        return results

    def errors(self) -> Any:
        """Return a context in which numbers outside a domain are noted, to call a replay in."""
        return self._noted.context()

    def load(self) -> None:
        """Take the numbers of the parameters into the vector that replays work on."""
        numbers = [parameter._data for parameter in self.parameters]
        # A third faster than to assign the list.
        struct.pack_into(f"{len(numbers)}d", self._shared, 0, *numbers)

    def give_back(self) -> None:
        """Set the parameters to the numbers of the vector."""
        give_back(self._graph, self._layout.parameters, self.vector)

    @property
    def vector(self) -> "np.ndarray":
        """The parameters of all replays in one vector, in the order of `parameters`."""
        found: np.ndarray = self._shared[: len(self.parameters)]
        return found

    def replay(self, rows: int) -> Replay:
        """Return the program bound to a batch of `rows` rows."""
        replay = self._replays.pop(rows, None)
        if replay is None:
            if len(self._replays) >= KEPT_REPLAYS:
                self._replays.pop(next(iter(self._replays)))
            if self.by_arrays(rows):
                replay = ArrayReplay(self._arrays, rows, self._noted)
            else:
                replay = ScalarReplay(self._numpy, self._scalars, self.vector, rows)
        # The one that was used last stands last.
        self._replays[rows] = replay
        return replay

    @property
    def group_count(self) -> int:
        """How many groups of operations the program has, each computed at once."""
        return len(self._groups)

    def by_arrays(self, rows: int) -> bool:
        """Whether a batch of `rows` rows is faster by arrays than by plain Python."""
        operations = self._operations
        arrays = CALL * CALLS_OF_A_GROUP * len(self._groups) + ELEMENT * operations * rows
        return arrays < OPERATION * operations * rows

    @cached_property
    def _operations(self) -> int:
        """How many operations one row takes, there and back."""
        edges = sum(map(len, self._graph.parents))
        computed = sum(operation is not None for operation in self._graph.operations)
        return computed + edges

    @cached_property
    def _array_program(self) -> ArrayProgram:
        return write_array_program(self._numpy, self._graph, self._groups, self._layout)

    @cached_property
    def _arrays(self) -> CompiledArrays:
        return CompiledArrays(
            self._numpy, self._graph, self._groups, self._layout, self._array_program, self._shared
        )

    @cached_property
    def _scalar_program(self) -> ScalarProgram:
        return write_scalar_program(self._graph, self._layout.parameters)

    @cached_property
    def _scalars(self) -> CompiledScalars:
        return CompiledScalars(self._graph, self._layout.parameters, self._scalar_program)

    def _blocks(self, rows: int) -> list[tuple[int, int]]:
        """Cut a large batch into blocks, so that memory does not grow with it."""
        size = max(64, AT_A_TIME // max(1, self._layout.values))
        if 0 < rows <= size:
            return [(0, rows)]
        return [(start, min(start + size, rows)) for start in range(0, rows, size)]

    def _rows(self, columns: tuple[Any, ...]) -> "np.ndarray":
        """The row arguments as one array (row arguments, rows)."""
        arguments = self._recorded.arguments
        if len(columns) != len(arguments):
            wanted = ", ".join(map(_shape, arguments)) or "nothing"
            raise TypeError(
                f"the tape of {self._recorded.name} takes {wanted}; here are {len(columns)} "
                "arguments"
            )
        if not arguments:
            none: np.ndarray = self._numpy.zeros((0, 1))
            return none
        arrays = []
        for argument, column in zip(arguments, columns, strict=True):
            if argument.width is None:
                arrays.append(to_array(argument.name, column, 1)[None])
                continue
            arrays.append(to_array(argument.name, column, 2).T)
            if len(arrays[-1]) != argument.width:
                raise ValueError(
                    f"{argument.name} has {len(arrays[-1])} numbers in a row; the example row had "
                    f"{argument.width}"
                )
        count = arrays[0].shape[1]
        if any(array.shape[1] != count for array in arrays):
            found = ", ".join(
                f"{argument.name} {array.shape[1]}"
                for argument, array in zip(arguments, arrays, strict=True)
            )
            raise ValueError(f"the arguments have different numbers of rows: {found}")
        rows: np.ndarray = self._numpy.concatenate(arrays)
        return rows

    # ------------------------------------------------------------------------------------- to read

    def __repr__(self) -> str:
        graph = self._graph
        nodes = sum(operation is not None for operation in graph.operations)
        return (
            f"Tape of {self._recorded.name}: {len(graph.inputs)} row arguments, "
            f"{len(self.parameters)} parameters, {nodes} operations"
        )

    def _repr_html_(self) -> Any:
        return higher("tape_html")(self)

    def __str__(self) -> str:
        from .listing import listing

        return listing(self)


def _shape(argument: Argument) -> str:
    return (
        f"{argument.name} (n,)"
        if argument.width is None
        else f"{argument.name} (n, {argument.width})"
    )


def record(f: Callable[..., Any], *example_row: "Number | list[Number]") -> Tape:
    """Run a function once, on Values, and return a tape that replays what it computed.

    Whatever the function computes of its row arguments is recorded as it is, whether regular or
    not; the leaves that it uses besides are the parameters. Python's own decisions (`if`, the
    number of times that a loop runs) are those of the example row, so none of them may depend on a
    number of the row: reading one raises, and names the cure.

    Arguments:
        f: takes Values: for each number of the example row a Value, for each sequence a list of
            Values. It returns a Value or a list of Values.
        example_row: a number or a sequence of numbers for each argument; nothing of it is kept.

    Raises:
        TypeError: if `f` is not a function, or an example not made of numbers.
        RecordingError: if `f` reads a number that differs from row to row, or does not return
            Values.

    >>> w, b = Value(2.0, label="w"), Value(1.0, label="b")
    >>> tape = record(lambda x, y: (w * x + b - y) ** 2, 0.5, 1.0)
    >>> tape([0.0, 1.0, 2.0], [1.0, 3.0, 6.0])
    array([0., 0., 1.])
    >>> tape.backward([0.0, 1.0, 2.0], [1.0, 3.0, 6.0])
    0.3333333333333333
    >>> w.grad, b.grad
    (-1.3333333333333333, -0.6666666666666666)
    """
    return Tape(run_once(f, example_row))
