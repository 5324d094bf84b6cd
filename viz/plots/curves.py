"""Plots of numbers over the epochs: loss, accuracy and learning rate."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from micrograd_plus.training.history import History

from ..style import BLUE, GREY, ORANGE
from .figures import check_history, count_epochs, figure_class

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What is higher is drawn as infinity is: not at all. matplotlib computes beyond it.
_HIGHEST = 1e300


def loss_curve(
    losses: Sequence[float],
    accuracies: Sequence[float] | None = None,
    validation_losses: Sequence[float] | None = None,
    validation_accuracies: Sequence[float] | None = None,
) -> "Figure":
    """Draw the loss over the epochs and, where it is given, the accuracy below it.

    Arguments:
        losses: one number for each epoch.
        accuracies: one number from 0 to 1 for each epoch.
        validation_losses: the loss on rows that are not learned from, which gets a dashed line.
        validation_accuracies: likewise.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        ValueError: if there are no losses, or not as many of anything else.

    >>> len(loss_curve([1.0, 0.5, 0.3], [0.5, 0.8, 1.0]).axes)
    2
    """
    figure_class()
    if len(losses) == 0:
        raise ValueError("there is no loss to draw: give one number for each epoch")
    _check_as_many(losses, "accuracies", accuracies)
    _check_as_many(losses, "validation losses", validation_losses)
    _check_as_many(losses, "validation accuracies", validation_accuracies)
    below = accuracies is not None or validation_accuracies is not None
    figure, panels = _panels(2 if below else 1)
    _lines(panels[0], "loss", losses, validation_losses, BLUE)
    if below:
        _accuracy(panels[1], accuracies, validation_accuracies)
    return figure


def history_curves(history: History) -> "Figure":
    """Draw all that `fit` noted: the loss, the accuracy, both held out too, the learning rate.

    What there is none of, and a learning rate that stays the same, is left out. If training ended
    early, the title says so.

    Arguments:
        history: what `fit` returned.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        TypeError: if it is not a History.
        ValueError: if it has no epochs.

    >>> figure = history_curves(History(loss=[0.9, 0.4], accuracy=[0.5, 1.0], lr=[0.1, 0.05]))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['loss', 'accuracy', 'learning rate']
    """
    figure_class()
    check_history("history_curves", history)
    classified = bool(history.accuracy or history.validation_accuracy)
    changing = len(set(history.lr)) > 1
    figure, panels = _panels(1 + classified + changing)
    _lines(panels[0], "loss", history.loss, history.validation_loss or None, BLUE)
    if classified:
        _accuracy(panels[1], history.accuracy or None, history.validation_accuracy or None)
    if changing:
        _lines(panels[-1], "learning rate", history.lr, None, GREY)
        panels[-1].set_ylim(bottom=0)
    # The reason and the cure, which follow, are too long for a title.
    panels[0].set_title(history.stopped.partition(":")[0], fontsize=11)
    return figure


def _panels(count: int) -> "tuple[Figure, list[Axes]]":
    """Return a figure of so many panels, one below the other, with the epochs at its foot."""
    new_figure = figure_class()
    figure: Figure = new_figure(figsize=(6.4, 2.4 + 1.6 * count), layout="constrained")
    heights = [1.6] + [1.0] * (count - 1) if count > 2 else [1.0] * count
    found = figure.subplots(count, 1, sharex=True, squeeze=False, height_ratios=heights)
    panels: list[Axes] = list(found[:, 0])
    panels[-1].set_xlabel("epoch")
    count_epochs(panels[-1])
    return figure, panels


def _accuracy(
    axes: "Axes", training: Sequence[float] | None, validation: Sequence[float] | None
) -> None:
    _lines(axes, "accuracy", training, validation, ORANGE)
    axes.set_ylim(-0.03, 1.03)


def _check_as_many(losses: Sequence[float], name: str, numbers: Sequence[float] | None) -> None:
    if numbers is not None and len(numbers) != len(losses):
        raise ValueError(
            f"there are {len(losses)} losses and {len(numbers)} {name}: give one of each for each "
            "epoch"
        )


def _lines(
    axes: "Axes",
    name: str,
    training: Sequence[float] | None,
    validation: Sequence[float] | None,
    colour: str,
) -> None:
    """Draw a quantity over the epochs; where there are two kinds of rows, a line for each."""
    if validation is None:
        lines = [(training, colour, "-", "o", "")]
    else:
        lines = [
            (training, BLUE, "-", "o", "training"),
            (validation, ORANGE, "--", "^", "held out"),
        ]
    for numbers, shade, style, dot, label in lines:
        if numbers is None:
            continue
        # One number makes no line, and a few are easier to count as dots.
        marker = dot if len(numbers) <= 30 else ""
        epochs = range(1, len(numbers) + 1)
        drawn = [number if abs(number) <= _HIGHEST else math.nan for number in numbers]
        axes.plot(
            epochs, drawn, color=shade, linestyle=style, marker=marker, markersize=4, label=label
        )
    if validation is not None:
        axes.legend(frameon=False)
    axes.set_ylabel(name)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.grid(alpha=0.3)
