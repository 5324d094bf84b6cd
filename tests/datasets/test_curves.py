"""Numbers that follow a curve: where they lie, and how far noise takes them away."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus.datasets.curves import linear, sine


@pytest.mark.parametrize(
    ("make", "curve", "half"), [(linear, lambda x: 2 * x + 1, 1.0), (sine, np.sin, math.pi)]
)
def test_points_follow_their_curve(
    make: Callable[..., Any], curve: Callable[..., Any], half: float
) -> None:
    """Exactly without noise, over the whole interval; noise is in y alone and as wide as asked."""
    X, y = make(2000, noise=0, seed=1)
    assert X.shape == (2000, 1)
    assert (y == curve(X[:, 0])).all()
    assert -half <= X.min() < -0.95 * half
    assert 0.95 * half < X.max() <= half
    other, noisy = make(2000, noise=0.3, seed=1)
    assert (other == X).all()
    assert np.std(noisy - y) == pytest.approx(0.3, rel=0.1)
