"""What the nodes of a graph are called where their steps are told."""

import itertools
from collections.abc import Iterator

from ..engine.value import Value
from ..rules.expression import CONSTANTS
from ..rules.notation import literal

_KNOWN = {number: name for name, number in CONSTANTS.items()}


def node_names(nodes: list[Value]) -> list[str]:
    """A name for each node, all different: the label, the number of a constant, or v1, v2, ...

    The constants pi and e keep their names, unless a node is called so.
    """
    taken = {" ".join(node.label.split()) for node in nodes}
    used: set[str] = set()
    names = []
    unnamed = (name for i in itertools.count(1) if (name := f"v{i}") not in taken)
    candidates: dict[str, Iterator[str]] = {"": unnamed}
    for node in nodes:
        label = " ".join(node.label.split())
        if node.is_constant:
            names.append(label or _constant(node.data, taken))
            continue
        if label not in candidates:
            # Kept from node to node, or many nodes of one label would count from the start each.
            candidates[label] = _numbered(label)
        names.append(next(name for name in candidates[label] if name not in used))
        used.add(names[-1])
    return names


def _constant(number: float, taken: set[str]) -> str:
    name = _KNOWN.get(number, "")
    return name if name and name not in taken else literal(number)


def _numbered(label: str) -> Iterator[str]:
    yield label
    yield from (f"{label}_{i}" for i in itertools.count(2))
