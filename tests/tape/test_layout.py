"""Every number has a place of its own, and what is used together stands together."""

from micrograd_plus import Value, record
from micrograd_plus.nn import MLP
from micrograd_plus.tape.folding import PLAIN


def plan_of(compute, *example):
    return record(compute, *example).plan


def test_no_two_numbers_share_a_place() -> None:
    """Neither among those of the rows nor among those that all rows share."""
    model = MLP(3, [4, 2, 1], seed=0)
    plan = plan_of(lambda x: (model(x) - 1.0) ** 2, [0.1, 0.2, 0.3])
    graph, layout = plan.graph, plan.layout
    for batched, size, taken in (
        (True, layout.values, list(layout.ones)),
        (False, layout.shared, []),
    ):
        places = [
            layout.place[node]
            for node in range(len(graph.nodes))
            if graph.batched[node] == batched and layout.place[node] != PLAIN
        ]
        places += taken
        assert len(set(places)) == len(places)
        assert all(0 <= place < size for place in places)


def test_parameters_come_first_then_constants() -> None:
    """In the vector of what all rows share."""
    w, v = Value(2.0), Value(3.0)
    plan = plan_of(lambda x: w * x + v * 7.0 + x * 5.0, 0.5)
    layout, nodes = plan.layout, plan.graph.nodes
    assert {nodes[node] for node in layout.parameters} == {w, v}
    assert [layout.place[node] for node in layout.parameters] == [0, 1]
    assert sorted(layout.constants) == [5.0, 7.0]


def test_a_layers_units_stand_side_by_side() -> None:
    """Behind them a row of ones, where the next layer has biases."""
    model = MLP(2, [3, 2], activation="tanh", seed=0)
    plan = plan_of(lambda x: model(x), [0.1, 0.2])
    for group in plan.schedule.groups:
        places = plan.layout.place[group.nodes].tolist()
        assert places == list(range(places[0], places[0] + len(places)))
    (hidden,) = [g for g in plan.schedule.groups if g.operation.rule.name == "tanh"]
    assert plan.layout.place[hidden.nodes[-1]] + 1 in plan.layout.ones
