"""The data sets that come as files; `data/README.md` says from where, and under which licence."""

import csv
import gzip
from importlib.resources import files

from ..arrays import np
from .common import Data

IRIS_FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
IRIS_CLASSES = ("setosa", "versicolor", "virginica")

_DATA = files("micrograd_plus.datasets") / "data"


def iris() -> Data:
    """Return the sizes of 150 iris flowers of three species.

    Returns:
        X of shape (150, 4), in centimetres, with the columns of `IRIS_FEATURES`; y of shape (150,)
        with the classes 0, 1, 2 in the order of `IRIS_CLASSES`, 50 of each, one after the other.

    Source: R. A. Fisher, "The use of multiple measurements in taxonomic problems" (1936).

    >>> X, y = iris()
    >>> X[0].tolist(), IRIS_CLASSES[y[0]]
    ([5.1, 3.5, 1.4, 0.2], 'setosa')
    """
    text = (_DATA / "iris.csv").read_text(encoding="utf-8")
    _, *rows = csv.reader(text.splitlines())
    X = np.array([[float(size) for size in row[:-1]] for row in rows])
    return X, np.array([IRIS_CLASSES.index(row[-1]) for row in rows])


def digits() -> Data:
    """Return 1,797 pictures of handwritten digits, each of 8 x 8 points.

    Returns:
        X of shape (1797, 64), the points row by row from the top left, as floats from 0 (paper) to
        16 (ink): dividing by 16 scales them; y of shape (1797,) with the digits 0 to 9. The order
        is that of the source.

    Source: E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits" (1998), the
    pictures by 13 people who wrote for the test.

    >>> X, y = digits()
    >>> for row in X[0].reshape(8, 8):
    ...     print("".join(" .:#"[int(ink) // 5] for ink in row).rstrip())
      .:.
      :#:#.
      #  :.
      :  ..
     ..  ..
      :  :.
      :.::
      .::
    >>> int(y[0])
    0
    """
    text = gzip.decompress((_DATA / "digits.csv.gz").read_bytes()).decode("ascii")
    table = np.loadtxt(text.splitlines(), delimiter=",", skiprows=1)
    return table[:, :-1].copy(), table[:, -1].astype(int)
