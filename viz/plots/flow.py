"""The plot of how large gradients are in each layer, and of the units that do not learn."""

import math
from collections.abc import Collection
from itertools import groupby
from typing import TYPE_CHECKING, Any

from micrograd_plus.arrays import np
from micrograd_plus.training.history import History

from ..style import GREY, ORANGE
from .figures import check_history, count_epochs, figure_class, short_path, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# In inches: a row for a layer, where there are few and where there are many; a map of units; a
# character of the numbers that are written in it.
_ROW, _LOW_ROW, _MAP, _CHARACTER = 0.36, 0.22, 2.6, 0.075
_FEW_ROWS = 16
# A figure is not taller, nor its colour bar wider; where rows become too low for a line of text,
# only some have their name and numbers.
_TALLEST, _BAR = 12.0, 0.15
_LONGEST_LAYER = 30
_SCALE = (1e-200, 1e200)


def gradient_flow(history: History) -> "Figure":
    """Draw how large the gradients of each layer were in each epoch.

    The colour is the root mean square over the parameters of a layer, on a logarithmic scale; a
    gradient of exactly 0 is hatched. If the units were watched too, two maps beside it count in
    each layer those that are dead and those that are saturated; `history.units` says what that is.

    Arguments:
        history: of `fit(..., watch="gradients")`, or `watch=["gradients", "units"]`.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        AttributeError: if the history has no gradients.
        TypeError: if it is not a History.
        ValueError: if it has no epochs.

    >>> from micrograd_plus import datasets
    >>> from micrograd_plus.nn import MLP
    >>> X, y = datasets.moons(20, seed=0)
    >>> model = MLP(2, [4, 1], seed=0)
    >>> figure = gradient_flow(model.fit(X, y, loss="hinge", epochs=5, watch="gradients"))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['layers[0]', 'layers[1]']
    """
    new_figure = figure_class()
    check_history("gradient_flow", history)
    gradients, layers = history.gradients, list(history.layers)
    units = history.units if "units" in history.watched else None
    rows = layers + [name for name in (units.layers if units else []) if name not in layers]
    row = min(_ROW if len(rows) <= _FEW_ROWS else _LOW_ROW, _TALLEST / len(rows))
    height = max(1.2, len(rows) * row)
    every = math.ceil(_LOW_ROW / row)
    named = range((every - 1) // 2, len(rows), every)
    figure: Figure = new_figure(
        figsize=(6.8 + (2 * _MAP if units else 0), 1.8 + height), layout="constrained"
    )
    widths = [5.0, _MAP, _MAP] if units else [1.0]
    panels = figure.subplots(1, len(widths), sharey=True, squeeze=False, width_ratios=widths)[0]
    _draw_gradients(figure, panels[0], gradients, max(20.0, height / _BAR))
    panels[0].set_yticks(named, [short_path(rows[place], _LONGEST_LAYER) for place in named])
    panels[0].set_ylim(len(rows) - 0.5, -0.5)
    if units:
        _draw_units(panels[1], "dead", units, units.dead, rows, named)
        _draw_units(panels[2], "saturated", units, units.saturated, rows, named)
    if panels[0].get_legend_handles_labels()[1]:
        figure.legend(loc="outside lower left", ncols=2, frameon=False)
    return figure


def _draw_gradients(figure: "Figure", axes: "Axes", gradients: np.ndarray, slender: float) -> None:
    """Draw the heat map, with a colour bar that is so many times as high as it is wide."""
    from matplotlib.colors import LogNorm

    epochs, layers = gradients.shape
    seen = np.isfinite(gradients) & (gradients > 0)
    axes.set_title("gradient of each layer", fontsize=11)
    axes.set_xlabel("epoch")
    axes.set_xlim(0.5, epochs + 0.5)
    count_epochs(axes)
    _hatch(axes, gradients == 0, "gradient is 0", "////", "#dddddd")
    _hatch(axes, ~np.isfinite(gradients), "not finite", "xxxx", ORANGE)
    if not seen.any():
        return
    # A scale that ended nearer to the ends of all floats would have no numbers.
    within = gradients[seen].clip(*_SCALE)
    low, high = float(within.min()), float(within.max())
    if high < 10 * low:
        # Less than a power of ten would leave the colour bar without numbers.
        low, high = low / 3, high * 3
    image = axes.imshow(
        np.ma.masked_array(gradients, ~seen).T,
        norm=LogNorm(low, high),
        cmap="viridis",
        aspect="auto",
        interpolation="nearest",
        extent=(0.5, epochs + 0.5, layers - 0.5, -0.5),
    )
    figure.colorbar(image, ax=axes, label="root mean square", pad=0.02, aspect=slender)


def _hatch(axes: "Axes", where: np.ndarray, name: str, hatch: str, colour: str) -> None:
    """Hatch epochs of layers (epochs, layers), and name it for a legend."""
    label = name
    for layer, column in enumerate(where.T.tolist()):
        bars, start = [], 0
        for hatched, members in groupby(column):
            length = len(list(members))
            if hatched:
                bars.append((start + 0.5, length))
            start += length
        if bars:
            axes.broken_barh(
                bars,
                (layer - 0.5, 1),
                facecolor=colour,
                edgecolor=GREY,
                hatch=hatch,
                linewidth=0,
                label=label,
            )
            # One entry of a legend is enough for all layers.
            label = "_" + name


def _draw_units(
    axes: "Axes",
    kind: str,
    units: Any,
    counts: np.ndarray,
    rows: list[str],
    named: Collection[int],
) -> None:
    """Draw what share of the units of each layer is of a kind, and write the numbers on it.

    Arguments:
        counts: (epochs + 1, layers of the units).
        rows: the names of all layers, from the top.
        named: the places of those that have room for text.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patheffects import withStroke

    last = len(counts) - 1
    sizes = dict(zip(units.layers, units.sizes, strict=True))
    shares = np.full((len(rows), last + 1), np.nan)
    written, aligned = _written_epochs(last, max([len(f"{n}/{n}") for n in units.sizes], default=3))
    margin = 0.02 * (last + 1)
    edges = {"left": margin - 0.5, "right": last + 0.5 - margin}
    for row, name in enumerate(rows):
        if name not in sizes:
            if row in named:
                axes.text(last / 2, row, "no activation", ha="center", va="center", color=GREY)
            continue
        column = counts[:, units.layers.index(name)].tolist()
        shares[row] = [count / sizes[name] for count in column]
        for epoch, side in zip(written, aligned, strict=True) if row in named else ():
            axes.text(
                edges.get(side, epoch),
                row,
                f"{column[epoch]}/{sizes[name]}",
                ha=side,
                va="center",
                fontsize=9,
                path_effects=[withStroke(linewidth=2, foreground="white")],
            )
    axes.imshow(
        np.ma.masked_invalid(shares),
        cmap=LinearSegmentedColormap.from_list("share", ["white", tint(ORANGE, 0.75)]),
        vmin=0,
        vmax=1,
        aspect="auto",
        interpolation="nearest",
        extent=(-0.5, last + 0.5, len(rows) - 0.5, -0.5),
    )
    total = int(counts[-1].sum())
    axes.set_title(f"{kind} units\n{total} of {sum(units.sizes)} in the end", fontsize=11)
    axes.set_xlabel("epoch (0: before training)")
    axes.set_xticks(written)
    axes.set_xlim(-0.5, last + 0.5)
    axes.tick_params(axis="y", length=0)


def _written_epochs(last: int, characters: int) -> tuple[list[int], list[str]]:
    """The epochs at which there is room to write numbers, and on which side of it they begin."""
    room = max(2, int(_MAP / (_CHARACTER * characters + 0.15)))
    if last + 1 <= room:
        return list(range(last + 1)), ["center"] * (last + 1)
    epochs = [round(last * place / (room - 1)) for place in range(room)]
    return epochs, ["left", *["center"] * (room - 2), "right"]
