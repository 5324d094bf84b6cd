"""A graph as plain data for a page that computes it again: what JSON can hold, nothing more."""

import math
from typing import Any

from ..engine.own_steps import OwnOperation
from ..engine.source_lines import line_of
from ..engine.staleness import ordered
from ..engine.value import Value
from ..inputs import shown
from ..rules.javascript import to_javascript
from ..rules.table import TABLE, Rule


def player_data(root: Value) -> tuple[dict[str, Any], str]:
    """Return the graph of a result as flat lists, and the rows of the table as JavaScript.

    Nodes are in topological order, the root last. Only leaves have numbers: a page computes the
    rest. What is empty is left out.

    Arguments:
        root: the result.

    Returns:
        The lists `rules` (keys into the rows), `rule` (for each node its place in `rules`, -1 for a
        leaf), `back` (how far back each operand lies), and by place `labels`, `numbers`,
        `constants`, `lines` and `scopes`; then the source of the rows.

    Raises:
        StaleGraphError: if data was set after it had been used.
        ValueError: for a node made by hand, which has no formula.

    >>> x = Value(3.0, label="x")
    >>> data, source = player_data(x * x)
    >>> data["back"], data["numbers"]
    ([[], [1, 1]], {0: 3.0})
    """
    nodes = ordered(root)
    place = {node: index for index, node in enumerate(nodes)}
    for node in nodes:
        if isinstance(node.operation, OwnOperation):
            raise ValueError(
                f"{shown(node)} was computed by hand, and a page needs a formula to compute it "
                f"again: {node.operation.cure(node.operands)}"
            )
    source, keys = to_javascript(_rules(nodes))
    used = list(dict.fromkeys(keys[node.rule] for node in nodes if node.rule is not None))
    data = {
        "rules": used,
        "rule": [-1 if node.rule is None else used.index(keys[node.rule]) for node in nodes],
        "back": [
            [index - place[parent] for parent in node.operands] for index, node in enumerate(nodes)
        ],
        "labels": {index: node.label for index, node in enumerate(nodes) if node.label},
        "numbers": {
            index: _number(node.data) for index, node in enumerate(nodes) if node.rule is None
        },
        "constants": [index for index, node in enumerate(nodes) if node.is_constant],
        "lines": {index: line for index, node in enumerate(nodes) if (line := line_of(node))},
        "scopes": {index: node.scope.path for index, node in enumerate(nodes) if node.scope},
    }
    return data, source


def _rules(nodes: list[Value]) -> list[Rule]:
    """Every row, so that a formula typed into the page can use it; first those of the table."""
    used = [node.rule for node in nodes if node.rule is not None]
    return list(dict.fromkeys([*TABLE.values(), *used]))


def _number(x: float) -> float | str:
    return x if math.isfinite(x) else repr(x)
