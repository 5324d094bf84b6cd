"""What the data sets share: checked arguments, classes of equal size, one shuffle."""

import math
from numbers import Integral

from ..arrays import np
from ..inputs import is_real

Data = tuple[np.ndarray, np.ndarray]


def random_for(n: int, noise: float, seed: int) -> np.random.Generator:
    """Check the arguments of every data set that is drawn, and return a random generator.

    Raises:
        ValueError: for anything but a whole number `n` of at least 1, a finite number `noise` and
            a whole number `seed`, both of at least 0.
    """
    check_whole("n", n, "the number of points", least=1)
    if not (is_real(noise) and 0 <= noise < math.inf):
        raise ValueError(
            f"noise is a standard deviation, a finite number of at least 0; here is {noise!r}"
        )
    check_whole("seed", seed, "what the random numbers start from", least=0)
    return np.random.default_rng(int(seed))


def check_whole(name: str, number: int, meaning: str, least: int) -> None:
    """Raise `ValueError` unless an argument is a whole number that is large enough."""
    if not (is_real(number) and isinstance(number, Integral) and number >= least):
        raise ValueError(
            f"{name} is {meaning}, a whole number of at least {least}; here is {number!r}"
        )


def shares(n: int, classes: int) -> list[int]:
    """Return how many of n points each class has; the first ones have one more if need be.

    >>> shares(11, 3)
    [4, 4, 3]
    """
    return [n // classes + (place < n % classes) for place in range(classes)]


def noisy_and_shuffled(random: np.random.Generator, noise: float, groups: list[np.ndarray]) -> Data:
    """Return the points of each class as one data set.

    Arguments:
        random: the generator that noise and order are drawn from.
        noise: the standard deviation of what is added to each coordinate.
        groups: the points of class 0, of class 1, ...
    """
    X = np.concatenate(groups)
    X += float(noise) * random.standard_normal(X.shape)
    y = np.repeat(range(len(groups)), [len(group) for group in groups])
    order = random.permutation(len(X))
    return X[order], y[order]
