"""Groups of values that become boxes, and how they depend on each other."""

from dataclasses import dataclass

from micrograd_plus.engine.scopes import Scope

from .alike import Kind


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


def sorted_groups(before: list[set[int]]) -> list[int]:
    """Return the groups in topological order, nearly in the order in which they are.

    What is in a circle, or needs something that is, never gets its turn.

    Arguments:
        before: the groups of the operands of each, as `links` finds them.
    """
    after = _users(before)
    waiting = [len(operands) for operands in before]
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


def in_circles(before: list[set[int]]) -> set[int]:
    """Return the groups that need their own result, or lie between two such.

    Boxes for them would have arrows both ways.
    """
    backward = [set(users) for users in _users(before)]
    return set(range(len(before))).difference(sorted_groups(before), sorted_groups(backward))


def _users(before: list[set[int]]) -> list[list[int]]:
    """The groups that use each group, in their order."""
    after: list[list[int]] = [[] for _ in before]
    for number, operands in enumerate(before):
        for operand in operands:
            after[operand].append(number)
    return after
