"""A recorded graph as statements: each says how one number is added up, in the engine's own order.

Forward, a statement computes a value: a formula of its operands, or a sum whose terms may be
products. Backward, it computes the gradient of a node from those of its consumers: all that is
sent to it, in the order in which the engine adds it up. So whatever order the statements are
carried out in, and however many at once, every number has the engine's own bits.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain

from ...graph import toposort
from ...rules.arithmetic import RAISING
from ...rules.expression import Call, Expression, Name, operations
from ..folding import kind_of
from ..trace import Graph
from .templates import UP, Template, known_numbers


class Store(IntEnum):
    """Where a number lives.

    ROW: a row argument; SHARED: what all rows share, parameters and constants first; VALUE: what
    differs from row to row; GRADIENT: its gradient; TOTAL: what rows send to something shared,
    added up over the rows; SHARED_GRADIENT: the gradient of something shared.
    """

    ROW, SHARED, VALUE, GRADIENT, TOTAL, SHARED_GRADIENT = range(6)

    # That of an enumeration hashes its name, in Python.
    __hash__ = int.__hash__


@dataclass(frozen=True, eq=False)
class Term:
    """What is added: a formula over operands in certain stores.

    Attributes:
        formula: over the names `0`, `1`, ...
        stores: of the operands, in order.
        domain: conditions that must hold, over the same names.
        members: the name of all operands together, if the formula is over any number of them.
    """

    formula: Expression
    stores: tuple[Store, ...]
    domain: tuple[Expression, ...] = ()
    members: str = ""


@dataclass(slots=True)
class Statement:
    """How one number is computed.

    Attributes:
        node: whose value or gradient it is.
        terms: what is added up, in order.
        operands: the nodes whose values or gradients the terms read, term by term.
        level: how many statements, one after the other, come before it, and itself.
        adds_to: whether to add to what is there already.
    """

    node: int
    terms: tuple[Term, ...]
    operands: list[int]
    level: int
    adds_to: bool = False


@dataclass
class Statements:
    """A graph as statements, by the store that they write to.

    Attributes:
        forward: SHARED and VALUE.
        backward: GRADIENT, TOTAL and SHARED_GRADIENT, operands before what reads them.
        same: nodes whose gradient is that of another node, which it is stored with.
        wide: whether each node differs from row to row.
        inputs: the row arguments.
        root: the node whose gradient is 1.
    """

    forward: dict[Store, list[Statement]] = field(default_factory=dict)
    backward: dict[Store, list[Statement]] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)
    wide: list[bool] = field(default_factory=list)
    inputs: frozenset[int] = frozenset()
    root: int = 0

    def store_of(self, node: int) -> Store:
        """Return where the value of a node lives."""
        if node in self.inputs:
            return Store.ROW
        return Store.VALUE if self.wide[node] else Store.SHARED

    def store_of_gradient(self, node: int) -> Store:
        """Return where the gradient of a node lives."""
        return Store.GRADIENT if self.wide[node] else Store.SHARED_GRADIENT

    @property
    def may_raise(self) -> bool:
        """Whether some operation can leave its domain, or overflow where Python says so."""
        terms = {
            term
            for statements in self.forward.values()
            for statement in statements
            for term in statement.terms
        }
        return any(term.domain or operations(term.formula) & RAISING for term in terms)


def lower(graph: Graph, alone: bool) -> Statements:
    """Write a graph as statements.

    Arguments:
        graph: the recorded graph.
        alone: whether the batch is a single row: then nothing is shared but the leaves, and the
            gradient of a parameter is added up in the engine's order as well.

    Raises:
        NoStatement: for a partial derivative that reads all of any number of operands.
    """
    return _Lowering(graph, alone).statements


class _Lowering:
    def __init__(self, graph: Graph, alone: bool) -> None:
        self.graph = graph
        inputs = frozenset(graph.inputs)
        computed = [operation is not None for operation in graph.operations]
        wide = computed if alone else graph.batched
        self.wide = [own or index in inputs for index, own in enumerate(wide)]
        self.alone = alone
        self._terms: dict[object, Term] = {}
        self._templates: dict[object, Template] = {}
        self.statements = Statements(wide=self.wide, inputs=inputs, root=graph.outputs[0])
        self.store = list(map(self.statements.store_of, range(len(self.wide))))
        self.folded = self._folded()
        self._forward()
        self._backward()

    # ------------------------------------------------------------------------------------ forward

    def _folded(self) -> list[bool]:
        """Which nodes are computed inside the sum that uses them, and nowhere else.

        A product may stand anywhere in a sum; a sum only where the other one begins, since the
        order of additions has to stay.
        """
        graph = self.graph
        used = {operation for operation in graph.operations if operation}
        kinds = self.kinds = {operation: kind_of(operation.rule) for operation in used}
        uses = [0] * len(graph.nodes)
        consumer = [-1] * len(graph.nodes)
        first = [False] * len(graph.nodes)
        for index in graph.outputs:
            uses[index] += 2
        for index, operands in enumerate(graph.parents):
            for slot, operand in enumerate(operands):
                uses[operand] += 1
                consumer[operand] = index
                first[operand] = slot == 0
        folded = [False] * len(graph.nodes)
        for index, operation in enumerate(graph.operations):
            if operation is None or uses[index] != 1:
                continue
            taker = graph.operations[consumer[index]]
            if taker is None or kinds[taker] != "sum":
                continue
            kind = kinds[operation]
            fitting = kind == "product" or (kind == "sum" and first[index])
            folded[index] = fitting and self.wide[index] == self.wide[consumer[index]]
        return folded

    def _forward(self) -> None:
        graph, level = self.graph, [0] * len(self.graph.nodes)
        shared: list[Statement] = []
        own: list[Statement] = []
        for index, operation in enumerate(graph.operations):
            if operation is None or self.folded[index]:
                continue
            terms: list[Term] = []
            operands: list[int] = []
            if self.kinds[operation] == "sum":
                self._add_terms(index, terms, operands)
            else:
                template = self._template(index)
                parents = graph.parents[index]
                given = parents if template.members else [parents[slot] for slot in template.reads]
                terms.append(self._result(template, *[self.store[each] for each in given]))
                operands += given
            level[index] = 1 + max([level[operand] for operand in operands], default=0)
            statement = Statement(index, tuple(terms), operands, level[index])
            (own if self.wide[index] else shared).append(statement)
        self.statements.forward = {Store.SHARED: shared, Store.VALUE: own}

    def _add_terms(self, index: int, terms: list[Term], operands: list[int]) -> None:
        """Write down the terms of a sum, and of the sum that it begins with, in order."""
        graph = self.graph
        sums = [index]
        while graph.parents[sums[-1]]:
            begin = graph.parents[sums[-1]][0]
            operation = graph.operations[begin]
            if operation is None or not self.folded[begin] or self.kinds[operation] != "sum":
                break
            sums.append(begin)
        for position, node in enumerate(reversed(sums)):
            for operand in graph.parents[node][position > 0 :]:
                operation = graph.operations[operand]
                if operation is not None and self.folded[operand]:
                    factors = graph.parents[operand]
                    terms.append(self._term(_PRODUCT, *[self.store[factor] for factor in factors]))
                    operands += factors
                else:
                    terms.append(self._term(UP, self.store[operand]))
                    operands.append(operand)

    # ----------------------------------------------------------------------------------- backward

    def _backward(self) -> None:
        graph, same, root = self.graph, self.statements.same, self.statements.root
        # What is sent to each node: the term, and the nodes that it reads, a gradient first.
        sent: list[list[Sent]] = [[] for _ in graph.nodes]
        written: list[int] = []
        for index in reversed(toposort(root, graph.parents.__getitem__)):
            if not graph.active[index]:
                continue
            if index != root:
                term, nodes = sent[index][0]
                as_it_is = len(sent[index]) == 1 and term.formula is UP
                if as_it_is and graph.operations[index] and self.wide[nodes[0]] == self.wide[index]:
                    # A gradient is never -0.0, the one number that adding to 0.0 would change.
                    same[index] = nodes[0]
                else:
                    written.append(index)
            if graph.operations[index] is not None:
                self._send(index, sent)
        self._write_backward(written, sent)

    def _send(self, index: int, sent: "list[list[Sent]]") -> None:
        """Note what a node sends to its operands."""
        graph, store = self.graph, self.store
        active, parents = graph.active, graph.parents[index]
        upstream = self.statements.store_of_gradient(index)
        at = self.statements.same.get(index, index)
        operation = graph.operations[index]
        assert operation is not None
        if self.kinds[operation] == "sum":
            as_it_is = (self._term(UP, upstream), (at,))
            for operand in parents:
                if active[operand]:
                    sent[operand].append(as_it_is)
            return
        template = self._template(index)
        for slot, operand in enumerate(parents):
            partial = template.partial(slot) if active[operand] else None
            if partial is None:
                continue
            formula, reads = partial
            nodes = [index if read < 0 else parents[read] for read in reads]
            term = self._term(formula, upstream, *[store[node] for node in nodes])
            sent[operand].append((term, (at, *nodes)))

    def _write_backward(self, written: list[int], sent: "list[list[Sent]]") -> None:
        level = [0] * len(self.graph.nodes)
        gradients: list[Statement] = []
        totals: list[Statement] = []
        shared: list[Statement] = []
        for index in written:
            if self.wide[index]:
                gradients.append(_statement(index, sent[index], level))
            elif self.alone:
                shared.append(_statement(index, sent[index], level))
            else:
                by_rows = [each for each in sent[index] if each[0].stores[0] is Store.GRADIENT]
                by_shared = [
                    each for each in sent[index] if each[0].stores[0] is not Store.GRADIENT
                ]
                if by_rows:
                    totals.append(_statement(index, by_rows, level))
                if by_shared:
                    shared.append(_statement(index, by_shared, level, bool(by_rows)))
        self.statements.backward = {
            Store.GRADIENT: gradients,
            Store.TOTAL: totals,
            Store.SHARED_GRADIENT: shared,
        }

    # -------------------------------------------------------------------------------------- terms

    def _term(self, formula: Expression, *stores: Store) -> Term:
        key = (formula, stores)
        term = self._terms.get(key)
        if term is None:
            term = self._terms[key] = Term(formula, stores)
        return term

    def _result(self, template: "Template", *stores: Store) -> Term:
        key = (template.forward, stores)
        term = self._terms.get(key)
        if term is None:
            term = Term(template.forward, stores, template.domain, template.members)
            self._terms[key] = term
        return term

    def _template(self, index: int) -> "Template":
        operation = self.graph.operations[index]
        assert operation is not None
        known = known_numbers(self.graph, index)
        key = (operation, repr(known)) if known else operation
        if key not in self._templates:
            self._templates[key] = Template(operation, known)
        return self._templates[key]


# A term that is sent to a node, and the nodes that it reads.
Sent = tuple[Term, tuple[int, ...]]

_PRODUCT = Call("mul", (Name("0"), Name("1")))


def _statement(index: int, sent: list[Sent], level: list[int], adds_to: bool = False) -> Statement:
    """A statement of what is sent to a node."""
    level[index] = 1 + max([level[nodes[0]] for _, nodes in sent])
    terms, nodes = zip(*sent, strict=True)
    return Statement(index, terms, [*chain.from_iterable(nodes)], level[index], adds_to)
