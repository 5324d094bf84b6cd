"""A tape bound to machine code, for one size of the batch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from ...arrays import np
from ..exact import give_back
from ..lowering.statements import Store
from .compiled import Compiled
from .printer import FINITE, FLAGS, MEAN, OUTSIDE, POINTERS, SUMS


class Others(Protocol):
    """What has replays by Python."""

    def by_python(self, rows: int) -> Any: ...
    def errors(self) -> Any: ...


class NativeReplay:
    """Machine code over a batch of `rows` rows; what it has besides is as in `ArrayReplay`.

    Arguments:
        compiled: the code.
        parameters: their vector, of the tape.
        rows: the size of the batch.
        others: refers to what has the replays that answer where a number is not finite, or outside
            a domain; it is free to go.

    Attributes:
        compiled: the code.
        buffers: what the code works on, by name.
        context: the address of where these are, for the code.
        entry: the address of the code that computes results and gradient.
    """

    def __init__(
        self,
        compiled: Compiled,
        parameters: np.ndarray,
        rows: int,
        others: Callable[[], Others | None],
    ) -> None:
        layout, graph = compiled.layout, compiled.graph
        sizes, lanes = compiled.sizes, compiled.lanes
        self.rows: int = rows
        self.parameters = parameters
        self.compiled: Compiled = compiled
        self._others = others
        padded = -(-rows // lanes) * lanes
        self._row = np.zeros((max(1, len(graph.inputs)), padded))
        self._taken = self._row[: len(graph.inputs), :rows]
        self._full = padded == rows
        out = np.zeros((len(graph.outputs), padded))
        shared = np.zeros(sizes[Store.SHARED] + 1)
        first = len(layout.parameters)
        shared[first : first + len(layout.constants)] = layout.constants
        seed = np.zeros(padded)
        seed[:rows] = 1.0
        self._results = np.zeros(4)
        # A view of the same numbers that gives floats, in half the time.
        self._seen: Any = self._results.data
        self._shared_gradient = np.zeros(sizes[Store.SHARED_GRADIENT] + 1)
        self.buffers: dict[str, np.ndarray] = {
            "row": self._row,
            "shared": shared,
            "value": np.zeros(sizes[Store.VALUE] * lanes + lanes),
            "gradient": np.zeros(sizes[Store.GRADIENT] * lanes + lanes),
            "total": np.zeros((sizes[Store.TOTAL] + 1) * SUMS),
            "shared_gradient": self._shared_gradient,
            "table": compiled.table,
            "out": out,
            "seed": seed,
            "parameters": parameters,
            "results": self._results,
        }
        pointers = [self.buffers[name].ctypes.data for name in POINTERS]
        self._numbers = np.array([*pointers, rows, padded, padded // lanes], np.uint64)
        self.context: int = self._numbers.ctypes.data
        self._forward = compiled.machine.function("forward")
        self._both = compiled.machine.function("both")
        self.entry: int = compiled.machine.address("both")
        self.gradient: np.ndarray = self._shared_gradient[:first]
        self.outputs: list[Any] = list(out[:, :rows])
        self._rest = out[1:, :rows]
        self.finite: bool = True
        self._row_numbers: Any = range(rows)

    def mean(self) -> float:
        """Return the mean of the first result."""
        mean: float = self._seen[MEAN]
        return mean

    def rest(self) -> np.ndarray:
        """Return the results but the first, (outputs - 1, rows)."""
        return self._rest

    def set_rows(self, columns: np.ndarray, numbers: Any) -> None:
        """Take the row arguments; see `ArrayReplay.set_rows`."""
        self._row_numbers = numbers
        if not len(columns):
            return
        self._taken[...] = columns
        if not self._full:
            # What fills the last block up is one more of the last row.
            self._row[:, self.rows :] = columns[:, -1:]

    def forward(self) -> None:
        """Compute the results."""
        self._run(self._forward)

    def both(self) -> None:
        """Compute the results and the gradient."""
        self._run(self._both)
        self.finite = self._seen[FINITE] == 0.0
        if not self.finite:
            with self._other() as other:
                other.both()
            self.gradient[:] = other.gradient
            self.finite = other.finite

    def sync(self) -> None:
        """Give the parameters' numbers to the Values."""
        give_back(self.compiled.graph, self.compiled.layout.parameters, self.parameters)

    def _run(self, function: Callable[[int], None]) -> None:
        """Call machine code; raise as the scalar engine does, if it does."""
        function(self.context)
        if self._seen[FLAGS] or self._seen[OUTSIDE]:
            self._results[OUTSIDE] = 0.0
            with self._other() as other:
                other.forward()

    @contextmanager
    def _other(self) -> Iterator[Any]:
        """The same rows in a replay that finds out by itself."""
        others = self._others()
        assert others is not None, "a replay is used while its tape lives"
        other = others.by_python(self.rows)
        other.set_rows(self._taken, self._row_numbers)
        with others.errors():
            yield other
