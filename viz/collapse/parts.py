"""Parts of the program: the values that one call of a module made, drawn as one box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.scopes import Scope

from .alike import Kind, looks
from .part import Part


@dataclass(slots=True)
class Group:
    """The classes of values that become one box.

    Attributes:
        kinds: their numbers, in topological order.
        scope: the part of the program that they are; None if they are just alike.
        calls: the calls of that part that are drawn as one.
    """

    kinds: list[int]
    scope: Scope | None = None
    calls: frozenset[Scope] = frozenset()

    def call(self, scope: Scope | None) -> Scope | None:
        """Return the call of this part that a scope belongs to; None if there is none."""
        while scope is not None and scope not in self.calls:
            scope = scope.outer
        return scope


class Scopes:
    """The scopes of a graph, in which calls that made what is alike count as one."""

    def __init__(self, part: Part, kinds: list[Kind]) -> None:
        self._part = part
        self._leaders: dict[Scope, Scope] = {}
        self._heights: dict[Scope, int] = {}
        self._calls: dict[Scope, set[Scope]] = {}
        seen: set[tuple[Scope, Scope]] = set()
        for kind in kinds:
            first = self.of(kind)
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

    def of(self, kind: Kind) -> Scope | None:
        """Return the scope of a class as its first unit knows it."""
        return self._part.order[kind.units[0].place].scope

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
    homes = [scopes.outermost(scopes.of(kind), height) for kind in kinds]
    if not any(homes):
        return _grouped(scopes, homes)
    _adopt_parameters(part, kinds, scopes, homes)
    while True:
        groups = _grouped(scopes, homes)
        tangled = _in_cycles(kinds, groups)
        if not tangled:
            return _merged(part, kinds, groups)
        for group in tangled:
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
        leaf = part.order[kind.units[0].place]
        around = {homes[user] for user in users[number]} - {None}
        if leaf.rule is not None or homes[number] or len(around) != 1 or len(kind.units) > 1:
            continue
        home = around.pop()
        assert home is not None
        inside = {
            part.order[unit.place].scope
            for user in users[number]
            if homes[user] is home
            for unit in kinds[user].units
        }
        if not leaf.is_constant and _is_parameter(leaf, inside, scopes, home):
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


def owners(groups: list[Group]) -> dict[int, int]:
    """Return the number of the group of each class."""
    return {kind: number for number, group in enumerate(groups) for kind in group.kinds}


def links(kinds: list[Kind], groups: list[Group]) -> list[set[int]]:
    """Return for each group the groups of its operands, itself left out."""
    owner = owners(groups)
    return [
        {owner[operand] for kind in group.kinds for operand in kinds[kind].operands} - {number}
        for number, group in enumerate(groups)
    ]


def _in_cycles(kinds: list[Kind], groups: list[Group]) -> list[Group]:
    """The parts that need their own result: a box for them would have arrows both ways."""
    before = links(kinds, groups)
    after: list[set[int]] = [set() for _ in groups]
    for number, operands in enumerate(before):
        for operand in operands:
            after[operand].add(number)
    left = _peeled(before, after) & _peeled(after, before)
    return [groups[number] for number in left if groups[number].scope is not None]


def _peeled(before: list[set[int]], after: list[set[int]]) -> set[int]:
    """What is left when everything that waits for nothing is taken away, again and again."""
    waiting = [len(operands) for operands in before]
    ready = [number for number, count in enumerate(waiting) if count == 0]
    left = set(range(len(before)))
    while ready:
        number = ready.pop()
        left.discard(number)
        for user in after[number]:
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    return left


def _merged(part: Part, kinds: list[Kind], groups: list[Group]) -> list[Group]:
    """Let values outside of all parts be one box where the boxes around them are the same.

    So the squares of all weights are one box, and all inputs of a layer.
    """
    if all(group.scope is None for group in groups):
        return groups
    before = links(kinds, groups)
    order = sorted_groups(before)
    known: dict[Any, int] = {}
    stands_for = list(range(len(groups)))
    units = [kinds[group.kinds[0]].units[0] for group in groups]
    nodes = [part.order[unit.place] for unit in units]
    done = [(looks(part, unit), part.order[unit.place].scope) for unit in units]
    # What a drawing is about stays by itself.
    single = [
        group.scope is None and unit.place != part.focus
        for group, unit in zip(groups, units, strict=True)
    ]
    for number in order:
        if single[number] and nodes[number].rule is not None:
            seen = frozenset(
                ("leaf", nodes[operand].is_constant)
                if single[operand] and nodes[operand].rule is None and not nodes[operand].label
                else stands_for[operand]
                for operand in before[number]
            )
            key: tuple[Any, ...] = (
                done[number],
                len(kinds[groups[number].kinds[0]].units),
                seen,
            )
            stands_for[number] = known.setdefault(key, number)
    users: list[set[int]] = [set() for _ in groups]
    for number in order:
        for operand in before[number]:
            users[stands_for[operand]].add(stands_for[number])
    for number in order:
        node, its_users = nodes[number], frozenset(users[stands_for[number]])
        from_parts = before[number] and not any(single[operand] for operand in before[number])
        if single[number] and (from_parts or (node.rule is None and not node.label)):
            key = ("used by", done[number], its_users)
            stands_for[number] = known.setdefault(key, stands_for[number])
    found: dict[int, Group] = {}
    for number in order:
        group = groups[number]
        first = found.setdefault(stands_for[number], Group([], group.scope, group.calls))
        first.kinds += group.kinds
    return list(found.values())


def sorted_groups(before: list[set[int]]) -> list[int]:
    """The groups in topological order, nearly in the order in which they are."""
    after: list[list[int]] = [[] for _ in before]
    waiting = [len(operands) for operands in before]
    for number, operands in enumerate(before):
        for operand in operands:
            after[operand].append(number)
    ready = [number for number in range(len(before) - 1, -1, -1) if waiting[number] == 0]
    order = []
    while ready:
        number = ready.pop()
        order.append(number)
        for user in reversed(after[number]):
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    return order
