"""Copies and pickles of graphs."""

import copy
import itertools
import pickle
import sys

import pytest

from micrograd_plus import Value, grad, log, rule, tanh
from micrograd_plus.engine import copying
from micrograd_plus.engine.copying import NodesInOrder
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.errors import RuleError, StaleGraphError
from micrograd_plus.nn import MLP
from micrograd_plus.rules.table import TABLE
from tests.engine.test_value import DEEP, chain


def through_pickle(thing):
    return pickle.loads(pickle.dumps(thing))


both = pytest.mark.parametrize("duplicate", [copy.deepcopy, through_pickle])


@both
def test_a_copy_computes_the_same_and_is_its_own(duplicate) -> None:
    """Data, gradients, labels and operations are kept; the original is left alone."""
    x = Value(2.0, label="x")
    y = tanh(x * x + 3) ** 2 - log(x)
    y.label = "y"
    y.backward()
    twin = duplicate(y)
    assert (twin.data, twin.grad, twin.label) == (y.data, y.grad, "y")
    assert [node._op for node in twin.parents] == [node._op for node in y.parents]
    before = x.grad
    twin.backward()
    assert x.grad == before


@both
def test_shared_nodes_stay_shared(duplicate) -> None:
    """What is one node in the original is one in the copy, inside a graph and across several."""
    x = Value(2.0)
    middle = x * 3
    first, second = middle + 1, middle * x
    x2, middle2, first2, second2 = duplicate([x, middle, first, second])
    assert first2.parents[0] is middle2 is second2.parents[0]
    assert second2.parents[1] is x2 is middle2.parents[0]
    first2.backward()
    assert x2.grad == 3.0
    assert x.grad == 0.0


@both
def test_constants_and_unreached_gradients_are_kept(duplicate) -> None:
    """A constant is still a constant, and what no pass has reached is still unreached."""
    twin = duplicate(Value(2.0) ** 3 * 5)
    assert twin.parents[1].is_constant
    assert twin.parents[0]._op == "**3"
    assert not twin.is_reached


@both
def test_staleness_is_kept(duplicate) -> None:
    """A copy of a graph that may not be differentiated may not be either."""
    x = Value(2.0)
    y = x * 3
    x.data = 5.0
    with pytest.raises(StaleGraphError):
        duplicate(y).backward()
    fresh = duplicate(x * 3)
    fresh.backward()
    z = x * 3
    z.data = 1.0
    with pytest.raises(StaleGraphError):
        duplicate(z).backward()


@both
@pytest.mark.usefixtures("no_collector")
def test_a_very_deep_graph(duplicate) -> None:
    """Depth is no matter for a copy either."""
    _, end = chain(DEEP)
    limit = sys.getrecursionlimit()
    twin = duplicate(end)
    assert sys.getrecursionlimit() == limit
    assert twin.data == end.data
    depth = 0
    while twin.parents:
        (twin,) = twin.parents
        depth += 1
    assert depth == DEEP


@both
def test_models(duplicate) -> None:
    """A model computes the same after copying, and its parameters are its own."""
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    twin = duplicate(model)
    row = [0.5, -1.0]
    assert twin(row).data == model(row).data
    assert [p.label for p in twin.parameters()] == [p.label for p in model.parameters()]
    twin.parameters()[0].data += 1
    assert twin(row).data != model(row).data


def test_operations_can_be_pickled() -> None:
    """An operation of the table is found again by its name."""
    assert through_pickle(tanh) is tanh
    assert tanh.__module__ == "micrograd_plus.engine.ops"


def test_a_shallow_copy_shares_its_parents() -> None:
    """copy.copy makes a new node over the same operands."""
    x = Value(2.0, label="x")
    y = x * 3
    twin = copy.copy(y)
    assert twin is not y
    assert twin.parents == y.parents
    assert grad(twin, x) == 3.0
    leaf = copy.copy(x)
    leaf.data = 7.0
    assert x.data == 2.0


def test_a_pickle_names_the_rule_that_is_missing() -> None:
    """A graph of an operation that is not declared, or declared otherwise, says so."""
    double = rule("double", "x", "2 * x", "2")
    try:
        text = pickle.dumps(double(Value(1.0)))
        assert pickle.loads(text).data == 2.0
        saved = TABLE.pop("double")
        with pytest.raises(RuleError, match=r"rule\('double', 'x', '2 \* x', '2'\)"):
            pickle.loads(text)
        rule("double", "x", "x + x", "2")
        with pytest.raises(RuleError, match="means something else"):
            pickle.loads(text)
        TABLE["double"] = saved
        assert pickle.loads(text).data == 2.0
    finally:
        TABLE.pop("double", None)


class Named(Value):
    """A class of the user's own, with attributes in its dict."""


class Slotted(Value):
    """A class of the user's own, with slots."""

    __slots__ = ("__hidden", "unit")

    def hide(self, thing):
        self.__hidden = thing

    def hidden(self):
        return self.__hidden


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, through_pickle])
def test_attributes_of_a_subclass_survive(duplicate) -> None:
    """What a class of the user's own keeps on a node is on its copies too."""
    named, slotted = Named(2.0), Slotted(3.0)
    named.color = ["red"]
    slotted.unit = "m"
    slotted.hide(7)
    assert duplicate(named).color == ["red"]
    twin = duplicate(slotted)
    assert (type(twin), twin.unit, twin.hidden()) == (Slotted, "m", 7)
    assert not hasattr(duplicate(Slotted(1.0)), "unit")
    if duplicate is not copy.copy:
        factor = duplicate(named * slotted).parents[0]
        assert factor.color == ["red"]
        assert factor.color is not named.color


@both
def test_attributes_may_refer_to_nodes(duplicate) -> None:
    """Also to later ones, over any distance, and to the node itself."""
    start = node = Named(1.0)
    leaves = [start]
    for _ in range(3000):
        leaves.append(Named(1.0))
        node = node + leaves[-1]
    for leaf, after in itertools.pairwise(leaves):
        leaf.next, leaf.end, leaf.self = after, node, leaf
    end = duplicate(node)
    order = ordered(end)
    first = order[0]
    assert first.end is end
    assert first.self is first
    assert first.next is order[1]
    nodes = pickle.loads(pickle.dumps(NodesInOrder(ordered(node))))
    assert nodes[0].end is nodes[-1]


@both
def test_a_list_of_nodes_takes_the_time_of_its_longest(duplicate, monkeypatch) -> None:
    """Each node of a list in order is looked at a few times, however many there are."""
    looks = []
    counted = lambda node: looks.append(node) or node.operands  # noqa: E731
    monkeypatch.setattr(copying, "operands", counted)
    _, end = chain(3000)
    nodes = ordered(end)
    twins = duplicate(NodesInOrder(nodes))
    assert type(twins) is list
    assert [node.data for node in twins] == [node.data for node in nodes]
    assert all(node.parents == (before,) for before, node in itertools.pairwise(twins))
    assert len(looks) < 5 * len(nodes)


def test_a_spent_gradient_is_pickled_as_a_number() -> None:
    """A file of a graph holds floats, by every protocol."""
    x = Value(3.0)
    (x * x).backward()
    x.data = 4.0
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert type(pickle.loads(pickle.dumps(x, protocol)).gradient) is float
    assert copy.deepcopy(x).grad == 6.0
