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

    def test_they_print(self) -> None:
        """Printed, each path has a line; len counts them; of very many the rest is counted."""
        a = Value(3.0, label="a")
        paths = explain(a * a).paths(a)
        assert str(paths) == "v1 → a: 3.0000 = 3.0000\nv1 → a: 3.0000 = 3.0000"
        assert (len(paths), repr(paths)) == (2, "<2 paths from v1 to a>")
        y = a
        for _ in range(70):
            y = y + y
        many = explain(y).paths(a)
        assert len(str(many).splitlines()) == 61
        assert f"{2**70 - 60} more paths" in str(many)
        with pytest.raises(OverflowError, match="count"):
            len(many)
