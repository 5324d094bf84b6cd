"""How the learning rate changes on the way; `optim` has all of these."""

import math
from collections.abc import Callable

from .inputs import to_number, to_whole

# A schedule gives the factor of the learning rate in epoch 0, 1, ... of so many epochs; where the
# rate changes by the step, the same of steps.
Schedule = Callable[[int, int], float]

Limits = tuple[str, Callable[[float], bool]]

FACTOR: Limits = ("a finite number of at least 0", lambda x: 0 <= x < math.inf)
POSITIVE: Limits = ("a finite number above 0", lambda x: 0 < x < math.inf)


def constant() -> Schedule:
    """Return the schedule that leaves the learning rate as it is."""
    return lambda epoch, epochs: 1.0


def linear(end: float = 0.1) -> Schedule:
    """Return the schedule of micrograd's demo: evenly from 1 towards `end`.

    `end` itself would be reached in the epoch after the last.

    >>> schedule = linear(end=0.5)
    >>> [schedule(epoch, 4) for epoch in range(4)]
    [1.0, 0.875, 0.75, 0.625]
    """
    fall = 1 - to_number("end", end, *FACTOR)
    return lambda epoch, epochs: 1.0 - fall * epoch / epochs


def cosine(end: float = 0.0) -> Schedule:
    """Return the schedule that follows half a cosine wave from 1 towards `end`.

    `end` itself would be reached in the epoch after the last.

    Source: I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts"
    (2017), without the restarts.
    """
    low = to_number("end", end, *FACTOR)
    return lambda epoch, epochs: low + (1 - low) * (1 + math.cos(math.pi * epoch / epochs)) / 2


def step_decay(every: int, factor: float) -> Schedule:
    """Return the schedule that multiplies the rate by `factor` after every so many epochs.

    >>> schedule = step_decay(every=2, factor=0.5)
    >>> [schedule(epoch, 5) for epoch in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    length, base = to_whole("every", every, 1), to_number("factor", factor, *POSITIVE)
    return lambda epoch, epochs: base ** (epoch // length)
