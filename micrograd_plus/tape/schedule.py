"""Which units are computed together: those of equal depth, equal operation and equal kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..arrays import np
from ..engine.generate import Operation
from ..graph import toposort
from ..rules.expression import Call, Name, parts
from ..rules.table import Rule
from .folding import PLAIN, Units
from .places import counted, distinct, ends_of
from .trace import Graph

# The kinds of the terms of a sum, in the order in which they stand in it. An own factor is one that
# varies with the row as the sum does; a shared one is the same for all rows.
SHARED_TIMES_OWN, SHARED, OWN_TIMES_OWN, OWN = range(4)


@dataclass(eq=False)
class Group:
    """Units that one array operation computes.

    Attributes:
        operation: of every unit.
        nodes: their places, in the order in which they were made (units,).
        operands: those of each unit; of a sum of products, one factor of each term (units, terms).
        factors: of a sum, the other factor of each term, `PLAIN` for what is no product; None for
            other operations (units, terms).
        folded: how many other nodes the units stand for.
        level: how many operations, one after the other, come before it, and itself.
        batched: whether they depend on a row argument.
        active: whether a gradient flows through them.
        numbers: the arguments that are the same number in each unit, such as an exponent.
        kinds: the kind of each term, for a group of sums; empty for others.
    """

    operation: Operation
    nodes: np.ndarray
    operands: np.ndarray
    factors: np.ndarray | None
    folded: int
    level: int
    batched: bool
    active: bool
    numbers: dict[str, float] = field(default_factory=dict)
    kinds: tuple[int, ...] = ()

    @property
    def is_sum(self) -> bool:
        """Whether its units are sums of products."""
        return self.factors is not None

    def only(self, chosen: np.ndarray) -> "Group":
        """Return a group of some of the units.

        Arguments:
            chosen: whether each is taken (units,).
        """
        factors = None if self.factors is None else self.factors[chosen]
        return replace(
            self, nodes=self.nodes[chosen], operands=self.operands[chosen], factors=factors
        )


@dataclass(frozen=True, eq=False)
class Schedule:
    """The units of a graph in groups, operands before results.

    Attributes:
        graph: the recorded graph.
        units: its units; the terms of sums stand in order: by kind, activity, and when their own
            factor was made.
        kind: of each term of a sum; -1 for other operands (operands,).
        group: the number of the group of each unit (units,).
        level: how many operations come before each unit, one after the other, and itself (units,).
    """

    graph: Graph
    units: Units
    kind: np.ndarray
    group: np.ndarray
    level: np.ndarray

    @cached_property
    def order(self) -> np.ndarray:
        """The units, group by group (units,)."""
        order: np.ndarray = np.argsort(self.group, kind="stable")
        return order

    @cached_property
    def starts(self) -> np.ndarray:
        """Where the units of each group begin in `order`, and where the last ones end."""
        return ends_of(np.bincount(self.group))

    @property
    def first(self) -> np.ndarray:
        """The first unit of each group (groups,)."""
        first: np.ndarray = self.order[self.starts[:-1]]
        return first

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def groups(self) -> list[Group]:
        """The groups one by one, in their order."""
        return list(self._groups())

    def _groups(self) -> Iterator[Group]:
        graph, units = self.graph, self.units
        bounds, begins = self.starts.tolist(), units.starts
        for number, unit in enumerate(self.first.tolist()):
            own = self.order[bounds[number] : bounds[number + 1]]
            width = int(begins[unit + 1] - begins[unit])
            entries = begins[own][:, None] + np.arange(width)
            node = int(units.nodes[unit])
            operation = graph.operations[node]
            assert operation is not None
            is_sum = bool(units.is_sum[unit])
            operands = units.operands[entries]
            yield Group(
                operation=operation,
                nodes=units.nodes[own],
                operands=operands,
                factors=units.factors[entries] if is_sum else None,
                folded=int(units.folded[own].sum()),
                level=int(self.level[unit]),
                batched=graph.batched[node],
                active=graph.active[node],
                numbers={} if is_sum else _numbers(graph, operation.rule, operands),
                kinds=tuple(self.kind[entries[0]].tolist()) if is_sum else (),
            )


def schedule(graph: Graph, units: Units) -> Schedule:
    """Put the units into groups, in an order in which operands come before results."""
    units, kind, detail = _in_order(graph, units)
    rises = np.zeros(len(graph.kinds), bool)
    rises[units.nodes] = True
    level = graph.edges.levels(rises)[units.nodes]
    form = _forms(graph, units, detail)
    _, first, which = np.unique(
        level * (1 + form.max(initial=0)) + form, return_index=True, return_inverse=True
    )
    # On each level by the first unit that is of the form.
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, level[first]))] = np.arange(len(first))
    return Schedule(graph, units, kind, rank[which], level)


def _in_order(graph: Graph, units: Units) -> tuple[Units, np.ndarray, np.ndarray]:
    """The units with the terms of sums in order; the kind of each term; all that has to be alike.

    The terms are sorted by kind, activity, and when their own factor was made.
    """
    owner = units.owner
    operands, factors = units.operands, units.factors
    in_sum, is_product = units.is_sum[owner], factors != PLAIN
    own = graph.varies[units.nodes][owner]
    shared = own & ~graph.varies[np.where(is_product, factors, operands)]
    kind = np.where(
        is_product,
        np.where(shared, SHARED_TIMES_OWN, OWN_TIMES_OWN),
        np.where(shared, SHARED, OWN),
    )
    active = 2 * graph.flows[operands] + (is_product & graph.flows[factors])
    detail = np.where(in_sum, 4 * kind + active, 2 * graph.varies[operands] + graph.flows[operands])
    slot = counted(units.starts, owner)
    order = np.lexsort(
        (
            factors,
            np.where(in_sum, operands, slot),
            np.where(in_sum, detail, 0),
            owner,
        )
    )
    sorted_units = Units(
        units.nodes, units.is_sum, units.folded, units.starts, operands[order], factors[order]
    )
    return sorted_units, np.where(in_sum, kind, -1)[order], detail[order]


def _forms(graph: Graph, units: Units, detail: np.ndarray) -> np.ndarray:
    """A number for each unit, the same for those that are written alike."""
    # Variadic or written with +, a sum is a sum.
    operation = np.where(units.is_sum, -1, graph.kinds[units.nodes])
    flags = 2 * graph.varies[units.nodes] + graph.flows[units.nodes]
    own = np.column_stack([operation, flags, _exponents_of(graph, units)])
    form = np.zeros(len(units.nodes), np.int64)
    widths = np.diff(units.starts)
    count = 0
    for width in np.unique(widths).tolist():
        some = np.flatnonzero(widths == width)
        entries = units.starts[some][:, None] + np.arange(width)
        first, which = distinct(np.column_stack([own[some], detail[entries]]))
        form[some] = count + which
        count += len(first)
    return form


def _exponents_of(graph: Graph, units: Units) -> np.ndarray:
    """For each unit which of its exponents are plain numbers, and which numbers: as a number."""
    texts: dict[str, int] = {"": 0}
    found = np.zeros(len(units.nodes), np.int64)
    for number, operation in enumerate(graph.distinct):
        rule = operation.rule
        slots = [rule.arguments.index(name) for name in _exponents(rule)]
        own = np.flatnonzero((graph.kinds[units.nodes] == number) & ~units.is_sum)
        for unit in own.tolist() if slots else []:
            at = int(units.starts[unit])
            given = [(slot, int(units.operands[at + slot])) for slot in slots]
            # Written out, so that 0.0 and -0.0 are two numbers, and nan is one.
            text = ", ".join(
                f"{slot} {graph.nodes[node].number!r}"
                for slot, node in given
                if graph.constant[node]
            )
            found[unit] = texts.setdefault(text, len(texts))
    return found


def _exponents(rule: Rule) -> frozenset[str]:
    """The arguments that stand as an exponent in the row: a known one makes it much simpler."""
    found = set()
    for part in toposort(rule.forward, parts):
        if isinstance(part, Call) and part.operation == "pow":
            exponent = part.arguments[1]
            if isinstance(exponent, Name) and not rule.variadic:
                found.add(exponent.name)
    return frozenset(found)


def _numbers(graph: Graph, rule: Rule, operands: np.ndarray) -> dict[str, float]:
    """The arguments that are one and the same number in a whole group."""
    numbers: dict[str, float] = {}
    for slot, argument in enumerate([] if rule.variadic else rule.arguments):
        given = set(operands[:, slot].tolist())
        if all(graph.constant[operand] for operand in given):
            values = {repr(graph.nodes[operand].number) for operand in given}
            if len(values) == 1:
                numbers[argument] = graph.nodes[given.pop()].number
    return numbers
