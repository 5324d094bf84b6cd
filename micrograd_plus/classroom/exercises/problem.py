"""A small graph whose numbers come out by hand: what every kind of exercise asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...engine import ops
from ...engine.value import Value
from ...rules.expression import Call, Name, Number
from ...rules.notation import to_text
from ...rules.table import BUILT_IN, Rule
from .exact import Exact, by_row, exact

Operand = str | int


@dataclass(frozen=True)
class Line:
    """One operation of a problem: a name, and how its number is computed.

    Attributes:
        name: of the result.
        operation: of the rule table.
        operands: the names of what it is computed from, or whole numbers.
    """

    name: str
    operation: str
    operands: tuple[Operand, ...]

    @property
    def rule(self) -> Rule:
        """The row of the table."""
        return BUILT_IN[self.operation]

    @property
    def parents(self) -> list[tuple[int, str]]:
        """The operands that are no written numbers, each with its slot."""
        return [(slot, each) for slot, each in enumerate(self.operands) if isinstance(each, str)]

    @property
    def formula(self) -> Call:
        """How it is computed."""
        arguments = tuple([Name(x) if isinstance(x, str) else Number(x) for x in self.operands])
        return Call(self.operation, arguments)

    def __str__(self) -> str:
        return f"{self.name} = {to_text(self.formula)}"


@dataclass(frozen=True)
class Edge:
    """The way from a result to one of its operands.

    Attributes:
        node: the name of the result.
        parent: the name of the operand.
        slot: which operand it is, counted from 0.
        local: the local gradient.
        title: how the local gradient is written, such as `dq/da`; with the side where an operation
            uses one value twice.
    """

    node: str
    parent: str
    slot: int
    local: Exact
    title: str


@dataclass(frozen=True)
class Problem:
    """A graph by hand: leaves with their numbers, and lines that compute on them.

    Attributes:
        leaves: the number of each leaf, by name.
        lines: the operations in order; the last one gives the result.
        weights: the leaves that training would move.
    """

    leaves: Mapping[str, Exact]
    lines: tuple[Line, ...]
    weights: tuple[str, ...]

    @property
    def root(self) -> str:
        """The name of the result."""
        return self.lines[-1].name

    @cached_property
    def values(self) -> dict[str, Exact]:
        """Every number of the graph by name, leaves first.

        Raises:
            NotByHand: if one cannot be written down exactly.
        """
        values = dict(self.leaves)
        for line in self.lines:
            operands = self._operands(line, values)
            values[line.name] = by_row(line.rule, line.rule.forward, operands, Exact())
        return values

    @cached_property
    def edges(self) -> list[Edge]:
        """Every way that a gradient takes, in the order of a backward pass."""
        edges = []
        for line in reversed(self.lines):
            operands = self._operands(line, self.values)
            for slot, parent in line.parents:
                partial = line.rule.partial(slot)
                assert partial is not None, f"nothing flows from {line.operation}"
                local = by_row(line.rule, partial, operands, self.values[line.name])
                title = f"d{line.name}/d{parent}"
                if line.operands.count(parent) > 1:
                    title += f" {SIDES[slot]}"
                edges.append(Edge(line.name, parent, slot, local, title))
        return edges

    @cached_property
    def gradients(self) -> dict[str, Exact]:
        """The derivative of the result by every number, by name."""
        found = {self.root: exact(1)}
        for edge in self.edges:
            contribution = found[edge.node] * edge.local
            before = found.get(edge.parent)
            found[edge.parent] = contribution if before is None else before + contribution
        return found

    def consumers(self, name: str) -> list[str]:
        """Return the results that are computed from a number, each once, in order."""
        return [line.name for line in self.lines if name in line.operands]

    def line(self, name: str) -> Line:
        """Return the line that computes a number."""
        return next(line for line in self.lines if line.name == name)

    def computed(self, line: Line, values: Mapping[str, Exact]) -> Exact:
        """Return the result of a line for other numbers of its operands."""
        return by_row(line.rule, line.rule.forward, self._operands(line, values), Exact())

    def build(self, numbers: Mapping[str, float] | None = None) -> dict[str, Value]:
        """Return the graph as Values by name, with labels.

        Arguments:
            numbers: those of the leaves; None for the problem's own.
        """
        given = {name: float(number) for name, number in self.leaves.items()}
        made = {name: Value(number, label=name) for name, number in (numbers or given).items()}
        for line in self.lines:
            operands = [made[each] if isinstance(each, str) else each for each in line.operands]
            made[line.name] = getattr(ops, line.operation)(*operands)
            made[line.name].label = line.name
        return made

    @staticmethod
    def _operands(line: Line, values: Mapping[str, Exact]) -> list[Exact]:
        return [values[each] if isinstance(each, str) else exact(each) for each in line.operands]


SIDES = ("left", "right")


def is_neat(numbers: Sequence[Exact], largest: int, denominator: int) -> bool:
    """Return whether numbers are short enough to be worked with by hand."""
    return all(
        abs(part.numerator) <= largest and part.denominator <= denominator
        for number in numbers
        for part in (number.rational, number.inside)
    )
