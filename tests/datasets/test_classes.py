"""The two moons: shapes, geometry, seeds and noise."""

import numpy as np
import pytest

from micrograd_plus import datasets


class TestMoons:
    def test_shapes_classes_and_geometry(self) -> None:
        """Without noise, every point lies on its half circle."""
        X, y = datasets.moons(101, noise=0.0, seed=3)
        assert X.shape == (101, 2)
        assert y.shape == (101,)
        assert (y == 0).sum() == 51
        outer, inner = X[y == 0], X[y == 1]
        assert np.allclose(np.hypot(outer[:, 0], outer[:, 1]), 1)
        assert np.allclose(np.hypot(inner[:, 0] - 1, inner[:, 1] - 0.5), 1)
        assert (outer[:, 1] >= 0).all()
        assert (inner[:, 1] <= 0.5).all()

    def test_seeds_and_noise(self) -> None:
        """The same seed gives the same points, another others; noise is as wide as asked."""
        first, again, other = (datasets.moons(500, 0.2, seed)[0] for seed in (1, 1, 2))
        assert (first == again).all()
        assert (first != other).any()
        y = datasets.moons(20_000, 0.2, 1)[1]
        noisy = datasets.moons(20_000, 0.2, 1)[0][y == 0]
        assert np.std(np.hypot(noisy[:, 0], noisy[:, 1])) == pytest.approx(0.2, rel=0.05)

    def test_errors(self) -> None:
        """Impossible sizes and noises are refused."""
        for wrong in (0, 10.5, "10"):
            with pytest.raises(ValueError, match="at least 1"):
                datasets.moons(wrong)
        with pytest.raises(ValueError, match="noise"):
            datasets.moons(10, noise=-1)
