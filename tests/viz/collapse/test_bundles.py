"""Bundles: stretches of a computation, where nothing else makes it small."""

import pytest

from tests.viz.graphs import mixed_chain, scopes_among, scopes_around, tangle
from viz.collapse import whole
from viz.collapse.alike import Classes
from viz.collapse.bundles import MOST_BUNDLES, MOST_LINES, around_parts, in_bundles
from viz.collapse.groups import links
from viz.collapse.parts import in_parts


def bundled(root, most):
    """The classes of a graph, and the bundles of them."""
    part = whole(root)
    kinds = Classes(part).kinds(symmetric=False)
    return kinds, in_bundles(kinds, in_parts(part, kinds, 0), most)


@pytest.mark.parametrize("most", [1, 2, 7, MOST_BUNDLES])
@pytest.mark.parametrize("build", [lambda: mixed_chain(300), lambda: tangle(200)])
def test_each_class_is_in_one_bundle(build, most):
    """There are as few bundles as asked for, and each needs earlier ones only."""
    kinds, bundles = bundled(build(), most)
    assert 1 <= len(bundles) <= most
    held = sorted(kind for bundle in bundles for kind in bundle.kinds)
    assert held == list(range(len(kinds)))
    for number, operands in enumerate(links(kinds, bundles)):
        assert all(operand < number for operand in operands)


def test_stretches_are_of_one_length():
    """No bundle has more than its share, but the last, which has the rest."""
    kinds, bundles = bundled(mixed_chain(300), 7)
    sizes = [len(bundle.kinds) for bundle in bundles]
    assert set(sizes[:-1]) == {-(-len(kinds) // 7)}
    assert sizes[-1] <= sizes[0]


def test_a_tangle_of_lines_has_fewer_bundles():
    """Where lines would cover each other, bundles are larger until they do not."""
    kinds, bundles = bundled(tangle(1_200), MOST_BUNDLES)
    assert len(bundles) <= MOST_BUNDLES // 2
    assert sum(map(len, links(kinds, bundles))) <= MOST_LINES
    _, few = bundled(mixed_chain(1_200), MOST_BUNDLES)
    assert len(few) > MOST_BUNDLES // 2


def grouped(root):
    part = whole(root)
    kinds = Classes(part).kinds(symmetric=False)
    return kinds, in_parts(part, kinds, 1)


def test_around_parts():
    """Leaves with the same users are one box, stretches lie between parts; no arrow goes back."""
    kinds, groups = grouped(scopes_among(50))
    found = around_parts(kinds, groups, 10)
    assert sum(group.scope is not None for group in found) == 2
    assert max(len(group.kinds) for group in found if group.scope is None) == 50
    kinds, groups = grouped(scopes_around(100))
    found = around_parts(kinds, groups, 300)
    assert sorted(kind for group in found for kind in group.kinds) == list(range(len(kinds)))
    for number, operands in enumerate(links(kinds, found)):
        assert all(operand < number for operand in operands)
    assert around_parts(kinds, groups, 3) is None


def test_without_parts_there_is_nothing_to_go_around():
    """A computation without parts is cut into bundles as it is."""
    kinds, groups = grouped(mixed_chain(300))
    assert around_parts(kinds, groups, 40) is None
