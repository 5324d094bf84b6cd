"""A recorded graph as arrays, and its operations in families that are written alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...arrays import np
from ...rules.expression import Expression
from ..folding import sums_and_products
from ..places import distinct
from ..trace import Graph
from .statements import Form, Store, Term
from .templates import Template, known_numbers


@dataclass(frozen=True, eq=False)
class Family:
    """Nodes of one operation, whose operands live in the same stores.

    Attributes:
        template: the formulas of the operation.
        stores: of the operands, in order.
        nodes: the nodes (nodes,).
        operands: theirs (nodes, operands).
    """

    template: Template
    stores: tuple[Store, ...]
    nodes: np.ndarray
    operands: np.ndarray


class Arrays:
    """A graph as arrays over its nodes, and over its edges in order of the nodes that they lead to.

    Arguments:
        graph: the recorded graph.
        alone: whether the batch is a single row: then nothing is shared but the leaves.

    Attributes:
        graph: the same.
        count: how many nodes there are.
        wide: whether each node differs from row to row.
        active: whether a gradient flows through it.
        is_sum: whether it is a sum.
        computed: whether it is no leaf.
        store: where its value lives.
        gradient: where its gradient lives.
        folded: whether it is computed inside the sum that uses it, and nowhere else.
        taker: the one node that uses it; -1 if there is not just one.
        operand: of each edge, the node that it comes from.
        consumer: the node that it leads to.
        slot: which operand of it that is.
        starts: where the edges to each node begin.
        families: all nodes that are computed, but for the sums.
    """

    def __init__(self, graph: Graph, alone: bool) -> None:
        self.graph: Graph = graph
        self.count: int = len(graph.nodes)
        self.operand: np.ndarray = graph.edges.operand
        self.consumer: np.ndarray = graph.edges.consumer
        self.starts: np.ndarray = graph.edges.starts
        self.slot: np.ndarray = graph.edges.slot
        self.computed: np.ndarray = graph.kinds >= 0
        rows = np.zeros(self.count, bool)
        rows[graph.inputs] = True
        self.wide: np.ndarray = rows | (self.computed if alone else graph.varies)
        self.active: np.ndarray = graph.flows
        self.store: np.ndarray = np.where(
            rows, Store.ROW, np.where(self.wide, Store.VALUE, Store.SHARED)
        )
        self.gradient: np.ndarray = np.where(self.wide, Store.GRADIENT, Store.SHARED_GRADIENT)
        self._fold()
        # All of these are made once, so that what is equal is the same.
        self._terms: dict[object, Term] = {}
        self._forms: dict[object, Form] = {}
        self.families: list[Family] = list(self._find_families())

    def term(self, formula: Expression, stores: tuple[Store, ...]) -> Term:
        """Return the one term of a formula over certain stores."""
        if (formula, stores) not in self._terms:
            self._terms[formula, stores] = Term(formula, stores)
        return self._terms[formula, stores]

    def result(self, template: Template, stores: tuple[Store, ...]) -> Term:
        """Return the one term that is the result of an operation."""
        if (template, stores) not in self._terms:
            term = Term(template.forward, stores, template.domain, template.members)
            self._terms[template, stores] = term
        return self._terms[template, stores]

    def form(self, terms: tuple[Term, ...], adds_to: bool = False) -> Form:
        """Return the one form with certain terms."""
        if (terms, adds_to) not in self._forms:
            self._forms[terms, adds_to] = Form(terms, adds_to)
        return self._forms[terms, adds_to]

    def _fold(self) -> None:
        """Find what is computed inside the sum that uses it.

        A product may stand anywhere in a sum; a sum only where the other one begins, since the
        order of additions has to stay.
        """
        self.is_sum: np.ndarray
        self.is_sum, products = sums_and_products(self.graph)
        taker: np.ndarray = self.graph.only_taker
        self.taker: np.ndarray = taker
        first = np.zeros(self.count, bool)
        first[self.operand] = self.slot == 0
        into_sum = (taker >= 0) & self.is_sum[taker] & (self.wide == self.wide[taker])
        self.folded: np.ndarray = into_sum & (products | (self.is_sum & first))

    def _find_families(self) -> Iterator[Family]:
        widths = np.diff(self.starts)
        numbers = known_numbers(self.graph)
        # Written out, so that 0.0 and -0.0 are two numbers, and nan is one.
        texts: dict[str, int] = {}
        said = np.zeros(self.count, np.int64)
        for node, given in numbers.items():
            said[node] = 1 + texts.setdefault(repr(given), len(texts))
        for number, operation in enumerate(self.graph.distinct):
            own = np.flatnonzero((self.graph.kinds == number) & ~self.is_sum)
            templates: dict[int, Template] = {}
            # What is known, numbered in the order in which it comes up.
            _, begins, which = np.unique(said[own], return_index=True, return_inverse=True)
            known = np.argsort(np.argsort(begins))[which]
            for width in np.unique(widths[own]).tolist():
                fitting = np.flatnonzero(widths[own] == width)
                nodes = own[fitting]
                operands = self.operand[self.starts[nodes][:, None] + np.arange(width)]
                alike = np.column_stack([known[fitting], self.store[operands]])
                first, which = distinct(alike)
                for place, at in enumerate(first):
                    text = int(alike[at, 0])
                    if text not in templates:
                        templates[text] = Template(operation, numbers.get(int(nodes[at]), {}))
                    chosen = which == place
                    stores = tuple(map(Store, self.store[operands[at]].tolist()))
                    yield Family(templates[text], stores, nodes[chosen], operands[chosen])
