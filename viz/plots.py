"""Plots of training: the boundary that a model draws, the loss as it falls.

matplotlib is imported when a plot is wanted. Figures are made without pyplot: nothing global
changes, no window opens, a notebook shows them as they are returned.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .style import BLUE, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# So many values of x₁ and of x₂ are tried; each pair is one run of the model.
STEPS = 60

_MARKERS = ("o", "^")
_POINTS = (ORANGE, BLUE)
_REGIONS = ("#fbe3d3", "#cfe5f3")


def decision_boundary(
    model: Callable[[list[float]], Any], X: Any, y: Any, title: str = "", steps: int = STEPS
) -> "Figure":
    """Draw where a classifier of two inputs changes its mind, with the points it learned from.

    Arguments:
        model: takes a list of two numbers and returns a Value, whose sign is the class.
        X: the points, two numbers each.
        y: the class of each point: 0 or 1, or -1 or +1.
        title: what to write above.
        steps: how many values of each input to try.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        ValueError: if X or y are not what they should be.

    >>> from micrograd_plus import Value
    >>> slope = Value(2.0)
    >>> figure = decision_boundary(lambda x: slope * x[0] - x[1], [[0, 1], [1, 0]], [0, 1], steps=9)
    >>> figure.axes[0].get_xlabel()
    'x₁'
    """
    new_figure = figure_class()
    points, classes = _points(X), _classes(y)
    if len(points) != len(classes):
        raise ValueError(
            f"X has {len(points)} points and y {len(classes)} labels: one is needed each"
        )
    across, up = _axes_of(points, steps)
    heights = [[_output(model, [x1, x2]) for x1 in across] for x2 in up]

    shape = (up[-1] - up[0]) / (across[-1] - across[0])
    figure: Figure = new_figure(figsize=(6.4, 1.2 + 5.4 * min(shape, 1)), layout="constrained")
    axes = figure.add_subplot()
    _regions(axes, across, up, heights)
    for kind in (0, 1):
        chosen = [point for point, of in zip(points, classes, strict=True) if of == kind]
        axes.scatter(
            [point[0] for point in chosen],
            [point[1] for point in chosen],
            marker=_MARKERS[kind],
            color=_POINTS[kind],
            edgecolors="black",
            linewidths=0.6,
            s=36,
            label=f"class {_names(y)[kind]}",
            zorder=3,
        )
    axes.set(xlabel="x₁", ylabel="x₂", title=title, aspect="equal")
    axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    figure.legend(*_legend(axes), loc="outside lower center", ncols=4, frameon=False)
    return figure


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
    new_figure = figure_class()
    if len(losses) == 0:
        raise ValueError("there is no loss to draw: give one number for each epoch")
    _check_as_many(losses, "accuracies", accuracies)
    _check_as_many(losses, "validation losses", validation_losses)
    _check_as_many(losses, "validation accuracies", validation_accuracies)
    below = accuracies is not None or validation_accuracies is not None
    panels = 2 if below else 1
    figure: Figure = new_figure(figsize=(6.4, 2.4 + 1.6 * panels), layout="constrained")
    top = figure.add_subplot(panels, 1, 1)
    _lines(top, "loss", losses, validation_losses, BLUE)
    if below:
        bottom = figure.add_subplot(panels, 1, 2, sharex=top)
        _lines(bottom, "accuracy", accuracies, validation_accuracies, ORANGE)
        bottom.set_ylim(-0.03, 1.03)
        top.set_xlabel("")
        top.tick_params(labelbottom=False)
    return figure


def figure_class() -> Any:
    """Return the class of figures.

    Raises:
        ImportError: if matplotlib is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise ImportError("plots need the package matplotlib: pip install matplotlib") from error
    return Figure


def _points(X: Any) -> list[list[float]]:
    points = [[float(number) for number in row] for row in X]
    if not points:
        raise ValueError("X has no points: give a list of pairs such as [[0.5, 1.0], ...]")
    for point in points:
        if len(point) != 2:
            raise ValueError(
                f"a plane has two inputs, here is a point of {len(point)}: {point}; choose two "
                "columns of X, and a model that takes those"
            )
        if not all(map(math.isfinite, point)):
            raise ValueError(f"the point {point} cannot be drawn: leave it out")
    return points


def _classes(y: Any) -> list[int]:
    """The labels as 0 and 1."""
    labels = [float(label) for label in y]
    found = set(labels)
    if not (found <= {0.0, 1.0} or found <= {-1.0, 1.0}):
        shown = ", ".join(f"{label:g}" for label in sorted(found)[:5])
        raise ValueError(f"labels are 0 and 1, or -1 and +1; here are {shown}")
    return [int(label > 0) for label in labels]


def _names(y: Any) -> tuple[str, str]:
    return ("−1", "+1") if -1.0 in {float(label) for label in y} else ("0", "1")


def _axes_of(points: list[list[float]], steps: int) -> list[list[float]]:
    """Evenly spaced numbers for each axis, from a little below the points to a little above."""
    columns = [[point[i] for point in points] for i in (0, 1)]
    spans = [max(column) - min(column) for column in columns]
    longest = max(spans) or 2.0
    axes = []
    for column, span in zip(columns, spans, strict=True):
        # Both axes have one scale, so a short one gets room, or the plot would be a thin stripe.
        half = max(span, longest / 2) / 2 + 0.1 * longest
        start = (min(column) + max(column)) / 2 - half
        axes.append([start + 2 * half * step / (steps - 1) for step in range(steps)])
    return axes


def _output(model: Callable[[list[float]], Any], point: list[float]) -> float:
    output = model(point)
    if isinstance(output, list | tuple) and len(output) == 1:
        output = output[0]
    number: Any = getattr(output, "data", output)
    try:
        # Infinite heights would leave no line between the two regions.
        return min(max(float(number), -1e9), 1e9)
    except TypeError:
        raise ValueError(
            "the sign of one output tells the class, so the model has to return one Value; "
            f"here it returns {type(output).__name__}"
        ) from None


def _regions(axes: "Axes", across: list[float], up: list[float], heights: Any) -> None:
    numbers = [height for row in heights for height in row if not math.isnan(height)]
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    axes.contourf(
        across, up, heights, levels=[min(low, 0) - 1, 0, max(high, 0) + 1], colors=_REGIONS
    )
    if low < 0 < high:
        axes.contour(across, up, heights, levels=[0], colors="black", linewidths=1.2)


def _legend(axes: "Axes") -> tuple[list[Any], list[str]]:
    """The markers of the points, and the colours of the regions beside them."""
    from matplotlib.patches import Patch

    handles, names = axes.get_legend_handles_labels()
    patches = [Patch(facecolor=colour, edgecolor="grey") for colour in _REGIONS]
    return [*handles, *patches], [*names, "output < 0", "output > 0"]


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
    from matplotlib.ticker import MaxNLocator

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
        axes.plot(
            epochs, numbers, color=shade, linestyle=style, marker=marker, markersize=4, label=label
        )
    if validation is not None:
        axes.legend(frameon=False)
    axes.set(xlabel="epoch", ylabel=name)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(alpha=0.3)
