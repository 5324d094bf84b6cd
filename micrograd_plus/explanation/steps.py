"""A gradient explained: every step of the chain rule as plain data.

The steps are what every view shows: the terminal, a page, a notebook. Their numbers are those of
the backward pass itself, their formulas those of the rule table.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..engine.gradient import Flow, flow
from ..engine.staleness import ordered
from ..engine.value import Value
from ..rules.expression import COMPARISONS, SYMBOLS, Call, Expression, Name, names as formula_names
from ..rules.notation import (
    bracketed,
    latex_name,
    literal,
    number_text,
    simplify,
    to_latex,
    to_text,
)

# Nobody reads a formula with more operands, and a line of many thousand fills a screen.
_MOST_OPERANDS, _AT_EITHER_END = 100, 10


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
        symbols: the step in symbols, such as `v3 = x * w` or `∂L/∂w += ∂L/∂v3 · ∂v3/∂w`.
        numbers: its right-hand side with the numbers put in.
        local_symbols: the local gradient in symbols, such as `x`; backward only.
        local_numbers: the same with the numbers put in.
        latex: the whole step in LaTeX.
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
    result: float
    law: str = ""
    parent: int | None = None
    parent_name: str | None = None
    slot: int | None = None
    local_symbols: str | None = None
    local_numbers: str | None = None
    upstream: float | None = None
    local: float | None = None
    before: float | None = None
    total: float | None = None
    last: bool | None = None

    @property
    def sum_text(self) -> str:
        """The sum that this edge adds to: `3.0000 + 3.0000 = 6.0000`; empty for a first edge."""
        if self.before is None or self.total is None:
            return ""
        before, result = number_text(self.before), _bracketed_number(self.result)
        return f"{before} + {result} = {number_text(self.total)}"

    def __str__(self) -> str:
        """The step in one line: `∂L/∂w += ∂L/∂q · ∂q/∂w = 0.5 · 2.0 = 1.0 (product rule)`."""
        if self.kind == "seed":
            return f"{self.symbols} = {self.numbers}"
        law = f" ({self.law})" if self.law else ""
        return f"{self.symbols} = {self.numbers} = {number_text(self.result)}{law}"


class StepMaker:
    """Makes the steps of one result, one after the other, as they are asked for."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self._nodes = ordered(root)
        self._index = {node: place for place, node in enumerate(self._nodes)}
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
        assert node.rule is not None
        name = self.name(node)
        symbols = [self._symbol(parent) for parent in node.operands]
        numbers = [self._number(parent) for parent in node.operands]
        in_latex = [self._in_latex(parent) for parent in node.operands]
        latex = [
            latex_name(name),
            written(node, in_latex, to_latex),
            written(node, numbers, to_latex),
            number_text(node.data),
        ]
        return Step(
            kind="forward",
            number=number,
            node=self._index[node],
            name=name,
            operation=node.rule.name,
            symbols=f"{name} = {written(node, symbols, to_text)}",
            numbers=written(node, numbers, to_text),
            latex=" = ".join(latex),
            result=node.data,
        )

    def _seed(self, number: int) -> Step:
        name = self.name(self.root)
        return Step(
            kind="seed",
            number=number,
            node=self._index[self.root],
            name=name,
            operation="",
            symbols=_derivative(name, name),
            numbers="1",
            latex=f"{_latex_derivative(name, name)} = 1",
            result=1.0,
            total=1.0,
        )

    def _backward_step(self, number: int, edge: Flow, last: bool) -> Step:
        node, parent, rule = edge.node, edge.parent, edge.node.rule
        assert rule is not None
        root, name, parent_name = map(self.name, (self.root, node, parent))
        factors = f"{_bracketed_number(edge.upstream)} · {_bracketed_number(edge.local)}"
        symbols, with_numbers, latex = self._local(node, edge.slot)
        latex_factors = factors.replace("·", r"\cdot")
        return Step(
            kind="backward",
            number=number,
            node=self._index[node],
            name=name,
            operation=rule.name,
            symbols=f"{_derivative(root, parent_name)} += "
            f"{_derivative(root, name)} · {_derivative(name, parent_name)}",
            numbers=factors,
            latex=rf"{_latex_derivative(root, parent_name)} \mathrel{{+}}= "
            rf"{_latex_derivative(root, name)} \cdot {_latex_derivative(name, parent_name)} = "
            f"{latex_factors} = {number_text(edge.contribution)}"
            rf" \quad\text{{with }} {_latex_derivative(name, parent_name)} = {latex}",
            result=edge.contribution,
            law=_law(edge),
            parent=self._index[parent],
            parent_name=parent_name,
            slot=edge.slot,
            local_symbols=symbols,
            local_numbers=with_numbers,
            upstream=edge.upstream,
            local=edge.local,
            before=edge.before,
            total=edge.total,
            last=last,
        )

    def _local(self, node: Value, slot: int) -> tuple[str, str, str]:
        """The local gradient in symbols, in numbers and in LaTeX."""
        rule = node.rule
        assert rule is not None
        partial = rule.partial(slot)
        assert partial is not None
        if rule.variadic:
            operands = {rule.member: node.operands[slot]}
        else:
            operands = dict(zip(rule.arguments, node.operands, strict=True))
        constants = {name: value.data for name, value in operands.items() if value.is_constant}
        nodes = operands | {"out": node}
        data = {name: value.data for name, value in nodes.items()}
        lists_all = rule.variadic and rule.arguments[0] in formula_names(partial)

        def put_in(shown: Callable[[Value], str]) -> dict[str, str]:
            words = {name: shown(value) for name, value in nodes.items()}
            if lists_all:
                words[rule.arguments[0]] = ", ".join(_shortened(list(map(shown, node.operands))))
            return words

        general = simplify(partial, constants, data, every_branch=False)
        chosen = simplify(partial, constants, data)
        return (
            to_text(general, put_in(self._symbol)),
            to_text(chosen, put_in(self._number)),
            to_latex(general, put_in(self._in_latex)),
        )

    def _symbol(self, value: Value) -> str:
        return bracketed(self.name(value))

    def _number(self, value: Value) -> str:
        return self._symbol(value) if value.is_constant else _bracketed_number(value.data)

    def _in_latex(self, value: Value) -> str:
        return self._symbol(value) if value.is_constant else latex_name(self.name(value))


def node_names(nodes: list[Value]) -> list[str]:
    """A name for each node, all different: the label, the number of a constant, or v1, v2, ..."""
    taken = {" ".join(node.label.split()) for node in nodes}
    used: set[str] = set()
    names = []
    unnamed = (name for i in itertools.count(1) if (name := f"v{i}") not in taken)
    candidates: dict[str, Iterator[str]] = {"": unnamed}
    for node in nodes:
        label = " ".join(node.label.split())
        if node.is_constant:
            names.append(label or literal(node.data))
            continue
        if label not in candidates:
            # Kept from node to node, or many nodes of one label would count from the start each.
            candidates[label] = _numbered(label)
        names.append(next(name for name in candidates[label] if name not in used))
        used.add(names[-1])
    return names


def _numbered(label: str) -> Iterator[str]:
    yield label
    yield from (f"{label}_{i}" for i in itertools.count(2))


def _shortened(operands: list[str]) -> list[str]:
    """The operands; of very many, the first and the last, and how many are between them."""
    if len(operands) <= _MOST_OPERANDS:
        return operands
    left_out = f"… {len(operands) - 2 * _AT_EITHER_END:,} more …"
    return [*operands[:_AT_EITHER_END], left_out, *operands[-_AT_EITHER_END:]]


def written(
    node: Value, operands: list[str], write: Callable[[Expression, dict[str, str]], str]
) -> str:
    """The operation of a node with its operands put in; of very many, the first and the last."""
    rule = node.rule
    assert rule is not None
    operands = _shortened(operands)
    if rule.name not in SYMBOLS and rule.name != "sum":
        # Alone between brackets or commas, a sign needs no brackets of its own.
        operands = [text[1:-1] if text.startswith("(-") else text for text in operands]
    places = [f"operand {place}" for place in range(len(operands))]
    if rule.name == "sum" and operands:
        terms: list[Expression] = [Name(place) for place in places]
        expression = terms[0]
        for term in terms[1:]:
            expression = Call("add", (expression, term))
    else:
        expression = Call(rule.name, tuple(map(Name, places)))
    text = write(expression, dict(zip(places, operands, strict=True)))
    # x < y = 0.6 < 1.7 = 1 would read as 1.7 = 1.
    if rule.name in COMPARISONS:
        return rf"\left({text}\right)" if write is to_latex else f"({text})"
    return text


def _law(edge: Flow) -> str:
    """What calculus calls the step, and what else is to be said of it."""
    rule = edge.node.rule
    assert rule is not None
    law = rule.law(edge.slot) + (" (declared, not the true one)" if rule.surrogate else "")
    return f"{law}; {edge.note}" if edge.note else law


def _derivative(of: str, by: str) -> str:
    return f"∂{of}/∂{by}"


def _latex_derivative(of: str, by: str) -> str:
    return rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(by)}}}"


def _bracketed_number(number: float) -> str:
    return bracketed(number_text(number))
