"""A tape: a scalar computation recorded once, to be replayed over any batch."""

import copy
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from os import PathLike
from typing import Any

from ..arrays import np
from ..engine.copying import NodesInOrder
from ..engine.value import Value
from ..higher import higher
from ..inputs import shown, to_whole
from .descent import fit, step
from .exact import give_back
from .listing import listing
from .native.descent import Descent
from .native.replay import NativeReplay
from .native.steps import Kind
from .onnx_file import write_onnx
from .plan import Plan
from .recorder import Argument, Recorded, run_twice
from .replays import Replay, Replays
from .trace import Graph


class Tape:
    """A computation recorded by `record`, which can be replayed over a batch of rows.

    `print(tape)` shows the program that runs. Threads may share a tape: their calls wait for each
    other. A copy or a pickle has parameters of its own.

    Attributes:
        parameters: the leaves that have gradients, in the order of the program's vector.
        nodes: every recorded Value; `node 7` of the program is `nodes[7]`.
        results: those of them that the function returned.
        plan: how it is replayed.
        replays: its programs, bound to sizes of the batch.
    """

    def __init__(self, recorded: Recorded, fast: bool = False) -> None:
        self._recorded = recorded
        self.plan: Plan = Plan(recorded.graph)
        self.replays: Replays = Replays(self.plan, fast)
        # All calls work in the same buffers. Reentrant, since a signal handler may call it too.
        self._one_at_a_time = threading.RLock()
        self.nodes: list[Value] = recorded.graph.nodes
        self.results: list[Value] = [self.nodes[index] for index in recorded.graph.outputs]
        self.parameters: list[Value] = [self.nodes[index] for index in self.plan.layout.parameters]
        self._pack = struct.Struct(f"{len(self.parameters)}d").pack_into
        self._memory = self.replays.shared.data

    def __call__(self, *columns: Any) -> np.ndarray:
        """Compute the results of a batch.

        Arguments:
            columns: for each argument of the recorded function the numbers of all rows: an array
                (n,) where the example was one number, (n, k) where it was a sequence of k, and so
                on (n, k, m...).

        Returns:
            An array (n,), or (n, outputs) if the function returned a list; without row arguments
            n is 1.

        Raises:
            TypeError, ValueError: for columns that do not fit the example row.
            ValueError, ZeroDivisionError, OverflowError: as the scalar engine does, for the first
                row that leaves the domain of an operation.
        """
        rows = self.rows(columns)
        with self._one_at_a_time:
            self.load()
            results = self.run(rows)
        return results[0] if self._recorded.single else results.T

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
        rows = self.rows_of_a_mean(columns)
        with self._one_at_a_time:
            self.load()
            total, slopes = self._mean(rows)
            for parameter, slope in zip(self.parameters, slopes.tolist(), strict=True):
                before = parameter.gradient
                # As the first sum of a backward pass does, adding to 0.0 makes a zero positive.
                parameter.gradient = slope + 0.0 if before is None else before + (slope + 0.0)
        return total

    def rows_of_a_mean(self, columns: Sequence[Any]) -> np.ndarray:
        """Return the row arguments (row arguments, rows), if a mean over them has a gradient."""
        if not self._recorded.single:
            raise TypeError(
                f"{self._recorded.name} returned a list: record a function that returns one Value, "
                "such as the loss, to have gradients of it"
            )
        rows = self.rows(columns)
        if not rows.shape[1]:
            raise ValueError("the mean of no rows is not defined: give at least one row")
        return rows

    def step(self, optimizer: Any, *columns: Any) -> float:
        """Move the parameters once along the gradient of the mean result; `.grad` stays as it is.

        Arguments:
            optimizer: a recipe from `optim`; what it remembers stays in it.
            columns: as for a call.

        Returns:
            The mean result before the step.

        Raises:
            TypeError: if `optimizer` is none, or the recorded function returned a list.
            ArithmeticError: if the result or the gradient is not finite; no parameter has moved.
            ValueError: as for `backward`.
        """
        return step(self, optimizer, columns)

    def fit(
        self,
        columns: Sequence[Any],
        optimizer: Any,
        steps: int = 100,
        batch_size: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        schedule: Callable[[int, int], float] | None = None,
    ) -> np.ndarray:
        """Minimise the mean result over rows of data.

        Arguments:
            columns: the columns of all rows, each as for a call.
            optimizer: a recipe from `optim`; a fresh copy of it is used.
            steps: how many steps to take.
            batch_size: how many rows a step takes; None is all of them.
            shuffle: whether batches are drawn in another order each time that all rows have had
                their turn; False takes them in order, again and again.
            seed: for shuffling.
            schedule: a function of (step, steps) that gives the factor of the learning rate, with
                steps counted from 0; `optim.linear()` and others make one.

        Returns:
            The mean result before each step (steps,).

        Raises:
            TypeError, ValueError: for data and settings that do not fit.
            ArithmeticError: if a result or a gradient is not finite; the parameters are those of
                the last step before.

        >>> from micrograd_plus import Value, optim
        >>> w = Value(0.0)
        >>> tape = record(lambda x, y: (w * x - y) ** 2, 1.0, 2.0)
        >>> losses = tape.fit(([1.0, 2.0], [2.0, 4.0]), optim.SGD(lr=0.1), steps=40)
        >>> print(losses[0], round(w.data, 6))
        10.0 2.0
        """
        return fit(self, columns, optimizer, steps, batch_size, shuffle, seed, schedule)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let other threads wait; what is computed in between works on the vector alone."""
        with self._one_at_a_time:
            self.load()
            yield

    def mean(self, rows: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean of the first result, and its gradient."""
        total, gradient = self._mean(rows)
        # As in `backward`; a result keeps its sign.
        return total, gradient + 0.0

    def _mean(self, rows: np.ndarray) -> tuple[float, np.ndarray]:
        """The same; the gradient may be that of a replay, which the next one overwrites."""
        count = rows.shape[1]
        if count <= self.plan.block:
            return self._mean_of_block(rows, range(count))
        gradient, total = np.zeros(len(self.parameters)), -0.0
        for start, stop in self.plan.blocks(count):
            mean, slopes = self._mean_of_block(rows[:, start:stop], range(start, stop))
            share = (stop - start) / count
            total += mean * share
            gradient += slopes * share
        return total, gradient

    def _mean_of_block(self, rows: np.ndarray, numbers: range) -> tuple[float, np.ndarray]:
        """The mean and the gradient of some rows, which have these numbers."""
        replay = self.replays.get(len(numbers))
        replay.set_rows(rows, numbers)
        if isinstance(replay, NativeReplay):
            # Machine code needs no such context, which takes as long as a short program.
            replay.both()
            return replay.mean(), replay.gradient
        with self.errors():
            replay.both()
            return replay.mean(), replay.gradient

    def expect(self, rows: int, times: int) -> None:
        """Get ready for so many replays of a batch of `rows` rows.

        Where that pays, and llvmlite is installed, machine code is made for batches of about this
        size, and runs from now on. A copy of the tape begins anew.

        Arguments:
            rows: the size of the batch.
            times: how often it is going to be replayed.

        Raises:
            TypeError, ValueError: for what is no whole number, or none of at least 1 row.
        """
        rows, times = to_whole("rows", rows, 1), to_whole("times", times, 0)
        for start, stop in self.plan.blocks(rows)[:1]:
            self.replays.get(stop - start, times)

    def ahead(
        self,
        optimizer: Any,
        rows: np.ndarray,
        size: int,
        l2: float = 0.0,
        labels: np.ndarray | None = None,
    ) -> Descent | None:
        """Return what takes steps by itself, if the replay is machine code and the optimiser ours.

        Arguments:
            optimizer: one of `optim`; its memory goes on from where it is.
            rows: the row arguments of all rows (columns, n).
            size: how many rows a step takes.
            l2: the factor of the sum of squared parameters that is added to the mean result.
            labels: the class of each row, to be counted where the results behind the first tell it.
        """
        count = rows.shape[1]
        replay = self.replay(size)
        if not isinstance(replay, NativeReplay) or not optimizer.is_ours:
            return None
        whole = size == count
        if whole:
            replay.set_rows(rows, range(count))
        classes = 0 if labels is None else len(replay.outputs) - 1
        kind = Kind(len(self.parameters), len(rows), l2, classes, batches=not whole)
        return Descent(replay, optimizer, kind, None if whole else rows, labels)

    def to_onnx(self, path: str | PathLike[str]) -> None:
        """Write the recorded function as a file of ONNX, with the parameters as they are now.

        It takes the columns by the names of the arguments and gives `results`, as a call does: in
        double, each operation to a few units in the last place. Outside of a domain there is nan or
        inf, and no error. As each operation of a row has nodes of its own, this is for functions
        without a long loop.

        Arguments:
            path: of the file, such as `"loss.onnx"`.

        Raises:
            ValueError: for a function with more operations than are practical.
            OSError: if the file cannot be written.
        """
        with self._one_at_a_time:
            write_onnx(self._recorded, path)

    # ---------------------------------------------------------------- what fit works with directly

    def run(self, rows: np.ndarray) -> np.ndarray:
        """Compute the results (outputs, n) for row arguments (columns, n)."""
        results: np.ndarray = np.empty((len(self.plan.graph.outputs), rows.shape[1]))
        for start, stop in self.plan.blocks(rows.shape[1]):
            replay = self.replay(stop - start)
            replay.set_rows(rows[:, start:stop], range(start, stop))
            with self.errors():
                replay.forward()
            results[:, start:stop] = replay.outputs
        return results

    def errors(self) -> Any:
        """Return a context in which numbers outside a domain are noted, to call a replay in."""
        return self.replays.errors()

    def load(self) -> None:
        """Take the numbers of the parameters into the vector that replays work on."""
        # A third faster than to assign the list.
        self._pack(self._memory, 0, *[parameter.number for parameter in self.parameters])

    def give_back(self) -> None:
        """Set the parameters to the numbers of the vector."""
        give_back(self.plan.graph, self.plan.layout.parameters, self.vector)

    @property
    def vector(self) -> np.ndarray:
        """The parameters of all replays in one vector, in the order of `parameters`."""
        return self.replays.vector

    def replay(self, rows: int) -> Replay:
        """Return the program bound to a batch of `rows` rows."""
        return self.replays.get(rows)

    def rows(self, columns: Sequence[Any]) -> np.ndarray:
        """The row arguments as one array (row arguments, rows)."""
        return self._recorded.rows(columns)

    # ------------------------------------------------------------------------------------- to read

    def __repr__(self) -> str:
        graph = self.plan.graph
        nodes = sum(operation is not None for operation in graph.operations)
        return (
            f"Tape of {self._recorded.name}: {len(graph.inputs)} row arguments, "
            f"{len(self.parameters)} parameters, {nodes} operations"
        )

    def _repr_html_(self) -> Any:
        return higher("tape_html")(self)

    def __str__(self) -> str:
        with self._one_at_a_time:
            # The program that ran last, or that would run for a hundred rows.
            rows = self.replays.last or (100 if self.plan.graph.inputs else 1)
            return f"{self!r}\n{listing(self.plan, rows, self.replays.machine_code)}"

    # --------------------------------------------------------------------------- copies and pickles

    def __copy__(self) -> "Tape":
        return copy.deepcopy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # What was recorded; plan and programs are made anew from it.
        recorded = self._recorded
        graph = {each.name: getattr(recorded.graph, each.name) for each in fields(Graph)}
        graph["nodes"] = NodesInOrder(recorded.graph.nodes)
        how = recorded.single, self.replays.fast
        return _read_back, (graph, recorded.name, recorded.arguments, *how)


def _read_back(
    graph: dict[str, Any],
    name: str,
    arguments: list[Argument],
    single: bool,
    fast: bool = False,
) -> Tape:
    graph = graph | {"nodes": list(graph["nodes"])}
    return Tape(Recorded(name, Graph(**graph), arguments, single), fast)


def record(f: Callable[..., Any], *example_row: Any, fast: bool = False) -> Tape:
    """Run a function on Values, and return a tape that replays what it computed.

    Whatever the function computes of its row arguments is recorded as it is, whether regular or
    not; the leaves that it uses besides are the parameters. Python's own decisions (`if`, the
    number of times that a loop runs) are those of the example row, so none of them may depend on a
    number of the row: reading one raises, and names the cure. The function is run a second time, to
    find what would be frozen without a sign of it: chance, counters, the time.

    Arguments:
        f: takes Values: for each number of the example row a Value, for each sequence a list of
            Values, for sequences of sequences lists of lists. It returns a Value or a list of
            Values.
        example_row: for each argument a number, or a sequence or array of numbers of any depth;
            nothing of it is kept.
        fast: where the tape becomes machine code, whether its numbers may differ from those of the
            scalar engine in the last bits, for the sake of speed.

    Raises:
        TypeError: if `f` is not a function, an example not made of numbers, or `fast` no bool.
        ValueError: if an example is empty, or its rows differ in length.
        RecordingError: if `f` reads a number that differs from row to row, does something else
            when it is run again, or does not return Values.

    >>> from micrograd_plus import Value
    >>> w, b = Value(2.0, label="w"), Value(1.0, label="b")
    >>> tape = record(lambda x, y: (w * x + b - y) ** 2, 0.5, 1.0)
    >>> tape([0.0, 1.0, 2.0], [1.0, 3.0, 6.0])
    array([0., 0., 1.])
    >>> tape.backward([0.0, 1.0, 2.0], [1.0, 3.0, 6.0])
    0.3333333333333333
    >>> w.grad, b.grad
    (-1.3333333333333333, -0.6666666666666666)
    """
    if not isinstance(fast, bool):
        raise TypeError(f"fast is True or False, here is {shown(fast)}")
    return Tape(run_twice(f, example_row), fast)
