"""The data sets that come as files: their facts, and that nobody changes another's copy."""

import configparser
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets
from micrograd_plus.datasets import IRIS_CLASSES, IRIS_FEATURES
from tests.imports import ROOT


class TestIris:
    def test_facts(self) -> None:
        """The means of each species are those that Fisher's paper gives."""
        X, y = datasets.iris()
        assert X.shape == (150, 4)
        assert X.dtype == np.float64
        assert y.tolist() == [0] * 50 + [1] * 50 + [2] * 50
        means = [
            [5.006, 3.428, 1.462, 0.246],
            [5.936, 2.770, 4.260, 1.326],
            [6.588, 2.974, 5.552, 2.026],
        ]
        for species, mean in enumerate(means):
            assert X[y == species].mean(axis=0) == pytest.approx(mean, abs=1e-12)
        assert X.min(axis=0).tolist() == [4.3, 2.0, 1.0, 0.1]
        assert X.max(axis=0).tolist() == [7.9, 4.4, 6.9, 2.5]

    def test_the_two_flowers_that_differ_between_copies(self) -> None:
        """The 35th and the 38th are as in the paper."""
        X, _ = datasets.iris()
        assert X[34].tolist() == [4.9, 3.1, 1.5, 0.2]
        assert X[37].tolist() == [4.9, 3.6, 1.4, 0.1]

    def test_names(self) -> None:
        """A name for each column and class, those of the file."""
        X, y = datasets.iris()
        assert len(IRIS_FEATURES) == X.shape[1]
        assert len(IRIS_CLASSES) == len(set(y.tolist()))
        text = (ROOT / "micrograd_plus/datasets/data/iris.csv").read_text(encoding="utf-8")
        first, *rows = text.splitlines()
        assert first == ",".join([*IRIS_FEATURES, "species"])
        assert [row.split(",")[-1] for row in rows[::50]] == list(IRIS_CLASSES)


class TestDigits:
    def test_facts(self) -> None:
        """As many of each digit as the source counts, whole numbers from 0 to 16."""
        X, y = datasets.digits()
        assert X.shape == (1797, 64)
        assert X.dtype == np.float64
        assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
        assert set(np.unique(X)) == set(range(17))
        assert y[:10].tolist() == list(range(10))
        assert X.sum() == 561718

    def test_pictures(self) -> None:
        """Rows of points from the top: a nought has a hole, a one has none."""
        X, y = datasets.digits()
        middle = X.reshape(-1, 8, 8)[:, 3:5, 3:5].mean(axis=(1, 2))
        assert middle[y == 0].mean() < 3
        assert middle[y == 1].mean() > 12
        assert X[0].reshape(8, 8)[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


@pytest.mark.parametrize("make", [datasets.iris, datasets.digits])
def test_what_is_changed_stays_with_the_caller(make: Callable[[], Any]) -> None:
    """Every call gives arrays of its own."""
    X, y = make()
    before = X[0, 0], y[0]
    X[:], y[:] = -1, -1
    again, labels = make()
    assert (again[0, 0], labels[0]) == before


def test_every_file_is_packed_and_its_source_is_told() -> None:
    """The data files are named in the setup and in the README beside them."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = config["options.package_data"]["micrograd_plus"].split()
    data = ROOT / "micrograd_plus" / "datasets" / "data"
    readme = (data / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in readme
    names = {path.name for path in data.iterdir()}
    assert names == {"README.md", "iris.csv", "digits.csv.gz"}
    for name in names - {"README.md"}:
        assert any(fnmatch(f"datasets/data/{name}", pattern) for pattern in patterns)
        assert f"## {name}" in readme
