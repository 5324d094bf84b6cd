"""A drawing of one step as DOT text: whatever is known by then, in the room for what will be.

Layout follows from how wide texts are. So each number has the room of the longest that will ever
stand there: the pictures of all steps are laid out alike, and can be flipped through.
"""

import math
from collections.abc import Mapping

from micrograd_plus.engine import Value

from . import escape
from .collapse import Box, Line, Sketch
from .digraph import Digraph
from .dot import ELLIPSE, formula_of, has_ellipse, stub
from .labels import label_of, operation_text
from .moment import Moment, width as width_of
from .style import GREEN, RED, Theme, line_style, signed_text

# How thick a marked line is: thicker than any that a gradient makes thick, where that is shown.
_BOLD, _BOLDER = "3", "4.5"

_TABLE = '<<table border="0" cellborder="0" cellspacing="0" cellpadding="{padding}">{rows}</table>>'
_CELL = '<td width="{width}">{text}</td>'
_KEY = "bold lines: what the step goes over; bold and shaded: what it changes"

# How high a line is in any alphabet, in units of the font size.
_HIGH = 1.8

# A cell without a letter would be lower than one with a number.
_NOTHING = "\N{NO-BREAK SPACE}"


def step_body(
    sketch: Sketch, rankdir: str, theme: Theme, names: Mapping[Value, str], moment: Moment
) -> list[str]:
    """Return the lines of DOT text for a drawing of one step.

    Boxes, ellipses and edges are those of a drawing without a step, and called as there.

    Arguments:
        sketch: a box for each value, operands first.
        rankdir: LR or TB.
        theme: how they are to look.
        names: what to call the values in formulas.
        moment: what is known after the step.
    """
    found = Digraph()
    incoming: dict[str, list[Line]] = {}
    for line in sketch.lines:
        incoming.setdefault(line.target.name, []).append(line)
    for box in sketch.boxes:
        value = _value(box)
        formula = escape.tooltip(formula_of(box, names))
        title = escape.tooltip("\n".join([formula_of(box, names), *moment.title(value)]))
        style = _flowing(moment.gradients.get(value), theme, moment)
        own = {"fontcolor": theme.constant, "color": theme.constant} if value.is_constant else style
        label, shape = _label(box, rankdir, theme, moment)
        found.node(box.name, label, tooltip=title, **_marked(own, shape, value, theme, moment))
        target, made = box.name, any(node is value for node, _ in moment.lines)
        if has_ellipse(box):
            target = f"{box.name}_op"
            bold = _bold(theme) if made else {}
            found.node(target, operation_text(box), tooltip=formula, **ELLIPSE, **bold)
        if box.operands_cut:
            stub(found, box.operands_cut, "operand", f"{box.name}_before", target)
        for line in incoming.get(box.name, ()):
            edge, title = _line(line, theme, names, moment)
            found.edge(line.source.name, target, tooltip=escape.tooltip(title), **edge)
        if target != box.name:
            wire = style | (_bold(theme) if made else {})
            found.edge(target, box.name, tooltip=formula, **wire)
        if box.uses_cut:
            stub(found, box.uses_cut, "use", box.name, f"{box.name}_after")
    return list(found.body)


def step_rows(theme: Theme, moment: Moment) -> str:
    """Return what stands below a drawing of one step, as rows of a table."""
    size = theme.font_size - 1
    room = f'width="{_points(moment.sentence_room, size, 1)}" height="{math.ceil(_HIGH * size)}"'
    first, second = escape.markup(moment.sentence), escape.markup(_KEY)
    return f'<tr><td align="left" {room}>{first}</td></tr><tr><td align="left">{second}</td></tr>'


def _value(box: Box) -> Value:
    assert box.value is not None
    return box.value


def _label(box: Box, rankdir: str, theme: Theme, moment: Moment) -> tuple[str, dict[str, str]]:
    """What is written in a box, and its shape: with the fields of a record, but of one size."""
    value = _value(box)
    data_room, gradient_room = moment.rooms[value]
    label, data = label_of(value), moment.data_text(value)
    gradient = "" if value.is_constant else moment.gradient_text(value)
    focus = "focus" if box.focus else ""
    if theme.circuit:
        said = escape.markup(" ".join(filter(None, [label, focus and f"({focus})"])))
        above = f'{said} <font color="{GREEN}">{data}</font>'.lstrip()
        below = f'<font color="{RED}">{gradient}</font>' if gradient else _NOTHING
        words = width_of(f"{label} {focus} ()") if said else 0.0
        cells = [(above, words + data_room), (below, gradient_room)]
        shape = {"shape": "plaintext", "margin": "0"}
    else:
        cells = [(escape.markup(text), 0.0) for text in (label, focus) if text]
        cells.append((f"data {data}", width_of("data ") + data_room))
        if gradient:
            cells.append((f"grad {gradient}", width_of("grad ") + gradient_room))
        shape = {"shape": "box", "margin": "0"}
    padding = 2 if theme.circuit else 5
    fields = [
        _CELL.format(text=text, width=_points(room, theme.font_size, padding))
        for text, room in cells
    ]
    if theme.circuit or rankdir == "TB":
        rows = "<hr/>".join(f"<tr>{field}</tr>" for field in fields)
    else:
        rows = f"<tr>{'<vr/>'.join(fields)}</tr>"
    return _TABLE.format(padding=padding, rows=rows), shape


def _points(room: float, size: float, padding: int) -> int:
    return math.ceil(room * size) + 2 * padding if room else 0


def _flowing(gradient: float | None, theme: Theme, moment: Moment) -> dict[str, str]:
    """How the line of a gradient looks that has come, where a theme shows that."""
    if not theme.flow or gradient is None:
        return {}
    return line_style(gradient, moment.largest, theme)


def _bold(theme: Theme) -> dict[str, str]:
    return {"penwidth": _BOLDER if theme.flow else _BOLD}


def _marked(
    style: Mapping[str, str], shape: Mapping[str, str], value: Value, theme: Theme, moment: Moment
) -> dict[str, str]:
    """The style and shape of a box; an outline and a shade where the step is about it."""
    marked = {**style, **shape}
    if value.is_constant and theme.name == "print":
        marked["style"] = "dashed"
    if value in (moment.changed, moment.sender):
        # Of the size of plain text, with an outline.
        marked |= {"shape": "box"} | _bold(theme)
    if value is moment.changed:
        marked |= {"style": "filled", "fillcolor": theme.mark}
    return marked


def _line(
    line: Line, theme: Theme, names: Mapping[Value, str], moment: Moment
) -> tuple[dict[str, str], str]:
    """The style of a line, and what to say to those who point at it."""
    ((node, slot),) = line.edges
    source, target = names[_value(line.source)], names[_value(line.target)]
    title = f"{source} → {target}, operand {slot + 1} of {len(node.parents)}"
    style = {"color": theme.constant} if _value(line.source).is_constant else {}
    flowing = moment.slots.get((node, slot))
    if flowing is not None:
        title += f"\ngradient that flows back here = {flowing!r}"
    if theme.flow and (node, slot) in moment.line_rooms:
        style |= _flowing(flowing, theme, moment)
        if "color" in style:
            style["fontcolor"] = style["color"]
        width = _points(moment.line_rooms[node, slot], theme.font_size - 2, 2)
        text = _NOTHING if flowing is None else signed_text(flowing, moment.digits)
        cell = _CELL.format(text=text, width=width)
        style["label"] = _TABLE.format(padding=2, rows=f"<tr>{cell}</tr>")
    if (node, slot) in moment.lines:
        style |= _bold(theme)
    return style, title
