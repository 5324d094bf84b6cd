"""Where each number lives: a row of a matrix, or a place in the vector of what all rows share.

`values` has a row for each number that differs from row to row of the batch. `shared` is one
vector: the parameters in order of first use, the constants, then what is computed from these alone.
"""

from dataclasses import dataclass, field, replace

from ..arrays import np
from .folding import PLAIN
from .places import counted
from .schedule import SHARED, SHARED_TIMES_OWN, Schedule

_NO_GROUP = -1


@dataclass(eq=False)
class Layout:
    """The places of the numbers of a graph.

    Attributes:
        place: of each node: its row of `values` or its index in `shared`; -1 for folded ones
            (nodes,).
        values: how many rows `values` has.
        ones: the rows of `values` that hold 1, for biases to be multiplied by.
        one_of: the row of ones that each group of sums with a bias uses, by the group's number.
        shared: how many numbers `shared` has.
        parameters: the node of each parameter, in the order of `shared`.
        constants: the constants, which follow the parameters.
    """

    place: np.ndarray
    values: int = 0
    ones: list[int] = field(default_factory=list)
    one_of: dict[int, int] = field(default_factory=dict)
    shared: int = 0
    parameters: list[int] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)


def lay_out(schedule: Schedule) -> Layout:
    """Give every number its place, so that what is used together stands together."""
    layout = Layout(np.full(len(schedule.graph.kinds), PLAIN))
    _place_shared_leaves(schedule, layout)
    biased, sources = _find_biased(schedule)
    _place_inputs(schedule, biased[sources == _NO_GROUP], len(biased) > 0, layout)
    after = _place_units(schedule, np.unique(sources[sources != _NO_GROUP]), layout)
    if len(biased):
        # The one that stands behind the row arguments is the last, which -1 is too.
        rows = np.append(after, layout.ones[0])[sources]
        layout.one_of = dict(zip(biased.tolist(), rows.tolist(), strict=True))
    return layout


def in_order_of_places(schedule: Schedule, layout: Layout) -> Schedule:
    """Put the terms of sums of leaves, such as a penalty, in the order of their places."""
    graph, units = schedule.graph, schedule.units
    owner = units.owner
    # What is computed is of no fixed place: a group with some of it stays as it is.
    stays = np.zeros(len(schedule), bool)
    stays[schedule.group[owner[graph.kinds[units.operands] >= 0]]] = True
    sorts = units.is_sum & ~graph.varies[units.nodes] & ~stays[schedule.group]
    some = np.flatnonzero(sorts[owner])
    operands, factors = units.operands[some], units.factors[some]
    active = (factors != PLAIN) & graph.flows[factors]
    # What a gradient flows to stands in the same columns in every sum of a group.
    keys = layout.place[operands], active, graph.flows[operands], schedule.kind[some], owner[some]
    order = np.arange(len(owner))
    order[some] = some[np.lexsort(keys)]
    return replace(
        schedule,
        units=replace(units, operands=units.operands[order], factors=units.factors[order]),
    )


def _place_shared_leaves(schedule: Schedule, layout: Layout) -> None:
    """Number the parameters and the constants in order of first use."""
    graph, place = schedule.graph, layout.place
    used = _in_order_of_use(schedule)
    is_parameter = np.zeros(len(place), bool)
    is_parameter[graph.parameters] = True
    parameters = used[is_parameter[used]]
    constants = used[np.array(graph.constant, bool)[used] & ~is_parameter[used]]
    numbers = np.array([graph.nodes[node].number for node in constants.tolist()], float)
    # By their bits, so that 0.0 and -0.0 are two numbers; nan is one.
    bits = np.where(np.isnan(numbers), np.nan, numbers).view(np.int64)
    _, first, which = np.unique(bits, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    place[parameters] = np.arange(len(parameters))
    place[constants] = len(parameters) + rank[which]
    layout.parameters = parameters.tolist()
    layout.constants = numbers[np.sort(first)].tolist()
    layout.shared = len(parameters) + len(first)


def _in_order_of_use(schedule: Schedule) -> np.ndarray:
    """Every leaf that is used, once: operand by operand, dot product by dot product."""
    graph, units = schedule.graph, schedule.units
    owner = units.owner
    is_sum, group = units.is_sum[owner], schedule.group[owner]
    slot = counted(units.starts, owner)
    turn = np.empty(len(units.nodes), np.int64)
    turn[schedule.order] = np.arange(len(turn))
    # Products of matrices come first: their parameters are to stand in rows.
    late = np.ones(len(schedule), bool)
    late[group[schedule.kind == SHARED_TIMES_OWN]] = False
    # What is multiplied with one thing after the other stands in one row; of other operations the
    # first operands of all units come first.
    major = np.where(is_sum, turn[owner], slot)
    minor = np.where(is_sum, 2 * slot, turn[owner])
    is_leaf = graph.kinds < 0
    # In a product the factor that all rows share comes first.
    pairs = np.flatnonzero((units.factors != PLAIN) & is_leaf[units.factors])
    plain = np.flatnonzero(is_leaf[units.operands])
    entries = np.concatenate([pairs, plain])
    nodes = np.concatenate([units.factors[pairs], units.operands[plain]])
    second = np.repeat([0, 1], [len(pairs), len(plain)])
    ranks = (group + len(schedule) * late[group])[entries]
    order = np.lexsort((second, minor[entries], major[entries], ranks))
    used = np.concatenate([nodes[order], graph.outputs, graph.parameters]).astype(np.int64)
    found, first = np.unique(used, return_index=True)
    found = found[np.argsort(first)]
    return found[is_leaf[found]]


def _find_biased(schedule: Schedule) -> tuple[np.ndarray, np.ndarray]:
    """The groups that are products of matrices with one bias for each row.

    Returns:
        Their numbers (groups,), and for each the one group all of whose units it multiplies; -1 if
        there is none.
    """
    units, kind, first = schedule.units, schedule.kind, schedule.first
    owner, count = units.owner, len(units.nodes)
    product = kind == SHARED_TIMES_OWN
    has_products = np.bincount(owner[product], minlength=count) > 0
    biases = np.bincount(owner[kind == SHARED], minlength=count)
    biased = np.flatnonzero((has_products & (biases == 1))[first])
    group_of = np.full(len(schedule.graph.kinds), _NO_GROUP)
    group_of[units.nodes] = schedule.group
    multiplied = group_of[units.operands[product]]
    low, high = np.full(count, len(schedule)), np.full(count, _NO_GROUP)
    np.minimum.at(low, owner[product], multiplied)
    np.maximum.at(high, owner[product], multiplied)
    return biased, np.where(low == high, low, _NO_GROUP)[first[biased]]


def _place_inputs(schedule: Schedule, begins: np.ndarray, ones: bool, layout: Layout) -> None:
    """Place the row arguments, and a row of ones behind those that a first layer multiplies.

    Arguments:
        begins: the groups with biases that multiply no other group.
        ones: whether there is to be a row of ones.
    """
    inputs = schedule.graph.inputs
    chosen: list[int] = []
    if len(begins):
        units, unit = schedule.units, schedule.first[begins[0]]
        terms = slice(units.starts[unit], units.starts[unit + 1])
        own = units.operands[terms][schedule.kind[terms] == SHARED_TIMES_OWN]
        is_input = set(inputs)
        chosen = [node for node in dict.fromkeys(own.tolist()) if node in is_input]
    rest = [node for node in dict.fromkeys(inputs) if node not in set(chosen)]
    layout.place[chosen] = range(len(chosen))
    layout.ones += [len(chosen)] * ones
    layout.place[rest] = range(len(chosen) + ones, len(chosen) + ones + len(rest))
    layout.values = len(chosen) + ones + len(rest)


def _place_units(schedule: Schedule, followed: np.ndarray, layout: Layout) -> np.ndarray:
    """Place what is computed, group by group, some followed by a row of ones.

    Returns:
        The row of ones behind each group, if there is one (groups,).
    """
    units = schedule.units.nodes[schedule.order]
    wide = schedule.graph.varies[units]
    has_ones = np.zeros(len(schedule), np.int64)
    has_ones[followed] = 1
    before = np.cumsum(has_ones) - has_ones
    rows = layout.values + np.cumsum(wide) - 1
    layout.place[units] = np.where(
        wide,
        rows + before[schedule.group[schedule.order]],
        layout.shared + np.cumsum(~wide) - 1,
    )
    after: np.ndarray = 1 + (rows[schedule.starts[1:] - 1] if len(units) else rows) + before
    layout.ones += after[followed].tolist()
    layout.values += int(wide.sum()) + len(followed)
    layout.shared += int((~wide).sum())
    return after
