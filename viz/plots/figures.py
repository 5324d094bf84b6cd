"""What the plots share: the class of figures, colours and markers of classes, names in little room.

matplotlib is imported when a plot is wanted. Figures are made without pyplot: nothing global
changes, no window opens, a notebook shows them as they are returned.
"""

from typing import TYPE_CHECKING, Any

from micrograd_plus.inputs import shown
from micrograd_plus.training.history import History

from ..style import BLUE, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

# After M. Okabe and K. Ito, "Color Universal Design" (2008), whose black comes late: it is also
# the colour of every outline. Brown is the one that they do not have.
CLASS_COLOURS = (
    ORANGE,
    BLUE,
    "#009E73",
    "#CC79A7",
    "#F0E442",
    "#56B4E9",
    "#E69F00",
    "#999999",
    "#000000",
    "#7F3B08",
)
CLASS_MARKERS = ("o", "^", "s", "D", "v", "P", "*", "X", "<", ">")

_LONGEST_NAME = 22


def figure_class() -> Any:
    """Return the class of figures.

    Raises:
        ImportError: if matplotlib is missing.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ModuleNotFoundError as error:
        raise ImportError("plots need the package matplotlib: pip install matplotlib") from error
    from .notebook_figure import Figure

    return Figure


def check_history(taker: str, history: Any) -> None:
    """Raise `TypeError` for what is not a History, `ValueError` for one of no epochs."""
    if not isinstance(history, History):
        raise TypeError(
            f"{taker} takes the History that fit returns, here is {shown(history)}: write "
            f"{taker}(model.fit(X, y, ...))"
        )
    if history.epochs == 0:
        reason = f": training {history.stopped}" if history.stopped else ""
        raise ValueError(f"this history has no epochs, so there is nothing to draw{reason}")


def count_epochs(axes: "Axes") -> None:
    """Let the axis across have whole numbers only."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def diverging(strength: float = 1.0) -> "Colormap":
    """Return the colours of numbers about a middle: orange below it, white at it, blue above."""
    from matplotlib.colors import LinearSegmentedColormap

    ends = [tint(ORANGE, strength), "white", tint(BLUE, strength)]
    return LinearSegmentedColormap.from_list("about the middle", ends)


def tint(colour: str, strength: float) -> str:
    """Return a colour mixed with white; a strength of 1 is the colour itself."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def short(name: Any, longest: int = _LONGEST_NAME) -> str:
    """Return a name in little room; between dollar signs matplotlib would read a formula."""
    text = str(name)
    text = text if len(text) <= longest else text[: longest - 3] + "..."
    return text.replace("$", r"\$")


def short_path(path: str, longest: int) -> str:
    """Return the path of a part in little room: its end tells parts apart."""
    return (path if len(path) <= longest else "..." + path[3 - longest :]).replace("$", r"\$")
