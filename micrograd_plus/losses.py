"""What training makes small.

Every loss is one formula for one sample, made of the operations of `ops`; over several samples it
is the mean of that.
"""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from .engine.operands import operand
from .engine.ops import abs, dot, logsumexp, mean, minimum, relu, softplus
from .engine.value import Number, Value
from .inputs import no_attribute, shown, to_float
from .rules.notation import literal

# ------------------------------------------------------------------------------ the formulas


def _squared(output: Value, target: Value | Number) -> Value:
    return (output - target) ** 2


def _absolute(output: Value, target: Value | Number) -> Value:
    return abs(output - target)


def _huber(output: Value, target: Value | Number) -> Value:
    # d**2 / 2 up to a distance of 1, and d - 1/2 from there, without a choice between the two.
    distance = abs(output - target)
    near = minimum(distance, 1)
    return near * (distance - near / 2)


def _hinge(score: Value, side: Value | Number) -> Value:
    return relu(1 - side * score)


def _binary_cross_entropy(score: Value, label: Value | Number) -> Value:
    return softplus(score) - label * score


def _cross_entropy(scores: list[Value], score_of_label: Value) -> Value:
    return logsumexp(scores) - score_of_label


def _one_hot_cross_entropy(scores: list[Value], one_hot: list[Value | Number]) -> Value:
    return _cross_entropy(scores, dot(one_hot, scores))


def _mean_of(formula: Callable[[Any, Any], Value], samples: list[Any], targets: list[Any]) -> Value:
    losses = [formula(*pair) for pair in zip(samples, targets, strict=True)]
    return losses[0] if len(losses) == 1 else mean(losses)


def _over_outputs(formula: Callable[[Any, Any], Value]) -> Callable[[Any, Any], Value]:
    """Return the mean of a formula over the outputs of a sample, where there are several."""

    def sample(outputs: Any, target: Any) -> Value:
        if isinstance(outputs, Value):
            return formula(outputs, target)
        return _mean_of(formula, outputs, target)

    return sample


# ------------------------------------------------------------------------ the public functions


def mse(outputs: Any, targets: Any) -> Value:
    """Return the mean squared error (output - target)**2.

    Arguments:
        outputs: the output of one sample, or a sequence of one for each sample. Where a model has
            several outputs, each sample is a sequence of them.
        targets: as many numbers in the same arrangement; a Value is taken as it is.

    Raises:
        TypeError: for a target that is not a number.
        ValueError: for a target that is not finite, or in another arrangement.

    >>> mse([Value(0.5), Value(-2.0)], [1, 0]).data
    2.125
    """
    return _regression(mse, outputs, targets)


def mae(outputs: Any, targets: Any) -> Value:
    """Return the mean absolute error `|output - target|`; its slope at 0 is 0.

    Arguments and errors are those of `mse`.

    >>> mae([Value(0.5), Value(-2.0)], [1, 0]).data
    1.25
    """
    return _regression(mae, outputs, targets)


def huber(outputs: Any, targets: Any) -> Value:
    """Return the mean of `d**2 / 2` where `d = |output - target| < 1`, of `d - 1/2` elsewhere.

    Arguments and errors are those of `mse`.

    Source: P. J. Huber, "Robust estimation of a location parameter" (1964), with delta = 1.

    >>> huber([Value(0.5), Value(-2.0)], [1, 0]).data
    0.8125
    """
    return _regression(huber, outputs, targets)


def hinge(outputs: Any, targets: Any) -> Value:
    """Return the hinge loss max(0, 1 - y s); its slope is 0 from the kink at y s = 1 on.

    Arguments:
        outputs: the score s of one sample, or a sequence of scores.
        targets: the label y of each: 1 or -1; 0 is read as -1.

    Raises:
        TypeError: for a label that is not a number.
        ValueError: for other labels, or another number of labels than of scores.

    Source: V. Vapnik's support vector machines; the "max-margin" loss of micrograd's demo.

    >>> hinge([Value(0.5), Value(-2.0)], [1, 0]).data
    0.25
    """
    rows, labels = _labelled("hinge", outputs, targets)
    return _mean_of(_hinge, [score for (score,) in rows], [label or -1.0 for label in labels])


def binary_cross_entropy(outputs: Any, targets: Any) -> Value:
    """Return minus the logarithm of the probability sigmoid(z) that a score z gives to its label.

    It takes scores from before the sigmoid: softplus(z) - y z, into which the logarithm turns, has
    no exponential that could overflow.

    Arguments:
        outputs: the score z of one sample, or a sequence of scores.
        targets: the label y of each: 1 or 0.

    Raises:
        TypeError: for a label that is not a number.
        ValueError: for other labels, or another number of labels than of scores.

    Source: D. R. Cox, "The regression analysis of binary sequences" (1958).

    >>> f"{binary_cross_entropy([Value(0.0), Value(1000.0)], [1, 0]):.4f}"
    '500.3466'
    """
    rows, labels = _labelled("binary_cross_entropy", outputs, targets)
    return _mean_of(_binary_cross_entropy, [score for (score,) in rows], labels)


def cross_entropy(outputs: Any, targets: Any) -> Value:
    """Return minus the logarithm of the probability that softmax gives to the class of a sample.

    It takes scores from before the softmax: logsumexp(z) - z[label], into which the logarithm
    turns, has no exponential that could overflow.

    Arguments:
        outputs: the scores z of one sample, one for each class, or a sequence of such rows.
        targets: the class of each sample, counted from 0.

    Raises:
        TypeError: for a label that is not a number.
        ValueError: for a label without a score, or another number of labels than of rows.

    Source: J. S. Bridle, "Probabilistic interpretation of feedforward classification network
    outputs" (1990).

    >>> f"{cross_entropy([Value(2.0), Value(1.0), Value(-1000.0)], 0):.4f}"
    '0.3133'
    """
    rows, labels = _labelled("cross_entropy", outputs, targets)
    picked = [row[int(label)] for row, label in zip(rows, labels, strict=True)]
    return _mean_of(_cross_entropy, rows, picked)


# Each loss of one sample, a function of its outputs and its target that looks at no number. The
# target of cross_entropy is one hot.
SAMPLE_LOSSES: dict[Callable[[Any, Any], Value], Callable[[Any, Any], Value]] = {
    mse: _over_outputs(_squared),
    mae: _over_outputs(_absolute),
    huber: _over_outputs(_huber),
    hinge: _hinge,
    binary_cross_entropy: _binary_cross_entropy,
    cross_entropy: _one_hot_cross_entropy,
}


# ------------------------------------------------------------- outputs and targets, as they come


def _regression(loss: Callable[[Any, Any], Value], outputs: Any, targets: Any) -> Value:
    name = loss.__name__
    rows, goals = _read(name, outputs, targets)
    prepared = [_numbers(name, row, goal) for row, goal in zip(rows, goals, strict=True)]
    return _mean_of(SAMPLE_LOSSES[loss], rows, prepared)


def _numbers(name: str, row: list[Value], target: Any) -> list[Any]:
    """Return the target of one sample: a number or Value for each output."""
    goals = _as_list(target)
    if len(goals) != len(row):
        raise ValueError(
            f"{name} has {len(row)} output(s) for a sample and the target {shown(target)}: give it "
            "one number for each output"
        )
    numbers = [goal if isinstance(goal, Value) else _number(name, goal) for goal in goals]
    _check_finite(name, [number for number in numbers if not isinstance(number, Value)])
    return numbers


def _labelled(name: str, outputs: Any, targets: Any) -> tuple[list[list[Value]], list[float]]:
    """Return a row of outputs and a label that it may have for each sample."""
    rows, goals = _read(name, outputs, targets)
    labels = [_number(name, goal) for goal in goals]
    check_targets(name, labels, len(rows[0]))
    return rows, labels


def _read(name: str, outputs: Any, targets: Any) -> tuple[list[list[Value]], list[Any]]:
    """Return a row of outputs and a target for each sample; a target alone is that of one."""
    several = _is_sequence(targets)
    samples, goals = (_as_list(outputs), list(targets)) if several else ([outputs], [targets])
    _check_some(name, len(samples))
    if len(samples) != len(goals):
        raise ValueError(
            f"{name} has {len(samples)} samples and {len(goals)} targets: give it one target for "
            "each sample"
        )
    rows = [_as_list(sample) for sample in samples]
    widths = sorted({len(row) for row in rows})
    if len(widths) > 1 or 0 in widths:
        raise ValueError(
            f"{name} has samples with {' and '.join(map(str, widths))} outputs: every sample has "
            "equally many, at least one"
        )
    if any(_is_sequence(output) for row in rows for output in row):
        raise ValueError(
            f"{name} has outputs that are nested deeper than its targets: give it a list of "
            "samples with a list of targets, or one sample with its target"
        )
    return [[operand(output) for output in row] for row in rows], goals


def _is_sequence(thing: Any) -> bool:
    several = isinstance(thing, Iterable) and not isinstance(thing, str | bytes | set | dict)
    return several and getattr(thing, "ndim", 1) != 0


def _as_list(thing: Any) -> list[Any]:
    return list(thing) if _is_sequence(thing) else [thing]


def _number(name: str, target: Any) -> float:
    try:
        return to_float(target)
    except TypeError:
        cure = "take its .data" if isinstance(target, Value) else "give it a number"
        raise TypeError(f"{name} has {shown(target)} as a target: {cure}") from None


# ---------------------------------------------------------------------------------- the checks


def check_targets(name: str, targets: list[float], outputs: int) -> None:
    """Raise unless a loss takes such targets, from a model with so many outputs.

    Arguments:
        name: the loss.
        targets: the labels or numbers of all samples.
        outputs: how many outputs the model has.
    """
    _check_some(name, len(targets))
    if name in _PAIRS:
        _check_labels(name, targets, outputs)
    elif name == "cross_entropy":
        _check_classes(name, targets, outputs)
    else:
        _check_finite(name, targets)


def _check_some(name: str, samples: int) -> None:
    if not samples:
        raise ValueError(f"{name} of no samples is not defined: give it at least one")


def _check_finite(name: str, targets: list[float]) -> None:
    for target in targets:
        if not math.isfinite(target):
            raise ValueError(
                f"{name} has the target {target}, which is not finite: leave that sample out, or "
                "give it a number"
            )


# The pairs of labels between which each loss of two classes decides.
_PAIRS = {"hinge": [(0, 1), (-1, 1)], "binary_cross_entropy": [(0, 1)]}


def _check_labels(name: str, labels: list[float], outputs: int) -> None:
    if outputs != 1:
        raise ValueError(
            f"{name} takes one output and one label for each sample, here are {outputs} outputs: "
            "for several classes there is cross_entropy"
        )
    found = set(labels)
    if not any(found <= {*pair} for pair in _PAIRS[name]):
        taken = ", or ".join(f"{low} and {high}" for low, high in _PAIRS[name])
        cure = ""
        if found == {-1, 1}:
            cure = ": write [(y + 1) / 2 for y in targets], or take hinge"
        if len(found) > 2:
            cure = f": {for_classes(len(found))}"
        raise ValueError(f"{name} takes the labels {taken}; here are {_listed(found)}{cure}")


def for_classes(count: int) -> str:
    """Return what to write where there are more classes than two."""
    return (
        f"for {count} classes give the model {count} outputs, as in MLP(2, [16, {count}]), with "
        "the labels counted from 0, and take cross_entropy"
    )


def _check_classes(name: str, labels: list[float], outputs: int) -> None:
    found = set(labels)
    if outputs < 2:
        raise ValueError(
            f"{name} needs an output for each class, here is one: give the model as many as there "
            "are classes; for one output and two classes there is binary_cross_entropy"
        )
    if not all(label >= 0 and label.is_integer() for label in found):
        raise ValueError(
            f"{name} takes whole numbers from 0 to {outputs - 1} as labels; here are "
            f"{_listed(found)}"
        )
    if max(found) >= outputs:
        raise ValueError(
            f"the largest label is {literal(max(found))}, but {name} has {outputs} outputs, for "
            f"the labels 0 to {outputs - 1}: give the model an output for each class, counted "
            f"from 0; here are {_listed(found)}"
        )


def _listed(found: set[float]) -> str:
    texts = list(dict.fromkeys(map(literal, sorted(found))))
    return "{" + ", ".join(texts[:10]) + (", ...}" if len(texts) > 10 else "}")


# What others call our losses.
_ELSEWHERE = {
    **dict.fromkeys(("bce", "bce_loss", "log_loss", "logistic"), "binary_cross_entropy"),
    **dict.fromkeys(("ce", "nll", "nll_loss", "softmax_cross_entropy"), "cross_entropy"),
    **dict.fromkeys(("l1", "l1_loss", "mean_absolute_error"), "mae"),
    **dict.fromkeys(("l2", "mse_loss", "mean_squared_error", "squared_error"), "mse"),
    **dict.fromkeys(("svm", "max_margin"), "hinge"),
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        raise no_attribute(__name__, name, [loss.__name__ for loss in SAMPLE_LOSSES], _ELSEWHERE)
