"""Many rows at once: what a model gives for them, what that tells, and how good it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from ..arrays import np, to_array
from ..engine.operands import operand
from ..engine.value import Number, Value
from ..errors import RecordingError
from ..inputs import shown
from ..tape import Tape
from .frames import check_rows_match, class_places, read_inputs, read_targets
from .kept import kept_tape


def as_values(numbers: Iterable[float]) -> list[Value]:
    """Return numbers as Values without a gradient, as a model gets a row of data."""
    return [operand(number) for number in numbers]


def as_list(outputs: Any) -> list[Value]:
    """Return what a model gave for a row as a list.

    Raises:
        TypeError: if it is not a Value or a sequence of Values.
    """
    found = list(outputs) if isinstance(outputs, Iterable) else [outputs]
    strange = [output for output in found if not isinstance(output, Value)]
    if strange or not found:
        raise TypeError(
            "a model returns a Value or a list of Values for a row of inputs, here is "
            f"{shown(strange[0] if strange else outputs)}"
        )
    return found


def ends_in_sigmoid(output: Value) -> bool:
    """Return whether an output is no score, but the probability that a sigmoid made of one."""
    return output.rule is not None and output.rule.name == "sigmoid"


def outputs(model: Any, X: Any) -> np.ndarray:
    """Return the outputs of a model for rows of inputs; see `Module.outputs`."""
    inputs, _ = read_inputs("X", X, model.columns)
    if len(inputs) == 0:
        raise ValueError(f"X has the shape {inputs.shape}: give at least one row")

    tape = _tape(model, inputs)
    if tape is not None:
        found = tape(inputs)
    else:
        every = [as_list(model(as_values(row))) for row in inputs.tolist()]
        found = np.array([[output.data for output in row] for row in every])
    return found[:, 0] if found.shape[1] == 1 else found


def _tape(model: Any, inputs: np.ndarray) -> Tape | None:
    """The tape of a model's outputs; None if it cannot be recorded."""

    def compute(x: Sequence[Value | Number]) -> list[Value]:
        return as_list(model(x))

    try:
        return kept_tape(model, compute, inputs[0].tolist())
    except RecordingError:
        return None


def told_classes(outputs: np.ndarray, axis: int) -> np.ndarray:
    """Return which class is told by outputs that lie along an axis.

    Several outputs tell the class of the largest; a single one is a score, which tells the first
    class (False) up to 0 and the second (True) above.
    """
    told: np.ndarray
    told = outputs.squeeze(axis) > 0 if outputs.shape[axis] == 1 else outputs.argmax(axis)
    return told


def predict(model: Any, X: Any) -> np.ndarray:
    """Return what a model says for rows of inputs; see `Module.predict`."""
    if model.task is None:
        raise ValueError(
            "what the outputs mean is known after training: call fit before, set model.task to "
            '"classification" or "regression", or take model.outputs(X)'
        )
    if model.task not in ("classification", "regression"):
        raise ValueError(f'model.task is "classification" or "regression", here is {model.task!r}')
    found: np.ndarray = model.outputs(X)
    if model.task == "regression":
        return found
    if np.isnan(found).any():
        row = np.argwhere(np.isnan(found))[0][0]
        raise ValueError(f"row {row} of X gives nan, which tells no class: is it complete?")
    scores = found.reshape(len(found), -1)
    if scores.shape[1] == 1 and ends_in_sigmoid(_first_output(model, X)):
        raise ValueError(
            "a class is told by a score, above 0 or not, but this model ends in a sigmoid, whose "
            "outputs are all above 0: leave the sigmoid out, since the losses read scores too, or "
            "take model.outputs(X) > 0.5"
        )
    classes = model.classes or list(range(max(2, scores.shape[1])))
    return np.array(classes).take(told_classes(scores, 1).astype(int))


def _first_output(model: Any, X: Any) -> Value:
    """The first output of a model, by which it is known how it ends."""
    inputs, _ = read_inputs("X", X, model.columns)
    tape = _tape(model, inputs)
    if tape is not None:
        return tape.results[0]
    return as_list(model(as_values(inputs[0].tolist())))[0]


def accuracy(targets: np.ndarray, predicted: np.ndarray) -> float:
    """Return the share of rows whose class is told rightly."""
    return float((predicted == targets).mean())


def r_squared(targets: np.ndarray, predicted: np.ndarray) -> float | None:
    """Return R², 1 - (sum of squared errors) / (sum of squared deviations from the mean).

    It is None where all targets are the same.
    """
    errors = float(((predicted - targets) ** 2).sum())
    spread = float(((targets - targets.mean(axis=0)) ** 2).sum())
    return None if spread == 0 else 1.0 - errors / spread


def score(model: Any, X: Any, y: Any) -> float:
    """Return how well a model does; see `Module.score`."""
    predicted = model.predict(X)
    check_rows_match(X, y)
    y = read_targets(y)
    classes: list[Any] = (model.classes or []) if model.task == "classification" else []
    texts = bool(classes) and isinstance(classes[0], str)
    targets = class_places(y, classes) if texts else to_array("y", y, np.ndim(y))
    if targets.ndim == 2 and predicted.ndim == 1 and targets.shape[1] == 1:
        # One column is as good as none, as it is for fit.
        targets = targets[:, 0]
    if targets.shape != predicted.shape:
        raise ValueError(f"y has the shape {targets.shape}; for X it needs {predicted.shape}")
    if texts:
        return accuracy(targets, class_places(predicted, classes))
    if model.task == "classification":
        strange = set(targets.tolist()) - set(classes or predicted.tolist())
        if classes and strange:
            raise ValueError(f"y has the label {min(strange):g}; the model knows {shown(classes)}")
        return accuracy(targets, predicted)
    found = r_squared(targets, predicted)
    if found is None:
        raise ValueError("R² is not defined where all of y is the same number")
    return found
