"""Graphs as columns, by the engine in C and by Python alike."""

import random

import pytest

from micrograd_plus import Value, sum as add_up, tanh
from micrograd_plus.engine import columns as room
from micrograd_plus.engine.columns import below, columns


@pytest.fixture(params=["as built", "Python"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once by what runs here, once by Python."""
    if request.param == "Python":
        monkeypatch.setattr(room, "CORE", None)


def graph(seed: int) -> list[Value]:
    """Nodes of one, two and several operands, in no order; some are used by no other."""
    chance = random.Random(seed)
    nodes = [Value(0.5, label="x"), Value(-0.25, label="y")]
    for _ in range(200):
        a, b, c = chance.choices(nodes, k=3)
        nodes.append(chance.choice([a * b, tanh(a), add_up([a, b, c]), a + 1.0, a**2]))
    chance.shuffle(nodes)
    return nodes


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seed", range(3))
def test_columns_say_what_the_nodes_say(seed: int) -> None:
    roots = graph(seed)[:5]
    nodes = below(roots)
    assert len(set(nodes)) == len(nodes)
    assert set(roots) <= set(nodes)
    operations, parents = columns(nodes)
    assert operations == [node.operation for node in nodes]
    for index, node in enumerate(nodes):
        assert [nodes[place] for place in parents[index]] == list(node.operands)
        assert all(place < index for place in parents[index])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_is_one_and_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    roots = graph(seed)[:5]
    by_either = below(roots)
    monkeypatch.setattr(room, "CORE", None)
    assert all(one is other for one, other in zip(by_either, below(roots), strict=True))


@pytest.mark.usefixtures("engine")
def test_a_graph_that_is_stale_is_walked_too() -> None:
    x = Value(1.0)
    y = x * 2.0
    x.data = 3.0
    assert len(below([y])) == 3
    assert below([]) == []
    assert columns([]) == ([], [])


@pytest.mark.usefixtures("engine")
def test_every_operand_has_to_be_there() -> None:
    y = Value(1.0) * 2.0
    with pytest.raises(KeyError):
        columns([y])


@pytest.mark.usefixtures("engine")
def test_what_walks_in_between_changes_nothing() -> None:
    """The engine in C notes places where walks note that they were there."""
    y = tanh(Value(1.0) * 2.0)
    nodes = below([y])
    y.backward()
    first = columns(nodes)
    y.backward()
    assert columns(nodes) == first == columns(below([y]))
