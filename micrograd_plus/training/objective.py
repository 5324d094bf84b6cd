"""What a model is to learn: inputs, prepared targets, and the loss of one row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..arrays import np
from ..engine.operands import operand
from ..engine.value import Value
from ..inputs import shown, to_number
from ..losses import for_classes
from ..nn.frames import (
    check_rows_match,
    class_places,
    known_order,
    read_inputs,
    read_targets,
    text_classes,
)
from ..nn.module import Module
from ..nn.rows import as_list, as_values, ends_in_sigmoid, told_classes
from .targets import Loss, check_finite, find_loss

# Outputs that differ by less, relative to their size, are the same for every row.
SAME = 1e-9


@dataclass
class Rows:
    """Rows to learn from, or held out.

    Attributes:
        inputs: (n, columns).
        targets: (n,) or (n, k), as the loss takes them.
    """

    inputs: np.ndarray
    targets: np.ndarray

    def at(self, places: np.ndarray | list[int]) -> "Rows":
        """Return some of the rows."""
        return Rows(self.inputs[places], self.targets[places])

    @property
    def together(self) -> np.ndarray:
        """Inputs and targets side by side, (n, columns)."""
        return np.concatenate([self.inputs, self.targets.reshape(len(self.inputs), -1)], axis=1)

    def given(self) -> list[tuple[list[Value], Any]]:
        """Return rows and targets as a model and a loss get them: Values without a gradient."""
        goals = self.targets.tolist()
        several = self.targets.ndim > 1
        return [
            (as_values(x), as_values(goal) if several else operand(goal))
            for x, goal in zip(self.inputs.tolist(), goals, strict=True)
        ]


@dataclass
class Objective:
    """A model, and its loss over rows.

    Attributes:
        model: gives the outputs for a row of inputs.
        loss: what it is called.
        sample: the loss of one row, of its outputs and its target.
        classifies: whether the targets stand for classes.
        classes: the labels, if they do.
        columns: the names of the inputs, if they came with any.
        training: the rows to learn from.
        validation: the rows held out; None if there are none.
    """

    model: Callable[[Any], Any]
    loss: str
    sample: Callable[[Any, Any], Value]
    classifies: bool
    classes: list[Any] | None
    columns: list[str] | None
    training: Rows
    validation: Rows | None

    def results(self, x: list[Value], target: Any) -> list[Value]:
        """Return the loss of one row, then the outputs of the model for it."""
        outputs = as_list(self.model(x))
        return [self.sample(outputs if len(outputs) > 1 else outputs[0], target), *outputs]

    def labels(self, rows: Rows) -> np.ndarray:
        """Return the class of each row, as `told_classes` gives what the outputs tell."""
        return told_classes(rows.targets.reshape(len(rows.targets), -1), 1)


def state_objective(
    model: Module,
    X: Any,
    y: Any,
    loss: str | Callable[[Any, Any], Value],
    validation: Any,
    seed: int,
) -> Objective:
    """Check and prepare data for a model and a loss.

    Arguments:
        model: gives the outputs for a row of inputs.
        X: inputs (n, columns), an array or a data frame, whose columns are taken in the order that
            the model knows if they are the same ones.
        y: labels or numbers, (n,) or (n, outputs); a column of a frame will do.
        loss: a name, or a function of outputs and target.
        validation: a share of the rows to hold out, a pair (X, y), or None.
        seed: for choosing the rows that are held out.

    Raises:
        TypeError, ValueError: for data, labels or a loss that do not fit, with what was found.
    """
    # The weights belong to columns in an order, which a further fit must not change.
    inputs, columns = check_inputs("X", X, known_order(X, getattr(model, "columns", None)))
    first = as_list(model(as_values(inputs[0].tolist())))
    chosen = find_loss(loss)
    if chosen.name == "binary_cross_entropy" and ends_in_sigmoid(first[0]):
        raise ValueError(
            "binary_cross_entropy takes scores before the sigmoid, which is a part of it: build "
            'the model with output="linear"'
        )
    outputs = len(first)
    given = read_targets(y)
    texts = text_classes(given) if chosen.classifies else None
    all_rows = Rows(inputs, _targets(chosen, given, outputs, texts, "X", len(inputs)))
    labels = texts or _classes(chosen, given, outputs)
    check_rows_match(X, y)
    training, held_out = all_rows, None
    if isinstance(validation, tuple | list):
        if len(validation) != 2:
            raise ValueError(
                "validation is a share such as 0.2, or a pair (X, y), here are "
                f"{len(validation)} things"
            )
        other, _ = check_inputs("the validation X", validation[0], columns)
        if other.shape[1] != inputs.shape[1]:
            raise ValueError(
                f"the validation X has {other.shape[1]} columns, X has {inputs.shape[1]}"
            )
        goals = read_targets(validation[1])
        targets = _targets(chosen, goals, outputs, texts, "the validation X", len(other))
        check_rows_match(*validation)
        held_out = Rows(other, targets)
    elif validation is not None:
        training, held_out = _split(all_rows, validation, seed)
    return Objective(
        model, chosen.name, chosen.sample, chosen.classifies, labels, columns, training, held_out
    )


def are_constant(outputs: np.ndarray) -> bool:
    """Return whether each of the outputs (outputs, rows) is the same for all rows."""
    size = max(1.0, float(np.abs(outputs).max()))
    return bool((np.ptp(outputs, axis=1) <= SAME * size).all())


def check_inputs(
    name: str, X: Any, columns: list[str] | None = None
) -> tuple[np.ndarray, list[str] | None]:
    """Return inputs as an array (n, columns) of finite numbers, and their names if they have any.

    Arguments:
        name: what messages call them.
        X: an array or a data frame.
        columns: those of a frame to take; None takes all.

    Raises:
        TypeError, ValueError: with the place of what is wrong.
    """
    inputs, names = read_inputs(name, X, columns)
    if inputs.size == 0:
        raise ValueError(f"{name} has the shape {inputs.shape}: give at least one row and column")
    if names is not None and not np.isfinite(inputs).all():
        row, place = np.argwhere(~np.isfinite(inputs))[0]
        raise ValueError(
            f"the column {names[place]!r} of {name} is {inputs[row, place]} in row {row}: leave "
            "such rows out, or fill them"
        )
    check_finite(name, inputs)
    return inputs, names


def _targets(
    loss: Loss, y: Any, outputs: int, texts: list[str] | None, name: str, rows: int
) -> np.ndarray:
    try:
        labels = len(y)
    except TypeError:
        raise TypeError(
            f"{name} has {rows} rows, its y is {shown(y)}: each row needs one"
        ) from None
    if labels != rows:
        raise ValueError(f"{name} has {rows} rows, its y has {labels} labels: each row needs one")
    if loss.classifies and loss.name != "cross_entropy" and outputs != 1:
        raise ValueError(
            f"{loss.name} needs a model with one output, here are {outputs}: for several classes "
            'write loss="cross_entropy"'
        )
    if loss.name == "cross_entropy" and outputs == 1:
        raise ValueError(
            "cross_entropy needs one output for each class, the model has one in all: write "
            f'loss="binary_cross_entropy" for two classes{_more_classes(y)}'
        )
    if texts is not None:
        count = max(2, outputs)
        if len(texts) != count:
            raise ValueError(
                f"y has {len(texts)} classes, {shown(texts)}: a model with {outputs} output(s) "
                f"tells {count} apart"
            )
        y = class_places(y, texts)
    return loss.targets(y, outputs)


def _more_classes(y: Any) -> str:
    """What to do about more than two."""
    count = len(set(np.asarray(y).ravel().tolist()))
    return f"; {for_classes(count)}" if count > 2 else ""


def _classes(loss: Loss, y: Any, outputs: int) -> list[int] | None:
    if not loss.classifies:
        return None
    if outputs > 1:
        return list(range(outputs))
    return [-1, 1] if (np.asarray(y) == -1).any() else [0, 1]


def _split(rows: Rows, share: Any, seed: int) -> tuple[Rows, Rows]:
    words = "a share between 0 and 1, or a pair (X, y)"
    share = to_number("validation", share, words, lambda x: 0 < x < 1)
    count = len(rows.inputs)
    held = max(1, round(share * count))
    if held >= count:
        raise ValueError(f"{count} row(s) cannot be split: nothing would be left to learn from")
    order = np.random.default_rng(seed).permutation(count)
    return rows.at(order[held:]), rows.at(order[:held])
