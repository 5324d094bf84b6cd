"""The way from the core to pictures: the package `viz` is imported when one is wanted."""

from types import ModuleType
from typing import TYPE_CHECKING

from .engine import Value

if TYPE_CHECKING:
    from viz import Drawing


def draw_dot(
    root: Value, format: str = "svg", rankdir: str = "LR", theme: str = "classic"
) -> "Drawing":
    """Draw the graph of a result: each value a box, each operation an ellipse.

    A box shows label, data and gradient, and an edge leads from each operand to its operation, so
    that `a + a` has two. Constants are grey. A gradient that no backward pass has reached is
    drawn as a dash.

    Arguments:
        root: the result.
        format: svg, png or pdf.
        rankdir: LR (from left to right) or TB (from top to bottom).
        theme: classic, or flow: blue edges carry a positive gradient back, orange ones a negative,
            thick ones much.

    Returns:
        A `viz.Drawing`; the last line of a notebook cell shows it, `render("name")` saves it.

    Raises:
        TypeError: if `root` is not a Value.
        ValueError: for an unknown format, rankdir or theme, and for a graph that is too large.
        ImportError: if graphviz is missing, or another file hides the package `viz`.

    >>> a = Value(2.0, label="a")
    >>> print(draw_dot(a + a).source.count("n0 -> n1_op"))
    2
    """
    drawing: Drawing = pictures().draw_dot(root, format, rankdir, theme)
    return drawing


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
