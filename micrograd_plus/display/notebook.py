"""What a notebook shows of a thing when its name is the last line of a cell.

The methods that Jupyter asks for call these; the plain text stays as it is. None of them raises:
where a picture fails, the text is shown, with a line that says why.

A notebook that somebody else ran is not trusted: JupyterLab then takes `<svg>`, `<math>` and
scripts out of the HTML. So the HTML is an image or text, which stay, and a script that puts the
living form in their place.
"""

import base64
import html
import json
import sys
import zlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from ..engine.state import current
from ..engine.value import Value
from ..explanation.text import SHOWN, Explanation
from ..nn.module import Module, parts_of
from .pictures import in_cell, pictures

if TYPE_CHECKING:
    from ..tape import Tape
    from ..training.history import History

# A picture that nobody asked for is small, and made in less than a second.
MOST_NODES, MOST_EDGES = 100, 200
# Nor has an explanation that nobody asked for longer lines, which tell every operand of a sum.
MOST_OPERANDS = 500
# Nor has a program that nobody asked for more groups, each of which is several lines to write.
MOST_GROUPS = 4000

_LONGEST_REASON = 160
_SCROLLS = "max-height: 32em; overflow: auto;"
_TEXT = f"font-family: monospace; margin: 0 0 .5em; padding: 0; word-break: normal; {_SCROLLS}"

# MathJax breaks a formula where the column ends, which is narrow until the formula is there. What
# makes a PDF drops a <div> with all that is in it, and keeps what is in a <span>.
_ROOMY = '<span style="display: inline-block; width: 42em">{}</span>'
_HEADS = {f"| {head} |": f"| {_ROOMY.format(head)} |" for head in ("forward", "backward")}

Wanted = Collection[str] | None


def value_bundle(
    value: Value, include: Wanted = None, exclude: Wanted = None, **_: object
) -> dict[str, str]:
    """Return a Value as text and, if its graph is small, as a picture inside HTML.

    There it shows full numbers to whoever hovers over a box, and shrinks to the width that there
    is. Alone it is for those who ask for it: nbconvert makes no PDF of an SVG without Inkscape.
    """
    bundle = {"text/plain": repr(value)}
    if _shows_any("text/html", "image/svg+xml", include=include, exclude=exclude):
        note, picture = _too_large(value), None
        if not note:
            try:
                picture = _graph(value)
            except Exception as error:
                note = f"no picture: {_reason(error)}"
        if picture:
            words = f"computation graph of {bundle['text/plain']}"
            bundle["text/html"] = _preformatted(bundle["text/plain"]) + in_cell(picture, words)
            if include and "image/svg+xml" in include:
                bundle["image/svg+xml"] = picture
        if note:
            bundle["text/html"] = _with_note(bundle["text/plain"], note)
    return _only_wanted(bundle, include, exclude)


def history_bundle(
    history: "History", include: Wanted = None, exclude: Wanted = None, **_: object
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a History as text and as the picture of its curves, and how large to show that."""
    bundle, sizes = {"text/plain": repr(history)}, {}
    wanted = _shows_any("text/html", "image/png", include=include, exclude=exclude)
    if wanted and history.epochs:
        try:
            drawn = _curves(history)
        except Exception as error:
            note = f"no picture: {_reason(error)}"
            bundle["text/html"] = _with_note(bundle["text/plain"], note)
        else:
            if drawn is not None:
                bundle["image/png"], sizes["image/png"] = drawn
                bundle["text/html"] = _preformatted(bundle["text/plain"]) + _image(*drawn)
    kept = _only_wanted(bundle, include, exclude)
    return kept, {kind: size for kind, size in sizes.items() if kind in kept}


def explanation_bundle(
    explanation: Explanation, include: Wanted = None, exclude: Wanted = None, **_: object
) -> dict[str, str]:
    """Return an explanation as text and, unless steps are left out of that, as tables.

    The tables are there twice: in HTML with MathML, which a saved page shows without a network and
    which is text where a notebook is not trusted, and in Markdown with LaTeX for what prints one.
    That of a very long sum is a line, which says how to get the text.
    """
    try:
        steps, widest = explanation.size()
        if widest > MOST_OPERANDS:
            note = f"an explanation with {widest:,} operands in one step is too long to show here: "
            note += "explain one of them, or print it"
            return _only_wanted({"text/plain": note}, include, exclude)
        bundle = {"text/plain": repr(explanation)}
        if steps <= SHOWN and not _is_recording():
            bundle["text/html"] = _enlivened(bundle["text/plain"], explanation.html())
            bundle["text/markdown"] = _with_room(explanation.markdown())
    except Exception as error:
        bundle = {"text/plain": f"no explanation: {_reason(error)}"}
    return _only_wanted(bundle, include, exclude)


def model_html(model: Module) -> str | None:
    """Return a model as a table of its parts."""
    return None if _is_recording() else _or_text(model, _table)


def tape_html(tape: "Tape") -> str | None:
    """Return the program of a tape, which scrolls if it is long."""
    if _is_recording():
        return None
    if len(tape.plan.schedule) > MOST_GROUPS:
        note = f"more than {MOST_GROUPS:,} groups of operations: print(tape) shows its program"
        return _with_note(repr(tape), note)
    return _or_text(tape, _program)


def _is_recording() -> bool:
    """Whether a function is being recorded: what a picture computes would be recorded too."""
    return current().recording is not None


def _shows_any(*kinds: str, include: Wanted, exclude: Wanted) -> bool:
    """Whether one of these would be looked at: IPython in a terminal asks, and shows the text."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    terminal = shell is not None and shell.display_formatter.active_types == ["text/plain"]
    if terminal or _is_recording():
        return False
    return any(_is_wanted(kind, include, exclude) for kind in kinds)


def _is_wanted(kind: str, include: Wanted, exclude: Wanted) -> bool:
    return (not include or kind in include) and kind not in (exclude or ())


def _only_wanted(bundle: dict[str, str], include: Wanted, exclude: Wanted) -> dict[str, str]:
    return {kind: content for kind, content in bundle.items() if _is_wanted(kind, include, exclude)}


def _too_large(root: Value) -> str:
    """Say what there is too much of, and how to draw it; nothing if the graph is small."""
    seen, stack, edges = {root}, [root], 0
    while stack:
        operands = stack.pop().parents
        edges += len(operands)
        fresh = set(operands) - seen
        seen |= fresh
        stack += fresh
        if len(seen) > MOST_NODES:
            return f"more than {MOST_NODES} nodes: draw_dot(v) draws them"
        if edges > MOST_EDGES:
            return f"more than {MOST_EDGES} edges: draw_dot(v) draws them"
    return ""


def _graph(root: Value) -> str | None:
    """The graph as an SVG; None where nothing is installed to draw it with."""
    viz = pictures()
    try:
        draw = viz.draw_dot
    except ImportError:
        return None
    try:
        picture: str = draw(root).inline_svg()
    except viz.NoGraphvizError:
        return None
    return picture


def _curves(history: "History") -> tuple[str, dict[str, int]] | None:
    """The curves as a PNG in base64, and its size; None where matplotlib is missing."""
    viz = pictures()
    try:
        figure = viz.history_curves(history)
    except ImportError:
        return None
    picture, size = figure._repr_png_()
    return base64.b64encode(picture).decode("ascii"), size


def _table(model: Module) -> str:
    kind = html.escape(type(model).__name__)
    left, right = 'style="text-align: left"', 'style="text-align: right"'
    parts = [(name, part.described(), part) for name, part in parts_of(model)]
    rows = "".join(
        f"<tr><td {left}>{html.escape(name)}</td><td {left}>{html.escape(what)}</td>"
        f"<td {right}>{len(part.parameters()):,}</td></tr>\n"
        for name, what, part in [*parts, ("in all", "", model)]
    )
    return (
        f'<div style="{_SCROLLS}" tabindex="0">\n<table>\n<caption {left}>{kind}</caption>\n'
        f"<thead><tr><th {left}>part</th><th {left}>what it is</th>"
        f"<th {right}>parameters</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
    )


def _with_room(tables: str) -> str:
    for head, roomy in _HEADS.items():
        tables = tables.replace(head, roomy, 1)
    return tables


def _program(tape: "Tape") -> str:
    return f'<pre style="{_TEXT} white-space: pre;" tabindex="0">{html.escape(str(tape))}</pre>'


def _or_text(thing: Any, make: Callable[[Any], str]) -> str:
    """What `make` makes of a thing, or its text if that fails."""
    try:
        return make(thing)
    except Exception as error:
        return _with_note(repr(thing), f"shown as text: {_reason(error)}")


def _reason(error: Exception) -> str:
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return said if len(said) <= _LONGEST_REASON else said[: _LONGEST_REASON - 1] + "…"


def _with_note(text: str, note: str) -> str:
    return f"{_preformatted(text)}\n<p>{html.escape(note)}</p>"


def _preformatted(text: str) -> str:
    return f'<pre style="{_TEXT} white-space: pre-wrap;" tabindex="0">{html.escape(text)}</pre>'


def _enlivened(text: str, living: str) -> str:
    """Text, and a script that puts HTML in its place."""
    name = f"micrograd-{zlib.crc32(living.encode()):08x}"
    # Between the tags of a script only its own end means anything.
    written = json.dumps(living).replace("</", "<\\/")
    script = (
        f'document.querySelectorAll("div.{name}").forEach(place => '
        f"{{ place.innerHTML = {written}; }});"
    )
    return f'<div class="{name}">{_preformatted(text)}</div><script>{script}</script>'


def _image(data: str, size: dict[str, int]) -> str:
    return (
        f'<img src="data:image/png;base64,{data}" width="{size["width"]}" '
        'style="max-width: 100%; height: auto;" alt="curves over the epochs">'
    )
