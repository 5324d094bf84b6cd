"""Points of the plane in classes, each class a figure of its own."""

from ..arrays import np
from ..inputs import is_real
from .common import Data, check_whole, noisy_and_shuffled, random_for, shares


def moons(n: int = 100, noise: float = 0.1, seed: int = 0) -> Data:
    """Return two half moons that reach into each other.

    Arguments:
        n: how many points; the first class has one more if n is odd.
        noise: the standard deviation of the noise added to both coordinates.
        seed: of numpy's random generator.

    Returns:
        X of shape (n, 2), and y of shape (n,) with the classes 0 and 1, shuffled together.

    Raises:
        ValueError: for n below 1, a negative noise or a negative seed.

    Source: `make_moons` of scikit-learn.

    >>> X, y = moons(5, seed=3)
    >>> X.shape, sorted(y.tolist())
    ((5, 2), [0, 0, 0, 1, 1])
    """
    random = random_for(n, noise, seed)
    outer, inner = (np.linspace(0, np.pi, share) for share in shares(n, 2))
    upper = np.column_stack([np.cos(outer), np.sin(outer)])
    lower = np.column_stack([1 - np.cos(inner), 0.5 - np.sin(inner)])
    return noisy_and_shuffled(random, noise, [upper, lower])


def circles(n: int = 100, noise: float = 0.1, seed: int = 0, factor: float = 0.5) -> Data:
    """Return a circle of radius 1, which is class 0, and a smaller one inside it, class 1.

    Arguments:
        n, noise, seed: as for `moons`.
        factor: the radius of the inner circle, between 0 and 1.

    Source: `make_circles` of scikit-learn.
    """
    random = random_for(n, noise, seed)
    if not (is_real(factor) and 0 < factor < 1):
        raise ValueError(f"factor is the inner radius, between 0 and 1; here is {factor!r}")
    groups = []
    for share, radius in zip(shares(n, 2), (1, factor), strict=True):
        angle = np.linspace(0, 2 * np.pi, share, endpoint=False)
        groups.append(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    return noisy_and_shuffled(random, noise, groups)


def spirals(n: int = 100, noise: float = 0.05, seed: int = 0, classes: int = 2) -> Data:
    """Return the arms of a spiral, which wind around the middle nearly once.

    An arm starts at radius 0.1 and ends at radius 1, and its radius grows evenly with its angle:
    by 1 in a full turn.

    Arguments:
        n, noise, seed: as for `moons`.
        classes: how many arms there are.

    Source: K. J. Lang and M. J. Witbrock, "Learning to tell two spirals apart" (1988), with fewer
    turns.
    """
    random = random_for(n, noise, seed)
    check_whole("classes", classes, "the number of arms", least=2)
    groups = []
    for place, share in enumerate(shares(n, classes)):
        radius = np.linspace(0.1, 1, share)
        angle = 2 * np.pi * (radius + place / classes)
        groups.append(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    return noisy_and_shuffled(random, noise, groups)


def blobs(n: int = 100, noise: float = 0.3, seed: int = 0, classes: int = 3) -> Data:
    """Return clouds of points around centres that stand evenly on a circle of radius 1.

    Arguments:
        n, seed: as for `moons`.
        noise: the standard deviation of each cloud, in both coordinates.
        classes: how many clouds there are; the centre of class 0 is (1, 0), and the others follow
            against the clock.
    """
    random = random_for(n, noise, seed)
    check_whole("classes", classes, "the number of clouds", least=2)
    groups = []
    for place, share in enumerate(shares(n, classes)):
        angle = np.full(share, 2 * np.pi * place / classes)
        groups.append(np.column_stack([np.cos(angle), np.sin(angle)]))
    return noisy_and_shuffled(random, noise, groups)


def xor(n: int = 100, noise: float = 0.3, seed: int = 0) -> Data:
    """Return four clouds at the corners of a square: class 1 where the signs of x and y differ.

    The corners are (-1, -1) and (1, 1) for class 0, (-1, 1) and (1, -1) for class 1. No straight
    line tells them apart.

    Arguments:
        n, noise, seed: as for `moons`.

    Source: M. Minsky and S. Papert, "Perceptrons" (1969).
    """
    random = random_for(n, noise, seed)
    groups = []
    for share, sign in zip(shares(n, 2), (1, -1), strict=True):
        x = np.where(np.arange(share) % 2, 1.0, -1.0)
        groups.append(np.column_stack([x, sign * x]))
    return noisy_and_shuffled(random, noise, groups)


def yin_yang(n: int = 100, seed: int = 0) -> Data:
    """Return points of the yin-yang sign: class 0 is yin, 1 is yang, 2 the two dots.

    The sign is a disk of radius 0.5 around (0.5, 0.5). Yin is its upper half, with a bulge on the
    left and a bay on the right, both of radius 0.25; yang is the rest. The dots, of radius 0.1, sit
    in the middle of bulge and bay. Within a class, points are spread evenly. (The paper appends
    1 - x and 1 - y as further inputs.)

    Arguments:
        n, seed: as for `moons`.

    Source: L. Kriener, J. Göltz and M. A. Petrovici, "The Yin-Yang dataset" (2021).
    """
    random = random_for(n, 0, seed)
    wanted = shares(n, 3)
    groups = [np.empty((0, 2)) for _ in wanted]
    while any(len(group) < share for group, share in zip(groups, wanted, strict=True)):
        points = random.random((4 * n, 2))
        kinds = _yin_yang_class(points)
        groups = [np.concatenate([groups[k], points[kinds == k]])[: wanted[k]] for k in range(3)]
    return noisy_and_shuffled(random, 0, groups)


def _yin_yang_class(points: np.ndarray) -> np.ndarray:
    """The class of each point of the unit square; -1 outside the sign."""
    middle, left, right = (
        np.hypot(points[:, 0] - x, points[:, 1] - 0.5) for x in (0.5, 0.25, 0.75)
    )
    yin = (left <= 0.25) | ((points[:, 1] > 0.5) & (right > 0.25))
    dots = (left <= 0.1) | (right <= 0.1)
    return np.select([middle > 0.5, dots, yin], [-1, 2, 0], default=1)
