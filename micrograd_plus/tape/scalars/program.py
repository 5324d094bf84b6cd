"""The program for a single row: one line of plain Python after the other.

A deep and narrow graph gains nothing from arrays: each numpy call would handle one number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...engine.generate import strict
from ...rules.expression import Call, Each, Expression, Name, Number, names
from ...rules.inlining import WHOLE_POWER, forward_of, inlined, partial_of, whole_powers
from ...rules.table import BUILT_IN, Rule
from ..trace import Graph, in_order_of_engine
from .lookups import Table, own_tables

# How deep brackets may nest, and how many terms a sum may have: both end in an error of Python's
# own parser if they are too many.
DEEPEST = 30
LONGEST = 40
# What is written into another line has so many characters at most.
LARGEST = 1000


class Line(NamedTuple):
    """An assignment to a name or to an entry of a list, and the node that it stands for."""

    target: str
    expression: str
    node: int


@dataclass
class ScalarProgram:
    """Lines of plain Python: forward, then backward.

    Attributes:
        forward: the lines that compute the values.
        backward: those that compute the gradients.
        outputs: what to write for each result.
        gradients: what to write for the gradient of each parameter.
    """

    forward: list[Line]
    backward: list[Line]
    outputs: list[str]
    gradients: list[str]


class _Template:
    """A row of the table as text, with a place for each operand, or its number if it is known.

    Attributes:
        forward: such as `({0} * {1})`.
        partials: upstream times local gradient for each operand; None where nothing flows.
        reads: the operands that the partials need.
        reads_out: whether they need the result.
        once: the operands that stand once in `forward`, where they are always computed.
        depth: how deep its brackets nest.
    """

    def __init__(self, rule: Rule, numbers: list[float | None]) -> None:
        self._rule = rule
        self._places = [
            literal(x) if x is not None else f"{{{slot}}}" for slot, x in enumerate(numbers)
        ]
        known: dict[str, float] = {}
        if rule.variadic:
            self._values = {rule.arguments[0]: f"*[{', '.join(self._places)}]"}
        else:
            self._values = dict(zip(rule.arguments, self._places, strict=True))
            named = zip(rule.arguments, numbers, strict=True)
            known = {name: x for name, x in named if x is not None}
        self._write = strict(rule, {WHOLE_POWER: "({} ** {})"})
        formula = forward_of(rule, known)
        # The rows of the package raise by themselves outside their domain.
        has_domain = bool(rule.domain) and BUILT_IN.get(rule.name) is not rule
        self.forward = self._guarded(formula) if has_domain else self._unguarded(formula)
        self.depth = _depth(self.forward)
        slots = range(len(numbers))
        flowing = [
            partial_of(rule, slot, known) if numbers[slot] is None else None for slot in slots
        ]
        self.partials = [self._contribution(slot, flowing[slot]) for slot in slots]
        used = {name for partial in flowing if partial is not None for name in names(partial)}
        self.reads = {slot for slot in slots if self._is_read(slot, used)}
        self.reads_out = "out" in used
        # What is only computed under a condition, or deep in brackets, takes no other line in.
        open_to_others = self.depth <= DEEPEST and not has_domain
        single = _written_once(formula) if open_to_others else set()
        arguments = rule.arguments * len(numbers) if rule.variadic else rule.arguments
        self.once = {slot for slot in slots if arguments[slot] in single}

    def _unguarded(self, formula: Expression) -> str:
        if BUILT_IN["sum"] is self._rule and 0 < len(self._places) <= LONGEST:
            # The operator is faster than a call, and rounds in the same order.
            return f"({' + '.join(self._places)})"
        return self._write(whole_powers(formula), self._values)

    def _guarded(self, formula: Expression) -> str:
        """The result with a question before it, whether the operands are in the domain."""
        members = [self._values]
        if self._rule.variadic:
            members = [{self._rule.member: place} for place in self._places]
        inside = " and ".join(
            self._write(inlined(condition, self._rule), member)
            for member in members
            for condition in self._rule.domain
        )
        return f"({self._unguarded(formula)} if {inside} else _outside_domain())"

    def _contribution(self, slot: int, partial: Expression | None) -> str | None:
        if partial is None:
            return None
        if isinstance(partial, Number) and abs(partial.value) == 1:
            return "{up}" if partial.value == 1 else "-{up}"
        values = self._values | {"out": "{out}"}
        if self._rule.variadic:
            values[self._rule.member] = self._places[slot]
        return f"{{up}} * {self._write(whole_powers(partial), values)}"

    def _is_read(self, slot: int, used: set[str]) -> bool:
        """Whether partials that use these names read an operand."""
        if self._rule.variadic:
            return bool(used - {"out"})
        return self._rule.arguments[slot] in used


def write_scalar_program(graph: Graph, parameters: Sequence[int]) -> ScalarProgram:
    """Write the program that replays one row.

    Arguments:
        graph: the recorded graph.
        parameters: the nodes whose gradients are wanted, in order.
    """
    writer = _Writer(graph)
    forward = list(writer.forward())
    backward = list(writer.backward())
    return ScalarProgram(
        forward,
        backward,
        [writer.values[index] for index in graph.outputs],
        [writer.gradients.get(index, "0.0") for index in parameters],
    )


class _Writer:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.values: dict[int, str] = {}
        self.gradients: dict[int, str] = {}
        self._templates: dict[tuple[object, ...], _Template] = {}
        self._template_of = [self._template(index) for index in range(len(graph.nodes))]
        self._inlined = self._inlinable()
        self._table_of = own_tables(graph)
        # The list in which the gradients of each table are added up.
        self._totals: dict[Table, str] = {}

    def forward(self) -> Iterator[Line]:
        depth: dict[int, int] = {}
        for index, template in enumerate(self._template_of):
            if template is None:
                constant = self.graph.constant[index]
                number = self.graph.nodes[index].number
                self.values[index] = literal(number) if constant else f"v{index}"
                continue
            operands = self.graph.parents[index]
            text = template.forward.format(*[self.values[operand] for operand in operands])
            inner = max([depth.get(operand, 0) for operand in operands], default=0)
            nested = template.depth + inner
            if self._inlined[index] and nested <= DEEPEST and len(text) <= LARGEST:
                self.values[index] = text
                depth[index] = nested
            else:
                self.values[index] = f"v{index}"
                yield Line(f"v{index}", text, index)

    def backward(self) -> Iterator[Line]:
        graph = self.graph
        contributions: dict[int, list[str]] = {graph.outputs[0]: ["1.0"]}
        # In the engine's own order, so that every sum of contributions rounds as its sum does.
        for index in reversed(in_order_of_engine(graph)):
            terms = contributions.pop(index, None)
            if terms is None or not graph.active[index]:
                continue
            name = terms[0]
            if len(terms) > 1 or not name.isidentifier():
                name = f"d{index}"
                yield Line(name, " + ".join(terms[:LONGEST]), index)
                for start in range(LONGEST, len(terms), LONGEST):
                    more = " + ".join(terms[start : start + LONGEST])
                    yield Line(name, f"{name} + {more}", index)
            self.gradients[index] = name
            template = self._template_of[index]
            if template is None:
                continue
            operands = graph.parents[index]
            values = [self.values[operand] for operand in operands]
            table = self._table_of.get(index)
            if table is not None:
                yield from self._add_to_table(index, table, name, contributions)
                continue
            for operand, partial in zip(operands, template.partials, strict=True):
                if partial is not None and graph.active[operand]:
                    text = partial.format(*values, out=self.values[index], up=name)
                    contributions.setdefault(operand, []).append(text)

    def _add_to_table(
        self, index: int, table: Table, name: str, contributions: dict[int, list[str]]
    ) -> Iterator[Line]:
        """Send the gradient of a lookup to the place where it looked."""
        if table not in self._totals:
            totals = self._totals[table] = f"g{len(self._totals)}"
            yield Line(totals, f"[0.0] * {len(table)}", index)
            contributions |= {each: [f"{totals}[{place}]"] for place, each in enumerate(table)}
        at = f"{self._totals[table]}[_int({self.values[self.graph.parents[index][0]]})]"
        yield Line(at, f"{at} + {name}", index)

    def _template(self, index: int) -> _Template | None:
        operation = self.graph.operations[index]
        if operation is None:
            return None
        numbers = [
            self.graph.nodes[operand].number if self.graph.constant[operand] else None
            for operand in self.graph.parents[index]
        ]
        # Written out, so that 0.0 and -0.0 are two numbers, and nan is one.
        key = (operation, *map(repr, numbers))
        if key not in self._templates:
            self._templates[key] = _Template(operation.rule, numbers)
        return self._templates[key]

    def _inlinable(self) -> list[bool]:
        """Which results are written once, in a place that is always computed, and not read again.

        An operation in the branch of a `where` that is not taken raises outside its domain too.
        """
        graph = self.graph
        uses = [0] * len(graph.nodes)
        needs_name = [False] * len(graph.nodes)
        for index in graph.outputs:
            uses[index] += 2
        for index, template in enumerate(self._template_of):
            if template is None:
                continue
            operands = graph.parents[index]
            for slot, operand in enumerate(operands):
                uses[operand] += 1
                needs_name[operand] = needs_name[operand] or slot not in template.once
            if graph.active[index]:
                needs_name[index] = needs_name[index] or template.reads_out
                for slot in template.reads:
                    needs_name[operands[slot]] = True
        return [
            template is not None and uses[index] == 1 and not needs_name[index]
            for index, template in enumerate(self._template_of)
        ]


def _depth(text: str) -> int:
    """How deep brackets nest."""
    opened = deepest = 0
    for character in text:
        opened += (character in "([") - (character in ")]")
        deepest = max(deepest, opened)
    return deepest


def _written_once(formula: Expression) -> set[str]:
    """The names that stand once in a formula, outside the branches of a `where`."""
    count: dict[str, int] = {}
    waiting: list[tuple[Expression, int]] = [(formula, 1)]
    while waiting:
        part, weight = waiting.pop()
        if isinstance(part, Name):
            count[part.name] = count.get(part.name, 0) + weight
        elif isinstance(part, Each):
            count[part.over] = count.get(part.over, 0) + weight
            waiting.append((part.body, 2))
        elif isinstance(part, Call):
            for place, inner in enumerate(part.arguments):
                branch = part.operation == "where" and place > 0
                waiting.append((inner, 2 if branch else weight))
    return {name for name, number in count.items() if number == 1}


def literal(number: float) -> str:
    """Write a number so that Python reads the very same one, bracketed if it has a sign."""
    text = repr(number)
    return f"({text})" if text.startswith("-") else text
