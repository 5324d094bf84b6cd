"""The plot of what a classifier of two inputs says everywhere on the plane."""

import contextlib
import math
import textwrap
from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

from micrograd_plus.arrays import np, to_array
from micrograd_plus.engine.value import Value
from micrograd_plus.inputs import shown, to_whole
from micrograd_plus.nn.module import Module
from micrograd_plus.nn.rows import as_values, ends_in_sigmoid, told_classes
from micrograd_plus.training.watching.boundary import axes_of

from .figures import CLASS_COLOURS, CLASS_MARKERS, figure_class, tint
from .regions import PLAIN, many_regions, name_regions, two_regions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# So many values of x₁ and of x₂ are tried.
STEPS = 60

# The area of a marker, in square points, and how many markers of this size a plot has room for.
_AREA, _ROOM = 36.0, 200
_ENTRIES_IN_A_ROW = 5
_TITLE = 60


def decision_boundary(
    model: Callable[[list[float]], Any],
    X: Any,
    y: Any,
    title: str = "",
    steps: int = STEPS,
    probability: bool = False,
) -> "Figure":
    """Draw where a classifier of two inputs changes its mind, with the points it learned from.

    The sign of a single output tells the class; of several outputs the largest does. A single
    output that comes from a sigmoid tells it by being above or below 0.5, unless `fit` has trained
    it to classify by the sign.

    Each region has its name in it, if there is room.

    Arguments:
        model: takes a list of two numbers and returns a Value, or a list with one for each class.
        X: the points, two numbers each.
        y: the class of each point: 0 or 1, or -1 or +1; for several outputs 0, 1, 2, ...
        title: what to write above.
        steps: how many values of each input to try.
        probability: shade by how probable a class is: the sigmoid of a single output, or the
            softmax of several. Outputs that are probabilities already are taken as they are.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        TypeError, ValueError: if X, y or the model are not what they should be.
        ArithmeticError: if the model raises it at every point that is tried.

    >>> from micrograd_plus import Value
    >>> slope = Value(2.0)
    >>> figure = decision_boundary(lambda x: slope * x[0] - x[1], [[0, 1], [1, 0]], [0, 1], steps=9)
    >>> figure.axes[0].get_xlabel()
    'x₁'
    """
    new_figure = figure_class()
    if isinstance(model, type) or not callable(model):
        raise TypeError(
            "decision_boundary takes a model such as MLP(2, [16, 1]), or a function of a list of "
            f"two numbers; here is {shown(model)}"
        )
    points = _points(X)
    labels = to_array("y", y, 1).tolist()
    if len(points) != len(labels):
        raise ValueError(
            f"X has {len(points)} points and y {len(labels)} labels: one is needed each"
        )
    across, up = (axis.tolist() for axis in axes_of(points, to_whole("steps", steps, 2)))
    outputs = _outputs(model, across, up)
    classes, names = _classes(labels, len(outputs))

    shape = (up[-1] - up[0]) / (across[-1] - across[0])
    rows = math.ceil(len(outputs) / _ENTRIES_IN_A_ROW)
    height = 1.0 + 0.25 * rows + 5.4 * min(shape, 1)
    figure: Figure = new_figure(figsize=(6.4 + 0.8 * probability, height), layout="compressed")
    axes = figure.add_subplot()
    axes.set(xlabel="x₁", ylabel="x₂", aspect="equal")
    axes.set_title("\n".join(textwrap.fill(line, _TITLE) for line in title.splitlines()))
    several, shades = len(outputs) > 1, []
    if several:
        many_regions(axes, across, up, outputs, probability)
        kinds = told_classes(outputs, 0)
    else:
        ready = _from_sigmoid(model, points[0].tolist())
        shades = two_regions(axes, across, up, outputs[0], ready, names[1] if probability else "")
        kinds = told_classes(outputs - 0.5 if ready else outputs, 0)
    _draw_points(axes, points, classes, names)
    unknown = np.isnan(outputs).any(axis=0)
    name_regions(axes, across, up, np.where(unknown, -1, kinds), points, names)
    _add_legend(figure, axes, shades, several)
    axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    return figure


def _points(X: Any) -> np.ndarray:
    if hasattr(X, "__len__") and len(X) == 0:
        raise ValueError("X has no points: give a list of pairs such as [[0.5, 1.0], ...]")
    points = to_array("X", X, 2)
    if points.shape[1] != 2:
        raise ValueError(
            f"a plane has two inputs, here is a point of {points.shape[1]}: {points[0].tolist()}; "
            "choose two columns of X, and a model that takes those"
        )
    for point in points.tolist():
        if not all(map(math.isfinite, point)):
            raise ValueError(f"the point {point} cannot be drawn: leave it out")
    return points


def _classes(labels: list[float], outputs: int) -> tuple[list[int], list[str]]:
    """The labels as 0, 1, ..., and what each class is called."""
    found = set(labels)
    listed = ", ".join(list(dict.fromkeys(f"{label:g}" for label in sorted(found)))[:5])
    if outputs > 1:
        if not found <= set(range(outputs)):
            raise ValueError(
                f"labels of a model with {outputs} outputs are 0 to {outputs - 1}; here are "
                f"{listed}"
            )
        return [int(label) for label in labels], [f"class {kind}" for kind in range(outputs)]
    if not (found <= {0.0, 1.0} or found <= {-1.0, 1.0}):
        raise ValueError(
            f"labels are 0 and 1, or -1 and +1; here are {listed}. For more classes a model needs "
            "an output for each"
        )
    names = ["class −1", "class +1"] if -1.0 in found else ["class 0", "class 1"]
    return [int(label > 0) for label in labels], names


# ------------------------------------------------------------------------- what the model says


def _outputs(
    model: Callable[[list[float]], Any], across: list[float], up: list[float]
) -> np.ndarray:
    """What the model gives for every point of the grid: (outputs, up, across)."""
    grid = [[x1, x2] for x2 in up for x1 in across]
    found = None
    if isinstance(model, Module):
        with contextlib.suppress(ArithmeticError, ValueError):
            found = model.outputs(grid).reshape(len(grid), -1)
    if found is None:
        found = np.array(_one_by_one(model, grid))
    if found.shape[1] > len(CLASS_COLOURS):
        raise ValueError(
            f"the model has {found.shape[1]} outputs: at most {len(CLASS_COLOURS)} classes can be "
            "told apart in a picture"
        )
    # Infinite heights would leave no line between two regions.
    return np.asarray(found).clip(-1e9, 1e9).T.reshape(-1, len(up), len(across))


def _one_by_one(model: Callable[[Any], Any], grid: list[list[float]]) -> list[list[float]]:
    """What the model gives for each point; nan outside its domain, unless that is everywhere."""
    found: dict[int, list[float]] = {}
    reason: Exception | None = None
    for place, point in enumerate(grid):
        try:
            output = model(as_values(point) if isinstance(model, Module) else point)
        except (ArithmeticError, ValueError) as error:
            reason = error
            continue
        found[place] = _numbers(output)
    widths = sorted({len(row) for row in found.values()})
    if len(widths) > 1:
        raise ValueError(
            f"the model returns {' or '.join(map(str, widths))} outputs, depending on the point: "
            "it has to return equally many everywhere"
        )
    if reason is not None and not found:
        raise reason
    nowhere = [math.nan] * widths[0]
    return [found.get(place, nowhere) for place in range(len(grid))]


def _numbers(output: Any) -> list[float]:
    """What a function returned for a point as numbers."""
    try:
        numbers = [
            float(number if isinstance(number, Real) else number.data) for number in _listed(output)
        ]
    except (AttributeError, TypeError, ValueError):
        numbers = []
    if not numbers:
        raise ValueError(
            "the outputs tell the class, so the model has to return a Value, or a list with one "
            f"for each class; here it returns {shown(output)}"
        )
    return numbers


def _listed(output: Any) -> list[Any]:
    several = isinstance(output, list | tuple) or getattr(output, "ndim", 0) > 0
    return list(output) if several else [output]


def _from_sigmoid(model: Callable[[Any], Any], point: list[float]) -> bool:
    """Whether the one output of a model has been through a sigmoid, as its last step.

    What was trained to classify tells the class by the sign in any case, as its loss does.
    """
    if isinstance(model, Module) and model.task == "classification":
        return False
    try:
        output = model(as_values(point) if isinstance(model, Module) else point)
    except (ArithmeticError, ValueError):
        return False
    last = _listed(output)[0]
    return isinstance(last, Value) and ends_in_sigmoid(last)


# ------------------------------------------------------------------------------- what is drawn


def _draw_points(axes: "Axes", points: np.ndarray, classes: list[int], names: list[str]) -> None:
    for kind, name in enumerate(names):
        chosen = points[[of == kind for of in classes]]
        axes.scatter(
            chosen[:, 0],
            chosen[:, 1],
            marker=CLASS_MARKERS[kind],
            color=CLASS_COLOURS[kind],
            # A black marker would have no edge.
            edgecolors="white" if CLASS_COLOURS[kind] == "#000000" else "black",
            linewidths=0.6,
            s=_AREA * max(0.25, min(1.0, _ROOM / len(points))),
            label=name,
            zorder=3,
        )


def _add_legend(
    figure: "Figure", axes: "Axes", regions: list[tuple[str, str]], several: bool
) -> None:
    """Name the markers of the points, and the colours of the regions."""
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.patches import Patch

    handles, names = axes.get_legend_handles_labels()
    entries: list[Any] = list(handles)
    if several:
        # Each marker stands on the colour of its region.
        grounds = [Patch(facecolor=tint(colour, PLAIN)) for colour in CLASS_COLOURS]
        entries = list(zip(grounds, handles, strict=False))
    entries += [Patch(facecolor=colour, edgecolor="grey") for _, colour in regions]
    figure.legend(
        entries,
        names + [name for name, _ in regions],
        loc="outside lower center",
        ncols=min(_ENTRIES_IN_A_ROW, len(entries)),
        handler_map={tuple: HandlerTuple(ndivide=1)},
        frameon=False,
    )
