"""What every engine is given in the task of moons, and what is asked of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import networks
from timing import Contender, loop

if TYPE_CHECKING:
    import numpy as np

SIZES, POINTS, RATE, L2, CHECKED = [2, 16, 16, 1], 100, 0.1, 1e-4, 5


def problem() -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """The points, their labels 1 and -1, and the parameters to start from."""
    from micrograd_plus.datasets import moons

    X, labels = moons(POINTS, seed=1)
    return X, 2.0 * labels - 1.0, networks.draw(SIZES)


def trained(step: Callable[[], float], parameters: Callable[[], Any]) -> Contender:
    """Take the steps to be checked: their losses and the parameters after them are the result."""
    losses = [float(step()) for _ in range(CHECKED)]
    return loop(step, [*losses, *map(float, parameters())])
