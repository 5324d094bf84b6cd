"""Parts of the program: the values that one call of a module made, drawn as one box."""

from collections.abc import Sequence
from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.scopes import Scope

from .alike import Kind
from .groups import Group, in_circles, links
from .merging import merged
from .part import Part


class Scopes:
    """The scopes of a graph, in which calls that made what is alike count as one."""

    def __init__(self, part: Part, kinds: list[Kind]) -> None:
        self._leaders: dict[Scope, Scope] = {}
        self._heights: dict[Scope, int] = {}
        self._calls: dict[Scope, set[Scope]] = {}
        seen: set[tuple[Scope, Scope]] = set()
        for kind in kinds:
            first = kind.node.scope
            for unit in kind.units[1:]:
                other = part.order[unit.place].scope
                if first is not None and other is not None and (first, other) not in seen:
                    seen.add((first, other))
                    self._unite(first, other)
        for scope in {node.scope for node in part.order if node.scope is not None}:
            for height, around in enumerate(reversed(scope.chain()), 1):
                leader = self.leader(around)
                self._heights[leader] = max(height, self._heights.get(leader, 0))
                self._calls.setdefault(leader, set()).add(around)

    def call(self, scope: Scope | None, leader: Scope) -> Scope | None:
        """Return which one of the scopes that a leader stands for is around a scope."""
        while scope is not None and self.leader(scope) is not leader:
            scope = scope.outer
        return scope

    def calls(self, leader: Scope) -> frozenset[Scope]:
        """Return the scopes that one stands for."""
        return frozenset(self._calls[leader])

    def leader(self, scope: Scope) -> Scope:
        """Return the one scope that stands for all that count as one."""
        while (other := self._leaders.get(scope, scope)) is not scope:
            scope = other
        return scope

    def outermost(self, scope: Scope | None, height: int) -> Scope | None:
        """Return the widest scope around one that is at most so many scopes high."""
        found = None
        while scope is not None:
            leader = self.leader(scope)
            if self._heights[leader] > height:
                break
            found, scope = leader, scope.outer
        return found

    def _unite(self, one: Scope | None, other: Scope | None) -> None:
        while one is not None and other is not None:
            first, second = self.leader(one), self.leader(other)
            if first is not second:
                self._leaders[second] = first
            one, other = one.outer, other.outer


def in_parts(part: Part, kinds: list[Kind], height: int) -> list[Group]:
    """Put classes of values into boxes by the part of the program that made them.

    Arguments:
        part: the values.
        kinds: their classes.
        height: how many scopes inside of each other a box may hold; 0 for none.
    """
    scopes = Scopes(part, kinds)
    homes = [scopes.outermost(kind.node.scope, height) for kind in kinds]
    if not any(homes):
        return _grouped(scopes, homes)
    _adopt_parameters(part, kinds, scopes, homes)
    while True:
        groups = _grouped(scopes, homes)
        tangled = [groups[number] for number in in_circles(links(kinds, groups))]
        parts = [group for group in tangled if group.scope is not None]
        if not parts:
            return merged(part, kinds, groups)
        for group in parts:
            for number in group.kinds:
                homes[number] = None


def _adopt_parameters(
    part: Part, kinds: list[Kind], scopes: Scopes, homes: list[Scope | None]
) -> None:
    """Let a leaf that is a parameter of one part of the program belong to that part."""
    users: list[list[int]] = [[] for _ in kinds]
    for number, kind in enumerate(kinds):
        for operand in kind.operands:
            users[operand].append(number)
    for number, kind in enumerate(kinds):
        leaf = kind.node
        if leaf.rule is not None or leaf.is_constant or homes[number] or len(kind.units) > 1:
            continue
        around = {home for user in users[number] if (home := homes[user]) is not None}
        if len(around) != 1:
            continue
        (home,) = around
        inside = {
            part.order[unit.place].scope
            for user in users[number]
            if homes[user] is home
            for unit in kinds[user].units
        }
        if _is_parameter(leaf, inside, scopes, home):
            homes[number] = home


def _is_parameter(leaf: Value, inside: set[Scope | None], scopes: Scopes, home: Scope) -> bool:
    """Whether a leaf belongs to the module that uses it, as a weight does and an input does not.

    A weight is used by many calls; where there is one call only, the path in its label tells.
    """
    if len({scopes.call(scope, home) for scope in inside}) > 1:
        return True
    return any(scope is not None and _named_by(scope, leaf.label) for scope in inside)


def _named_by(scope: Scope, label: str) -> bool:
    """Whether a label is a path that begins with the names of a module and those around it."""
    names = [around.name for around in scope.chain()]
    return any(label.startswith(".".join(names[start:]) + ".") for start in range(len(names)))


def _grouped(scopes: Scopes, homes: Sequence[Scope | None]) -> list[Group]:
    groups: dict[Any, Group] = {}
    for number, home in enumerate(homes):
        key = number if home is None else home
        if key not in groups:
            groups[key] = Group([], home, scopes.calls(home) if home else frozenset())
        groups[key].kinds.append(number)
    return list(groups.values())
