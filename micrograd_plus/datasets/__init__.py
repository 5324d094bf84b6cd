"""Toy data sets as numpy arrays, the same every time for the same seed.

Each function returns X of shape (n, features) and y of shape (n,): the classes 0, 1, 2, ... or, for
a regression, numbers.
"""

from .classes import blobs as blobs
from .classes import circles as circles
from .classes import moons as moons
from .classes import spirals as spirals
from .classes import xor as xor
from .classes import yin_yang as yin_yang
from .curves import linear as linear
from .curves import sine as sine
from .files import IRIS_CLASSES as IRIS_CLASSES
from .files import IRIS_FEATURES as IRIS_FEATURES
from .files import digits as digits
from .files import iris as iris
