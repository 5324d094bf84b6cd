"""Two ways to the loss and gradient of a batch: by a tape, and by the scalar engine itself."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from ..arrays import np
from ..engine.ops import mean
from ..engine.staleness import ordered
from ..engine.value import Value
from ..errors import RecordingError
from ..optim import Optimizer
from ..tape.native.descent import Descent
from ..tape.recorder import run_twice
from ..tape.replays import Replay
from ..tape.tape import Tape
from .objective import Objective, Rows

# A replay of a row may differ so much from the scalar engine, relative to the numbers in it.
AGREEMENT = 1e-9


class StepEngine(ABC):
    """Computes the loss and gradient of batches, for parameters that live in one vector.

    Arguments:
        objective: what to learn.
        parameters: the Values to train.

    Attributes:
        parameters: those that the loss depends on, in the order of the vector.
        vector: their numbers.
        gradient: that of the last batch's mean loss, after `step`.
        finite: whether that gradient is.
    """

    parameters: list[Value]
    vector: np.ndarray
    gradient: np.ndarray
    finite: bool

    @abstractmethod
    def __init__(self, objective: Objective, parameters: Sequence[Value]) -> None: ...

    @abstractmethod
    def load(self) -> None:
        """Take the numbers of the parameters into the vector."""

    @abstractmethod
    def sync(self) -> None:
        """Give the numbers of the vector back to the parameters."""

    @abstractmethod
    def expect(self, rows: int, steps: int) -> None:
        """Get ready for so many steps with batches of `rows` rows."""

    @abstractmethod
    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        """Compute a batch, given by its places or None for all rows.

        Returns:
            The mean loss, and the model's outputs (outputs, rows).
        """

    def ahead(
        self, optimizer: Optimizer, size: int, l2: float, labels: np.ndarray | None
    ) -> Descent | None:
        """Return what takes steps with batches of `size` rows by itself; None if there is none."""
        return None

    @abstractmethod
    def evaluate(self, rows: Rows) -> tuple[float, np.ndarray]:
        """Compute mean loss and outputs of other rows, without a gradient."""

    @abstractmethod
    def errors(self) -> Any:
        """Return a context to call `step` in."""


class TapeEngine(StepEngine):
    """By a tape: the loss of one row is recorded, and replayed over batches.

    Raises:
        RecordingError: if the model cannot be recorded, or computes something else for other rows.
    """

    def __init__(self, objective: Objective, parameters: Sequence[Value]) -> None:
        rows = objective.training
        example = [rows.inputs[0], rows.targets[0]]
        try:
            self._tape = Tape(run_twice(objective.results, example, parameters))
        except RecordingError as error:
            raise RecordingError(f'{error}; engine="scalar" trains any model') from error
        self._rows = rows.together
        self._at: Replay | None = None
        self.load()
        self.parameters: list[Value] = self._tape.parameters
        self.vector: np.ndarray = self._tape.vector
        self.gradient, self.finite = self.vector, True
        self._check(objective)

    def load(self) -> None:
        self._tape.load()

    def sync(self) -> None:
        self._tape.give_back()

    def expect(self, rows: int, steps: int) -> None:
        self._tape.expect(rows, steps)

    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        if rows is None:
            replay = self._at or self._whole()
        else:
            replay = self._tape.replay(len(rows))
            replay.set_rows(self._rows.take(rows, axis=0).T, rows)
        replay.both()
        self.gradient: np.ndarray = replay.gradient
        self.finite: bool = replay.finite
        return replay.mean(), replay.rest()

    def ahead(
        self, optimizer: Optimizer, size: int, l2: float, labels: np.ndarray | None
    ) -> Descent | None:
        return self._tape.ahead(optimizer, self._rows.T, size, l2, labels)

    def _whole(self) -> Replay:
        """The replay of all rows, which stay where they are from step to step."""
        self._at = self._tape.replay(len(self._rows))
        self._at.set_rows(self._rows.T, range(len(self._rows)))
        return self._at

    def evaluate(self, rows: Rows) -> tuple[float, np.ndarray]:
        results = self._tape.run(rows.together.T)
        # If these are as many as all rows, they have taken their place.
        self._at = None
        return float(results[0].mean()), results[1:]

    def errors(self) -> Any:
        return self._tape.errors()

    def _check(self, objective: Objective) -> None:
        """Compare two rows more with the scalar engine; if there is one only, that once more."""
        count = len(self._rows)
        places = sorted({count // 2, count - 1} - {0}) or [0]
        for index, row in zip(places, objective.training.at(places).given(), strict=True):
            try:
                expected = objective.results(*row)
                found = self._tape.run(self._rows[index : index + 1].T)[:, 0]
            except OverflowError:
                # The first step finds it too, and says that training diverges.
                continue
            # The loss was computed from the outputs: these are the numbers of all of them.
            size = 1.0 + max([abs(node.number) for node in ordered(expected[0])])
            for number, result in zip(found.tolist(), expected, strict=True):
                wanted = result.data
                agree = number == wanted or abs(number - wanted) <= AGREEMENT * size
                if not agree and wanted == wanted:
                    raise RecordingError(
                        f"the model gives {wanted} for row {index}, its recording from row 0 "
                        f"{number}: it has to do the same for every row, without chance or "
                        'counting; engine="scalar" trains any model'
                    )


class ScalarEngine(StepEngine):
    """By the scalar engine, one graph for each batch."""

    def __init__(self, objective: Objective, parameters: Sequence[Value]) -> None:
        self._objective = objective
        self.parameters: list[Value] = list(parameters)
        self._rows = objective.training.given()
        self.vector: np.ndarray = np.zeros(len(parameters))
        self.gradient, self.finite = self.vector, True
        self.load()

    def load(self) -> None:
        self.vector[:] = [parameter.data for parameter in self.parameters]

    def sync(self) -> None:
        for parameter, number in zip(self.parameters, self.vector.tolist(), strict=True):
            parameter.data = number

    def expect(self, rows: int, steps: int) -> None:
        """Nothing is prepared: each step is a graph of its own."""

    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        chosen = self._rows if rows is None else [self._rows[index] for index in rows.tolist()]
        loss, outputs = self._mean(chosen)
        # What is in the gradients of leaves, the model's or not, is none of training's business.
        leaves = [node for node in ordered(loss) if node.rule is None and not node.is_constant]
        kept = {leaf: leaf.gradient for leaf in [*self.parameters, *leaves]}
        try:
            for leaf in kept:
                leaf.gradient = None
            loss.backward()
            self.gradient: np.ndarray = np.array([p.grad for p in self.parameters])
        finally:
            for leaf, gradient in kept.items():
                leaf.gradient = gradient
        self.finite: bool = bool(np.isfinite(self.gradient).all())
        return loss.data, outputs

    def evaluate(self, rows: Rows) -> tuple[float, np.ndarray]:
        loss, outputs = self._mean(rows.given())
        return loss.data, outputs

    def errors(self) -> Any:
        return np.errstate(all="ignore")

    def _mean(self, rows: list[tuple[list[Value], Any]]) -> tuple[Value, np.ndarray]:
        """The mean loss of rows, by the numbers of the vector, and the outputs."""
        self.sync()
        results = [self._objective.results(*row) for row in rows]
        outputs = np.array([[value.data for value in values] for _, *values in results]).T
        return mean([loss for loss, *_ in results]), outputs
