"""The graph of an exercise: a name in each box, and the number as a person writes it, or room."""

import re
from collections.abc import Mapping

from micrograd_plus.engine import Value
from micrograd_plus.explanation.names import node_names

from . import escape, render
from .collapse import outline, whole
from .collapse.levels import MOST_BOXES
from .digraph import Digraph
from .dot import ELLIPSE, attributes, formula_of, has_ellipse
from .labels import operation_text
from .style import THEMES

# What the renderer puts before the id of a picture.
_PREFIX = re.compile(r'id="(g[0-9a-f]{8}-\d+-)svg"')

# So that a number can be written into an empty box.
ROOM = "\N{NO-BREAK SPACE}" * 9


def graph_by_hand(root: Value, numbers: Mapping[str, str], ids: str = "") -> str:
    """Draw the graph of a result for somebody who is to compute it.

    Nothing in the picture tells the data or the gradient of a value, unless `numbers` does.

    Arguments:
        root: the result.
        numbers: by their labels, what to write for the values; the others have room to write.
        ids: what all ids begin with, for a page that is to be the same each time it is made; by
            default they are unlike those of any other picture.

    Returns:
        The picture as a bare `<svg>` element.

    Raises:
        LayoutError: if there is no Graphviz, or it fails.

    >>> a = Value(0.5, label="a")
    >>> drawn = graph_by_hand(a * a, {"a": "1/2"})
    >>> "1/2" in drawn, "0.25" in drawn
    (True, False)
    """
    everything = whole(root)
    sketch = outline(everything, "operation", MOST_BOXES)
    called = dict(zip(everything.order, node_names(everything.order), strict=True))
    graph, node, edge = attributes(sketch, "LR", THEMES["classic"])
    # Narrow, or a network would not fit on paper.
    graph |= {"ranksep": "0.25"}
    found = Digraph(graph_attr=graph, node_attr=node, edge_attr=edge)
    for box in sketch.boxes:
        if box.value is None or box.value.is_constant:
            continue
        name = called[box.value]
        formula = escape.tooltip(formula_of(box, called))
        record = f"{escape.field(name)}|{escape.field(numbers.get(name, ROOM))}"
        found.node(box.name, escape.literal(record), shape="record", tooltip=formula)
        if has_ellipse(box):
            found.node(f"{box.name}_op", operation_text(box), tooltip=formula, **ELLIPSE)
            found.edge(f"{box.name}_op", box.name, tooltip=formula)
    for line in sketch.lines:
        title = escape.tooltip(f"{called[line.source.nodes[0]]} → {called[line.target.nodes[0]]}")
        for _ in line.edges:
            found.edge(line.source.name, f"{line.target.name}_op", tooltip=title)
    picture = render.render_svg(found.source)
    prefix = _PREFIX.search(picture)
    return picture.replace(prefix[1], f"{ids}-") if ids and prefix else picture
