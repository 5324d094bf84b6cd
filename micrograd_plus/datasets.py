"""Toy data sets as numpy arrays, the same every time for the same seed."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        raise ImportError("the data sets need numpy: pip install numpy") from None
    return numpy


def moons(n: int = 100, noise: float = 0.1, seed: int = 0) -> "tuple[np.ndarray, np.ndarray]":
    """Return two half moons that reach into each other.

    Arguments:
        n: how many points; the first class has one more if n is odd.
        noise: the standard deviation of the noise added to both coordinates.
        seed: of numpy's random generator.

    Returns:
        X of shape (n, 2), and y of shape (n,) with the classes 0 and 1, shuffled together.

    Raises:
        ValueError: for n below 1 or a negative noise.

    Source: `make_moons` of scikit-learn.
    """
    numpy = _numpy()
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n is the number of points, a whole one of at least 1; here is {n!r}")
    if not noise >= 0:
        raise ValueError(f"noise is at least 0, here is {noise!r}")
    random = numpy.random.default_rng(seed)
    first, second = (n + 1) // 2, n // 2
    outer, inner = numpy.linspace(0, numpy.pi, first), numpy.linspace(0, numpy.pi, second)
    upper = numpy.column_stack([numpy.cos(outer), numpy.sin(outer)])
    lower = numpy.column_stack([1 - numpy.cos(inner), 0.5 - numpy.sin(inner)])
    X = numpy.concatenate([upper, lower]) + noise * random.standard_normal((n, 2))
    y = numpy.repeat([0, 1], [first, second])
    order = random.permutation(n)
    return X[order], y[order]
