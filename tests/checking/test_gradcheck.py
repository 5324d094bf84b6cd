"""gradcheck: right gradients agree, wrong ones are found, kinks are named."""

from collections.abc import Callable

import pytest

from micrograd_plus import (
    Value,
    abs as absolute,
    acosh,
    asin,
    atan2,
    atanh,
    exp,
    gradcheck,
    hypot,
    log,
    maximum,
    mean,
    relu,
    rule,
    sqrt,
    tanh,
)
from micrograd_plus.rules.table import TABLE


def test_gradcheck_agrees_and_prints_a_table() -> None:
    """A right gradient: true, one row for each argument, aligned."""
    report = gradcheck(lambda a, b: tanh(a) * b + exp(a - b), 0.3, -1.2)
    assert report
    assert [row.name for row in report.rows] == ["x1", "x2"]
    head, first, second = str(report).splitlines()
    assert first.index("agrees") == second.index("agrees")
    assert "exact" in head


def test_sequences_are_points_too() -> None:
    """A sequence of numbers becomes a list of Values."""
    report = gradcheck(lambda xs, y: mean(xs) * y, [1.0, 2.0, 3.0], 4.0)
    assert report
    assert [row.name for row in report.rows] == ["x1[0]", "x1[1]", "x1[2]", "x2"]


def test_a_wrong_gradient_is_found() -> None:
    """A declared derivative that is not the true one makes the report false."""
    wrong = rule("wrong_square", "x", "x**2", "x", check=False)
    try:
        report = gradcheck(wrong, 3.0)
        assert not report
        assert report.rows[0].verdict == "differs"
        assert "differs" in str(report)
        assert not gradcheck(lambda a, b: a * wrong(b), 2.0, 1e-3)
    finally:
        del TABLE["wrong_square"]


@pytest.mark.parametrize("f", [absolute, relu, lambda x: maximum(x, -x), lambda x: sqrt(x * x)])
def test_kinks_are_named(f) -> None:
    """At a kink, or right beside one, nobody can tell: the report says so, and is not true."""
    for x in (0.0, 1e-9):
        report = gradcheck(f, x)
        assert not report
        assert report.rows[0].verdict == "not differentiable here"


def test_hard_but_smooth_points() -> None:
    """Large and small numbers and edges of the domain are no reason for doubt."""
    assert gradcheck(exp, 700.0)
    assert gradcheck(log, 1e-8)
    assert gradcheck(lambda x: x * x, 1e6)
    assert gradcheck(lambda x: 1e8 + x, 1.0)


def test_wrong_calls() -> None:
    """What gradcheck needs is said."""
    with pytest.raises(TypeError, match="lambda"):
        gradcheck(Value(1.0), 2.0)
    with pytest.raises(TypeError, match="point"):
        gradcheck(exp)
    with pytest.raises(TypeError, match="return a Value"):
        gradcheck(lambda x: x.data, 2.0)
    with pytest.raises(TypeError, match="float"):
        gradcheck(exp, "2")


def test_points_that_mislead_simple_differences() -> None:
    """Fast oscillation, edges of domains, tiny slopes, kinks of all sizes: no false verdict."""
    import micrograd_plus as m

    smooth_join = gradcheck(lambda x: relu(x) ** 2, 0.0)
    assert smooth_join.rows[0].verdict in ("agrees", "cannot be checked")
    for f, x in ((m.asin, 1.0), (m.acosh, 1.0), (m.cbrt, 0.0)):
        report = gradcheck(f, x)
        assert not report
        assert report.rows[0].verdict in ("not differentiable here", "cannot be checked")
    assert not gradcheck(lambda a, b: a**b, -2.0, 3.0)
    assert gradcheck(m.sin, 1e8).rows[0].verdict in ("agrees", "cannot be checked")
    small_kink = gradcheck(lambda x: x + 1e-3 * relu(x), 0.0)
    assert small_kink.rows[0].verdict == "not differentiable here"
    wrong = gradcheck(lambda x: Value(x.data * 1e-7) * x, 2.0)
    assert wrong.rows[0].verdict == "differs"


def test_next_to_the_smallest_number() -> None:
    """Where a step would be 0 nothing is told, and nothing raises; log has no kink there."""
    report = gradcheck(log, 1e-310)
    assert report.rows[0].verdict == "cannot be checked"


@pytest.mark.parametrize(("f", "x"), [(asin, 1 - 1e-16), (acosh, 1 + 1e-15), (atanh, 1 - 1e-15)])
def test_next_to_an_edge(f: Callable[..., Value], x: float) -> None:
    """Where numbers lie too wide apart for differences, the right slope is not accused."""
    assert gradcheck(f, x).rows[0].verdict == "cannot be checked"


@pytest.mark.parametrize("f", [atan2, hypot])
def test_at_the_origin(f: Callable[..., Value]) -> None:
    """Where a function has no gradient, the report does not say that ours differs."""
    assert "differs" not in str(gradcheck(f, 0, 0))
