"""A gradient explained: every step of the chain rule as plain data.

The steps are what every view shows: the terminal, a page, a notebook. Their numbers are those of
the backward pass itself, their formulas those of the rule table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from ..engine.gradient import Flow, flow
from ..engine.staleness import ordered
from ..engine.value import Value
from ..rules.notation import number_text
from .formulas import Operation
from .markup import LATEX, MATHML, TEXT, Markup
from .names import node_names

SUM_SO_FAR = "the sum so far"


@dataclass(frozen=True)
class Step:
    """One step of an explanation; frozen, and made of text and numbers alone.

    Attributes:
        kind: `forward` (a result is computed), `seed` (the gradient of the root by itself) or
            `backward` (a gradient flows over one edge).
        number: its place among the steps, counted from 1.
        node: the place of the node in topological order, counted from 0.
        name: what the node is called: its label, or v1, v2, ...
        operation: the rule that made the node; empty for the seed.
        law: what calculus calls the step: product rule, chain rule through tanh; backward only.
        parent: the operand that receives the gradient, in topological order; backward only.
        parent_name: what that operand is called.
        slot: which operand of the node it is, counted from 0.
        symbols: the step in symbols, such as `v3 = x * w` or `∂L/∂w += ∂L/∂v3 · ∂(x * w)/∂w`.
        numbers: its right-hand side with the numbers put in.
        slope: how the local gradient is denoted, such as `∂(x * w)/∂w`; backward only.
        local_symbols: the local gradient in symbols, such as `x`; backward only.
        local_numbers: the same with the numbers put in.
        latex: the whole step in LaTeX, which matplotlib can draw, too.
        mathml: the whole step as a `<math>` element.
        result: what comes out: the data, or the contribution of the edge.
        upstream: the gradient of the node; backward only.
        local: the local gradient; backward only.
        before: what earlier edges had added up for the operand; None for the first one.
        total: the sum with this edge's contribution; backward only.
        last: whether this edge completes the sum of its operand; backward only.
    """

    kind: Literal["forward", "seed", "backward"]
    number: int
    node: int
    name: str
    operation: str
    symbols: str
    numbers: str
    latex: str
    mathml: str
    result: float
    law: str = ""
    parent: int | None = None
    parent_name: str | None = None
    slot: int | None = None
    slope: str | None = None
    local_symbols: str | None = None
    local_numbers: str | None = None
    upstream: float | None = None
    local: float | None = None
    before: float | None = None
    total: float | None = None
    last: bool | None = None

    def __getattr__(self, name: str) -> str:
        """Write LaTeX or MathML when it is asked for: most steps are read as text alone."""
        formula = vars(self).get("_formula")
        if formula is None or name not in ("latex", "mathml"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        text = formula(LATEX) if name == "latex" else _display(formula(MATHML))
        vars(self)[name] = text
        return str(text)

    def __hash__(self) -> int:
        return hash((self.kind, self.number, self.symbols))

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __str__(self) -> str:
        """The step in one line: `∂L/∂w += ∂L/∂q · ∂(x * w)/∂w = 0.5 · 2.0 = 1.0 (product rule)`."""
        if self.kind == "seed":
            return f"{self.symbols} = {self.numbers}"
        law = f" ({self.law})" if self.law else ""
        running = f", {SUM_SO_FAR}: {self.running_sum}" if self.running_sum else ""
        return f"{self.symbols} = {self.numbers} = {number_text(self.result)}{law}{running}"

    @property
    def running_sum(self) -> str:
        """What the step adds to earlier ones, as `1.0 + 2.0 = 3.0`; empty where it is the first."""
        if self.before is None or self.total is None:
            return ""
        return running_sum(self.before, self.result, self.total)

    @property
    def local_text(self) -> str:
        """The local gradient in one line, with its symbol, its formula and its numbers."""
        if self.local is None:
            return ""
        known = (self.local_symbols, TEXT.name(number_text(self.local)))
        numbers = "" if self.local_numbers in known else f" = {self.local_numbers}"
        return f"{self.slope} = {self.local_symbols}{numbers}"


def _step(formula: Callable[[Markup], str], **content: Any) -> Step:
    """A step whose LaTeX and MathML are written when they are asked for."""
    step = Step.__new__(Step)
    vars(step).update(content, _formula=formula)
    return step


class StepMaker:
    """Makes the steps of one result, one after the other, as they are asked for."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self._nodes = ordered(root)
        self._index = {node: place for place, node in enumerate(self._nodes)}
        self._latest: Operation | None = None
        self._names = dict(zip(self._nodes, node_names(self._nodes), strict=True))

    def name(self, node: Value) -> str:
        """Return what a node is called here: its label, its number if constant, or v1, v2, ..."""
        return self._names[node]

    def forward(self) -> Iterator[Step]:
        """One step for each result, operands first."""
        results = [node for node in self._nodes if node.rule is not None]
        for number, node in enumerate(results, 1):
            yield self._forward_step(number, node)

    def backward(self) -> Iterator[Step]:
        """The seed, then one step for each edge over which a gradient flows."""
        order = ordered(self.root)
        start = self.forward_count() + 1
        yield self._seed(start)
        missing = self._edges_to_come()
        for number, edge in enumerate(flow(order, {self.root: 1.0}), start + 1):
            missing[edge.parent] -= 1
            yield self._backward_step(number, edge, missing[edge.parent] == 0)

    def forward_count(self) -> int:
        """How many results are computed."""
        return sum(node.rule is not None for node in self._nodes)

    def backward_count(self) -> int:
        """Over how many edges a gradient flows."""
        return sum(self._edges_to_come().values())

    def size(self) -> tuple[int, int]:
        """How many steps there are, the seed among them, and the most operands of one."""
        widest = max(len(node.parents) for node in self._nodes)
        return self.forward_count() + 1 + self.backward_count(), widest

    def _edges_to_come(self) -> dict[Value, int]:
        """How many edges will bring a gradient to each node."""
        count = dict.fromkeys(self._nodes, 0)
        for node in reversed(self._nodes):
            reached = count[node] or node is self.root
            if node.rule is None or not reached:
                continue
            for slot, parent in enumerate(node.operands):
                if node.rule.partial(slot) is not None and not parent.is_constant:
                    count[parent] += 1
        return count

    def _forward_step(self, number: int, node: Value) -> Step:
        operation, result = self._operation(node), number_text(node.data)

        def formula(markup: Markup) -> str:
            sides = [operation.symbols(markup), operation.numbers(markup)]
            return markup.equal([markup.name(operation.name), *sides, markup.name(result)])

        return _step(
            formula,
            kind="forward",
            number=number,
            node=self._index[node],
            name=operation.name,
            operation=operation.rule.name,
            symbols=f"{operation.name} = {operation.symbols(TEXT)}",
            numbers=operation.numbers(TEXT),
            result=node.data,
        )

    def _seed(self, number: int) -> Step:
        name = self.name(self.root)

        def formula(markup: Markup) -> str:
            return markup.equal([markup.gradient(name, name), markup.name("1")])

        return _step(
            formula,
            kind="seed",
            number=number,
            node=self._index[self.root],
            name=name,
            operation="",
            symbols=TEXT.gradient(name, name),
            numbers="1",
            result=1.0,
            total=1.0,
        )

    def _backward_step(self, number: int, edge: Flow, last: bool) -> Step:
        operation, slot = self._operation(edge.node), edge.slot
        name, parent_name = operation.name, self.name(edge.parent)
        factors = [number_text(edge.upstream), number_text(edge.local)]

        def symbols(markup: Markup) -> list[str]:
            root = self.name(self.root)
            upstream = markup.gradient(root, name)
            product = markup.times(upstream, operation.slope(slot, markup))
            return [markup.gradient(root, parent_name), product]

        def formula(markup: Markup) -> str:
            result = markup.name(number_text(edge.contribution))
            sides = [*symbols(markup), markup.product(*factors), result]
            remarks = [("with ", operation.local(slot, edge.local, markup))]
            if edge.before is not None:
                added = (edge.before, edge.contribution, edge.total)
                remarks.append((f"{SUM_SO_FAR}: ", running_sum(*added, markup)))
            return markup.remarks(markup.equal(sides, "+="), remarks)

        return _step(
            formula,
            kind="backward",
            number=number,
            node=self._index[edge.node],
            name=name,
            operation=operation.rule.name,
            symbols=TEXT.equal(symbols(TEXT), "+="),
            numbers=TEXT.product(*factors),
            result=edge.contribution,
            law=_law(edge),
            parent=self._index[edge.parent],
            parent_name=parent_name,
            slot=slot,
            slope=operation.slope(slot, TEXT),
            local_symbols=operation.local_symbols(slot, TEXT),
            local_numbers=operation.local_numbers(slot, TEXT),
            upstream=edge.upstream,
            local=edge.local,
            before=edge.before,
            total=edge.total,
            last=last,
        )

    def _operation(self, node: Value) -> Operation:
        """The operation of a node; kept, for the steps of its edges follow one another."""
        if self._latest is None or self._latest.node is not node:
            operands = [self.name(parent) for parent in node.operands]
            self._latest = Operation(node, self.name(node), operands)
        return self._latest


def _law(edge: Flow) -> str:
    """What calculus calls the step over an edge, and what there is to note about it."""
    rule = edge.node.rule
    assert rule is not None
    notes = [" (declared, not the true one)"] if rule.surrogate else []
    notes += [f"; {edge.note}"] if edge.note else []
    return "".join([" ".join(rule.law(edge.slot).split()), *notes])


def running_sum(before: float, contribution: float, total: float, markup: Markup = TEXT) -> str:
    """Return what a contribution adds to the sum of those before it: `1.0 + 2.0 = 3.0`."""
    summed = markup.sum(number_text(before), number_text(contribution))
    return markup.equal([summed, markup.name(number_text(total))])


def _display(formula: str) -> str:
    return f'<math display="block">{formula}</math>'
