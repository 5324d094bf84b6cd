"""The way from the core to pictures: the package `viz` is imported when one is wanted."""

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from ..engine.value import Value

if TYPE_CHECKING:
    from viz import Drawing


def draw_dot(
    root: Value,
    format: str = "svg",
    rankdir: str = "LR",
    theme: str = "classic",
    level: str | None = None,
    focus: Value | None = None,
    around: int = 2,
    one_path_to: Value | None = None,
    step: int | None = None,
    digits: int = 4,
    width: float | None = None,
    dpi: float | None = None,
) -> "Drawing":
    """Draw the graph of a result: each value a box, each operation an ellipse.

    A box shows label, data and gradient, and an edge leads from each operand to its operation, so
    that `a + a` has two. Constants are grey. A gradient that no backward pass has reached is
    drawn as a dash.

    A graph of more than 300 values is drawn by its parts: the calls of modules, and what was
    computed inside of `with scope(...)`. Equal samples of a batch are drawn once, with their number
    as `× 100`. What is left out is always marked.

    Arguments:
        root: the result; also one of a class of your own, with `data`, `grad`, `_prev` and `_op`.
        format: svg, png or pdf.
        rankdir: LR (from left to right) or TB (from top to bottom).
        theme: classic; circuit: values are wires, the number above, the gradient below; flow: blue
            edges carry a positive gradient back, orange ones a negative, thick ones much; print:
            black on white.
        level: operation, neuron, layer or network: what to draw as one box. A coarser level is
            taken if there would be more than 300 boxes. None takes the finest that fits.
        focus: draw only the neighbourhood of this value, in full.
        around: how many operations away from `focus` to go.
        one_path_to: draw only one path from the result back to this value, the one that carries
            most of the gradient.
        step: draw the graph as it stands after this step of `explain(root)`, counted from 1, with
            the step marked: no number that is not computed by then, and gradients as they are
            summed so far. No `.grad` is looked at. All steps are laid out alike, with a box for
            each value.
        digits: how many digits of a number stand behind the point.
        width: the width, in pixels of a page, of a 16:9 slide that the picture is to fill.
        dpi: how many dots an inch of a png has; None is 96, those of a screen.

    Returns:
        A `viz.Drawing`; the last line of a notebook cell shows it, `render("name")` saves it.

    Raises:
        TypeError: if `root`, `focus` or `one_path_to` is not a Value.
        ValueError: for an unknown format, rankdir, theme, level or size, for a value that is not
            part of the graph, for a step that there is not, and for one of too large a graph.
        StaleGraphError: for a step, if data was set after it had been used.
        ImportError: if graphviz is missing, or another file hides the package `viz`.

    >>> a = Value(2.0, label="a")
    >>> print(draw_dot(a + a).source.count("n0 -> n1_op"))
    2
    """
    drawing: Drawing = pictures().draw_dot(
        root,
        format,
        rankdir,
        theme,
        level,
        focus,
        around,
        one_path_to,
        step,
        digits,
        width,
        dpi,
    )
    return drawing


def graph_by_hand(root: Value, numbers: Mapping[str, str], ids: str = "") -> str:
    """Draw the graph of an exercise, as `viz.by_hand` does.

    Arguments:
        root: the result.
        numbers: by their labels, what to write for the values; the others have room to write.
        ids: what all ids begin with; by default they are unlike those of any other picture.

    Returns:
        The picture as a bare `<svg>` element.

    Raises:
        ImportError: if graphviz is missing, or another file hides the package `viz`.
        RuntimeError: if there is nothing to lay it out with.
    """
    pictures()
    from viz.by_hand import graph_by_hand

    return graph_by_hand(root, numbers, ids)


def pictures() -> ModuleType:
    """Import `viz`, and make sure that it is ours: a `viz.py` in the working folder comes first."""
    import viz

    if getattr(viz, "PART_OF", None) != "micrograd_plus":
        place = getattr(viz, "__file__", None) or next(iter(getattr(viz, "__path__", [])), "viz")
        raise ImportError(
            f"{place} hides the package viz of micrograd_plus, which draws the pictures: "
            "rename that file, or run from another folder"
        )
    return viz


def in_cell(picture: str, words: str) -> str:
    """Return HTML that shows an SVG in a notebook, trusted or not; `words` say what it shows."""
    from viz import svg

    return svg.in_cell(picture, words)
