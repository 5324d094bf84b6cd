"""A graph, or a part of it, as plain lists of numbers; what was cut off is counted."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from micrograd_plus.engine import Value
from micrograd_plus.engine.gradient import depending_on
from micrograd_plus.graph import toposort

# Stands in place of an operand that is not in the part.
CUT = -1

_parents = attrgetter("parents")


@dataclass(slots=True)
class Part:
    """The values of a drawing.

    Attributes:
        order: the values in topological order.
        operands: for each value, the places of its operands in `order`, or CUT.
        uses_cut: for places of values, how many uses of them are not in the part.
        whole: how many values the whole graph has.
        places: the place of each value in the whole graph.
        focus: the place of the value to look at; CUT if there is none.
    """

    order: list[Value]
    operands: list[tuple[int, ...]]
    uses_cut: dict[int, int]
    whole: int
    places: list[int]
    focus: int = CUT


def whole(root: Value) -> Part:
    """Return all of the graph of `root`."""
    order = toposort(root, _parents)
    index = {node: place for place, node in enumerate(order)}
    operands = [tuple([index[parent] for parent in node.parents]) for node in order]
    return Part(order, operands, {}, len(order), list(range(len(order))))


def near(everything: Part, focus: Value, around: int) -> Part:
    """Return the values that are at most `around` operations away from one, in any direction.

    Raises:
        ValueError: if `focus` is not part of the graph.
    """
    start = _place_of(everything, focus, "focus")
    users: list[list[int]] = [[] for _ in everything.order]
    for place, operands in enumerate(everything.operands):
        for operand in operands:
            users[operand].append(place)
    found, edge = {start}, [start]
    for _ in range(around):
        beside = {each for place in edge for each in everything.operands[place]}
        beside |= {each for place in edge for each in users[place]}
        edge = sorted(beside - found)
        found |= beside
        if not edge:
            break
    part = _only(everything, found)
    part.focus = part.places.index(start)
    return part


def along(everything: Part, x: Value) -> Part:
    """Return one path from the result back to `x`: the one that carries most of the gradient.

    Its product of local gradients has the largest magnitude; of equal ones it is the shortest.

    Raises:
        ValueError: if `x` is not part of the graph.
    """
    start = _place_of(everything, x, "one_path_to")
    order = everything.order
    leading = depending_on([x], order)
    # What the path from a value back to x is worth, and the operand by which it goes on: its slot
    # and its place.
    worth: dict[int, tuple[float, int]] = {start: (0.0, 0)}
    onward: dict[int, tuple[int, int]] = {}
    for place, node in enumerate(order):
        if node not in leading or place == start or node.rule is None:
            continue
        steps = []
        operands = everything.operands[place]
        for slot, (operand, local) in enumerate(zip(operands, _locals(node), strict=False)):
            if operand in worth:
                carried, length = worth[operand]
                # Nothing stays nothing, also times infinity.
                together = -math.inf if -math.inf in (carried, local) else carried + local
                steps.append(((together, length - 1), (slot, operand)))
        worth[place], onward[place] = max(steps, key=lambda step: step[0])
    place = len(order) - 1
    found = {place: CUT}
    while place != start:
        slot, operand = onward[place]
        found[place] = slot
        place = operand
        found[place] = CUT
    return _one_operand_each(_only(everything, found), found)


def _locals(node: Value) -> list[float]:
    """The logarithms of the magnitudes of the local gradients; -inf where nothing flows.

    What is no number counts as infinite: whoever looks for it finds where it comes from.
    """
    assert node.operation is not None
    return [
        -math.inf if not local else math.inf if math.isnan(local) else math.log(abs(local))
        for local in node.operation.local(node)
    ]


def _one_operand_each(part: Part, slots: dict[int, int]) -> Part:
    """Cut what leads from one value of a path to another beside the path, as in `a + a`."""
    for index, place in enumerate(part.places):
        operands = list(part.operands[index])
        for slot, operand in enumerate(operands):
            if operand != CUT and slot != slots[place]:
                operands[slot] = CUT
                part.uses_cut[operand] = part.uses_cut.get(operand, 0) + 1
        part.operands[index] = tuple(operands)
    return part


def _place_of(part: Part, node: Value, name: str) -> int:
    try:
        return part.order.index(node)
    except ValueError:
        raise ValueError(
            f"{name} is a value of the graph that is drawn; {node!r} is not part of it"
        ) from None


def _only(everything: Part, found: Iterable[int]) -> Part:
    """Keep some of the values, and count the edges that are cut."""
    places = sorted(found)
    new = {place: index for index, place in enumerate(places)}
    operands = [
        tuple([new.get(operand, CUT) for operand in everything.operands[place]]) for place in places
    ]
    uses_cut: dict[int, int] = {}
    for user, its_operands in enumerate(everything.operands):
        if user not in new:
            for operand in its_operands:
                if operand in new:
                    uses_cut[new[operand]] = uses_cut.get(new[operand], 0) + 1
    order = [everything.order[place] for place in places]
    return Part(order, operands, uses_cut, everything.whole, places)
