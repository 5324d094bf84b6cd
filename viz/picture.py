"""From a result to a drawing of its graph."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from micrograd_plus.engine import Value
from micrograd_plus.explanation.names import node_names
from micrograd_plus.higher import higher
from micrograd_plus.inputs import foreign, to_number, to_whole

from . import render
from .collapse import LEVELS, Part, Sketch, along, near, outline, whole
from .collapse.levels import MOST_BOXES
from .dot import Slots, attributes, body, contributions
from .drawing import PATIENCE, Drawing
from .foreign import adopted
from .moment import Moment, moment
from .step_body import step_body, step_rows
from .style import THEMES, Theme

RANKDIRS = ("LR", "TB")

# More digits than a float has.
MOST_DIGITS = 17

# A slide is so wide, for its height; a page has so many pixels an inch.
_WIDE, _HIGH = 16, 9
_PIXELS_AN_INCH = 96
MOST_PIXELS, MOST_DOTS = 10_000, 1_200

# A drawing that takes too long is made again with a third of its boxes.
COARSER = 3


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
) -> Drawing:
    """Draw the graph of a result; `micrograd_plus.draw_dot` says how."""
    render.check_format(format)
    check_choice("rankdir", rankdir, RANKDIRS)
    check_choice("theme", theme, THEMES)
    if level is not None:
        check_choice("level", level, LEVELS)
    _check_sizes(digits, width, dpi)
    look = replace(THEMES[theme], digits=digits)
    if foreign(root):
        slopes = THEMES[theme].flow or step is not None or one_path_to is not None
        root, focus, one_path_to = adopted(root, slopes, focus, one_path_to)
    if not isinstance(root, Value):
        raise TypeError(_not_a_value(root))
    everything = whole(root)
    part = _part(everything, focus, around, one_path_to)
    called = dict(zip(everything.order, node_names(everything.order), strict=True))
    if step is not None:
        # Frames are not made coarser: all of them show the same boxes.
        sketch, now = _in_full(part, level), moment(root, step, called, look.digits)
        return _sized(_step_drawing(sketch, format, rankdir, look, called, now), width, dpi)
    slots = contributions(root) if look.flow else {}

    def drawing(most: int, note: str) -> Drawing:
        sketch = outline(part, level, most)
        made = _sized(drawing_of(sketch, format, rankdir, look, called, slots, note), width, dpi)

        def coarser() -> Drawing | None:
            fewer = len(sketch.boxes) // COARSER
            slow = f"the layout of {len(sketch.boxes)} boxes took more than {PATIENCE:g} seconds"
            return drawing(fewer, slow) if fewer else None

        return made.replaceable(coarser)

    return drawing(MOST_BOXES, "")


# What can be asked for is told once, by the core.
draw_dot.__doc__ = higher("draw_dot").__doc__


def drawing_of(
    sketch: Sketch,
    format: str,
    rankdir: str,
    theme: Theme,
    called: dict[Value, str],
    slots: Slots,
    note: str,
) -> Drawing:
    """Return the drawing of a sketch; `slots` are the gradients to be shown on its lines."""
    graph, node, edge = attributes(sketch, rankdir, theme, note)
    lines = body(sketch, rankdir, theme, called, slots)
    return Drawing(format=format, graph_attr=graph, node_attr=node, edge_attr=edge, body=lines)


def _sized(drawing: Drawing, width: float | None, dpi: float | None) -> Drawing:
    """Let a drawing fill a slide of some width, and be as sharp as asked."""
    drawing.dpi = dpi
    if width is not None:
        across = width / _PIXELS_AN_INCH
        drawing.graph_attr["size"] = f"{across:.4g},{across * _HIGH / _WIDE:.4g}!"
    return drawing


def _check_sizes(digits: int, width: float | None, dpi: float | None) -> None:
    if to_whole("digits", digits, 0) > MOST_DIGITS:
        raise ValueError(f"digits is at most {MOST_DIGITS}, as many as a number has; here {digits}")
    for name, size, most in (("width", width, MOST_PIXELS), ("dpi", dpi, MOST_DOTS)):
        if size is not None:
            to_number(name, size, f"a number above 0, at most {most:,}", partial(_fits, most))


def _fits(most: float, size: float) -> bool:
    return 0 < size <= most


def _step_drawing(
    sketch: Sketch,
    format: str,
    rankdir: str,
    theme: Theme,
    called: dict[Value, str],
    now: Moment,
) -> Drawing:
    graph, node, edge = attributes(sketch, rankdir, theme, told=step_rows(theme, now))
    lines = step_body(sketch, rankdir, theme, called, now)
    return Drawing(format=format, graph_attr=graph, node_attr=node, edge_attr=edge, body=lines)


def _in_full(part: Part, level: str | None) -> Sketch:
    """The boxes of a drawing that shows each value by itself."""
    if level not in (None, "operation"):
        raise ValueError(
            f'a step is drawn with a box for each value, not by {level}: take level="operation"'
        )
    if len(part.order) > MOST_BOXES:
        raise ValueError(
            f"a step is drawn with a box for each value, and a drawing has at most {MOST_BOXES}; "
            f"here are {len(part.order):,} values: draw the neighbourhood of one of them (focus=), "
            "or one_path_to one"
        )
    return outline(part, level)


def _part(everything: Part, focus: Value | None, around: int, one_path_to: Value | None) -> Part:
    for name, node in (("focus", focus), ("one_path_to", one_path_to)):
        if node is not None and not isinstance(node, Value):
            raise TypeError(f"{name} is a value of the graph, here is {node!r}")
    if focus is not None and one_path_to is not None:
        raise ValueError("draw the neighbourhood of focus, or one_path_to a value, not both")
    if focus is not None:
        return near(everything, focus, to_whole("around", around, 0))
    return everything if one_path_to is None else along(everything, one_path_to)


def check_choice(name: str, choice: str, choices: Iterable[str]) -> None:
    """Raise `ValueError` for what is none of some choices."""
    known = list(choices)
    if choice not in known:
        raise ValueError(f"there is no {name} {choice!r}: choose one of {', '.join(known)}")


def _not_a_value(thing: object) -> str:
    kind = type(thing).__name__
    if isinstance(thing, list | tuple):
        return f"draw_dot draws one result, here is a {kind}: draw one of them, or their sum"
    if callable(thing):
        return f"draw_dot draws a result, here is a {kind}: call it and draw what it returns"
    return f"draw_dot draws a Value, here is a {kind}: compute the result from Value(...)"
