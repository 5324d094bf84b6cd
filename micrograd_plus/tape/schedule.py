"""Which units are computed together: those of equal depth, equal operation and equal kind."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from ..engine.generate import Operation
from ..graph import toposort
from ..rules.expression import Call, Name, parts
from ..rules.table import Rule
from .folding import PLAIN, Unit
from .trace import Graph

# The kinds of the terms of a sum, in the order in which they stand in it. An own factor is one that
# varies with the row as the sum does; a shared one is the same for all rows.
SHARED_TIMES_OWN, SHARED, OWN_TIMES_OWN, OWN = range(4)


@dataclass
class Group:
    """Units that one array operation computes.

    Attributes:
        operation: of every unit.
        units: in the order in which their nodes were made.
        level: how many operations, one after the other, come before it, and itself.
        batched: whether they depend on a row argument.
        active: whether a gradient flows through them.
        numbers: the arguments that are the same number in each unit, such as an exponent.
        kinds: the kind of each term, for a group of sums; empty for others.
    """

    operation: Operation
    units: list[Unit]
    level: int
    batched: bool
    active: bool
    numbers: dict[str, float] = field(default_factory=dict)
    kinds: tuple[int, ...] = ()

    @property
    def is_sum(self) -> bool:
        """Whether its units are sums of products."""
        return self.units[0].factors is not None


def schedule(graph: Graph, units: list[Unit]) -> list[Group]:
    """Put the units into groups, in an order in which operands come before results."""
    batched, active = graph.batched, graph.active
    depth = [0] * len(graph.nodes)
    groups: dict[Hashable, Group] = {}
    exponents = {op: _exponents(op.rule) for op in set(graph.operations) if op}
    for unit in units:
        node, operation = unit.node, graph.operations[unit.node]
        assert operation is not None
        used: Sequence[int] = unit.operands
        if unit.factors is not None:
            used = [*used, *[factor for factor in unit.factors if factor != PLAIN]]
        depth[node] = level = 1 + max([depth[operand] for operand in used], default=0)
        kinds: tuple[int, ...] = ()
        details: Hashable
        if unit.factors is not None:
            kinds, details = _sort_terms(graph, unit)
            # Variadic or written with +, a sum is a sum.
            name: Hashable = "sum"
        else:
            details = tuple([2 * batched[o] + active[o] for o in unit.operands])
            name = operation
        numbers: dict[str, float] = {}
        if exponents[operation]:
            numbers = _known(graph, unit, operation.rule, exponents[operation])
        # Written out, so that 0.0 and -0.0 are two numbers, and nan is one.
        written = str(numbers) if numbers else ""
        key = (level, name, batched[node], active[node], details, written)
        group = groups.get(key)
        if group is None:
            group = Group(operation, [], level, batched[node], active[node], numbers, kinds)
            groups[key] = group
        group.units.append(unit)
    order = sorted(groups.values(), key=lambda group: (group.level, group.units[0].node))
    for group in order:
        _find_numbers(graph, group)
    return order


def _known(graph: Graph, unit: Unit, rule: Rule, exponents: frozenset[str]) -> dict[str, float]:
    """The exponents of a unit that are plain numbers."""
    return {
        argument: graph.nodes[operand].number
        for argument, operand in zip(rule.arguments, unit.operands, strict=True)
        if argument in exponents and graph.constant[operand]
    }


def _exponents(rule: Rule) -> frozenset[str]:
    """The arguments that stand as an exponent in the row: a known one makes it much simpler."""
    found = set()
    for part in toposort(rule.forward, parts):
        if isinstance(part, Call) and part.operation == "pow":
            exponent = part.arguments[1]
            if isinstance(exponent, Name) and not rule.variadic:
                found.add(exponent.name)
    return frozenset(found)


def _sort_terms(graph: Graph, unit: Unit) -> tuple[tuple[int, ...], Hashable]:
    """Put the terms of a sum in order: by kind, activity, and when their own factor was made."""
    own = graph.batched[unit.node]
    factors = unit.factors or ()
    rows = []
    for operand, factor in zip(unit.operands, factors, strict=True):
        shared = own and not graph.batched[operand if factor == PLAIN else factor]
        if factor == PLAIN:
            kind, flags = SHARED if shared else OWN, (graph.active[operand], False)
        else:
            kind = SHARED_TIMES_OWN if shared else OWN_TIMES_OWN
            flags = (graph.active[operand], graph.active[factor])
        rows.append((kind, flags, operand, factor))
    rows.sort()
    unit.operands = tuple([row[2] for row in rows])
    unit.factors = tuple([row[3] for row in rows])
    kinds = tuple([row[0] for row in rows])
    return kinds, tuple([row[:2] for row in rows])


def _find_numbers(graph: Graph, group: Group) -> None:
    """Note the arguments that are one and the same number in the whole group."""
    rule = group.operation.rule
    if rule.variadic or group.is_sum:
        return
    for slot, argument in enumerate(rule.arguments):
        if not graph.constant[group.units[0].operands[slot]]:
            continue
        given = {unit.operands[slot] for unit in group.units}
        if all(graph.constant[operand] for operand in given):
            values = {repr(graph.nodes[operand].number) for operand in given}
            if len(values) == 1:
                group.numbers[argument] = graph.nodes[given.pop()].number
