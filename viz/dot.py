"""The graph of a computation as DOT text: pure functions, no program runs here."""

import math
from collections.abc import Iterable, Mapping

from micrograd_plus.engine import Value
from micrograd_plus.engine.gradient import flow
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.errors import StaleGraphError
from micrograd_plus.explanation.formulas import written
from micrograd_plus.rules.notation import literal, to_text

from . import escape
from .collapse import Box, Line, Sketch
from .digraph import Digraph
from .labels import box_label, box_title, caption, line_text, operation_text
from .style import GREY, Theme, line_style

# From so many boxes and ellipses on, layout takes short cuts, or it would take minutes.
FAST_ABOVE = 300
_FAST = {"nslimit": "0.3", "nslimit1": "1", "mclimit": "0.3"}

# On more lines than this the numbers would cover each other: whoever points at a line reads them.
MOST_TEXTS = 60

_LONGEST_FORMULA = 200

# In the order of the operands: a - b has a before b in the picture too.
ELLIPSE = {"shape": "ellipse", "margin": "0.06,0.02", "width": "0.4", "ordering": "in"}
_STUB = {"shape": "plaintext", "margin": "0.03", "fontcolor": GREY}
_STUB_LINE = {"style": "dashed", "color": GREY, "arrowhead": "none"}

Slots = Mapping[tuple[Value, int], float]


def attributes(
    sketch: Sketch, rankdir: str, theme: Theme, note: str = "", told: str = ""
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the attributes of the graph, of all nodes and of all edges.

    Arguments:
        sketch: the boxes and lines.
        rankdir: LR or TB.
        theme: how they are to look.
        note: plain text that stands below them.
        told: further rows that stand there, as markup.
    """
    text = {"fontname": theme.font, "fontsize": str(theme.font_size)}
    crowded = sketch.collapsed and len(sketch.lines) > MOST_TEXTS
    graph = {"rankdir": rankdir, "nodesep": "0.2", "ranksep": "0.45"}
    if crowded:
        # From top to bottom the boxes of a layer are beside each other: width is what lacks.
        graph |= {"ranksep": "1.2"} if rankdir == "LR" else {"ranksep": "0.8", "nodesep": "0.1"}
    if len(sketch.boxes) + sum(has_ellipse(box) for box in sketch.boxes) > FAST_ABOVE:
        graph |= _FAST
    below = caption(sketch, theme, crowded, note, told)
    if below:
        graph |= text | {"label": below, "labelloc": "b", "labeljust": "l"}
        graph |= {"fontsize": str(theme.font_size - 1), "fontcolor": theme.ink}
    if theme.name == "print":
        graph["class"] = "print"
    node = text | {"color": theme.ink, "fontcolor": theme.ink, "height": "0.3"}
    edge = text | {"color": theme.ink, "fontsize": str(theme.font_size - 2), "arrowsize": "0.7"}
    if crowded:
        edge |= {"arrowsize": "0.5", "penwidth": "0.5"}
    return graph, node, edge


def body(
    sketch: Sketch, rankdir: str, theme: Theme, names: Mapping[Value, str], slots: Slots
) -> list[str]:
    """Return the lines of DOT text that draw the boxes, the ellipses and the edges.

    The same graph gives the same lines every time: nodes are numbered in topological order.

    Arguments:
        sketch: the boxes, operands first; the root comes last.
        rankdir: LR or TB.
        theme: how they are to look.
        names: what to call the values in formulas.
        slots: the gradient that flows back over each operand slot, where that is to be seen.
    """
    found = Digraph()
    largest = _largest([node for box in sketch.boxes for node in box.nodes], slots)
    incoming: dict[str, list[Line]] = {}
    for line in sketch.lines:
        incoming.setdefault(line.target.name, []).append(line)
    numbered = len(sketch.lines) <= MOST_TEXTS or not sketch.collapsed
    # Many boxes side by side want to be narrow.
    across = sketch.collapsed and rankdir == "LR"
    for box in sketch.boxes:
        style = _box_style(box, theme, slots, largest)
        formula = formula_of(box, names)
        title = escape.tooltip("\n".join([formula, *box_title(box)]))
        label, shape = box_label(box, theme, across)
        found.node(box.name, label, tooltip=title, **shape, **style)
        target = box.name
        if has_ellipse(box):
            target = f"{box.name}_op"
            found.node(target, operation_text(box), tooltip=escape.tooltip(formula), **ELLIPSE)
        if box.operands_cut:
            stub(found, box.operands_cut, "operand", f"{box.name}_before", target)
        for line in incoming.get(box.name, ()):
            edge, title = _line(line, theme, names, slots, largest, numbered)
            found.edge(line.source.name, target, tooltip=escape.tooltip(title), **edge)
        if target != box.name:
            wire = _line_only(style)
            found.edge(target, box.name, tooltip=escape.tooltip(formula), **wire)
        if box.uses_cut:
            stub(found, box.uses_cut, "use", box.name, f"{box.name}_after")
    return list(found.body)


def contributions(root: Value) -> Slots:
    """Return the gradient that flows back over each operand slot: upstream times local.

    No `.grad` is touched. The flow starts from the gradient that `root` has; where no backward
    pass has reached it, or data was changed since, there is nothing to show.
    """
    if not root.is_reached:
        return {}
    try:
        order = ordered(root)
    except StaleGraphError:
        return {}
    edges = flow(order, {root: root.grad})
    return {(edge.node, edge.slot): edge.contribution for edge in edges}


def has_ellipse(box: Box) -> bool:
    """Whether an operation is drawn before a box."""
    return box.value is not None and box.value.rule is not None


def stub(found: Digraph, count: int, what: str, source: str, target: str) -> None:
    """Draw a mark for operands or uses that are left out, and the line to it."""
    title = f"{count:,} {what}{'' if count == 1 else 's'} not drawn here"
    found.node(source if what == "operand" else target, f"⋯ {count:,}", tooltip=title, **_STUB)
    found.edge(source, target, tooltip=title, **_STUB_LINE)


def _box_style(box: Box, theme: Theme, slots: Slots, largest: float) -> dict[str, str]:
    value = box.value
    if value is None:
        return {"style": "rounded,filled", "fillcolor": theme.shade}
    if value.is_constant:
        dashes = {"style": "dashed"} if theme.name == "print" else {}
        return {"color": theme.constant, "fontcolor": theme.constant} | dashes
    style = {}
    if slots and value.is_reached and box.alike == 1:
        style = line_style(value.grad, largest, theme)
    if box.alike > 1 and not theme.circuit:
        style |= {"style": "filled", "fillcolor": theme.shade}
    return style


def _line_only(style: Mapping[str, str]) -> dict[str, str]:
    """What of the style of a box counts for the line that leads to it."""
    if style.get("style") == "filled":
        return {}
    return {name: text for name, text in style.items() if name != "fontcolor"}


def _line(
    line: Line,
    theme: Theme,
    names: Mapping[Value, str],
    slots: Slots,
    largest: float,
    numbered: bool,
) -> tuple[dict[str, str], str]:
    """The style of a line, and what to say to those who point at it."""
    style = {"color": theme.constant} if _is_constant(line.source) else {}
    flowing = [slots[edge] for edge in line.edges if edge in slots]
    strongest = max(flowing, key=_magnitude, default=None)
    if strongest is not None:
        style = line_style(strongest, largest, theme)
        style |= {"fontcolor": style["color"]}
    text = line_text(len(line.edges), strongest, theme.digits)
    if text and numbered:
        style |= {"label": text}
    source, target = _called(line.source, names), _called(line.target, names)
    node, slot = line.edges[0]
    if len(line.edges) == 1:
        title = f"{source} → {target}, operand {slot + 1} of {len(node.parents)}"
        most = "gradient that flows back here"
    else:
        title = f"{source} → {target}: {len(line.edges):,} edges"
        most = "strongest gradient that flows back here"
    if strongest is not None:
        title += f"\n{most} = {strongest!r}"
    return style, title


def _called(box: Box, names: Mapping[Value, str]) -> str:
    if box.value is not None:
        return names[box.value]
    return box.title or f"{names[box.nodes[0]]} to {names[box.nodes[-1]]}"


def _is_constant(box: Box) -> bool:
    return box.value is not None and box.value.is_constant


def _magnitude(number: float) -> float:
    return math.inf if math.isnan(number) else abs(number)


def _largest(nodes: Iterable[Value], slots: Slots) -> float:
    numbers = [*slots.values(), *(node.grad for node in nodes)]
    return max((abs(number) for number in numbers if math.isfinite(number)), default=0.0)


def formula_of(box: Box, names: Mapping[Value, str]) -> str:
    """Return how what is in a box was computed, in symbols."""
    node = box.value
    if node is None:
        return _called(box, names)
    name = names[node]
    if node.is_constant:
        return f"{name} (a constant)"
    if node.rule is None:
        return name
    # The number exponent of x**2 is no operand in the picture, but a part of the formula.
    operands = [_operand(parent, names) for parent in node.operands]
    formula = f"{name} = {written(node, operands, to_text)}"
    return formula if len(formula) <= _LONGEST_FORMULA else formula[: _LONGEST_FORMULA - 1] + "…"


def _operand(parent: Value, names: Mapping[Value, str]) -> str:
    return names.get(parent) or literal(parent.data)
