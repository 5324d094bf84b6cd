"""What training makes small."""

from collections.abc import Iterable
from typing import Any

from .engine import Number, Value, to_float
from .ops import mean, relu


def hinge(outputs: Any, targets: Any) -> Value:
    """Return the hinge loss max(0, 1 - y s), the mean of it over several samples.

    Arguments:
        outputs: the score s of one sample, or a sequence of scores.
        targets: the label y of each: 1 or -1; 0 is read as -1.

    Raises:
        ValueError: for other labels, or another number of labels than of scores.

    Source: V. Vapnik's support vector machines; the "max-margin" loss of micrograd's demo.

    >>> hinge([Value(0.5), Value(-2.0)], [1, 0]).data
    0.25
    """
    if not isinstance(outputs, Iterable):
        return relu(1 - _sign(targets) * outputs)
    scores, labels = list(outputs), list(targets)
    if not scores:
        raise ValueError("hinge of no samples is not defined: give it at least one score")
    if len(scores) != len(labels):
        raise ValueError(f"hinge has {len(scores)} scores and {len(labels)} labels")
    found = sorted({to_float(label) for label in labels})
    if not set(found) <= {-1.0, 0.0, 1.0} or {-1.0, 0.0} <= set(found):
        raise ValueError(_wrong_labels(found))
    return mean([hinge(score, label) for score, label in zip(scores, labels, strict=True)])


def _sign(label: Number) -> float:
    number = to_float(label)
    if number not in (-1.0, 0.0, 1.0):
        raise ValueError(_wrong_labels([number]))
    return number or -1.0


def _wrong_labels(found: list[float]) -> str:
    shown = ", ".join(f"{label:g}" for label in found[:10])
    return f"hinge takes the labels 0 and 1, or -1 and 1; here are {{{shown}}}"
