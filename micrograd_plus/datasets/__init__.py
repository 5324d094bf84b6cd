"""Toy data sets as numpy arrays, the same every time for the same seed.

Each function returns X of shape (n, features) and y of shape (n,): the classes 0, 1, 2, ... or, for
a regression, numbers.
"""

from .classes import (
    blobs as blobs,
    circles as circles,
    moons as moons,
    spirals as spirals,
    xor as xor,
    yin_yang as yin_yang,
)
from .curves import linear as linear, sine as sine
from .files import (
    IRIS_CLASSES as IRIS_CLASSES,
    IRIS_FEATURES as IRIS_FEATURES,
    digits as digits,
    iris as iris,
)
