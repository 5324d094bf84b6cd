"""The one walk of a graph."""

from micrograd_plus.graph import toposort


def test_parents_come_first_and_once() -> None:
    """Every node stands after its parents, once, however often it is used."""
    parents = {"d": "bc", "b": "aa", "c": "ab", "a": ""}
    assert toposort("d", parents.__getitem__) == ["a", "b", "c", "d"]


def test_parents_are_visited_from_left_to_right() -> None:
    """The order is that of the operands, so that the same graph is always numbered alike."""
    parents = {"f": "xy", "x": "", "y": ""}
    assert toposort("f", parents.__getitem__) == ["x", "y", "f"]
    assert toposort("f", (parents | {"f": "yx"}).__getitem__) == ["y", "x", "f"]


def test_depth_and_the_number_of_paths_do_not_matter() -> None:
    """A chain of 300,000 nodes with 2**300000 paths is walked without recursion."""
    order = toposort(300_000, lambda n: (n - 1, n - 1) if n else ())
    assert order == list(range(300_001))
