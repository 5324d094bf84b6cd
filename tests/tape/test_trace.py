"""A graph as lists of numbers: what varies with the row, what a gradient flows through."""

from micrograd_plus import Value, detach, tanh
from micrograd_plus.engine.recording import recording
from micrograd_plus.tape.trace import trace


def traced(compute, *inputs, chosen=None):
    """The graph of a function, with the Values that it gave."""
    with recording(inputs) as made:
        found = compute(*inputs)
    outputs = found if isinstance(found, list) else [found]
    return trace(outputs, inputs, made, chosen), outputs


def test_operands_come_before_results() -> None:
    """Each node once, and its parents are earlier places."""
    w = Value(2.0)
    graph, (y,) = traced(lambda x: tanh(w * x) + x, Value(0.5))
    assert len(set(graph.nodes)) == len(graph.nodes) == 5
    for index, parents in enumerate(graph.parents):
        assert all(parent < index for parent in parents)
        assert [graph.nodes[parent] for parent in parents] == list(graph.nodes[index].operands)
    assert graph.nodes[graph.outputs[0]] is y


def test_what_varies_and_what_learns() -> None:
    """Rows, parameters and constants are told apart; no gradient passes detach."""
    w, v = Value(2.0), Value(3.0)
    graph, _ = traced(lambda x: w * x + detach(v * x) + (w * 2.0), Value(0.5))
    at = {node: place for place, node in enumerate(graph.nodes)}
    by_name = {}
    for place, operation in enumerate(graph.operations):
        if operation is not None:
            by_name.setdefault(operation.rule.name, []).append(place)
    first, detached, shared = by_name["mul"]
    assert (graph.batched[first], graph.active[first]) == (True, True)
    assert (graph.batched[detached], graph.active[detached]) == (True, False)
    assert (graph.batched[shared], graph.active[shared]) == (False, True)
    assert set(graph.parameters) == {at[w], at[v]}
    assert [graph.nodes[place].data for place, fixed in enumerate(graph.constant) if fixed] == [2.0]


def test_chosen_leaves_are_the_parameters_and_others_numbers() -> None:
    """Whether they are used or not."""
    w, v, unused = Value(2.0), Value(3.0), Value(4.0)
    graph, _ = traced(lambda x: w * x + v, Value(0.5), chosen=[w, unused])
    at = {node: place for place, node in enumerate(graph.nodes)}
    assert set(graph.parameters) == {at[w], at[unused]}
    assert graph.constant[at[v]]


def test_a_leaf_made_inside_is_a_number() -> None:
    """It is made anew in each run, so that nobody could train it."""
    graph, _ = traced(lambda x: x * Value(5.0), Value(0.5))
    assert graph.parameters == []
    assert sum(graph.constant) == 1
