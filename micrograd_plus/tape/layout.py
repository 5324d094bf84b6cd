"""Where each number lives: a row of a matrix, or a place in the vector of what all rows share.

`values` has a row for each number that differs from row to row of the batch. `shared` is one
vector: the parameters in order of first use, the constants, then what is computed from these alone.
"""

from dataclasses import dataclass, field

from .folding import PLAIN
from .schedule import SHARED, SHARED_TIMES_OWN, Group
from .trace import Graph


@dataclass
class Layout:
    """The places of the numbers of a graph.

    Attributes:
        place: of each node: its row of `values` or its index in `shared`; -1 for folded ones.
        values: how many rows `values` has.
        ones: the rows of `values` that hold 1, for biases to be multiplied by.
        one_of: the row of ones that each group of sums with a bias uses, by the group's number.
        shared: how many numbers `shared` has.
        parameters: the node of each parameter, in the order of `shared`.
        constants: the constants, which follow the parameters.
    """

    place: list[int]
    values: int = 0
    ones: list[int] = field(default_factory=list)
    one_of: dict[int, int] = field(default_factory=dict)
    shared: int = 0
    parameters: list[int] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)

    def add_row(self) -> int:
        """Add a row to `values`; return its number."""
        self.values += 1
        return self.values - 1

    def add_ones(self) -> int:
        """Add a row that holds 1."""
        self.ones.append(self.add_row())
        return self.ones[-1]


def lay_out(graph: Graph, groups: list[Group]) -> Layout:
    """Give every number its place, so that what is used together stands together."""
    layout = Layout([PLAIN] * len(graph.nodes))
    _place_shared_leaves(graph, groups, layout)
    for group in groups:
        if group.is_sum and not group.batched:
            _sort_by_place(graph, group, layout)
    group_of = {unit.node: number for number, group in enumerate(groups) for unit in group.units}
    wanting = {
        number: _sources(group, group_of) for number, group in enumerate(groups) if _biased(group)
    }
    followed = {source for source in wanting.values() if source is not None}
    after = _place_inputs(graph, groups, wanting, layout)
    for number, group in enumerate(groups):
        if group.batched:
            for unit in group.units:
                layout.place[unit.node] = layout.add_row()
            if number in followed:
                after[number] = layout.add_ones()
        else:
            for unit in group.units:
                layout.place[unit.node] = layout.shared
                layout.shared += 1
    for number, source in wanting.items():
        layout.one_of[number] = after[source if source in after else None]
    return layout


def _biased(group: Group) -> bool:
    """Whether a group is a product of matrices with one bias for each row."""
    kinds = group.kinds
    return kinds.count(SHARED) == 1 and SHARED_TIMES_OWN in kinds


def _own(group: Group) -> list[int]:
    """The own factors of the first unit's products with something shared."""
    pairs = zip(group.units[0].operands, group.kinds, strict=True)
    return [operand for operand, kind in pairs if kind == SHARED_TIMES_OWN]


def _sources(group: Group, group_of: dict[int, int]) -> int | None:
    """The one group all of whose units are multiplied here, if there is one."""
    sources = {group_of.get(operand) for operand in _own(group)}
    return sources.pop() if len(sources) == 1 else None


def _place_shared_leaves(graph: Graph, groups: list[Group], layout: Layout) -> None:
    """Number the parameters and the constants in order of first use."""
    is_parameter = set(graph.parameters)
    index_of: dict[str, int] = {}
    waiting: list[tuple[int, int]] = []
    for node in _in_order_of_use(graph, groups):
        if layout.place[node] != PLAIN or graph.operations[node] is not None:
            continue
        if node in is_parameter:
            layout.place[node] = len(layout.parameters)
            layout.parameters.append(node)
        elif graph.constant[node]:
            number = graph.nodes[node].number
            # Written out, so that 0.0 and -0.0 are two numbers, and nan is one.
            written = repr(number)
            if written not in index_of:
                index_of[written] = len(layout.constants)
                layout.constants.append(number)
            waiting.append((node, index_of[written]))
    for node, index in waiting:
        layout.place[node] = len(layout.parameters) + index
    layout.shared = len(layout.parameters) + len(layout.constants)


def _sort_by_place(graph: Graph, group: Group, layout: Layout) -> None:
    """Put the terms of a sum of leaves, such as a penalty, in the order of their places."""

    def order(term: tuple[int, int, int]) -> tuple[int, bool, bool, int]:
        # What a gradient flows to stands in the same columns in every sum of the group.
        kind, operand, factor = term
        active = factor != PLAIN and graph.active[factor]
        return kind, graph.active[operand], active, layout.place[operand]

    for unit in group.units:
        factors = unit.factors or ()
        if any(graph.operations[operand] is not None for operand in unit.operands):
            return
        rows = sorted(zip(group.kinds, unit.operands, factors, strict=True), key=order)
        unit.operands = tuple([row[1] for row in rows])
        unit.factors = tuple([row[2] for row in rows])


def _in_order_of_use(graph: Graph, groups: list[Group]) -> list[int]:
    """Every leaf that is used, operand by operand, dot product by dot product."""
    used: list[int] = []
    # Products of matrices come first: their parameters are to stand in rows.
    for group in sorted(groups, key=lambda group: SHARED_TIMES_OWN not in group.kinds):
        if group.is_sum:
            for unit in group.units:
                # What is multiplied with one thing after the other stands in one row.
                for operand, factor in zip(unit.operands, unit.factors or (), strict=True):
                    used += [operand] if factor == PLAIN else [factor, operand]
        else:
            for slot in range(len(group.units[0].operands)):
                used += [unit.operands[slot] for unit in group.units]
    return [*used, *graph.outputs, *graph.parameters]


def _place_inputs(
    graph: Graph, groups: list[Group], wanting: dict[int, int | None], layout: Layout
) -> dict[int | None, int]:
    """Place the row arguments, and a row of ones behind those that a first layer multiplies."""
    is_input = set(graph.inputs)
    first = next((number for number, source in wanting.items() if source is None), None)
    block = [] if first is None else [node for node in _own(groups[first]) if node in is_input]
    chosen = dict.fromkeys(block)
    for node in chosen:
        layout.place[node] = layout.add_row()
    after: dict[int | None, int] = {None: layout.add_ones()} if wanting else {}
    for node in dict.fromkeys(graph.inputs):
        if node not in chosen:
            layout.place[node] = layout.add_row()
    return after
