"""A recorded graph as statements: each says how one number is added up, in the engine's own order.

Forward, a statement computes a value: a formula of its operands, or a sum whose terms may be
products. Backward, it computes the gradient of a node from those of its consumers: all that is
sent to it, in the order in which the engine adds it up. So whatever order the statements are
carried out in, and however many at once, every number has the engine's own bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from ...engine.generate import Operation
from ...graph import toposort
from ...rules.expression import COMPARISONS, Call, Expression, Name, Number, names, operations
from ...rules.inlining import forward_of, inlined, partial_of, renamed
from ...rules.table import BUILT_IN
from ..folding import kind_of
from ..trace import Graph


class Store(IntEnum):
    """Where a number lives.

    ROW: a row argument; SHARED: what all rows share, parameters and constants first; VALUE: what
    differs from row to row; GRADIENT: its gradient; TOTAL: what rows send to something shared,
    added up over the rows; SHARED_GRADIENT: the gradient of something shared.
    """

    ROW, SHARED, VALUE, GRADIENT, TOTAL, SHARED_GRADIENT = range(6)


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
        return any(term.domain or not operations(term.formula) <= _TOTAL for term in terms)


# Defined for all numbers, and never too large where they are finite, or silently so.
_TOTAL = {"add", "sub", "mul", "neg", "abs", "sum", "where", "maximum", "minimum", *COMPARISONS}
_TOTAL |= {"atan", "tanh", "asinh", "cbrt"}


class NoStatement(Exception):
    """An operation cannot be written as statements: another emitter replays the graph."""


_UP = Name("0")


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
        self._templates: dict[object, _Template] = {}
        self.statements = Statements(wide=self.wide, inputs=inputs, root=graph.outputs[0])
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
                terms.append(self._result(template, self._stores(given)))
                operands += given
            level[index] = 1 + max([level[operand] for operand in operands], default=0)
            statement = Statement(index, tuple(terms), operands, level[index])
            (own if self.wide[index] else shared).append(statement)
        self.statements.forward = {Store.SHARED: shared, Store.VALUE: own}

    def _add_terms(self, index: int, terms: list[Term], operands: list[int]) -> None:
        """Write down the terms of a sum, and of the sum that it begins with, in order."""
        graph = self.graph
        chain = [index]
        while graph.parents[chain[-1]]:
            begin = graph.parents[chain[-1]][0]
            operation = graph.operations[begin]
            if operation is None or not self.folded[begin] or self.kinds[operation] != "sum":
                break
            chain.append(begin)
        for position, node in enumerate(reversed(chain)):
            for operand in graph.parents[node][position > 0 :]:
                operation = graph.operations[operand]
                if operation is not None and self.folded[operand]:
                    factors = graph.parents[operand]
                    terms.append(self._term(_PRODUCT, self._stores(factors)))
                    operands += factors
                else:
                    terms.append(self._term(_UP, self._stores((operand,))))
                    operands.append(operand)

    # ----------------------------------------------------------------------------------- backward

    def _backward(self) -> None:
        graph, same, root = self.graph, self.statements.same, self.statements.root
        sent: dict[int, list[tuple[Term, list[int]]]] = {}
        written: list[tuple[int, list[tuple[Term, list[int]]]]] = []
        for index in reversed(toposort(root, graph.parents.__getitem__)):
            if not graph.active[index]:
                continue
            if index != root:
                terms = sent.pop(index)
                (formula, (upstream, *_)) = terms[0][0].formula, terms[0][1]
                as_it_is = len(terms) == 1 and formula is _UP
                if as_it_is and graph.operations[index] and self.wide[upstream] == self.wide[index]:
                    # A gradient is never -0.0, the one number that adding to 0.0 would change.
                    same[index] = upstream
                else:
                    written.append((index, terms))
            if graph.operations[index] is not None:
                self._send(index, sent)
        self._write_backward(written)

    def _send(self, index: int, sent: dict[int, list[tuple[Term, list[int]]]]) -> None:
        """Note what a node sends to its operands."""
        graph = self.graph
        template = self._template(index)
        upstream = self.statements.store_of_gradient(index)
        at = self.statements.same.get(index, index)
        parents = graph.parents[index]
        for slot, operand in enumerate(parents):
            partial = template.partial(slot)
            if partial is None or not graph.active[operand]:
                continue
            formula, reads = partial
            nodes = [index if read < 0 else parents[read] for read in reads]
            term = self._term(formula, (upstream, *self._stores(nodes)))
            sent.setdefault(operand, []).append((term, [at, *nodes]))

    def _write_backward(self, written: list[tuple[int, list[tuple[Term, list[int]]]]]) -> None:
        level = [0] * len(self.graph.nodes)
        gradients: list[Statement] = []
        totals: list[Statement] = []
        shared: list[Statement] = []
        for index, terms in written:
            to_shared = [term for term in terms if term[0].stores[0] == Store.SHARED_GRADIENT]
            to_rows = [term for term in terms if term[0].stores[0] == Store.GRADIENT]
            if self.wide[index]:
                gradients.append(_statement(index, to_rows, level))
            elif self.alone:
                shared.append(_statement(index, to_rows, level))
            else:
                if to_rows:
                    totals.append(_statement(index, to_rows, level))
                if to_shared:
                    shared.append(_statement(index, to_shared, level, bool(to_rows)))
        self.statements.backward = {
            Store.GRADIENT: gradients,
            Store.TOTAL: totals,
            Store.SHARED_GRADIENT: shared,
        }

    # -------------------------------------------------------------------------------------- terms

    def _stores(self, nodes: Sequence[int]) -> tuple[Store, ...]:
        return tuple(map(self.statements.store_of, nodes))

    def _term(self, formula: Expression, stores: tuple[Store, ...]) -> Term:
        key = (formula, stores)
        if key not in self._terms:
            self._terms[key] = Term(formula, stores)
        return self._terms[key]

    def _result(self, template: "_Template", stores: tuple[Store, ...]) -> Term:
        key = (template.forward, stores)
        if key not in self._terms:
            self._terms[key] = Term(template.forward, stores, template.domain, template.members)
        return self._terms[key]

    def _template(self, index: int) -> "_Template":
        operation = self.graph.operations[index]
        assert operation is not None
        rule = operation.rule
        known: dict[int, float] = {}
        if not rule.variadic:
            for slot, operand in enumerate(self.graph.parents[index]):
                # A written exponent makes a formula much simpler; other numbers are only read.
                if rule.name == "pow" and slot == 1 and self.graph.constant[operand]:
                    known[slot] = self.graph.nodes[operand].number
        key = (operation, str(known))
        if key not in self._templates:
            self._templates[key] = _Template(operation, known)
        return self._templates[key]


_PRODUCT = Call("mul", (Name("0"), Name("1")))


def _statement(
    index: int, terms: list[tuple[Term, list[int]]], level: list[int], adds_to: bool = False
) -> Statement:
    """A statement of what is sent to a node; the first operand of a term is a gradient."""
    level[index] = 1 + max([level[nodes[0]] for _, nodes in terms])
    operands = [node for _, nodes in terms for node in nodes]
    return Statement(index, tuple([term for term, _ in terms]), operands, level[index], adds_to)


class _Template:
    """The formulas of an operation over numbered operands, with its known numbers put in.

    Attributes:
        forward: the result, over the operands in `reads`.
        domain: conditions of a user's own row; the rows of the package raise by themselves.
        reads: the slots that these need, unless the row takes any number of operands.
        members: the name of all operands, if it does.
    """

    def __init__(self, operation: Operation, known: dict[int, float]) -> None:
        rule = self._rule = operation.rule
        self._partials: dict[int, tuple[Expression, list[int]] | None] = {}
        self._known = {rule.arguments[slot]: number for slot, number in known.items()}
        self.members = rule.arguments[0] if rule.variadic else ""
        forward = forward_of(rule, self._known)
        domain = () if BUILT_IN.get(rule.name) is rule else rule.domain
        conditions = [inlined(condition, rule) for condition in domain]
        if rule.variadic and conditions:
            raise NoStatement(f"{rule.name} has a domain for each of any number of operands")
        used = {name for formula in (forward, *conditions) for name in names(formula)}
        self.reads = [slot for slot, name in enumerate(rule.arguments) if name in used]
        others = {rule.arguments[slot]: str(place) for place, slot in enumerate(self.reads)}
        others = {} if rule.variadic else others
        self.forward = renamed(forward, others)
        self.domain = tuple([renamed(condition, others) for condition in conditions])

    def partial(self, slot: int) -> tuple[Expression, list[int]] | None:
        """Upstream times local gradient, and the slots read after the upstream; -1: the result."""
        at = 0 if self._rule.variadic else slot
        if at not in self._partials:
            self._partials[at] = self._contribution(at)
        found = self._partials[at]
        if found is None or not self._rule.variadic:
            return found
        return found[0], [slot if read == 0 else read for read in found[1]]

    def _contribution(self, slot: int) -> tuple[Expression, list[int]] | None:
        rule = self._rule
        local = partial_of(rule, slot, self._known)
        if local is None:
            return None
        if isinstance(local, Number) and abs(local.value) == 1:
            return (_UP, []) if local.value == 1 else (Call("neg", (_UP,)), [])
        if isinstance(local, Call) and local.operation == "neg" and _is_one(local.arguments[0]):
            return Call("neg", (_UP,)), []
        arguments = (rule.member,) if rule.variadic else rule.arguments
        used = names(local)
        if rule.variadic and rule.arguments[0] in used:
            raise NoStatement(f"a partial of {rule.name} reads all of its operands")
        reads = [s for s, name in enumerate(arguments) if name in used]
        reads += [-1] if "out" in used else []
        numbered = {"out" if s < 0 else arguments[s]: str(i + 1) for i, s in enumerate(reads)}
        return Call("mul", (_UP, renamed(local, numbered))), reads


def _is_one(part: Expression) -> bool:
    return isinstance(part, Number) and part.value == 1
