"""How the plot of a decision boundary paints the regions of classes, and names them."""

import math
from typing import TYPE_CHECKING

from micrograd_plus.arrays import np
from micrograd_plus.engine.ops import sigmoid, softmax
from micrograd_plus.nn.rows import told_classes
from micrograd_plus.tape import record

from .figures import CLASS_COLOURS, diverging, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# How much of its colour a region has: this, or between the two by its probability.
PLAIN, _PALEST, _FULLEST = 0.22, 0.06, 0.6
# Regions of several classes are painted in so many points each way, so that no stairs are seen.
_FINE = 300
# The name of a region stands at one of so many places each way, with at least so much room around
# it as a share of the plot.
_PLACES, _NARROW = 31, 0.05


def two_regions(
    axes: "Axes",
    across: list[float],
    up: list[float],
    heights: np.ndarray,
    ready: bool,
    probable: str,
) -> list[tuple[str, str]]:
    """Paint the sides of a boundary; return the colours that a legend has to name.

    Arguments:
        heights: the output at every point of the grid, (up, across).
        ready: whether it is a probability as it is.
        probable: the class by whose probability to shade; empty for none.
    """
    level = 0.5 if ready else 0.0
    numbers = heights[np.isfinite(heights)]
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (level, level)
    if probable:
        chances = heights if ready else record(sigmoid, 0.0)(heights.ravel())
        shades = axes.contourf(
            across,
            up,
            chances.reshape(heights.shape),
            levels=[step / 10 for step in range(11)],
            cmap=diverging(_FULLEST),
        )
        axes.figure.colorbar(shades, ax=axes, label=f"probability of {probable}")
        regions = []
    else:
        colours = [tint(colour, PLAIN) for colour in CLASS_COLOURS[:2]]
        edges = [min(low, level) - 1, level, max(high, level) + 1]
        axes.contourf(across, up, heights, levels=edges, colors=colours)
        names = (f"output < {level:g}", f"output > {level:g}")
        regions = list(zip(names, colours, strict=True))
    if low < level < high:
        axes.contour(across, up, heights, levels=[level], colors="black", linewidths=1.4)
    return regions


def many_regions(
    axes: "Axes", across: list[float], up: list[float], outputs: np.ndarray, probability: bool
) -> None:
    """Paint the region of each class, with lines between them; a probability makes it full."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb

    fine_across, fine_up, fine = _refined(across, up, outputs)
    strength = np.full(fine.shape[1:], PLAIN)
    if probability:
        least = 1 / len(outputs)
        surest = _probabilities(fine).max(axis=0)
        strength = _PALEST + (surest - least) / (1 - least) * (_FULLEST - _PALEST)
        greys = [tint("#000000", share) for share in (_PALEST, _FULLEST)]
        shades = LinearSegmentedColormap.from_list("surer", greys)
        axes.figure.colorbar(
            ScalarMappable(Normalize(least, 1), shades),
            ax=axes,
            label="probability of the likeliest class",
        )
    largest = told_classes(fine, 0)
    colours = np.array([to_rgb(colour) for colour in CLASS_COLOURS])[largest]
    picture = 1 - strength[..., None] * (1 - colours)
    # Where an output is not a number nothing is known.
    picture[np.isnan(fine).any(axis=0)] = 1.0
    extent = (across[0], across[-1], up[0], up[-1])
    axes.imshow(np.clip(picture, 0, 1), origin="lower", extent=extent, aspect="equal")
    for kind in range(len(outputs)):
        margin = fine[kind] - np.delete(fine, kind, axis=0).max(axis=0)
        # Not 0, which may be a whole region where no output is larger than another.
        level = 1e-6 * float(np.nanmax(margin, initial=0.0))
        if level > 0 and np.nanmin(margin, initial=math.inf) < level:
            axes.contour(
                fine_across, fine_up, margin, levels=[level], colors="black", linewidths=1.0
            )


def _refined(
    across: list[float], up: list[float], outputs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A finer grid with what lies between the outputs of the coarse one."""
    fine_across = np.linspace(across[0], across[-1], _FINE)
    fine_up = np.linspace(up[0], up[-1], _FINE)
    wide = np.array([[np.interp(fine_across, across, row) for row in grid] for grid in outputs])
    fine = np.array([[np.interp(fine_up, up, column) for column in grid.T] for grid in wide])
    return fine_across, fine_up, fine.transpose(0, 2, 1)


def _probabilities(outputs: np.ndarray) -> np.ndarray:
    """The softmax of outputs (outputs, up, across), unless they are probabilities already."""
    if (outputs >= 0).all() and np.allclose(outputs.sum(axis=0), 1, rtol=0, atol=1e-9):
        return outputs
    rows = outputs.reshape(len(outputs), -1).T
    return record(lambda scores: softmax(scores), rows[0] * 0)(rows).T.reshape(outputs.shape)


def name_regions(
    axes: "Axes",
    across: list[float],
    up: list[float],
    kinds: np.ndarray,
    points: np.ndarray,
    names: list[str],
) -> None:
    """Write the class of each region into it, where it is far from edges and points.

    Arguments:
        kinds: the class at every point of the grid, (up, across); -1 where there is none.
        points: those that are drawn.
        names: of the classes.
    """
    from matplotlib.patheffects import withStroke

    corner, size = (across[0], up[0]), (across[-1] - across[0], up[-1] - up[0])
    # Places count from 0 to 1 across and up. Every few of the grid will do.
    chosen = [np.linspace(0, len(axis) - 1, _PLACES).round().astype(int) for axis in (across, up)]
    columns, rows = np.meshgrid(*chosen)
    seen = kinds[rows, columns]
    places = np.stack([columns / (len(across) - 1), rows / (len(up) - 1)], axis=-1)
    full = np.zeros(seen.shape, dtype=bool)
    crowd = ((points - corner) / size * (_PLACES - 1)).round().astype(int)
    full[crowd[:, 1], crowd[:, 0]] = True
    for kind, name in enumerate(names):
        inside, others = places[(seen == kind) & ~full], places[(seen != kind) | full]
        if not len(inside):
            continue
        room = 2 * np.minimum(inside, 1 - inside).min(axis=1)
        if len(others):
            far = np.linalg.norm(inside[:, None] - others, axis=-1).min(axis=1)
            room = np.minimum(room, far)
        if room.max() > _NARROW:
            x, y = corner + inside[room.argmax()] * size
            axes.text(
                x,
                y,
                name,
                ha="center",
                va="center",
                path_effects=[withStroke(linewidth=3, foreground="white")],
                zorder=4,
            )
