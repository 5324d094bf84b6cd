"""An operation's formulas made ready for statements: over numbered operands."""

import math

from ...arrays import np
from ...engine.generate import Operation
from ...rules.expression import Call, Expression, Name, Number, names
from ...rules.inlining import forward_of, inlined, partial_of, renamed
from ...rules.table import BUILT_IN
from ..trace import Graph

# What is sent as it is.
UP = Name("0")


class NoStatement(Exception):
    """An operation cannot be written as statements: another emitter replays the graph."""


def known_numbers(graph: Graph) -> dict[int, dict[int, float]]:
    """Return the operands that are written numbers worth knowing, by their nodes and slots.

    A known exponent makes formulas simpler, and to divide by a power of two is to multiply; other
    numbers are only read.
    """
    found: dict[int, dict[int, float]] = {}
    constant = np.array(graph.constant, bool)
    for kind, operation in enumerate(graph.distinct):
        name = operation.rule.name
        if name not in ("pow", "div"):
            continue
        nodes = np.flatnonzero(graph.kinds == kind)
        second = graph.edges.operand[graph.edges.starts[nodes] + 1]
        chosen = constant[second]
        for node, at in zip(nodes[chosen].tolist(), second[chosen].tolist(), strict=True):
            number = graph.nodes[at].number
            if name == "pow" or is_power_of_two(number):
                found[node] = {1: number}
    return found


def is_power_of_two(number: float) -> bool:
    """Return whether a number and 1 divided by it are powers of two, to which floats are exact."""
    return 1e-300 < abs(number) < 1e300 and abs(math.frexp(number)[0]) == 0.5


class Template:
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
        self.members: str = rule.arguments[0] if rule.variadic else ""
        forward = forward_of(rule, self._known)
        domain = () if BUILT_IN.get(rule.name) is rule else rule.domain
        conditions = [inlined(condition, rule) for condition in domain]
        if rule.variadic and conditions:
            raise NoStatement(f"{rule.name} has a domain for each of any number of operands")
        used = {name for formula in (forward, *conditions) for name in names(formula)}
        self.reads: list[int] = [slot for slot, name in enumerate(rule.arguments) if name in used]
        others = {rule.arguments[slot]: str(place) for place, slot in enumerate(self.reads)}
        others = {} if rule.variadic else others
        self.forward: Expression = renamed(forward, others)
        self.domain: tuple[Expression, ...] = tuple(
            [renamed(condition, others) for condition in conditions]
        )

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
            return (UP, []) if local.value == 1 else (Call("neg", (UP,)), [])
        if isinstance(local, Call) and local.operation == "neg" and _is_one(local.arguments[0]):
            return Call("neg", (UP,)), []
        arguments = (rule.member,) if rule.variadic else rule.arguments
        used = names(local)
        if rule.variadic and rule.arguments[0] in used:
            raise NoStatement(f"a partial of {rule.name} reads all of its operands")
        reads = [s for s, name in enumerate(arguments) if name in used]
        reads += [-1] if "out" in used else []
        numbered = {"out" if s < 0 else arguments[s]: str(i + 1) for i, s in enumerate(reads)}
        return Call("mul", (UP, renamed(local, numbered))), reads


def _is_one(part: Expression) -> bool:
    return isinstance(part, Number) and part.value == 1
