"""Units that are alike are computed together, none before what it needs."""

from micrograd_plus import Value, relu, tanh
from micrograd_plus.nn import MLP
from micrograd_plus.tape.folding import PLAIN, fold_sums
from micrograd_plus.tape.schedule import SHARED, SHARED_TIMES_OWN, schedule
from tests.tape.test_trace import traced


def groups(compute, *inputs):
    graph, _ = traced(compute, *inputs)
    return graph, schedule(graph, fold_sums(graph)).groups


def test_a_layer_is_two_groups() -> None:
    """Its sums with their biases, and its activations."""
    model = MLP(2, [5, 1], activation="tanh", seed=0)
    _, found = groups(lambda x, y: model([x, y]), Value(1.0), Value(2.0))
    assert [(g.operation.rule.name, len(g.nodes)) for g in found if g.level == 2] == [("tanh", 5)]
    first = found[0]
    assert first.is_sum
    assert len(first.nodes) == 5
    assert sorted(first.kinds) == [SHARED_TIMES_OWN] * 2 + [SHARED]
    assert all(group.batched and group.active for group in found)


def test_nothing_comes_before_what_it_needs() -> None:
    """Along the order of the groups, operands are there."""
    model = MLP(3, [4, 4, 2], seed=0)
    graph, found = groups(lambda *x: model(list(x)), *map(Value, (1.0, 2.0, 3.0)))
    done = {place for place, operation in enumerate(graph.operations) if operation is None}
    for group in found:
        factors = group.operands if group.factors is None else group.factors
        assert done.issuperset(group.operands.ravel().tolist())
        assert done.issuperset(factors[factors != PLAIN].tolist())
        done |= set(group.nodes.tolist())
    assert done.issuperset(graph.outputs)


def test_what_is_not_alike_is_apart() -> None:
    """Other operations, other exponents, and signs of zero."""
    _, found = groups(lambda x, y: [tanh(x), relu(y), tanh(y)], Value(1.0), Value(2.0))
    assert sorted(len(group.nodes) for group in found) == [1, 2]
    _, found = groups(lambda x, y: [x**2, y**3, y**2], Value(1.0), Value(2.0))
    assert sorted((len(g.nodes), *g.numbers.values()) for g in found) == [(1, 3.0), (2, 2.0)]
    _, found = groups(lambda x, y: [x**0.0, y**-0.0], Value(1.0), Value(2.0))
    assert len(found) == 2
