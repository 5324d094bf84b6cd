"""What is alike: operations in a row become one unit, equal units of many samples one class."""

from dataclasses import dataclass, field
from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.scopes import Scope

from .part import CUT, Part


@dataclass(slots=True)
class Unit:
    """Operations of one kind in a row, such as the additions of a long sum; mostly just one.

    Attributes:
        place: that of the last one, whose result everybody else sees.
        members: the places of all.
        operands: the places of what comes in from outside, or CUT.
    """

    place: int
    members: list[int] = field(default_factory=list)
    operands: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Kind:
    """Units that are computed alike from what is alike: one drawn, the others counted.

    Attributes:
        node: one of their results.
        units: all of them.
        operands: the numbers of the classes that they are computed from.
    """

    node: Value
    units: list[Unit]
    operands: tuple[int, ...]


def in_rows(part: Part) -> dict[int, Unit]:
    """Put operations of one kind, each used by the next one only, into one unit.

    Returns:
        The units by the place of their last value, in topological order.
    """
    order = part.order
    uses, user = [0] * len(order), [CUT] * len(order)
    for place, operands in enumerate(part.operands):
        for operand in operands:
            if operand != CUT:
                uses[operand] += 1
                user[operand] = place
    last = list(range(len(order)))
    for place in range(len(order) - 1, -1, -1):
        alone = uses[place] == 1 and place not in part.uses_cut and place != part.focus
        if alone and _continues(order[place], order[user[place]]):
            last[place] = last[user[place]]
    units = {place: Unit(place) for place in range(len(order)) if last[place] == place}
    for place, operands in enumerate(part.operands):
        unit = units[last[place]]
        unit.members.append(place)
        unit.operands += [o for o in operands if o == CUT or last[o] != last[place]]
    return units


class Classes:
    """The classes of units that are alike.

    Units are alike if they do the same in the same part of the program with operands that are
    alike. A leaf that several like units use in the same place, as samples use a weight, is like
    no other; leaves that are used once, as inputs are, are alike if like units use them alike.

    Attributes:
        has_weights: whether there are leaves of the first sort.
    """

    def __init__(self, part: Part) -> None:
        self._part, self._units = part, in_rows(part)
        self._paths: dict[Scope | None, Any] = {}
        first = self._number({})
        uses: dict[int, list[tuple[int, int]]] = {}
        for place, unit in self._units.items():
            for slot, operand in enumerate(unit.operands):
                if operand != CUT and part.order[operand].rule is None:
                    uses.setdefault(operand, []).append((first[place], slot))
        self._uses = {place: frozenset(found) for place, found in uses.items()}
        self._shared = {
            place
            for place, found in uses.items()
            if len(self._uses[place]) < len(found) and not part.order[place].is_constant
        }
        self.has_weights: bool = bool(self._shared)

    def kinds(self, symmetric: bool) -> list[Kind]:
        """Return the classes, operands before results.

        Arguments:
            symmetric: let weights be alike too that are used alike.
        """
        leaves: dict[int, Any] = dict(self._uses)
        if not symmetric:
            leaves |= {place: place for place in self._shared}
        numbers = self._number(leaves)
        kinds: dict[int, Kind] = {}
        for place, unit in self._units.items():
            number = numbers[place]
            if number not in kinds:
                operands = [numbers[operand] for operand in unit.operands if operand != CUT]
                node = self._part.order[place]
                kinds[number] = Kind(node, [], tuple(dict.fromkeys(operands)))
            kinds[number].units.append(unit)
        return [kinds[number] for number in sorted(kinds)]

    def _number(self, leaves: dict[int, Any]) -> dict[int, int]:
        """Give each unit the number of its class; leaves have what tells them apart."""
        known: dict[Any, int] = {}
        numbers: dict[int, int] = {CUT: CUT}
        for place, unit in self._units.items():
            node = self._part.order[place]
            key: Any
            if node.rule is None:
                key = (node.is_constant, node.label, leaves.get(place))
            else:
                operands = tuple([numbers[operand] for operand in unit.operands])
                path = self._path(node.scope)
                key = (*_what(node), len(unit.members), node.label, path, operands)
            if place == self._part.focus:
                key = "focus"
            numbers[place] = known.setdefault(key, len(known))
        return numbers

    def _path(self, scope: Scope | None) -> Any:
        """The names of a scope and of those around it."""
        if scope not in self._paths:
            names = () if scope is None else tuple(around.name for around in scope.chain())
            self._paths[scope] = names
        return self._paths[scope]


def looks(part: Part, unit: Unit) -> tuple[Any, ...]:
    """Return what is to be seen of a unit, apart from its operands and its numbers."""
    node = part.order[unit.place]
    return (*_what(node), node.is_constant, node.label, len(unit.members))


def _what(node: Value) -> tuple[Any, float | None]:
    return node.operation, node.number_exponent


def _continues(node: Value, user: Value) -> bool:
    """Whether two operations are of one kind, so that they can be drawn as one."""
    if node.operation is None or node.operation is not user.operation or node.name.strip():
        return False
    return node.scope is user.scope and _what(node) == _what(user)
