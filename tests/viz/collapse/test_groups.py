"""Groups that become boxes, and how they depend on each other."""

import pytest

from micrograd_plus import Value, scope, tanh
from viz.collapse import whole
from viz.collapse.alike import Classes
from viz.collapse.groups import Group, in_circles, links, owners, sorted_groups


def test_order_of_groups():
    """Operands come first, otherwise the order stays as it is."""
    assert sorted_groups([set(), {2}, set(), {0, 1}]) == [0, 2, 1, 3]
    assert sorted_groups([set(), set(), set()]) == [0, 1, 2]


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ([set(), {0}, {1}], set()),
        ([set(), {0, 2}, {1}, {2}], {1, 2}),
        ([{1}, {0}, {1}, {2, 4}, {3}, {4}], {0, 1, 2, 3, 4}),
        ([], set()),
    ],
    ids=["a chain", "a circle with ends", "between two circles", "nothing"],
)
def test_circles(before, found):
    """What needs its own result is found, with what lies between; what leads there is not."""
    assert in_circles(before) == found
    assert set(sorted_groups(before)) & found == set()


def test_links_of_a_graph():
    """A group is linked to those of its operands, never to itself."""
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    root = tanh(a * b) * b
    kinds = Classes(whole(root)).kinds(symmetric=False)
    names = [kind.node.label or kind.node.rule.name for kind in kinds]
    assert names == ["a", "b", "mul", "tanh", "mul"]
    groups = [Group([0]), Group([1]), Group([2, 3]), Group([4])]
    assert owners(groups) == {0: 0, 1: 1, 2: 2, 3: 2, 4: 3}
    assert links(kinds, groups) == [set(), set(), {0, 1}, {1, 2}]


def test_the_call_that_a_scope_belongs_to():
    """It is the innermost one of the group's own around a scope."""
    with scope("outer"):
        outer = tanh(Value(1.0)).scope
        with scope("inner"):
            inner = tanh(Value(1.0)).scope
    group = Group([], outer, frozenset([outer]))
    assert group.call(inner) is group.call(outer) is outer
    assert group.call(None) is None
    assert Group([], inner, frozenset([inner])).call(outer) is None
