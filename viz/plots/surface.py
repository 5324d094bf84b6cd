"""The plot of a loss over two parameters, with the way that training took."""

import difflib
import math
from collections.abc import Callable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from micrograd_plus.arrays import np
from micrograd_plus.engine import Value
from micrograd_plus.inputs import shown, to_whole
from micrograd_plus.nn.module import Module
from micrograd_plus.rules.notation import number_text
from micrograd_plus.training.history import History
from micrograd_plus.training.surface import loss_surface

from ..style import BLUE, GREY, ORANGE
from .figures import check_history, figure_class, short, short_path, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

# So many values of each parameter are tried.
STEPS = 41

_LINES = 12
# The share of the surface below which all lines are drawn: what rises beyond would take them all.
_WITHIN = 0.95
# No number of a line is nearer to the edge, or to a mark, than this share of the map.
_EDGE = 0.06
# How far numbers are apart, across or up.
_APART = (0.11, 0.03)
_NOWHERE = "#dddddd"
# Where most of the map spans such a factor, each line has a multiple of the one before, from what a
# small share of the map is below; far more than a bowl or a valley spans.
_STEEP, _FEW_BELOW = 100, [0.05, 0.25]
# A map is not larger than this, and not smaller than this share of what it is about.
_HIGHEST, _SMALLEST = 1e100, 1e-9
# A path is seen if it is longer than this share of the numbers.
_MOVED = 0.01
# The epochs of a path that are shown as dots.
_FEW = 40


def cost_surface(
    model: Module,
    X: Any,
    y: Any,
    parameters: "Sequence[str | Value]",
    loss: str | Callable[[Any, Any], Value] = "mse",
    history: History | None = None,
    reach: float | None = None,
    steps: int = STEPS,
) -> "Figure":
    """Draw the loss over two parameters as a map, while all others stay where they are now.

    The lines join what has the same loss, without a penalty, and say which. The path of training
    is projected: the other parameters moved too, so that it need not run downhill on this map.

    Arguments:
        model: is not changed.
        X: inputs (n, columns).
        y: labels or numbers, as for `fit`.
        parameters: two of the model's, by their paths such as `"layers[0].neurons[0].w[0]"`, or
            the Values themselves.
        loss: as for `fit`.
        history: of `fit(..., watch="weights")`, whose path is drawn.
        reach: how far to go to either side of where the parameters are now; None chooses, so that
            all of the path is seen.
        steps: how many values of each parameter to try.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        AttributeError: if the history has no weights.
        TypeError, ValueError: for data, parameters or a loss that do not fit, and where the loss
            is finite nowhere.
        RecordingError: if the model cannot be recorded.

    >>> from micrograd_plus.nn import Neuron
    >>> neuron = Neuron(1, nonlin=False, seed=0)
    >>> figure = cost_surface(neuron, [[0.0], [1.0]], [1.0, 3.0], ["w[0]", "b"], steps=9)
    >>> figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()
    ('w[0]', 'b')
    """
    new_figure = figure_class()
    named = _named(model)
    paths = _two_paths(named, parameters)
    chosen = [named[path] for path in paths]
    now = [value.data for value in chosen]
    path = None if history is None else _path(history, paths)
    axes_numbers = _axes_of(now, path, reach, to_whole("steps", steps, 3))
    surface = loss_surface(model, X, y, loss, chosen, axes_numbers)
    if not np.isfinite(surface).any():
        raise ValueError(
            f"the loss is finite nowhere about {paths[0]} = {number_text(now[0])}, {paths[1]} = "
            f"{number_text(now[1])}: look at the parameters and at X, or take a smaller reach"
        )
    figure: Figure = new_figure(figsize=(7.0, 6.0), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlim=(axes_numbers[0][0], axes_numbers[0][-1]))
    axes.set(ylim=(axes_numbers[1][0], axes_numbers[1][-1]))
    labels = _draw_surface(axes, axes_numbers, surface)
    rest = len(named) - 2
    way = "path of training, projected" if rest else "path of training"
    marks = _draw_points(axes, now, path, way)
    _tidy(axes, labels, marks)
    axes.set(xlabel=short_path(paths[0], 40), ylabel=short_path(paths[1], 40))
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", "")
    name = "loss" if name in ("", "<lambda>") else name.replace("_", " ")
    title = f"{short(name)} over two parameters"
    if rest:
        others = f"{rest:,} stay where they are" if rest > 1 else "one stays where it is"
        title += f"\n(the other {others} now)"
    axes.set_title(title, fontsize=11)
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    return figure


def _named(model: Any) -> dict[str, Value]:
    if not isinstance(model, Module):
        raise TypeError(
            f"cost_surface takes a model such as MLP(2, [16, 1]), here is {shown(model)}: make one "
            "of your own by deriving from nn.Module"
        )
    return model.named_parameters()


def _two_paths(named: dict[str, Value], parameters: Any) -> list[str]:
    wanted = "give two parameters, by path or as Values, such as " + _example(named)
    if not isinstance(parameters, list | tuple):
        raise TypeError(f"{wanted}; here is {shown(parameters)}")
    if len(parameters) != 2:
        raise ValueError(f"{wanted}; here are {len(parameters)}")
    paths = [_path_of(named, parameter) for parameter in parameters]
    if paths[0] == paths[1]:
        raise ValueError(f"{wanted}; here is {paths[0]} twice")
    return paths


def _example(named: dict[str, Value]) -> str:
    return "[" + ", ".join(f'"{path}"' for path in list(named)[:2]) + "]"


def _path_of(named: dict[str, Value], parameter: Any) -> str:
    if isinstance(parameter, Value):
        for path, value in named.items():
            if value is parameter:
                return path
        raise ValueError(
            f"{parameter!r} is no parameter of the model: take one of model.parameters()"
        )
    if not isinstance(parameter, str):
        raise TypeError(f"a parameter is a path or a Value, here is {shown(parameter)}")
    if parameter not in named:
        near = difflib.get_close_matches(parameter, named, n=3) or list(named)[:3]
        raise ValueError(
            f"the model has no parameter {parameter!r}: did you mean {' or '.join(near)}? "
            "model.named_parameters() lists all"
        )
    return parameter


def _path(history: History, paths: list[str]) -> np.ndarray:
    """Where the two parameters were before training and after each epoch: (epochs + 1, 2)."""
    check_history("cost_surface", history)
    weights, names = history.weights, list(history.parameters)
    for path in paths:
        if path not in names:
            raise ValueError(
                f"this history is of another model: it has no {path}, but {', '.join(names[:3])}"
            )
    numbers = weights[:, [names.index(path) for path in paths]]
    return np.compress(np.isfinite(numbers).all(axis=1), numbers, axis=0)


def _axes_of(
    now: list[float], path: np.ndarray | None, reach: float | None, steps: int
) -> list[np.ndarray]:
    """The numbers of each parameter to try."""
    if not all(map(math.isfinite, now)):
        raise ValueError(f"the parameters are at {now}: there is no surface about them")
    if reach is not None:
        if isinstance(reach, bool) or not isinstance(reach, Real):
            raise TypeError(f"reach is a finite number above 0, here is {shown(reach)}")
        if not 0 < reach < math.inf:
            raise ValueError(f"reach is a finite number above 0, here is {reach}")
        for number in now:
            if not _SMALLEST * abs(number) < reach < _HIGHEST:
                raise ValueError(
                    f"about {number:g} reach is above {_SMALLEST * abs(number):g} and below "
                    f"{_HIGHEST:g}, here is {reach:g}"
                )
        return [np.linspace(number - reach, number + reach, steps) for number in now]
    seen = np.array([now]) if path is None else np.vstack([path, now])
    low, high = seen.min(axis=0), seen.max(axis=0)
    longest = float((high - low).max())
    if longest < _MOVED * float(np.abs(seen).max()):
        # A path that is too short to see: the map shows what is around it.
        low, high = seen[-1], seen[-1]
        longest = 0.0
    axes = []
    for start, stop in zip(low.tolist(), high.tolist(), strict=True):
        # A parameter that hardly moved gets room, so that its valley is seen.
        half = max(0.75 * (stop - start), 0.5 * longest) or max(1.0, abs(start))
        middle = (start + stop) / 2
        axes.append(np.linspace(middle - half, middle + half, steps))
    return axes


def _draw_surface(axes: "Axes", numbers: list[np.ndarray], surface: np.ndarray) -> "list[Text]":
    """Draw the map; return the numbers of its lines."""
    from matplotlib.patches import Rectangle

    known = np.isfinite(surface)
    # matplotlib draws no lines beyond 1e250.
    surface = surface.clip(-_HIGHEST, _HIGHEST)
    heights, finite = np.ma.masked_array(surface, ~known), surface[known]
    if not known.all():
        axes.set_facecolor(_NOWHERE)
        undefined = Rectangle((0, 0), 0, 0, facecolor=_NOWHERE, edgecolor=GREY)
        undefined.set_label("not defined, or not finite")
        # Of no size: it is there for the legend.
        axes.add_patch(undefined)
    low, high = float(finite.min()), float(np.quantile(finite, _WITHIN))
    highest = float(finite.max())
    high = high if high - low > 1e-3 * (highest - low) else highest
    if not high - low > 1e-12 * max(abs(low), abs(high)):
        text = f"the loss is {number_text(low)} everywhere"
        axes.text(0.5, 0.9, text, ha="center", transform=axes.transAxes)
        return []
    levels, significant = _levels(low, high, *np.quantile(finite, _FEW_BELOW).tolist())
    shades = [tint(BLUE, 0.5 * step / len(levels)) for step in range(len(levels) + 1)]
    axes.contourf(*numbers, heights, levels=levels, colors=shades, extend="both")
    lines = axes.contour(*numbers, heights, levels=levels, colors="black", linewidths=0.7)
    lines.clabel(inline=False, colors="black", fontsize=8, fmt=lambda x: f"{x:.{significant}g}")
    return list(lines.labelTexts)


def _levels(low: float, high: float, first: float, quarter: float) -> tuple[list[float], int]:
    """The losses at which there are lines, and how many digits tell them apart.

    Arguments:
        low: the lowest loss of the map.
        high: a loss that little of the map is above.
        first: one that little is below.
        quarter: one that a quarter is below.
    """
    if first > 0 and high > _STEEP * quarter:
        levels = [first * (high / first) ** (line / _LINES) for line in range(_LINES + 1)]
        return sorted({float(f"{level:.2g}") for level in levels}), 2
    # Closer together below, where the valleys are.
    levels = [low + (high - low) * (line / _LINES) ** 2 for line in range(1, _LINES + 1)]
    # To a hundredth of what is drawn, so that neighbours have different numbers.
    digits = 2 - math.floor(math.log10(high - low))
    levels = sorted({round(level, digits) for level in levels})
    return levels, max(1, digits + 1 + math.floor(math.log10(max(map(abs, levels)))))


def _draw_points(
    axes: "Axes", now: list[float], path: np.ndarray | None, way: str
) -> "list[Sequence[float]]":
    """Draw the path of training, and where the parameters are now; return what is marked."""
    edge: dict[str, Any] = {"markeredgecolor": "black", "linestyle": "none", "zorder": 4}
    if path is None or len(path) == 0:
        axes.plot(*now, marker="D", markersize=8, color=BLUE, label="now", **edge)
        return [now]
    marker = "." if len(path) <= _FEW else ""
    axes.plot(*path.T, color=ORANGE, linewidth=2, marker=marker, label=way)
    start, end = path[0].tolist(), path[-1].tolist()
    axes.plot(*start, marker="s", markersize=8, color="white", label="start", **edge)
    name = "end, where it is now" if end == now else "end of training"
    axes.plot(*end, marker="*", markersize=15, color=ORANGE, label=name, **edge)
    if end != now:
        axes.plot(*now, marker="D", markersize=8, color=BLUE, label="now", **edge)
    return [start, end, now]


def _tidy(axes: "Axes", labels: "list[Text]", marks: "list[Sequence[float]]") -> None:
    """Let the numbers of lines stand out, but for those that the edge, a mark or another cuts."""
    to_share = axes.transData + axes.transAxes.inverted()
    marked, shown = to_share.transform(marks), np.empty((0, 2))
    for label in labels:
        place = to_share.transform(label.get_position())
        inside = (place > _EDGE).all() and (place < 1 - _EDGE).all()
        free = (abs(marked - place) > _EDGE).any(axis=1).all()
        if inside and free and (abs(shown - place) > _APART).any(axis=1).all():
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})
            shown = np.vstack([shown, place])
        else:
            label.set_visible(False)
