"""Numerical slopes: as near as they say, and kinks are seen."""

import math

import pytest

from micrograd_plus.rules.slopes import slope


@pytest.mark.parametrize(
    ("f", "x", "true"),
    [
        (math.exp, 1.0, math.e),
        (math.exp, -30.0, math.exp(-30)),
        (math.log, 1e-8, 1e8),
        (math.log, 1e8, 1e-8),
        (math.sqrt, 1e-6, 500.0),
        (math.sin, 1000.0, math.cos(1000)),
        (lambda x: x**3, 0.0, 0.0),
        (lambda x: 5.0, 2.0, 0.0),
        (math.atanh, 0.999, 1 / (1 - 0.999**2)),
    ],
)
def test_slopes_and_their_errors(f, x: float, true: float) -> None:
    """A slope is as near to the truth as it says, and near."""
    found = slope(f, x)
    assert abs(found.value - true) <= max(20 * found.error, 1e-12 * abs(true))
    assert found.error <= 1e-7 * max(1.0, abs(true))
    assert not found.kink


@pytest.mark.parametrize("f", [abs, lambda x: max(x, 0.0), lambda x: abs(x) ** 0.5])
def test_kinks_are_seen(f) -> None:
    """Where the slopes from both sides differ there is a kink; beside it there is none."""
    assert slope(f, 0.0).kink
    assert not slope(f, 0.5).kink
