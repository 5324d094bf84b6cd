"""The player: a page that goes through the chain rule step by step, and can be played with."""

import base64
import copy
import html
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.operands import operand
from micrograd_plus.engine.ops import add
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.explanation.names import node_names
from micrograd_plus.explanation.player_data import player_data
from micrograd_plus.explanation.text import Explanation
from micrograd_plus.inputs import shown
from micrograd_plus.nn import Module

from . import render
from .collapse import outline, whole
from .collapse.levels import MOST_BOXES
from .dot import contributions
from .drawing import PATIENCE
from .pages import Page, asset, code_of, filled, style_of
from .picture import COARSER, RANKDIRS, check_choice, drawing_of
from .style import THEMES

# The programs of the page, in assets/player, in the order in which they are put together.
PROGRAMS = (
    "arithmetic.js",
    "numbers.js",
    "notation.js",
    "engine.js",
    "graph.js",
    "steps.js",
    "grammar.js",
    "layout.js",
    "program.js",
    "elements.js",
    "picture.js",
    "steps_view.js",
    "whatif.js",
    "predict.js",
    "broken.js",
    "sheets.js",
    "main.js",
)

# A page lays out so many values by itself, where there is no Graphviz.
MOST_WITHOUT_GRAPHVIZ = 500


class Player(Page):
    """A page that plays the chain rule, made by `player`; a notebook shows it as a cell.

    Attributes:
        title: what stands above.
        page: the page as text, to be served or saved.
        picture: the drawing as a bare `<svg>` element; empty where there is no Graphviz.
    """

    def __init__(self, title: str, page: str, picture: str, steps: str) -> None:
        super().__init__(title, page)
        self.picture: str = picture
        self._steps = steps

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # What is not trusted loses its frame: the picture and the text that it covers are seen.
        image = base64.b64encode(self.picture.encode()).decode("ascii")
        below = f'<img alt="{html.escape(self.title)}" src="data:image/svg+xml;base64,{image}">'
        text = f'<pre style="font-family: monospace">{html.escape(self._steps)}</pre>'
        holder = "position: relative; height: 760px; overflow: auto"
        frame = self._frame("allow-scripts allow-modals")
        seen = f'<div style="{holder}">{below if self.picture else ""}{text}{frame}</div>'
        return {"text/plain": self._steps, "text/html": seen}

    def _repr_html_(self) -> str:
        # Who asks for this alone, as galleries of documentation do, knows no bundles.
        return self._repr_mimebundle_()["text/html"]


def player(
    y: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    row: Sequence[float] | None = None,
    title: str = "",
    theme: str = "classic",
    rankdir: str = "LR",
) -> Player:
    """Make a page that plays the chain rule step by step, and lets people try their own numbers.

    It is one file that needs no network. Besides the steps of `explain` it has: sliders for every
    leaf, formulas that can be changed, steps of descent, numbers to be predicted, and the usual
    mistakes of a backward pass played beside the right one.

    Arguments:
        y: a result; or several, whose sum is shown; or a model, with a row of its data.
        path: the HTML file to write, if any.
        row: the numbers that the model is called with.
        title: what to write above; by default how the result is called.
        theme, rankdir: how the graph is drawn, as for `draw_dot`.

    Returns:
        A `Player`: the last line of a notebook cell shows it, `save(path)` writes it.

    Raises:
        TypeError: if `y` is none of these.
        ValueError: for an unknown theme or rankdir, and for a value that was computed by hand.
        StaleGraphError: if data was set after it had been used.
        OSError: if the file cannot be written.

    >>> x, w = Value(2.0, label="x"), Value(-3.0, label="w")
    >>> player(x * w + x)
    Player('The gradient of v2', ... characters)
    """
    if not isinstance(title, str):
        raise TypeError(f"the title of a page is a text, here is {shown(title)}")
    made = make_player(_result(y, row), title, theme, rankdir)
    if path is not None:
        made.save(path)
    return made


def make_player(
    root: Value,
    title: str = "",
    theme: str = "classic",
    rankdir: str = "LR",
    program: Mapping[str, Any] | None = None,
) -> Player:
    """Make the page of a result; `program` has the formulas that it was typed by, if it was."""
    check_choice("theme", theme, THEMES)
    check_choice("rankdir", rankdir, RANKDIRS)
    data, rules = player_data(root)
    # Drawn with its gradients, so that there is room for them; no .grad of the user's changes.
    twin = copy.deepcopy(root)
    twin.zero_grad()
    twin.backward()
    picture, boxes = _drawn(twin, theme, rankdir)
    data |= {"boxes": boxes, "theme": theme, "examples": examples()}
    if program is not None:
        data["program"] = program
    name = node_names(whole(twin).order)[-1]
    title = title or f"The gradient of {name}"
    steps = str(Explanation(root))
    return Player(title, _page(title, data, rules, picture), picture, steps)


def examples() -> dict[str, Any]:
    """Return the examples to begin from: formulas, numbers, and which of these are parameters."""
    found: dict[str, Any] = json.loads(_asset("examples.json"))
    return found


def _result(y: Any, row: Sequence[float] | None) -> Value:
    """The one Value that the page is about."""
    if isinstance(y, Module):
        if row is None:
            raise TypeError(
                "a player of a model needs a row of its data: write player(model, row=[0.5, 1.0])"
            )
        y = y(list(row))
    elif row is not None:
        raise TypeError(f"row is for a model, here is {shown(y)}: leave it out")
    if isinstance(y, Value):
        return y
    several = list(y) if isinstance(y, list | tuple) else []
    if several and all(isinstance(each, Value) for each in several):
        total: Value = operand(several[0])
        for each in several[1:]:
            total = add(total, each)
        return total
    raise TypeError(
        f"a player shows a Value, a list of them or a model, here is {shown(y)}: "
        "compute the result from Value(...)"
    )


def _drawn(root: Value, theme: str, rankdir: str) -> tuple[str, dict[str, list[int]]]:
    """The picture of a graph, and the places of the values in each of its boxes."""
    everything = whole(root)
    place = {node: index for index, node in enumerate(ordered(root))}
    called = dict(zip(everything.order, node_names(everything.order), strict=True))
    slots = contributions(root) if THEMES[theme].flow else {}
    most = MOST_BOXES
    while True:
        sketch = outline(everything, None, most)
        drawing = drawing_of(sketch, "svg", rankdir, THEMES[theme], called, slots, "")
        try:
            picture = render.render_svg(drawing.source, PATIENCE)
        except render.NoGraphvizError:
            if len(everything.order) > MOST_WITHOUT_GRAPHVIZ:
                raise
            return "", {}
        except render.SlowLayoutError:
            most = len(sketch.boxes) // COARSER
            if not most:
                raise
            continue
        boxes = {box.name: [place[node] for node in box.nodes] for box in sketch.boxes}
        return picture, boxes


def _page(title: str, data: dict[str, Any], rules: str, picture: str) -> str:
    """Put the page together; what it shows of a label is always text."""
    written = json.dumps(data, allow_nan=False, separators=(",", ":"))
    put = {
        "title": html.escape(title),
        "style": style_of(_asset("style.css")),
        # Its boxes can be chosen one by one, which an image does not allow.
        "drawing": picture.replace(' role="img"', ' role="group"', 1),
        "code": code_of(f"const R = {rules};\nconst DATA = {written};", programs()),
    }
    return filled(_asset("page.html"), put)


def programs() -> list[str]:
    """Return the programs of the page, in their order."""
    return [_asset(name) for name in PROGRAMS]


def _asset(name: str) -> str:
    return asset("player", name)
