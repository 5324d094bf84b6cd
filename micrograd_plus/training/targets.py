"""The losses as training needs them: targets prepared once, and the loss of one sample."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..arrays import np, to_array
from ..engine.value import Value
from ..inputs import shown
from ..losses import SAMPLE_LOSSES, check_targets


@dataclass(frozen=True)
class Loss:
    """A loss that a model can be trained with.

    Attributes:
        name: what the loss is called.
        classifies: whether the targets are labels of classes.
        targets: `targets(y, outputs)` checks the labels of all samples, for a model with so many
            outputs, and returns them as the array of floats that `sample` takes row by row.
        sample: `sample(outputs, target)` is the loss of one sample, whose target may hold Values;
            it looks at no number.
    """

    name: str
    classifies: bool
    targets: Callable[[Any, int], np.ndarray]
    sample: Callable[[Any, Any], Value]


def find_loss(loss: Any) -> Loss:
    """Return a loss by its name, or one that the user has written.

    Raises:
        TypeError, ValueError: for anything else.
    """
    for known in SAMPLE_LOSSES:
        # A loss of ours that is given as a function is the one of that name, which can be recorded.
        if loss is known or (isinstance(loss, str) and loss == known.__name__):
            return LOSSES[known.__name__]
    if isinstance(loss, str):
        raise ValueError(
            f"loss is one of {', '.join(LOSSES)}, or a function of outputs and target; here is "
            f"{loss!r}"
        )
    if not callable(loss):
        raise TypeError(f"loss is a name or a function of outputs and target, not {shown(loss)}")

    def sample(outputs: Any, target: Any) -> Value:
        found = loss(outputs, target)
        if not isinstance(found, Value):
            raise TypeError(
                "a loss returns a Value for the outputs and the target of a row, here is "
                f"{shown(found)}"
            )
        return found

    return Loss("loss", False, _as_given, sample)


def check_finite(name: str, array: np.ndarray) -> None:
    """Raise for the first number that is not finite, with its place."""
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(
            f"{name}{place} is {array[tuple(place)]}: leave such rows out, or fill them"
        )


def _as_given(y: Any, outputs: int) -> np.ndarray:
    """The targets of a loss of the user's own: one number for each row, or several."""
    targets = to_array("y", y, 1 + _nested(y))
    check_finite("y", targets)
    return targets.ravel() if outputs == 1 and targets.shape[1:] == (1,) else targets


def _nested(y: Any) -> bool:
    """Whether the targets have rows, be these of different lengths."""
    try:
        return np.ndim(y) > 1
    except ValueError:
        return True


def _numbers(name: str, y: Any, outputs: int) -> np.ndarray:
    nested = _nested(y)
    numbers = to_array("y", y, 1 + nested)
    check_targets(name, numbers.ravel().tolist(), outputs)
    if numbers.shape[1:] != (outputs,) and (nested or outputs != 1):
        needed = "(n,)" if outputs == 1 else f"(n, {outputs})"
        raise ValueError(
            f"y has the shape {numbers.shape}: {name} with {outputs} output(s) needs {needed}"
        )
    return numbers.ravel() if outputs == 1 else numbers


def _labels(name: str, y: Any, outputs: int) -> np.ndarray:
    labels = to_array("y", y, 1)
    check_targets(name, labels.tolist(), outputs)
    return labels


def _sides(name: str, y: Any, outputs: int) -> np.ndarray:
    labels = _labels(name, y, outputs)
    return np.where(labels == 0, -1.0, labels)


def _one_hot(name: str, y: Any, outputs: int) -> np.ndarray:
    return np.eye(outputs).take(_labels(name, y, outputs).astype(int), axis=0)


_CLASSIFIES = {"hinge": _sides, "binary_cross_entropy": _labels, "cross_entropy": _one_hot}

LOSSES: dict[str, Loss] = {
    name: Loss(name, name in _CLASSIFIES, partial(_CLASSIFIES.get(name, _numbers), name), sample)
    for name, sample in ((known.__name__, sample) for known, sample in SAMPLE_LOSSES.items())
}
