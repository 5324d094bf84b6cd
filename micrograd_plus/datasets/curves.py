"""Numbers that follow a curve, for regression."""

import math
from collections.abc import Callable

from ..arrays import np
from .common import Data, random_for


def linear(n: int = 100, noise: float = 0.1, seed: int = 0) -> Data:
    """Return points along the line y = 2 x + 1, for x between -1 and 1.

    Arguments:
        n: how many points.
        noise: the standard deviation of the noise added to y.
        seed: of numpy's random generator.

    Returns:
        X of shape (n, 1), spread evenly, and y of shape (n,).

    Raises:
        ValueError: for n below 1, a negative noise or a negative seed.

    >>> X, y = linear(3, noise=0)
    >>> bool((y == 2 * X[:, 0] + 1).all())
    True
    """
    return _along(lambda x: 2 * x + 1, 1.0, n, noise, seed)


def sine(n: int = 100, noise: float = 0.1, seed: int = 0) -> Data:
    """Return points along y = sin(x), for x between -pi and pi: one whole wave.

    Arguments:
        n, noise, seed: as for `linear`.
    """
    return _along(np.sin, math.pi, n, noise, seed)


def _along(
    curve: Callable[[np.ndarray], np.ndarray], half: float, n: int, noise: float, seed: int
) -> Data:
    """Points of a curve over the interval from -half to half, with noise in y."""
    random = random_for(n, noise, seed)
    x = random.uniform(-half, half, n)
    return x[:, None], curve(x) + float(noise) * random.standard_normal(n)
