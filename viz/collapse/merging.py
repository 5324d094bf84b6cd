"""Values outside of all parts of the program: one box for those that stand between the same boxes.

So the squares of all weights are one box, and all inputs of a layer.
"""

from dataclasses import dataclass
from typing import Any

from micrograd_plus.engine import Value

from .alike import Kind, looks
from .groups import Group, links, sorted_groups
from .part import Part


@dataclass(slots=True)
class _Outside:
    """A class of values outside of all parts.

    Attributes:
        node: one of them.
        look: what is to be seen of it, and where it was computed.
        count: how many units they are.
    """

    node: Value
    look: tuple[Any, ...]
    count: int

    def is_nameless_leaf(self) -> bool:
        """Whether nothing but its use tells it from other leaves."""
        return self.node.rule is None and not self.node.label


def merged(part: Part, kinds: list[Kind], groups: list[Group]) -> list[Group]:
    """Merge groups outside of all parts; where there are no parts, all stay as they are."""
    if all(group.scope is None for group in groups):
        return groups
    before = links(kinds, groups)
    order = sorted_groups(before)
    outside = _outside(part, kinds, groups)
    stands_for = _fed_alike(order, before, outside)
    stands_for = _used_alike(order, before, outside, stands_for)
    found: dict[int, Group] = {}
    for number in order:
        group = groups[number]
        first = found.setdefault(stands_for[number], Group([], group.scope, group.calls))
        first.kinds += group.kinds
    return list(found.values())


def _outside(part: Part, kinds: list[Kind], groups: list[Group]) -> dict[int, _Outside]:
    """The groups that may be merged. What a drawing is about stays by itself."""
    found = {}
    for number, group in enumerate(groups):
        kind = kinds[group.kinds[0]]
        if group.scope is None and kind.units[0].place != part.focus:
            look = (*looks(part, kind.units[0]), kind.node.scope)
            found[number] = _Outside(kind.node, look, len(kind.units))
    return found


def _fed_alike(order: list[int], before: list[set[int]], outside: dict[int, _Outside]) -> list[int]:
    """Let one operation stand for all that look like it and have the same operands.

    Leaves without a name count as the same.

    Returns:
        For each group the one that stands for it.
    """
    stands_for = list(range(len(before)))
    known: dict[Any, int] = {}
    for number in order:
        here = outside.get(number)
        if here is None or here.node.rule is None:
            continue
        operands: set[Any] = set()
        for operand in before[number]:
            leaf = outside.get(operand)
            if leaf is not None and leaf.is_nameless_leaf():
                operands.add(("leaf", leaf.node.is_constant))
            else:
                operands.add(stands_for[operand])
        key = (here.look, here.count, frozenset(operands))
        stands_for[number] = known.setdefault(key, number)
    return stands_for


def _used_alike(
    order: list[int], before: list[set[int]], outside: dict[int, _Outside], stands_for: list[int]
) -> list[int]:
    """Let one stand for all that look like it and are used by the same.

    This holds for leaves without a name, and for operations on results of parts alone.
    """
    users: list[set[int]] = [set() for _ in before]
    for number in order:
        for operand in before[number]:
            users[stands_for[operand]].add(stands_for[number])
    found = list(stands_for)
    known: dict[Any, int] = {}
    for number in order:
        here = outside.get(number)
        if here is None:
            continue
        on_parts = before[number] and not any(operand in outside for operand in before[number])
        if on_parts or here.is_nameless_leaf():
            key = (here.look, frozenset(users[stands_for[number]]))
            found[number] = known.setdefault(key, stands_for[number])
    return found
