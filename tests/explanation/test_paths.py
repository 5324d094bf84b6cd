"""The paths from a result back to a leaf: their products add up to the gradient."""

import math

import pytest

from micrograd_plus import Value, exp, explain, logsumexp, sum as total


class TestPaths:
    def test_products_add_up_to_the_gradient(self) -> None:
        """The chain rule: the gradient is the sum over paths of products of local gradients."""
        a, b = Value(1.5, label="a"), Value(-0.5, label="b")
        y = logsumexp([a * b, exp(a), a]) * total([a, b]) + a / b
        paths = explain(y).paths(a)
        products = [path.product for path in paths]
        y.backward()
        assert len(products) == paths.count
        assert math.fsum(products) == pytest.approx(a.grad, rel=1e-14)

    def test_parallel_edges_are_two_paths(self) -> None:
        """a + a has two ways back to a."""
        a = Value(3.0, label="a")
        y = a + a
        y.label = "y"
        first, second = explain(y).paths(a)
        assert first.nodes == second.nodes == (y, a)
        assert str(first) == "y → a: 1.0000 = 1.0000"

    def test_many_paths_are_counted_and_taken_one_by_one(self) -> None:
        """2**200 paths can be counted, and the first few listed."""
        x = y = Value(1.0)
        for _ in range(200):
            y = y + y
        paths = explain(y).paths(x)
        assert paths.count == 2**200
        first = next(iter(paths))
        assert len(first.nodes) == 201
        assert first.product == 1.0

    def test_no_path_and_no_step(self) -> None:
        """What the result does not depend on has no path; the result itself has the empty one."""
        x, other = Value(1.0), Value(2.0)
        y = x * 2
        assert explain(y).paths(other).count == 0
        assert list(explain(y).paths(other)) == []
        (empty,) = explain(y).paths(y)
        assert empty.product == 1.0
        with pytest.raises(TypeError, match="Value"):
            explain(y).paths("x")

    def test_conditions_carry_no_path(self) -> None:
        """A gradient does not flow through a comparison."""
        from micrograd_plus import where

        a, b = Value(1.0), Value(2.0)
        y = where(a < b, b, 3.0)
        assert explain(y).paths(a).count == 0
        assert list(explain(y).paths(a)) == []
        assert explain(y).paths(b).count == 1


class TestReading:
    def test_printed_they_stand_one_a_line(self) -> None:
        """print(paths) shows each path."""
        a = Value(3.0, label="a")
        y = a + a
        y.label = "y"
        paths = explain(y).paths(a)
        assert str(paths).splitlines() == ["y → a: 1.0000 = 1.0000"] * 2
        assert repr(paths) == "<2 paths from y to a; print shows them>"
        assert len(paths) == paths.count == 2

    def test_of_very_many_the_first_are_shown(self) -> None:
        """The rest is counted; len says where its numbers end."""
        x = y = Value(1.0)
        for _ in range(200):
            y = y + y
        paths = explain(y).paths(x)
        lines = str(paths).splitlines()
        assert len(lines) == 61
        assert lines[-1] == f"... and {2**200 - 60:,} more paths: iterate to get them"
        assert paths
        with pytest.raises(OverflowError, match=r"\.count"):
            len(paths)

    def test_no_path_is_said(self) -> None:
        """In words, also of a Value that is not in the graph."""
        x, other = Value(1.0, label="x"), Value(2.0, label="z")
        paths = explain(x * 2).paths(other)
        assert str(paths) == "no path leads from v1 to z"
        assert repr(paths).startswith("<0 paths from v1 to z")
        assert not paths
