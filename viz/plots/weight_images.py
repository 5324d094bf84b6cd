"""The plot of weights as images."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from micrograd_plus.arrays import np
from micrograd_plus.inputs import shown, to_whole
from micrograd_plus.nn import Layer, Neuron
from micrograd_plus.nn.module import Module, parts_of

from ..style import GREY
from .figures import diverging, figure_class, short_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

# More pictures than this are a blur: the title says how many there are beyond.
MOST_PICTURES = 60

_PICTURES_ACROSS, _LAYERS_ACROSS = 10, 4
# In inches: the width of an image; what stands above, below and left of it; the colour bar.
_SIDE, _ABOVE, _BELOW, _BESIDE, _BAR = 2.4, 0.35, 0.55, 0.65, 1.45
# And about the side of a small picture.
_PICTURE = 0.8
# An image of at most so many rows and columns has its numbers written in it; one whose fields are
# so large, in points, has a stroke in the negative ones.
_READABLE, _STROKABLE = (10, 6), 4.5


def weights(model_or_layer: Module, shape: tuple[int, int] | None = None) -> "Figure":
    """Draw weights as an image: a row for each neuron, a column for each input.

    White is 0, blue positive, orange negative; all images have one scale. Numbers are written where
    there is room, or else a stroke for what is negative. Biases are left out.

    Arguments:
        model_or_layer: a layer, a neuron, or a model made of these, which gets an image for each.
        shape: how many rows and columns the inputs have where they are pictures: each neuron of
            the layer, or of a model's first one, gets a small picture of its weights.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        TypeError, ValueError: if there are no weights, or they have not that shape.

    >>> from micrograd_plus.nn import Layer
    >>> figure = weights(Layer(3, 2, seed=0))
    >>> figure.axes[0].images[0].get_array().shape
    (2, 3)
    """
    figure_class()
    layers = list(_layers(model_or_layer))
    if not layers:
        kind = type(model_or_layer).__name__
        raise TypeError(
            f"weights draws a Layer, a Neuron or a model made of these; {kind} holds neither"
        )
    if shape is None:
        return _matrices(layers)
    return _pictures(*layers[0], shape)


def _layers(module: Any) -> Iterator[tuple[str, np.ndarray]]:
    """The path and the weights (neurons, inputs) of each layer of a module, in order."""
    if not isinstance(module, Module):
        raise TypeError(
            f"weights draws a layer or a model, such as model.layers[0]; here is {shown(module)}"
        )
    stack: list[tuple[str, Module]] = [("", module)]
    seen: set[int] = set()
    while stack:
        path, part = stack.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Layer | Neuron):
            neurons = part.neurons if isinstance(part, Layer) else [part]
            rows = [[w.data for w in neuron.w] for neuron in neurons]
            yield path, np.array(rows)
            continue
        stack += [(f"{path}.{name}".lstrip("."), found) for name, found in parts_of(part)[::-1]]


def _matrices(layers: list[tuple[str, np.ndarray]]) -> "Figure":
    new_figure = figure_class()
    from matplotlib.ticker import MaxNLocator

    columns = min(len(layers), _LAYERS_ACROSS)
    side = _SIDE if columns > 1 else 1.6 * _SIDE
    tall = [min(max(len(matrix) / len(matrix[0]), 0.25), 1.0) for _, matrix in layers]
    # The images have shapes of their own, which no layout of matplotlib's puts side by side: each
    # gets its place in inches, from the top left.
    tops, below = [], 0.0
    for start in range(0, len(tall), columns):
        tops.append(below + _ABOVE)
        below = tops[-1] + side * max(tall[start : start + columns]) + _BELOW
    width = columns * (_BESIDE + side) + _BAR
    figure: Figure = new_figure(figsize=(width, below))
    matrices = [matrix for _, matrix in layers]
    limit, strokes = _limit(matrices), False
    images = []
    for place, (path, matrix) in enumerate(layers):
        left = _BESIDE + place % columns * (_BESIDE + side)
        bottom = below - tops[place // columns] - side * tall[place]
        axes = figure.add_axes(
            (left / width, bottom / below, side / width, side * tall[place] / below)
        )
        images.append(_image(axes, matrix, limit, aspect="auto"))
        axes.set_title(short_path(path, 30), fontsize=10)
        axes.set(xlabel="input", ylabel="neuron")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1))
        if matrix.shape[0] <= _READABLE[0] and matrix.shape[1] <= _READABLE[1]:
            _write(axes, matrix, limit)
        else:
            strokes |= _stroke(axes, matrix, side, side * tall[place])
    bar = figure.add_axes(
        ((width - _BAR + 0.25) / width, _BELOW / below, 0.18 / width, 1 - (_ABOVE + _BELOW) / below)
    )
    figure.colorbar(images[-1], cax=bar, label=_bar_label(matrices, strokes))
    return figure


def _pictures(path: str, matrix: np.ndarray, shape: tuple[int, int]) -> "Figure":
    new_figure = figure_class()
    if not isinstance(shape, tuple | list) or len(shape) != 2:
        raise TypeError(f"shape is a pair of numbers such as (8, 8), here is {shown(shape)}")
    rows, columns = (to_whole(f"shape[{i}]", number, 1) for i, number in enumerate(shape))
    neurons, inputs = matrix.shape
    if rows * columns != inputs:
        name = path or "the layer"
        raise ValueError(
            f"{name} has {inputs} inputs, a picture of {rows} x {columns} has {rows * columns} "
            "points: give the shape that the inputs have"
        )
    drawn = matrix[:MOST_PICTURES]
    across = min(len(drawn), _PICTURES_ACROSS)
    down = math.ceil(len(drawn) / across)
    figure: Figure = new_figure(
        figsize=(1.2 + max(0.95 * across, 2.4), 0.7 + 1.2 * down), layout="compressed"
    )
    limit, images, strokes = _limit([matrix]), [], False
    for place, row in enumerate(drawn):
        axes = figure.add_subplot(down, across, place + 1)
        picture = row.reshape(rows, columns)
        images.append(_image(axes, picture, limit, aspect="equal"))
        point = _PICTURE / max(rows, columns)
        strokes |= _stroke(axes, picture, point * columns, point * rows)
        axes.set_title(f"neuron {place}", fontsize=9, pad=3)
        axes.set(xticks=[], yticks=[])
    title = f"weights of {short_path(path, 30)}" if path else "weights"
    if len(drawn) < neurons:
        title += f": the first {len(drawn)} of {neurons} neurons"
    figure.suptitle(title, fontsize=11)
    figure.colorbar(images[0], ax=figure.axes, label=_bar_label([drawn], strokes))
    return figure


def _limit(matrices: list[np.ndarray]) -> float:
    """The largest finite magnitude, at which colours are full."""
    everything = np.abs(np.concatenate([matrix.ravel() for matrix in matrices]))
    return float(everything[np.isfinite(everything)].max(initial=0.0)) or 1.0


def _image(
    axes: "Axes", matrix: np.ndarray, limit: float, aspect: Literal["equal", "auto"]
) -> "AxesImage":
    colours = diverging().with_extremes(bad=GREY)
    finite = np.ma.masked_invalid(matrix)
    return axes.imshow(
        finite, cmap=colours, vmin=-limit, vmax=limit, aspect=aspect, interpolation="nearest"
    )


def _write(axes: "Axes", matrix: np.ndarray, limit: float) -> None:
    for row, numbers in enumerate(matrix.tolist()):
        for column, number in enumerate(numbers):
            # Full blue, and the grey of what is not finite, are dark.
            colour = "black" if number <= 0.9 * limit else "white"
            # Adding 0.0 makes a zero positive.
            text = f"{round(number, 2) + 0.0:.2f}" if 0.1 < limit < 100 else f"{number:.2g}"
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)


def _stroke(axes: "Axes", matrix: np.ndarray, width: float, height: float) -> bool:
    """Mark what is negative, which colour alone would not tell everyone; say if there was room.

    Arguments:
        width, height: of the image, in inches.
    """
    rows, columns = matrix.shape
    size = 72 * min(width / columns, height / rows)
    if size < _STROKABLE:
        return False
    below, across = (matrix < 0).nonzero()
    axes.scatter(across, below, marker="_", s=(0.45 * size) ** 2, color="black", linewidths=0.8)
    return True


def _bar_label(matrices: list[np.ndarray], strokes: bool) -> str:
    finite = all(np.isfinite(matrix).all() for matrix in matrices)
    notes = ["−: negative"] * strokes + ["grey: not finite"] * (not finite)
    return f"weight ({', '.join(notes)})" if notes else "weight"
