"""Graphs for other tools: networkx, GraphML, JSON, and Mermaid for pages of Markdown."""

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from micrograd_plus.engine import Value
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.explanation.formulas import written
from micrograd_plus.explanation.markup import TEXT
from micrograd_plus.explanation.names import node_names
from micrograd_plus.inputs import foreign, shown
from micrograd_plus.rules.notation import number_text

from .foreign import adopted

if TYPE_CHECKING:
    import networkx

# Mermaid itself refuses longer text, and pages that show it do so with fewer edges.
MOST_EDGES = 500

# What means something in a label of Mermaid, by its number.
_MARKS = {mark: f"#{ord(mark)};" for mark in '"#<>&`|{}[]()\\;*'}


class Node(NamedTuple):
    """A node for other tools.

    Attributes:
        label: what it is called.
        kind: `leaf`, `constant` or `result`.
        operation: of a result; otherwise empty.
        formula: how a result is computed; otherwise empty.
        data: its number.
        grad: its gradient; None where none has come.
    """

    label: str
    kind: str
    operation: str
    formula: str
    data: float
    grad: float | None


def _read(root: Any) -> tuple[list[Node], list[tuple[int, int, int]]]:
    """The nodes of a graph, operands first, and its edges: operand, result and slot."""
    if foreign(root):
        (root,) = adopted(root, False)
    if not isinstance(root, Value):
        raise TypeError(f"a graph is that of a Value, here is {shown(root)}")
    order = ordered(root)
    place = {node: index for index, node in enumerate(order)}
    names = node_names(order)
    nodes, edges = [], []
    for index, node in enumerate(order):
        operands = [place[operand] for operand in node.operands]
        formula = written(node, [names[x] for x in operands], TEXT.write) if node.rule else ""
        kind = "result" if node.rule else "constant" if node.is_constant else "leaf"
        operation = node.rule.name if node.rule else ""
        nodes.append(Node(names[index], kind, operation, formula, node.data, node.gradient))
        edges += [(operand, index, slot) for slot, operand in enumerate(operands)]
    return nodes, edges


def to_networkx(y: Any) -> "networkx.MultiDiGraph[str]":
    """Return the graph of a result as one of networkx, with an edge for each use of an operand.

    Arguments:
        y: the result; one of a `Value` class of your own, too.

    Returns:
        A directed graph. Nodes are called n0, n1, ... in topological order, with the attributes
        `label`, `kind`, `operation`, `formula`, `data` and `grad`; edges lead from operands to
        results, and their key is the slot of the operand, counted from 0.

    Raises:
        TypeError: if `y` is no Value.

    >>> from micrograd_plus import Value
    >>> a = Value(3.0, label="a")
    >>> graph = to_networkx(a + a)
    >>> list(graph.edges(keys=True))
    [('n0', 'n1', 0), ('n0', 'n1', 1)]
    """
    try:
        import networkx
    except ImportError:
        raise ImportError("graphs of networkx need it: pip install networkx") from None
    nodes, edges = _read(y)
    graph = networkx.MultiDiGraph()
    for index, node in enumerate(nodes):
        graph.add_node(f"n{index}", **node._asdict())
    for operand, result, slot in edges:
        graph.add_edge(f"n{operand}", f"n{result}", key=slot)
    return graph


def to_graphml(y: Any) -> str:
    """Return the graph of a result as GraphML, which yEd, Gephi and Cytoscape read.

    Attributes are those of `to_networkx`, and `slot` of an edge. As its readers need it, there are
    no control characters, and inf and nan are text, as everything about numbers is.

    Raises:
        TypeError: if `y` is no Value.
    """
    import networkx

    graph = to_networkx(y)
    for _, told in graph.nodes(data=True):
        for name, thing in told.items():
            told[name] = _plain("" if thing is None else str(thing))
    for _, _, slot, told in graph.edges(keys=True, data=True):
        told["slot"] = slot
    return "\n".join(networkx.generate_graphml(graph)) + "\n"


def to_json(y: Any) -> str:
    """Return the graph of a result as JSON: `nodes` and `edges`, as `to_networkx` has them.

    A number that JSON does not have is text: `inf`, `-inf` or `nan`.

    >>> from micrograd_plus import Value
    >>> print(to_json(Value(2.0, label="x") * 3.0))  # doctest: +ELLIPSIS
    {"nodes": [{"name": "n0", "label": "x", "kind": "leaf", "operation": "", ...
    """
    nodes, edges = _read(y)
    listed = []
    for index, node in enumerate(nodes):
        told = node._asdict()
        told |= {name: _finite(told[name]) for name in ("data", "grad")}
        listed.append({"name": f"n{index}"} | told)
    ways = [{"from": f"n{a}", "to": f"n{b}", "slot": slot} for a, b, slot in edges]
    return json.dumps({"nodes": listed, "edges": ways}, ensure_ascii=False)


def to_mermaid(y: Any) -> str:
    """Return the graph of a result as text for Mermaid, which GitHub and notebooks draw.

    Put it into a code block whose language is `mermaid`: three backticks open and close it.

    Arguments:
        y: the result; one of a `Value` class of your own, too.

    Raises:
        TypeError: if `y` is no Value.
        ValueError: for a graph of more edges than Mermaid draws.

    >>> from micrograd_plus import Value
    >>> print(to_mermaid(Value(2.0, label="x") * Value(-3.0, label="w")), end="")
    flowchart LR
        n0["x<br/>2.0000"]
        n1["w<br/>-3.0000"]
        n2["v1 = x #42; w<br/>-6.0000"]
        n0 --> n2
        n1 --> n2
    """
    nodes, edges = _read(y)
    if len(edges) > MOST_EDGES:
        raise ValueError(
            f"the graph has {len(edges)} edges, and Mermaid draws {MOST_EDGES}: draw_dot draws more"
        )
    lines = ["flowchart LR"]
    for index, node in enumerate(nodes):
        head = f"{node.label} = {node.formula}" if node.formula else node.label
        rows = [head, number_text(node.data)]
        if node.grad is not None:
            rows.append(f"grad {number_text(node.grad)}")
        lines.append(f'    n{index}["{"<br/>".join(map(_marked, rows))}"]')
    lines += [f"    n{operand} --> n{result}" for operand, result, _ in edges]
    return "\n".join(lines) + "\n"


def _marked(text: str) -> str:
    return "".join([_MARKS.get(letter, letter) for letter in _plain(text)])


def _plain(text: str) -> str:
    """Text without control characters."""
    return "".join([letter if letter.isprintable() else " " for letter in text])


def _finite(number: float | None) -> float | str | None:
    return number if number is None or math.isfinite(number) else str(number)
