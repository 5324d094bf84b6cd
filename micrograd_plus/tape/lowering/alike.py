"""Statements that are alike, as loops: one body, and where each operand of each turn lives."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...arrays import np
from ..places import counted, ends_of, evenly_spaced, rectangle
from .groups import Columns, Groups, Shape
from .statements import Statements, Store, Term


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


class StoreLoops(Sequence[Loop]):
    """The loops that write to one store, in order; each is made when it is first asked for.

    Attributes:
        kinds: of each loop; loops of one kind differ in the first places of their accesses alone.
        starts: where the accesses of each loop begin.
        bases: the first places of the accesses, loop by loop.
    """

    def __init__(self, store: Store, groups: Groups, places: "np.ndarray") -> None:
        self._groups = groups
        columns = self._columns = Columns([Shape(store, batch.form) for batch in groups.batches])
        forms = groups.forms[groups.begin]
        counts = columns.accesses[forms]
        self.starts: np.ndarray = ends_of(counts)
        # Every number that is read or written, statement by statement.
        width = columns.widths[groups.forms]
        self._rows = ends_of(width)
        statement = np.repeat(np.arange(len(width)), width)
        column = columns.first[groups.forms][statement] + counted(self._rows, statement)
        nodes = groups.node(statement, columns.order[column])
        self._places = places[columns.store[column], nodes]
        # Every access, group by group.
        group = np.repeat(np.arange(len(forms)), counts)
        number = columns.first_access[forms][group] + counted(self.starts, group)
        self._width, self._begin = columns.length[number], columns.begin[number]
        at = self._rows[groups.begin[group]] + self._begin
        below = self._rows[(groups.begin + (groups.sizes > 1))[group]] + self._begin
        self.bases: np.ndarray = self._places[at]
        self._down = self._places[below] - self.bases
        self._across = self._places[at + (self._width > 1)] - self.bases
        # Whether that says all of them.
        owner = groups.owner[statement]
        access = self.starts[owner] + columns.access[column]
        turn = statement - groups.begin[owner]
        expected = self.bases[access] + turn * self._down[access]
        expected += columns.along[column] * self._across[access]
        self._even = np.ones(len(self.bases), bool)
        self._even[access[self._places != expected]] = False
        self._made: dict[int, Loop] = {}
        self.kinds: np.ndarray = self._find_kinds(forms)

    def __len__(self) -> int:
        return len(self._groups.begin)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index not in self._made:
            self._made[index] = self._loop(range(len(self))[index])
        return self._made[index]

    def _find_kinds(self, forms: "np.ndarray") -> "np.ndarray":
        steps = np.column_stack([self._down, self._across])
        written, size = steps.tobytes(), steps.itemsize * 2
        bounds, sizes = (self.starts * size).tolist(), self._groups.sizes.tolist()
        uneven = np.zeros(len(self), bool)
        uneven[np.repeat(np.arange(len(self)), np.diff(self.starts))[~self._even]] = True
        numbers: dict[Hashable, int] = {}
        kinds = []
        for at, (form, listed) in enumerate(zip(forms.tolist(), uneven.tolist(), strict=True)):
            moves = self[at].shape() if listed else written[bounds[at] : bounds[at + 1]]
            kinds.append(numbers.setdefault((form, sizes[at], moves), len(numbers)))
        return np.array(kinds, np.int64)

    def _loop(self, at: int) -> Loop:
        begin, size = int(self._groups.begin[at]), int(self._groups.sizes[at])
        shape = self._columns.shapes[int(self._groups.forms[begin])]
        own = slice(int(self.starts[at]), int(self.starts[at + 1]))
        even = self._even[own].tolist()
        dims: tuple[int, ...] = (size,)
        # Four and more may be evenly spaced in rows and columns.
        if size >= 4 and not all(even):
            dims = rectangle(
                [self._part(begin, size, access) for access in range(*own.indices(own.stop))]
            )
        accesses = []
        columns = (self.bases, self._down, self._across)
        said = zip(*[column[own].tolist() for column in columns], strict=True)
        for number, (base, down, across) in enumerate(said):
            kept = shape.kept[number]
            if even[number] and len(dims) == 1:
                accesses.append(Access(kept, base, (down, across)))
            else:
                part = self._part(begin, size, own.start + number)
                accesses.append(_access(kept, part, dims))
        target, *rest = accesses
        runs, start = [], 0
        for term, length in shape.runs:
            stop = start + len(term.stores)
            runs.append(Run(term, length, tuple(rest[start:stop])))
            start = stop
        nodes = self._groups.nodes[begin : begin + size].tolist()
        return Loop(dims, target, tuple(runs), shape.form.adds_to, tuple(nodes))

    def _part(self, begin: int, size: int, access: int) -> "np.ndarray":
        """The places of an access of a group (statements, terms)."""
        first = self._rows[begin : begin + size] + self._begin[access]
        part: np.ndarray = self._places[first[:, None] + np.arange(self._width[access])]
        return part


@dataclass
class Loops:
    """A program as loops.

    Attributes:
        loops: those that write to each store, in order.
        place: of each node in a store.
        sizes: how many numbers each store has.
    """

    loops: dict[Store, StoreLoops] = field(default_factory=dict)
    place: dict[Store, "np.ndarray"] = field(default_factory=dict)
    sizes: dict[Store, int] = field(default_factory=dict)


def find_alike(
    statements: Statements, inputs: Sequence[int], shared: "np.ndarray", size: int
) -> Loops:
    """Put statements that are alike into loops, and give each number its place.

    Arguments:
        statements: the program.
        inputs: the row arguments, in order.
        shared: the places of the leaves that all rows share, -1 for other nodes (nodes,).
        size: how many places these are.
    """
    count = len(statements.store)
    found = Loops()
    place = {store: np.full(count, -1) for store in Store}
    place[Store.ROW][list(inputs)] = np.arange(len(inputs))
    place[Store.SHARED], place[Store.SHARED_GRADIENT] = shared.copy(), shared.copy()
    place[Store.TOTAL] = place[Store.SHARED_GRADIENT]
    groups = {
        store: Groups(batches)
        for store, batches in {**statements.forward, **statements.backward}.items()
    }
    own = groups[Store.SHARED].in_program()
    place[Store.SHARED][own] = np.arange(size, size + len(own))
    place[Store.SHARED_GRADIENT][own] = place[Store.SHARED][own]
    for store, start in ((Store.VALUE, 0), (Store.GRADIENT, 1)):
        own = groups[store].in_program()
        place[store][own] = np.arange(start, start + len(own))
    place[Store.GRADIENT][statements.root] = 0
    sharing = np.flatnonzero(statements.same != np.arange(count))
    for store in (Store.GRADIENT, Store.SHARED_GRADIENT):
        place[store][sharing] = place[store][statements.same[sharing]]
    places = np.stack([place[store] for store in Store])
    for store, ones in groups.items():
        if store in (Store.TOTAL, Store.SHARED_GRADIENT):
            ones.sort_by(place[store])
        found.loops[store] = StoreLoops(store, ones, places)
    found.place = place
    found.sizes = {store: 1 + int(places.max(initial=-1)) for store, places in place.items()}
    found.sizes[Store.SHARED] = found.sizes[Store.SHARED_GRADIENT] = max(
        size, found.sizes[Store.SHARED]
    )
    found.sizes[Store.TOTAL] = found.sizes[Store.SHARED]
    return found


def _access(store: Store, table: "np.ndarray", dims: tuple[int, ...]) -> Access:
    """Where an operand lives, from its places (statements, terms)."""
    places = table.reshape(*dims, table.shape[1])
    spaced = evenly_spaced(places)
    if spaced is not None:
        return Access(store, *spaced)
    base = int(places.flat[0])
    return Access(store, base, None, tuple((places - base).ravel().tolist()))
