"""Values of a learner's own class, made into ours to be drawn.

The first lecture writes such a class: anything with `data`, `grad`, `_prev` and `_op`.
"""

from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.own_steps import OwnOperation
from micrograd_plus.graph import toposort
from micrograd_plus.inputs import shown


def adopted(root: Any, needs_slopes: bool, *others: Any) -> list[Any]:
    """Return our Values for a graph of another class: its root, and others of its nodes.

    What the class calls `_op` is the operation, what it keeps as `label` the name. A class that
    keeps parents in a set has forgotten their order, and that there were two in `a + a`: of a sum
    or product with a single parent it is known.

    Arguments:
        root: the result.
        needs_slopes: whether the drawing shows what flows over each edge, for which the class has
            to keep its local gradients, as `_local_grads`.
        others: nodes to return besides; what is no node of the graph is returned as it is.

    Raises:
        TypeError: for data or a gradient that is not one number, and for slopes that are not kept.
    """
    nodes = {id(root): root}

    def parents(key: int) -> list[int]:
        found = _parents(nodes[key])
        nodes.update({id(node): node for node in found})
        return [id(node) for node in found]

    values: dict[int, Value] = {}
    for key in toposort(id(root), parents):
        node = nodes[key]
        value = values[key] = Value(_number(node, "data"), label=_text(node, "label"))
        value.grad = None if node.grad is None else _number(node, "grad")
        operands = tuple([values[each] for each in parents(key)])
        if operands:
            slopes = _slopes(node, len(operands))
            if needs_slopes and slopes is None:
                raise TypeError(
                    f"{shown(node)} keeps no local gradients, so what flows over each edge is not "
                    'known: draw it without theme="flow", step and one_path_to, or compute it '
                    "with the Value of micrograd_plus"
                )
            value.operands = operands
            value.operation = OwnOperation(_text(node, "_op"), len(operands), slopes)
    return [values.get(id(node), node) for node in (root, *others)]


def _slopes(node: Any, count: int) -> list[float] | None:
    found = list(getattr(node, "_local_grads", ()))
    return [float(slope) for slope in found] if len(found) == count else None


def _parents(node: Any) -> list[Any]:
    kept: Any = getattr(node, "_prev", None) or getattr(node, "_children", ())
    found = list(kept)
    if isinstance(kept, set | frozenset):
        # The order of a set differs from run to run, the drawing is to be the same.
        found.sort(key=lambda parent: (_text(parent, "label"), _number(parent, "data")))
        if len(found) == 1 and _text(node, "_op") in ("+", "*"):
            found *= 2
    return found


def _text(node: Any, name: str) -> str:
    text = getattr(node, name, "")
    return text if isinstance(text, str) else ""


def _number(node: Any, name: str) -> float:
    number = getattr(node, name)
    if getattr(number, "ndim", 0) or not hasattr(type(number), "__float__"):
        raise TypeError(
            f"the {name} of {shown(node)} is {shown(number)}: a drawing shows one number for each"
        )
    return float(number)
