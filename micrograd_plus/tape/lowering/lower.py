"""From a recorded graph to statements, forward and backward."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ...rules.expression import Call, Name
from ..places import distinct, followed
from ..trace import Graph, in_order_of_engine, levels
from .families import Arrays
from .statements import Batch, Form, Statements, Store, Term
from .templates import UP

_PRODUCT = Call("mul", (Name("0"), Name("1")))


def lower(graph: Graph, alone: bool) -> Statements:
    """Write a graph as statements.

    Arguments:
        graph: the recorded graph.
        alone: whether the batch is a single row: then nothing is shared but the leaves, and the
            gradient of a parameter is added up in the engine's order as well.

    Raises:
        NoStatement: for a partial derivative that reads all of any number of operands.
    """
    arrays = Arrays(graph, alone)
    same, backward = _backward(arrays, alone)
    return Statements(
        forward=_forward(arrays),
        backward=backward,
        same=same,
        store=arrays.store,
        gradient=arrays.gradient,
        root=graph.outputs[0],
    )


@dataclass(frozen=True, eq=False)
class _Entries:
    """What is added up, statement by statement.

    Attributes:
        terms: the terms that there are.
        which: the number of each entry's term (entries,).
        nodes: what it reads, filled up with -1 (entries, most that a term reads).
    """

    terms: Sequence[Term]
    which: "np.ndarray"
    nodes: "np.ndarray"

    def together(
        self, begin: "np.ndarray", length: "np.ndarray"
    ) -> Iterator[tuple[tuple[Term, ...], "np.ndarray", "np.ndarray"]]:
        """Put statements of the same terms together.

        Arguments:
            begin: the first entry of each statement.
            length: how many entries it has.

        Yields:
            The terms, which statements have them, and their operands (statements, operands).
        """
        for count in np.unique(length).tolist():
            some = np.flatnonzero(length == count)
            entries = begin[some][:, None] + np.arange(count)
            first, group = distinct(self.which[entries])
            for place, at in enumerate(first):
                chosen = group == place
                terms = [self.terms[number] for number in self.which[entries[at]].tolist()]
                yield tuple(terms), some[chosen], self._operands(terms, entries[chosen])

    def _operands(self, terms: list[Term], entries: "np.ndarray") -> "np.ndarray":
        widths = [len(term.stores) for term in terms]
        if len(set(widths)) == 1:
            return self.nodes[entries, : widths[0]].reshape(len(entries), -1)
        parts = [self.nodes[entries[:, at], :width] for at, width in enumerate(widths)]
        return np.concatenate(parts, axis=1) if parts else np.zeros((len(entries), 0), np.int64)


class _Found:
    """Statements as they are found, by store and form."""

    def __init__(self) -> None:
        self._parts: dict[tuple[Store, Form], list[tuple[np.ndarray, ...]]] = {}

    def add(self, store: Store, form: Form, *columns: "np.ndarray") -> None:
        """Add statements: their nodes, operands, levels, and places among all of them."""
        if len(columns[0]):
            self._parts.setdefault((store, form), []).append(columns)

    def batches(self, *stores: Store) -> dict[Store, list[Batch]]:
        """Return all of certain stores."""
        found: dict[Store, list[Batch]] = {store: [] for store in stores}
        for (store, form), parts in self._parts.items():
            nodes, operands, levels, order = map(np.concatenate, zip(*parts, strict=True))
            found[store].append(Batch(form, nodes, operands, levels, order))
        return found


# ------------------------------------------------------------------------------------------ forward


def _forward(arrays: Arrays) -> dict[Store, list[Batch]]:
    found = _Found()
    # How many statements come before each node, one after the other, and its own.
    level = arrays.graph.edges.levels(arrays.computed & ~arrays.folded)

    def add(terms: tuple[Term, ...], nodes: "np.ndarray", operands: "np.ndarray") -> None:
        form = arrays.form(terms)
        for store in (Store.SHARED, Store.VALUE):
            own = arrays.store[nodes] == store
            found.add(store, form, nodes[own], operands[own], level[nodes[own]], nodes[own])

    for family in arrays.families:
        template = family.template
        slots = range(len(family.stores)) if template.members else template.reads
        read = arrays.result(template, tuple([family.stores[slot] for slot in slots]))
        own = ~arrays.folded[family.nodes]
        add((read,), family.nodes[own], family.operands[own][:, list(slots)])
    sums, begin, length, entries = _sums(arrays)
    for terms, which, operands in entries.together(begin, length):
        add(terms, sums[which], operands)
    return found.batches(Store.SHARED, Store.VALUE)


def _sums(arrays: Arrays) -> tuple["np.ndarray", "np.ndarray", "np.ndarray", _Entries]:
    """The sums; where the entries of each begin, and how many it has; and the entries."""
    folded = arrays.folded & arrays.is_sum
    # A sum that another one begins with belongs to it, and to what that belongs to.
    whole = followed(np.where(folded, arrays.taker, np.arange(arrays.count)))
    edges = np.flatnonzero(arrays.is_sum[arrays.consumer] & ~folded[arrays.operand])
    # What a sum begins with was made before it: its terms come first.
    edges = edges[np.argsort(whole[arrays.consumer[edges]], kind="stable")]
    node = arrays.operand[edges]
    product = arrays.folded[node]
    first = np.where(product, arrays.starts[node], 0)
    factors = [
        arrays.operand[first],
        arrays.operand[np.minimum(first + 1, len(arrays.operand) - 1)],
    ]
    nodes = np.column_stack(
        [np.where(product, factors[0], node), np.where(product, factors[1], -1)]
    )
    stores = np.where(nodes < 0, -1, arrays.store[nodes])
    kinds, which = distinct(stores)
    terms = []
    for at in kinds:
        one, other = stores[at].tolist()
        if other < 0:
            terms.append(arrays.term(UP, (Store(one),)))
        else:
            terms.append(arrays.term(_PRODUCT, (Store(one), Store(other))))
    sums = np.flatnonzero(arrays.is_sum & ~folded)
    owner = whole[arrays.consumer[edges]]
    begin = np.searchsorted(owner, sums)
    length = np.searchsorted(owner, sums, side="right") - begin
    return sums, begin, length, _Entries(terms, which, nodes)


# ----------------------------------------------------------------------------------------- backward


@dataclass(frozen=True, eq=False)
class _Sent:
    """What nodes send to their operands, in no order.

    Attributes:
        terms: the terms that there are.
        which: the number of each one's term.
        sender: the node that sends it.
        slot: the operand of that node to which it is sent.
        target: the same as a node.
        nodes: what the term reads, the sender first, filled up with -1.
    """

    terms: list[Term]
    which: "np.ndarray"
    sender: "np.ndarray"
    slot: "np.ndarray"
    target: "np.ndarray"
    nodes: "np.ndarray"

    def __getitem__(self, chosen: "np.ndarray") -> "_Sent":
        columns = (self.which, self.sender, self.slot, self.target, self.nodes)
        return _Sent(self.terms, *[column[chosen] for column in columns])


def _backward(arrays: Arrays, alone: bool) -> tuple["np.ndarray", dict[Store, list[Batch]]]:
    """For each node the one whose gradient it shares; and what is sent to the others, added up."""
    walk = in_order_of_engine(arrays.graph)[::-1]
    walk = walk[arrays.active[walk]]
    # When it is a node's turn to send.
    turn = np.full(arrays.count, -1)
    turn[walk] = np.arange(len(walk))
    sent = _sent(arrays, turn >= 0)
    same = _same(arrays, sent)
    sent = sent[same[sent.target] == sent.target]

    store = arrays.gradient[sent.target]
    if not alone:
        by_rows = (store == Store.SHARED_GRADIENT) & arrays.wide[sent.sender]
        store = np.where(by_rows, Store.TOTAL, store)
    order = np.lexsort((sent.slot, turn[sent.sender], store, turn[sent.target]))
    sent, store = sent[order], store[order]
    new = np.diff(sent.target, prepend=-1) | np.diff(store, prepend=-1)
    begin = np.flatnonzero(new)
    length = np.diff(begin, append=len(new))
    targets, store = sent.target[begin], store[begin]
    # What rows send has been added up before what they share is added to it.
    adds_to = (np.diff(targets, prepend=-1) == 0) & (store == Store.SHARED_GRADIENT)
    entries = _Entries(sent.terms, sent.which, sent.nodes)
    entries.nodes[:, 0] = same[sent.sender]
    # How many statements come before each one, one after the other, and itself.
    bounds, steps = np.append(begin, len(new)), np.ones(len(targets), bool)
    level = levels(bounds, entries.nodes[:, 0], targets, steps, arrays.count)

    found = _Found()
    stores = (Store.GRADIENT, Store.TOTAL, Store.SHARED_GRADIENT)
    for adding in (False, True):
        some = np.flatnonzero(adds_to == adding)
        for terms, which, operands in entries.together(begin[some], length[some]):
            form, chosen = arrays.form(terms, adding), some[which]
            for kept in stores:
                own = store[chosen] == kept
                place = chosen[own]
                found.add(kept, form, targets[place], operands[own], level[place], place)
    return same, found.batches(*stores)


def _sent(arrays: Arrays, sends: "np.ndarray") -> _Sent:
    """All that the nodes that send anything send to their operands."""
    terms: dict[Term, int] = {}
    # With one that is empty, for a graph without any.
    parts = [_part(0, 0, *[np.zeros(0, np.int64)] * 2)]

    def add(term: Term, slot: Any, target: "np.ndarray", *nodes: "np.ndarray") -> None:
        parts.append(_part(terms.setdefault(term, len(terms)), slot, target, *nodes))

    edges = arrays.is_sum[arrays.consumer] & sends[arrays.consumer] & arrays.active[arrays.operand]
    for store in (Store.GRADIENT, Store.SHARED_GRADIENT):
        own = np.flatnonzero(edges & (arrays.gradient[arrays.consumer] == store))
        if len(own):
            term = arrays.term(UP, (store,))
            add(term, arrays.slot[own], arrays.operand[own], arrays.consumer[own])
    for family in arrays.families:
        for slot in range(len(family.stores)):
            own = sends[family.nodes] & arrays.active[family.operands[:, slot]]
            partial = family.template.partial(slot) if own.any() else None
            if partial is None:
                continue
            formula, reads = partial
            nodes, operands = family.nodes[own], family.operands[own]
            upstream, result = arrays.gradient[nodes[0]], arrays.store[nodes[0]]
            given = [result if place < 0 else family.stores[place] for place in reads]
            term = arrays.term(formula, tuple(map(Store, [upstream, *given])))
            columns = [nodes if place < 0 else operands[:, place] for place in reads]
            add(term, slot, operands[:, slot], nodes, *columns)
    most = max([part[-1].shape[1] for part in parts])
    filled = [
        np.pad(nodes, ((0, 0), (0, most - nodes.shape[1])), constant_values=-1)
        for *_, nodes in parts
    ]
    which, sender, at, target = [
        np.concatenate(column) for column in list(zip(*parts, strict=True))[:4]
    ]
    return _Sent(list(terms), which, sender, at, target, np.concatenate(filled))


def _part(
    term: int, slot: Any, target: "np.ndarray", *nodes: "np.ndarray"
) -> tuple["np.ndarray", ...]:
    """The columns of what is sent by one term: its number, sender, slot, target, nodes."""
    count = len(target)
    number, slots = np.full(count, term), np.broadcast_to(slot, count)
    return number, nodes[0], slots, target, np.column_stack(nodes)


def _same(arrays: Arrays, sent: _Sent) -> "np.ndarray":
    """For each node the one whose gradient it shares, mostly itself."""
    as_it_is = np.array([term.formula is UP for term in sent.terms], bool)[sent.which]
    once = np.bincount(sent.target, minlength=arrays.count)[sent.target] == 1
    alike = arrays.wide[sent.target] == arrays.wide[sent.sender]
    # A gradient is never -0.0, the one number that adding to 0.0 would change.
    shared = as_it_is & once & alike & arrays.computed[sent.target]
    same = np.arange(arrays.count)
    same[sent.target[shared]] = sent.sender[shared]
    return followed(same)
