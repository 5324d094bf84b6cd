"""The program for a batch: one array operation after the other, forward and backward."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...arrays import np
from ...rules.expression import Call, Expression, Number
from ...rules.inlining import forward_of, partial_of, with_numbers
from ...rules.table import BUILT_IN, Rule
from ..layout import Layout
from ..places import rectangle
from ..schedule import SHARED_TIMES_OWN, Group
from ..trace import Graph
from .formulas import Computation
from .lookups import Lookups, is_lookup
from .sums import Sums
from .views import Operand, Spec
from .writer import Line, Writer


@dataclass
class ArrayProgram:
    """Lines of numpy over named arrays, and what the names stand for.

    Attributes:
        forward: the lines that compute the values.
        backward: those that compute the gradients.
        specs: what each name is bound to, once the size of the batch is known.
        fixed: the names of index arrays, the same for every batch.
    """

    forward: list[Line]
    backward: list[Line]
    specs: dict[str, Spec]
    fixed: dict[str, Any]


def write_array_program(graph: Graph, groups: list[Group], layout: Layout) -> ArrayProgram:
    """Write the program that replays the groups for a batch."""
    writer = Writer(graph, layout, groups)
    parts: list[Sums | Lookups | Elementwise] = []
    forward: list[Line] = []
    for number, group in enumerate(groups):
        writer.meaning = _meaning(group)
        if group.is_sum:
            parts.append(Sums(writer, graph, layout, number, group))
        elif is_lookup(group, graph):
            parts.append(Lookups(writer, graph, group))
        else:
            parts.append(Elementwise(writer, graph, group))
        parts[-1].forward()
        forward += writer.take_lines()
    backward: list[Line] = []
    # On one level, products of matrices come first: theirs are the gradients to be set at once.
    order = sorted(
        range(len(groups)),
        key=lambda place: (-groups[place].level, SHARED_TIMES_OWN not in groups[place].kinds),
    )
    for place in order:
        if groups[place].active:
            writer.meaning = _meaning(groups[place])
            parts[place].backward()
            backward += writer.take_lines()
    return ArrayProgram(forward, backward, writer.specs, writer.fixed)


class Elementwise:
    """Writes one group of equal operations, forward and backward, from the row's formulas."""

    def __init__(self, writer: Writer, graph: Graph, group: Group) -> None:
        self.writer: Writer = writer
        self.graph: Graph = graph
        self.group: Group = group
        self.rule: Rule = group.operation.rule
        nodes, operands = group.nodes, group.operands
        if self.rule.variadic:
            self.nodes: np.ndarray = nodes[:, None]
            self.slots: list[np.ndarray] = [operands]
        else:
            dims = rectangle([writer.places(column) for column in operands.T])
            self.nodes = nodes.reshape(dims)
            self.slots = [column.reshape(dims) for column in operands.T]
        names = self._operands()
        self.out: Operand = writer.load(self.nodes, broadcast=False)
        names["out"] = self.out
        members = self.rule.arguments[0] if self.rule.variadic else ""
        self.computation: Computation = Computation(writer, names, members)
        self.computation.keep([partial for _, partial in self._partials()])

    def forward(self) -> None:
        """Write the lines that compute the results."""
        rule, computation = self.rule, self.computation
        # The rows of the package raise by themselves outside their domain.
        if BUILT_IN.get(rule.name) is not rule:
            for condition in rule.domain:
                inside = computation.compute(with_numbers(condition, rule, self.group.numbers))
                text = inside.name if isinstance(inside, Operand) else inside
                self.writer.write(f"check({text})")
        computation.compute(forward_of(rule, self.group.numbers), self.out)
        computation.forget()

    def backward(self) -> None:
        """Write the lines that send upstream times local gradient to each operand."""
        # From here on nothing has to outlive this part of the program.
        self.computation.kept.clear()
        for slot, partial in self._partials():
            if self.rule.variadic:
                self._send_to_columns(partial)
            else:
                self._send(self.slots[slot], partial)

    def _partials(self) -> list[tuple[int, Expression]]:
        """The partials over which a gradient flows, each with its operand.

        An operand that stands twice, as in x * x, gets both together.
        """
        flowing: dict[int, Expression] = {}
        for slot, nodes in enumerate(self.slots):
            partial = partial_of(self.rule, slot, self.group.numbers)
            if partial is None or not any(self.graph.active[int(node)] for node in nodes.flat):
                continue
            same = [other for other in flowing if (self.slots[other] == nodes).all()]
            if same:
                flowing[same[0]] = Call("add", (flowing[same[0]], partial))
            else:
                flowing[slot] = partial
        return list(flowing.items()) if self.group.active else []

    def _operands(self) -> dict[str, Operand]:
        names = self.rule.arguments
        if self.rule.variadic:
            together = self._columns_together(self.slots[0])
            return {names[0]: together, self.rule.member: together}
        return {
            name: self.writer.load(nodes)
            for name, nodes in zip(names, self.slots, strict=True)
            if name not in self.group.numbers
        }

    def _columns_together(self, nodes: np.ndarray) -> Operand:
        """All operands of a variadic operation as one, whether they vary with the row or not."""
        writer = self.writer
        kinds = {self.graph.batched[int(node)] for node in nodes[0]}
        if len(kinds) == 1:
            return writer.load(nodes, broadcast=False)
        together = writer.temporary(nodes.shape, True, keep=True)
        for slot in range(nodes.shape[1]):
            column = writer.load(nodes[:, slot : slot + 1], keep=False)
            part = writer.columns(together, slot, slot + 1)
            writer.write(f"copyto({part.name}, {column.name})")
        return together

    def _send(self, nodes: np.ndarray, partial: Expression) -> None:
        batched = self.group.batched
        shared = not self.graph.batched[int(nodes.flat[0])]
        unchanged = isinstance(partial, Number) and partial.value == 1
        if unchanged and not self.rule.variadic and self.writer.pass_on(self.nodes, nodes):
            return
        self.writer.send(
            nodes, batched, lambda out: self._contribution(partial, out, batched and shared)
        )

    def _send_to_columns(self, partial: Expression) -> None:
        """Send to the operands of a variadic operation, column by column where they differ."""
        (nodes,) = self.slots
        graph, writer = self.graph, self.writer
        kinds = [(graph.active[int(node)], graph.batched[int(node)]) for node in nodes[0]]
        if len(set(kinds)) == 1:
            self._send(nodes, partial)
            return
        whole = self._contribution(partial, None, False)
        if whole.dims != nodes.shape:
            full = writer.temporary(nodes.shape, whole.wide)
            writer.write(f"copyto({full.name}, {whole.name})")
            whole = full
        for slot, (active, _) in enumerate(kinds):
            if active:
                part = writer.columns(whole, slot, slot + 1)
                column = nodes[:, slot : slot + 1]
                writer.send(column, whole.wide, _computed(part))

    def _contribution(self, partial: Expression, out: Operand | None, to_shared: bool) -> Operand:
        """Write upstream times local gradient; what is one factor for all rows comes last."""
        writer, upstream = self.writer, self.writer.gradient(self.nodes)
        local = self.computation.factor(partial)
        if local == 1.0:
            return upstream
        local_wide = isinstance(local, Operand) and local.wide
        if to_shared and not local_wide:
            upstream = writer.over_batch(upstream)
        dims, wide = upstream.dims, upstream.wide or local_wide
        if isinstance(local, Operand):
            dims = tuple(map(max, dims, local.dims))
        if out is None or (out.dims, out.wide) != (dims, wide):
            out = writer.temporary(dims, wide)
        if local == -1.0:
            writer.write(f"negative({upstream.name}, out={out.name})")
        else:
            factor = local.name if isinstance(local, Operand) else writer.number(local)
            writer.write(f"multiply({upstream.name}, {factor}, out={out.name})")
        return out


def _computed(operand: Operand) -> Callable[[Operand | None], Operand]:
    """What `Writer.send` calls where nothing is left to compute."""
    return lambda out: operand


def _meaning(group: Group) -> str:
    """What a line stands for: how many nodes, of which operation, and which they are."""
    nodes, folded = group.nodes, group.folded
    name = "sum" if group.is_sum else group.operation.rule.name
    text = f"{len(nodes)} {name}"
    if folded:
        text += f" and {folded} folded into {'it' if len(nodes) == 1 else 'them'}"
    first, last = nodes[0], nodes[-1]
    return f"{text}: node {first}" + (f" to {last}" if last != first else "")
