"""Statements that are alike, as loops: one body, and where each operand of each turn lives."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from ...arrays import np
from ..places import evenly_spaced, rectangle
from .statements import Statement, Statements, Store, Term

# So many operands together are not worth an array.
FEW = 40
# The steps of what has a single turn.
ONE = (0, 0)


class Access(NamedTuple):
    """Where an operand lives, for each turn of the loops around it.

    Attributes:
        store: in which it lives.
        base: its place in the first turn.
        steps: how far it moves with each loop, outermost first; None where `places` says it.
        places: the places of all turns behind the first, in order, if they are not evenly spaced.
    """

    store: Store
    base: int
    steps: tuple[int, ...] | None
    places: tuple[int, ...] = ()

    def shape(self) -> Hashable:
        """What two accesses have in common that differ in their first place alone."""
        return self.store, self.steps, self.places


class Run(NamedTuple):
    """The same term again and again, along a sum.

    Attributes:
        term: what is added.
        length: how often.
        accesses: of its operands; their last loop is the one along the sum.
    """

    term: Term
    length: int
    accesses: tuple[Access, ...]


class Loop(NamedTuple):
    """Statements that are alike and do not read one another.

    Attributes:
        dims: how many turns each loop has; their product is the number of statements.
        target: where the results go.
        runs: the terms.
        adds_to: whether to add to what is there already.
        nodes: whose values or gradients these are.
    """

    dims: tuple[int, ...]
    target: Access
    runs: tuple[Run, ...]
    adds_to: bool
    nodes: tuple[int, ...]

    def accesses(self) -> list[Access]:
        """The target, and the operands in order."""
        return [self.target, *(access for run in self.runs for access in run.accesses)]

    def shape(self) -> Hashable:
        """What loops have in common that differ only in first places."""
        runs = tuple([(run.term, run.length) for run in self.runs])
        return self.dims, runs, self.adds_to, tuple([a.shape() for a in self.accesses()])


@dataclass
class Loops:
    """A program as loops.

    Attributes:
        loops: those that write to each store, in order.
        place: of each node in a store.
        sizes: how many numbers each store has.
    """

    loops: dict[Store, list[Loop]] = field(default_factory=dict)
    place: dict[Store, "np.ndarray"] = field(default_factory=dict)
    sizes: dict[Store, int] = field(default_factory=dict)


def find_alike(
    statements: Statements, inputs: Sequence[int], shared: Mapping[int, int], size: int
) -> Loops:
    """Put statements that are alike into loops, and give each number its place.

    Arguments:
        statements: the program.
        inputs: the row arguments, in order.
        shared: the places of the leaves that all rows share.
        size: how many places these are.
    """
    count = len(statements.wide)
    found = Loops()
    place = {store: np.full(count, -1) for store in Store}
    place[Store.ROW][list(inputs)] = np.arange(len(inputs))
    for node, at in shared.items():
        place[Store.SHARED][node] = place[Store.SHARED_GRADIENT][node] = at
    place[Store.TOTAL] = place[Store.SHARED_GRADIENT]
    groups = {
        store: _groups(some)
        for store, some in {**statements.forward, **statements.backward}.items()
    }
    _number(groups[Store.SHARED], place[Store.SHARED], size)
    own = [node for group in groups[Store.SHARED] for node in _nodes(group)]
    place[Store.SHARED_GRADIENT][own] = place[Store.SHARED][own]
    _number(groups[Store.VALUE], place[Store.VALUE], 0)
    place[Store.GRADIENT][statements.root] = 0
    _number(groups[Store.GRADIENT], place[Store.GRADIENT], 1)
    for node, with_it in statements.same.items():
        for store in (Store.GRADIENT, Store.SHARED_GRADIENT):
            place[store][node] = place[store][with_it]
    listed = {store: places.tolist() for store, places in place.items()}
    for store, ones in groups.items():
        if store in (Store.TOTAL, Store.SHARED_GRADIENT):
            for group in ones:
                group.sort(key=lambda statement: int(place[store][statement.node]))
        found.loops[store] = [_loop(group, store, place, listed) for group in ones]
    found.place = place
    found.sizes = {store: 1 + int(places.max(initial=-1)) for store, places in place.items()}
    found.sizes[Store.SHARED] = found.sizes[Store.SHARED_GRADIENT] = max(
        size, found.sizes[Store.SHARED]
    )
    found.sizes[Store.TOTAL] = found.sizes[Store.SHARED]
    return found


def _groups(statements: list[Statement]) -> list[list[Statement]]:
    """Statements of one depth and one form, in an order in which operands come first."""
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        key = (statement.level, statement.terms, statement.adds_to)
        groups.setdefault(key, []).append(statement)
    return sorted(groups.values(), key=lambda group: (group[0].level, group[0].node))


def _nodes(group: list[Statement]) -> list[int]:
    return [statement.node for statement in group]


def _number(groups: list[list[Statement]], place: "np.ndarray", start: int) -> None:
    """Give the results of each group places side by side."""
    order = [node for group in groups for node in _nodes(group)]
    place[order] = np.arange(start, start + len(order))


def _loop(
    group: list[Statement],
    store: Store,
    place: Mapping[Store, "np.ndarray"],
    listed: Mapping[Store, list[int]],
) -> Loop:
    """Statements that are alike as a loop; the places are there as arrays and as lists."""
    first = group[0]
    if len(group) == 1 and len(first.terms) == 1:
        (term,) = first.terms
        pairs = zip(term.stores, first.operands, strict=True)
        only = Run(term, 1, tuple([Access(kept, listed[kept][node], ONE) for kept, node in pairs]))
        target = Access(store, listed[store][first.node], ONE)
        return Loop((1,), target, (only,), first.adds_to, (first.node,))
    if len(group) * len(first.operands) < FEW:
        loop = _small(group, store, listed)
        # Four and more may be evenly spaced in rows and columns.
        if len(group) < 4 or all(access.steps for access in loop.accesses()):
            return loop
    nodes = np.array(_nodes(group))
    terms, count = group[0].terms, len(group)
    operands = np.array([statement.operands for statement in group]).reshape(count, -1)
    tables: list[tuple[Store, np.ndarray]] = [(store, place[store][nodes][:, None])]
    parts: list[tuple[Term, int]] = []
    at = 0
    for term, same in groupby(terms):
        length = len(list(same))
        width = len(term.stores)
        block = operands[:, at : at + length * width].reshape(count, length, width)
        at += length * width
        parts.append((term, length))
        for slot, kept in enumerate(term.stores):
            tables.append((kept, place[kept][block[:, :, slot]]))
    dims = rectangle([table for _, table in tables])
    accesses = [_access(kept, table, dims) for kept, table in tables]
    runs, at = [], 1
    for term, length in parts:
        width = len(term.stores)
        runs.append(Run(term, length, tuple(accesses[at : at + width])))
        at += width
    return Loop(dims, accesses[0], tuple(runs), group[0].adds_to, tuple(nodes.tolist()))


def _small(group: list[Statement], store: Store, place: Mapping[Store, list[int]]) -> Loop:
    """A few short statements, without the cost of arrays."""
    nodes = [statement.node for statement in group]
    runs, at = [], 0
    for term, same in groupby(group[0].terms):
        length, width = sum(1 for _ in same), len(term.stores)
        accesses = []
        for slot, kept in enumerate(term.stores):
            where, start, stop = place[kept], at + slot, at + length * width
            rows = [
                [where[node] for node in statement.operands[start:stop:width]]
                for statement in group
            ]
            accesses.append(_even(kept, rows))
        at += length * width
        runs.append(Run(term, length, tuple(accesses)))
    target = _even(store, [[place[store][node]] for node in nodes])
    return Loop((len(group),), target, tuple(runs), group[0].adds_to, tuple(nodes))


def _even(store: Store, rows: list[list[int]]) -> Access:
    """Where an operand lives, from its places, statement by statement."""
    base = rows[0][0]
    down = rows[1][0] - base if len(rows) > 1 else 0
    across = rows[0][1] - base if len(rows[0]) > 1 else 0
    for turn, row in enumerate(rows):
        begin = base + turn * down
        if row != [begin + across * term for term in range(len(row))]:
            break
    else:
        return Access(store, base, (down, across))
    return Access(store, base, None, tuple([each - base for row in rows for each in row]))


def _access(store: Store, table: "np.ndarray", dims: tuple[int, ...]) -> Access:
    """Where an operand lives, from its places (statements, terms)."""
    places = table.reshape(*dims, table.shape[1])
    spaced = evenly_spaced(places)
    if spaced is not None:
        return Access(store, *spaced)
    base = int(places.flat[0])
    return Access(store, base, None, tuple((places - base).ravel().tolist()))
