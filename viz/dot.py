"""The graph of a computation as DOT text: pure functions, no program runs here."""

import math
import unicodedata
from collections.abc import Mapping
from operator import attrgetter

from graphviz import Digraph, escape, nohtml

from micrograd_plus.engine import Value
from micrograd_plus.errors import StaleGraphError
from micrograd_plus.freshness import ordered
from micrograd_plus.gradient import flow
from micrograd_plus.graph import toposort
from micrograd_plus.notation import bracketed, literal, to_text
from micrograd_plus.steps import node_names, written

from .style import LONGEST_LABEL, Theme, gradient_text, line_style, number_text, signed_text

# As many values as a person can find a way through in one picture.
MOST_VALUES = 300

# From so many boxes and ellipses on, layout takes a short cut, or it would take minutes.
FAST_ABOVE = 500

_LONGEST_FORMULA = 200

# In the order of the operands: a - b has a before b in the picture too.
_ELLIPSE = {"shape": "ellipse", "margin": "0.06,0.02", "width": "0.4", "ordering": "in"}

# The padding keeps the number clear of a thick line.
_EDGE_LABEL = '<<table border="0" cellpadding="2"><tr><td>{}</td></tr></table>>'

_parents = attrgetter("parents")

Slots = Mapping[tuple[Value, int], float]


def values_of(root: Value) -> list[Value]:
    """Return the values that a picture of `root` shows, in topological order.

    Raises:
        ValueError: if there are more than MOST_VALUES.
    """
    order = toposort(root, _parents)
    if len(order) > MOST_VALUES:
        raise ValueError(
            f"this graph has {len(order):,} values, and a picture shows at most {MOST_VALUES}: "
            "draw a smaller part (one neuron, one sample), or read it as text with "
            "print(explain(y))"
        )
    return order


def attributes(
    order: list[Value], rankdir: str, theme: Theme
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the attributes of the graph, of all nodes and of all edges."""
    text = {"fontname": theme.font, "fontsize": str(theme.font_size)}
    graph = {"rankdir": rankdir, "nodesep": "0.2", "ranksep": "0.45"}
    if len(order) + sum(node.rule is not None for node in order) > FAST_ABOVE:
        graph["nslimit"] = "1"
    node = text | {"color": theme.ink, "fontcolor": theme.ink, "height": "0.3"}
    edge = text | {"color": theme.ink, "fontsize": str(theme.font_size - 2), "arrowsize": "0.7"}
    return graph, node, edge


def body(order: list[Value], theme: Theme) -> list[str]:
    """Return the lines of DOT text that draw the boxes, the ellipses and the edges.

    The same graph gives the same lines every time: nodes are numbered in topological order.

    Arguments:
        order: the values, operands first; the root comes last.
        theme: how they are to look.

    >>> a = Value(2.0, label="a")
    >>> print(body([a], Theme("classic"))[0].strip().partition(" shape")[0])
    n0 [label="{a|data 2.0000|grad —}"
    """
    lines = Digraph()
    names = dict(zip(order, node_names(order), strict=True))
    boxes = {node: f"n{place}" for place, node in enumerate(order)}
    slots = contributions(order[-1]) if theme.flow else {}
    largest = _largest(order, slots)
    for node in order:
        box, formula = boxes[node], _formula(node, names)
        style = line_style(node.grad, largest, theme) if slots and node.is_reached else {}
        if node.is_constant:
            style = {"color": theme.constant, "fontcolor": theme.constant}
        tooltip = _tooltip("\n".join([formula, *_exact(node)]))
        lines.node(box, _record(node), shape="record", tooltip=tooltip, **style)
        if node.rule is None:
            continue
        lines.node(f"{box}_op", _text(node._op), tooltip=_tooltip(formula), **_ELLIPSE)
        for slot, parent in enumerate(node.parents):
            tooltip = f"{names[parent]} → {names[node]}, operand {slot + 1} of {len(node.parents)}"
            edge = {"color": theme.constant} if parent.is_constant else {}
            if (node, slot) in slots:
                contribution = slots[node, slot]
                edge = line_style(contribution, largest, theme)
                edge |= {"label": _EDGE_LABEL.format(signed_text(contribution))}
                edge |= {"fontcolor": edge["color"]}
                tooltip += f"\ngradient that flows back here = {contribution!r}"
            lines.edge(boxes[parent], f"{box}_op", tooltip=_tooltip(tooltip), **edge)
        lines.edge(f"{box}_op", box, tooltip=_tooltip(formula), **style)
    return list(lines.body)


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


def _largest(order: list[Value], slots: Slots) -> float:
    numbers = [*slots.values(), *(node.grad for node in order)]
    return max((abs(number) for number in numbers if math.isfinite(number)), default=0.0)


def _record(node: Value) -> str:
    """The text of a box: its fields lie side by side from left to right, or are stacked in TB."""
    label = node.label.strip()
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1] + "…"
    fields = [label, f"data {number_text(node.data)}"]
    if not node.is_constant:
        fields.append(f"grad {gradient_text(node)}")
    record: str = nohtml("{" + "|".join(_field(field) for field in fields if field) + "}")
    return record


def _field(text: str) -> str:
    """Escape what has a meaning in the label of a record."""
    escaped = str(_text(text))
    for character in "{}|<>":
        escaped = escaped.replace(character, "\\" + character)
    return escaped


def _text(text: str) -> str:
    """Escape text for any attribute, so that it is shown as it is."""
    # Graphviz reads &lt; and its like as characters.
    escaped = escape(_printable(text).replace("&", "&amp;")).replace("\n", r"\n")
    literal_text: str = nohtml(escaped)
    return literal_text


def _tooltip(text: str) -> str:
    # Graphviz reads the escapes of a tooltip twice.
    return _text(_printable(text).replace("\\", "\\\\"))


def _printable(text: str) -> str:
    """Write characters that XML or DOT cannot hold, such as a null, by their numbers."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Cn")
        else character.encode("unicode_escape").decode()
        for character in text
    )


def _formula(node: Value, names: Mapping[Value, str]) -> str:
    name = names[node]
    if node.is_constant:
        return f"{name} (a constant)"
    if node.rule is None:
        return name
    # The number exponent of x**2 is no operand in the picture, but a part of the formula.
    operands = [names.get(parent) or bracketed(literal(parent.data)) for parent in node._parents]
    formula = f"{name} = {written(node, operands, to_text)}"
    return formula if len(formula) <= _LONGEST_FORMULA else formula[: _LONGEST_FORMULA - 1] + "…"


def _exact(node: Value) -> list[str]:
    """The numbers of a node with every digit."""
    if node.is_constant:
        return [f"data = {node.data!r}"]
    gradient = f"grad = {node.grad!r}" if node.is_reached else "grad: not reached yet"
    return [f"data = {node.data!r}", gradient]
