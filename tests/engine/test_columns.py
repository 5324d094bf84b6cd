"""Graphs as columns, by the engine in C and by Python alike."""

import random

import pytest

from micrograd_plus import Value, sum as add_up, tanh
from micrograd_plus.engine import columns as room
from micrograd_plus.engine.columns import (
    below,
    column,
    columns,
    levels,
    numbers,
    places,
    reached,
)
from micrograd_plus.engine.core import CORE


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
    found = columns(nodes)
    assert len(set(found.operations)) == len(found.operations)
    some = [*found.operations, None]
    assert [some[kind] for kind in numbers(found.kinds)] == [node.operation for node in nodes]
    bounds, operands = numbers(found.starts), numbers(found.operands)
    assert bounds[0] == 0
    assert bounds[-1] == len(operands)
    for index, node in enumerate(nodes):
        own = operands[bounds[index] : bounds[index + 1]]
        assert [nodes[place] for place in own] == list(node.operands)
        assert all(place < index for place in own)


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
    assert columns([]) == ([], b"", column([0]), b"")
    assert places([], []) == b""


@pytest.mark.usefixtures("engine")
def test_every_operand_has_to_be_there() -> None:
    y = Value(1.0) * 2.0
    with pytest.raises(KeyError):
        columns([y])
    with pytest.raises(KeyError):
        places([y], [y, Value(1.0)])


@pytest.mark.usefixtures("engine")
def test_what_walks_in_between_changes_nothing() -> None:
    """The engine in C notes places where walks note that they were there."""
    y = tanh(Value(1.0) * 2.0)
    nodes = below([y])
    y.backward()
    first = columns(nodes)
    y.backward()
    assert columns(nodes) == first == columns(below([y]))


@pytest.mark.parametrize("seed", range(3))
def test_either_engine_gives_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns, places, and both passes over columns."""
    chance = random.Random(seed)
    nodes = below(graph(seed)[:5])
    some = chance.choices(nodes, k=20)
    flags = bytes(chance.choices([0, 1], k=len(nodes)))

    def all_of_it() -> list[object]:
        found = columns(nodes)
        edges = len(numbers(found.operands))
        sends = bytes(random.Random(seed).choices([0, 1, 1], k=edges))
        # Steps may be for a node that had one before.
        targets = column(place - place % 3 for place in range(len(nodes)))
        read = found.starts, found.operands
        return [
            found,
            places(nodes, some),
            levels(*read, column(range(len(nodes))), flags, len(nodes)),
            levels(*read, targets, flags, len(nodes)),
            reached(*read, sends, flags),
        ]

    by_either = all_of_it()
    monkeypatch.setattr(room, "CORE", None)
    assert by_either == all_of_it()
    assert places(nodes, some) == column(nodes.index(node) for node in some)


@pytest.mark.usefixtures("engine")
def test_levels_are_the_longest_way_from_what_rises() -> None:
    """Of a chain, the number of its steps; a step that does not rise is where its operand is."""
    y = Value(0.5)
    for _ in range(4):
        y = tanh(y)
    found = columns(below([y]))
    read, own = (found.starts, found.operands), column(range(5))
    assert numbers(levels(*read, own, bytes([0, 1, 1, 1, 1]), 5)) == [0, 1, 2, 3, 4]
    assert numbers(levels(*read, own, bytes([1, 0, 0, 0, 0]), 5)) == [1] * 5
    end = bytes([0, 0, 0, 0, 1])
    assert reached(*read, bytes([1, 0, 1, 1]), end) == bytes([0, 0, 1, 1, 1])


@pytest.mark.skipif(CORE is None, reason="the engine in C was not built, or is not wanted")
@pytest.mark.parametrize(
    ("starts", "operands"),
    [([0, 1], [7]), ([0, 5], [0]), ([1, 1], []), ([0, 2, 1], [0]), ([0], [0])],
)
def test_columns_that_do_not_fit_are_refused(starts: list[int], operands: list[int]) -> None:
    """Rather than read what is not theirs."""
    steps = len(starts) - 1
    given = column(starts), column(operands)
    with pytest.raises(ValueError, match="do not fit"):
        levels(*given, column([0] * steps), bytes(steps), 2)
    with pytest.raises(ValueError, match="do not fit"):
        reached(*given, bytes(len(operands)), bytes(2))
    with pytest.raises(ValueError, match="step 0 is of no node"):
        levels(column([0, 0]), b"", column([5]), bytes(1), 2)
