"""How coarse a drawing has to be: the finest level at which it has few enough boxes."""

from collections.abc import Iterator

from micrograd_plus.engine import Value

from .alike import Classes, Kind, looks
from .bundles import MOST_BUNDLES, around_parts, in_bundles
from .groups import Group, owners
from .part import CUT, Part
from .parts import in_parts
from .sketch import Box, Line, Sketch

# As many boxes as a person can find a way through in one picture.
MOST_BOXES = 300

# How many scopes inside of each other a box holds: a neuron has none inside, a layer has neurons.
_HEIGHTS = {"operation": 0, "neuron": 1, "layer": 2, "network": 1_000_000}
LEVELS = tuple(_HEIGHTS)

_BUNDLES = "stretches of the computation"
_OUTSIDE = "what is outside in stretches"


def outline(part: Part, level: str | None, most: int = MOST_BOXES) -> Sketch:
    """Choose the boxes of a drawing: one for each value, or as few as fit.

    Arguments:
        part: the values to draw.
        level: one of LEVELS: what to draw as one at least; None chooses.
        most: how many boxes there may be.
    """
    if level in (None, "operation") and len(part.order) <= most:
        return _one_by_one(part)
    levels = LEVELS[LEVELS.index(level or "operation") :]
    if all(node.scope is None for node in part.order):
        # Without parts every level is the same.
        level, levels = None, ("operation",)
    tried = []
    for choice in _choices(part, levels):
        found, groups, kinds = choice
        if len(groups) <= most:
            return _sketch(part, found, level, groups, kinds)
        tried.append(choice)
    for found, groups, kinds in tried:
        fewer = around_parts(kinds, groups, most, _focused(part, groups, kinds))
        if fewer is not None:
            return _sketch(part, f"{found}, {_OUTSIDE}", level, fewer, kinds)
    _, groups, kinds = tried[-1]
    bundles = in_bundles(kinds, groups, min(most, MOST_BUNDLES))
    return _sketch(part, _BUNDLES, level, bundles, kinds)


def _focused(part: Part, groups: list[Group], kinds: list[Kind]) -> list[int]:
    """The number of the group that a drawing is about, if it is about one."""
    return [
        number
        for number, group in enumerate(groups)
        if kinds[group.kinds[0]].units[0].place == part.focus
    ]


def _choices(part: Part, levels: tuple[str, ...]) -> Iterator[tuple[str, list[Group], list[Kind]]]:
    """From fine to coarse; that weights are drawn as one is the last resort."""
    classes = Classes(part)
    for symmetric in (False, True) if classes.has_weights else (False,):
        kinds = classes.kinds(symmetric)
        for level in levels:
            yield level, in_parts(part, kinds, _HEIGHTS[level]), kinds


def _one_by_one(part: Part) -> Sketch:
    boxes = [
        Box(
            f"n{part.places[place]}",
            [node],
            node,
            operands_cut=part.operands[place].count(CUT),
            uses_cut=part.uses_cut.get(place, 0),
            focus=place == part.focus,
        )
        for place, node in enumerate(part.order)
    ]
    lines = [
        Line(boxes[operand], boxes[place], [(part.order[place], slot)])
        for place, operands in enumerate(part.operands)
        for slot, operand in enumerate(operands)
        if operand != CUT
    ]
    return Sketch(boxes, lines, len(part.order), part.whole)


def _sketch(
    part: Part, level: str, wanted: str | None, groups: list[Group], kinds: list[Kind]
) -> Sketch:
    """Make boxes of groups, and lines of all edges between them."""
    boxes = [_box(part, f"b{number}", group, kinds) for number, group in enumerate(groups)]
    _shorten(boxes, groups)
    home = _homes(part, groups, kinds)
    lines: dict[tuple[str, str], Line] = {}
    for place, operands in enumerate(part.operands):
        target, node = boxes[home[place]], part.order[place]
        for slot, operand in enumerate(operands):
            if operand == CUT:
                target.operands_cut += 1
                continue
            source = boxes[home[operand]]
            if source is target and not _leaves(groups[home[place]], part.order[operand], node):
                continue
            line = lines.setdefault((source.name, target.name), Line(source, target))
            line.edges.append((node, slot))
    for place, count in part.uses_cut.items():
        boxes[home[place]].uses_cut += count
    if part.focus != CUT:
        boxes[home[part.focus]].focus = True
    collapsed = any(len(box.nodes) > 1 for box in boxes)
    return Sketch(
        boxes, list(lines.values()), len(part.order), part.whole, level, wanted or "", collapsed
    )


def _homes(part: Part, groups: list[Group], kinds: list[Kind]) -> list[int]:
    """The number of the group that each value is in."""
    home = [0] * len(part.order)
    owner = owners(groups)
    for number, kind in enumerate(kinds):
        for unit in kind.units:
            for place in unit.members:
                home[place] = owner[number]
    return home


def _shorten(boxes: list[Box], groups: list[Group]) -> None:
    """Leave the outermost name out of what parts are called, where it is that of all of them."""
    chains = [group.scope.chain() if group.scope is not None else [] for group in groups]
    everywhere = len({chain[0].name for chain in chains if chain}) == 1
    for box, chain in zip(boxes, chains, strict=True):
        shown = chain[1:] if everywhere and len(chain) > 1 else chain
        box.short = ".".join(scope.name for scope in shown)


def _box(part: Part, name: str, group: Group, kinds: list[Kind]) -> Box:
    units = [unit for number in group.kinds for unit in kinds[number].units]
    places = sorted(place for unit in units for place in unit.members)
    nodes = [part.order[place] for place in places]
    if group.scope is not None:
        return Box(
            name, nodes, None, group.scope.path, kind=group.scope.kind, alike=len(group.calls)
        )
    first = part.order[units[0].place]
    if len({looks(part, unit) for unit in units}) == 1:
        return Box(name, nodes, first, alike=len(units), row=len(units[0].members))
    return Box(name, nodes, None)


def _leaves(group: Group, operand: Value, node: Value) -> bool:
    """Whether an edge inside of a box leads from one call to another, as a recurrence does."""
    if len(group.calls) < 2 or operand.scope is node.scope or operand.rule is None:
        return False
    return group.call(operand.scope) is not group.call(node.scope)
