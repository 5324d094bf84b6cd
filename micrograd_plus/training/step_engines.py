"""Two ways to the loss and gradient of a batch: by a tape, and by the scalar engine itself."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ..arrays import np
from ..engine.ops import mean
from ..engine.staleness import ordered
from ..engine.value import Value
from ..engine.operands import operand
from ..errors import RecordingError
from ..nn.rows import as_list, as_values
from ..tape.recorder import run_once
from ..tape.tape import Replay, Tape

# A replay of a row may differ so much from the scalar engine, relative to the numbers in it.
AGREEMENT = 1e-9

Sample = Callable[[Any, Any], Value]


class StepEngine(Protocol):
    """Computes the loss and gradient of batches, for parameters that live in one vector.

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

    def load(self) -> None:
        """Take the numbers of the parameters into the vector."""

    def sync(self) -> None:
        """Give the numbers of the vector back to the parameters."""

    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        """Compute a batch, given by its places or None for all rows.

        Returns:
            The mean loss, and the model's outputs (outputs, rows).
        """
        ...

    def evaluate(self, inputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """Compute mean loss and outputs of other rows, without a gradient."""
        ...

    def errors(self) -> Any:
        """Return a context to call `step` in."""


class TapeEngine:
    """By a tape: the loss of one row is recorded, and replayed over batches.

    Arguments:
        model: gives the outputs for a row of inputs.
        sample: the loss of one row.
        parameters: the Values to train.
        inputs: the inputs of all rows (n, columns).
        targets: their targets (n,) or (n, k).

    Raises:
        RecordingError: if the model cannot be recorded, or computes something else for other rows.
    """

    def __init__(
        self,
        model: Callable[[Any], Any],
        sample: Sample,
        parameters: Sequence[Value],
        inputs: np.ndarray,
        targets: np.ndarray,
    ) -> None:
        def losses(x: list[Value], target: Any) -> list[Value]:
            outputs = as_list(model(x))
            return [sample(outputs if len(outputs) > 1 else outputs[0], target), *outputs]

        example = [inputs[0].tolist(), targets[0].tolist()]
        self._tape = Tape(run_once(losses, example, parameters))
        self._rows = _side_by_side(inputs, targets)
        self._at: Replay | None = None
        self.load()
        self.parameters = self._tape.parameters
        self.vector = self._tape.vector
        self.gradient, self.finite = self.vector, True
        self._check(losses, inputs, targets)

    def load(self) -> None:
        """See `StepEngine`."""
        self._tape.load()

    def sync(self) -> None:
        """See `StepEngine`."""
        self._tape.give_back()

    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        """See `StepEngine`."""
        if rows is None:
            replay = self._at or self._whole()
        else:
            replay = self._tape.replay(len(rows))
            replay.set_rows(self._rows.take(rows, axis=0).T, rows)
        replay.both()
        self.gradient, self.finite = replay.gradient, replay.finite
        return replay.mean(), replay.rest()

    def _whole(self) -> Replay:
        """The replay of all rows, which stay where they are from step to step."""
        self._at = self._tape.replay(len(self._rows))
        self._at.set_rows(self._rows.T)
        return self._at

    def evaluate(self, inputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """See `StepEngine`."""
        results = self._tape.run(_side_by_side(inputs, targets).T)
        # If these are as many as all rows, they have taken their place.
        self._at = None
        return float(results[0].mean()), results[1:]

    def errors(self) -> Any:
        """See `StepEngine`."""
        return self._tape.errors()

    def _check(self, losses: Callable[..., Any], inputs: Any, targets: Any) -> None:
        """Compare two rows more with the scalar engine; if there is one only, that once more."""
        for index in sorted({len(inputs) // 2, len(inputs) - 1} - {0}) or [0]:
            try:
                expected = losses(*as_given(inputs[index].tolist(), targets[index].tolist()))
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


class ScalarEngine:
    """By the scalar engine, one graph for each batch; the arguments are those of `TapeEngine`."""

    def __init__(
        self,
        model: Callable[[Any], Any],
        sample: Sample,
        parameters: Sequence[Value],
        inputs: np.ndarray,
        targets: np.ndarray,
    ) -> None:
        self._model, self._sample, self.parameters = model, sample, list(parameters)
        self._rows = list(map(as_given, inputs.tolist(), targets.tolist()))
        self.vector = np.zeros(len(parameters))
        self.gradient, self.finite = self.vector, True
        self.load()

    def load(self) -> None:
        """See `StepEngine`."""
        self.vector[:] = [parameter.data for parameter in self.parameters]

    def sync(self) -> None:
        """See `StepEngine`."""
        for parameter, number in zip(self.parameters, self.vector.tolist(), strict=True):
            parameter.data = number

    def step(self, rows: np.ndarray | None) -> tuple[float, np.ndarray]:
        """See `StepEngine`."""
        self.sync()
        chosen = self._rows if rows is None else [self._rows[index] for index in rows.tolist()]
        loss, outputs = self._mean(chosen)
        # What is in the gradients of leaves, the model's or not, is none of training's business.
        leaves = [node for node in ordered(loss) if node.rule is None and not node.is_constant]
        kept = {leaf: leaf.gradient for leaf in [*self.parameters, *leaves]}
        try:
            for leaf in kept:
                leaf.gradient = None
            loss.backward()
            self.gradient = np.array([p.grad for p in self.parameters])
        finally:
            for leaf, gradient in kept.items():
                leaf.gradient = gradient
        self.finite = bool(np.isfinite(self.gradient).all())
        return loss.data, outputs

    def evaluate(self, inputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """See `StepEngine`."""
        self.sync()
        loss, outputs = self._mean(list(map(as_given, inputs.tolist(), targets.tolist())))
        return loss.data, outputs

    def errors(self) -> Any:
        """See `StepEngine`."""
        return np.errstate(all="ignore")

    def _mean(self, rows: list[tuple[list[Value], Any]]) -> tuple[Value, np.ndarray]:
        outputs = [as_list(self._model(x)) for x, _ in rows]
        losses = [
            self._sample(row if len(row) > 1 else row[0], target)
            for row, (_, target) in zip(outputs, rows, strict=True)
        ]
        numbers = np.array([[value.data for value in row] for row in outputs]).T
        return mean(losses), numbers


def as_given(x: list[float], target: Any) -> tuple[list[Value], Any]:
    """Return a row and its target as a model and a loss get them: Values without a gradient."""
    several = isinstance(target, list)
    return as_values(x), as_values(target) if several else operand(target)


def _side_by_side(inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Inputs and targets as one array (n, columns)."""
    return np.concatenate([inputs, targets.reshape(len(inputs), -1)], axis=1)
