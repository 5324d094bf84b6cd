"""Data sets: their shapes, their geometry, and the same bits for the same seed."""

import configparser
import math
import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets
from micrograd_plus.datasets import IRIS_CLASSES, IRIS_FEATURES
from tests.imports import ROOT

# Each drawn data set with its features and its classes; None is a regression.
DRAWN: dict[str, tuple[Callable[..., Any], dict[str, Any], int, int | None]] = {
    "moons": (datasets.moons, {}, 2, 2),
    "circles": (datasets.circles, {}, 2, 2),
    "spirals": (datasets.spirals, {}, 2, 2),
    "five spirals": (datasets.spirals, {"classes": 5}, 2, 5),
    "blobs": (datasets.blobs, {}, 2, 3),
    "seven blobs": (datasets.blobs, {"classes": 7}, 2, 7),
    "xor": (datasets.xor, {}, 2, 2),
    "yin_yang": (datasets.yin_yang, {}, 2, 3),
    "linear": (datasets.linear, {}, 1, None),
    "sine": (datasets.sine, {}, 1, None),
}
NOISY = {name: case for name, case in DRAWN.items() if name != "yin_yang"}
drawn = pytest.mark.parametrize(("make", "more", "features", "classes"), DRAWN.values(), ids=DRAWN)


@drawn
@pytest.mark.parametrize("n", [1, 2, 10, 101, np.int64(300)])
def test_shapes_and_classes(
    make: Callable[..., Any], more: dict[str, Any], features: int, classes: int | None, n: int
) -> None:
    """X is (n, features) of floats; classes are 0, 1, ... and differ by one point at most."""
    X, y = make(n, seed=4, **more)
    assert X.shape == (n, features)
    assert X.dtype == np.float64
    assert y.shape == (n,)
    assert np.isfinite(X).all()
    if classes is None:
        assert y.dtype == np.float64
    else:
        assert np.issubdtype(y.dtype, np.integer)
        counts = np.bincount(y, minlength=classes)
        assert len(counts) == classes
        assert counts.tolist() == sorted(counts.tolist(), reverse=True)
        assert counts.max() - counts.min() <= 1


@drawn
def test_points_are_shuffled(
    make: Callable[..., Any], more: dict[str, Any], features: int, classes: int | None
) -> None:
    """The first half of the points looks like all of them."""
    X, y = make(2000, seed=1, **more)
    half = slice(0, 1000)
    assert y[half].mean() == pytest.approx(y.mean(), abs=0.15)
    assert X[half].mean(axis=0) == pytest.approx(X.mean(axis=0), abs=0.15)


HASHES = """
import hashlib
from micrograd_plus import datasets
for name in ("moons", "circles", "spirals", "blobs", "xor", "yin_yang", "linear", "sine"):
    for seed in (0, 1):
        X, y = getattr(datasets, name)(200, seed=seed)
        print(name, seed, hashlib.sha256(X.tobytes() + y.tobytes()).hexdigest())
"""


def test_a_seed_gives_the_same_bits_in_every_process(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """This process and another agree to the last bit, and no two data sets or seeds do."""
    other = subprocess.run(
        [sys.executable, "-c", HASHES], capture_output=True, text=True, cwd=ROOT, check=True
    )
    exec(HASHES, {})
    here = capsys.readouterr().out
    assert here == other.stdout
    hashes = [line.split()[-1] for line in here.splitlines()]
    assert len(hashes) == 16
    assert len(set(hashes)) == 16


def test_moons_are_halves() -> None:
    """The outer moon is the upper half of its circle, the inner one the lower half."""
    X, y = datasets.moons(101, noise=0)
    assert X[y == 0, 1].min() >= 0
    assert X[y == 1, 1].max() <= 0.5


def turns(x: Any) -> Any:
    """How far an angle, in turns, is from a whole one."""
    return np.abs(x - np.round(x))


def along_spirals(X: Any, y: Any, classes: int) -> Any:
    """How far points are from the angle that their radius has on their arm."""
    radius, angle = np.hypot(*X.T), np.arctan2(*X.T[::-1]) / (2 * np.pi)
    assert radius.min() == pytest.approx(0.1, abs=1e-4)
    assert radius.max() == pytest.approx(1, abs=1e-4)
    return turns(angle - radius - y / classes)


def from_centres(X: Any, y: Any, classes: int) -> Any:
    """How far points are from the corner of a regular polygon that is their class's."""
    return np.hypot(*(X - np.exp(2j * np.pi * y / classes).view(float).reshape(-1, 2)).T)


EXACT: dict[str, tuple[Callable[..., Any], dict[str, Any], Callable[[Any, Any], Any]]] = {
    "moons": (
        datasets.moons,
        {},
        lambda X, y: np.hypot(X[:, 0] - y, (X[:, 1] - 0.5 * y)) - 1,
    ),
    "circles": (datasets.circles, {}, lambda X, y: np.hypot(*X.T) - np.where(y, 0.5, 1)),
    "narrow circles": (
        datasets.circles,
        {"factor": 0.9},
        lambda X, y: np.hypot(*X.T) - np.where(y, 0.9, 1),
    ),
    "spirals": (datasets.spirals, {}, lambda X, y: along_spirals(X, y, 2)),
    "three spirals": (datasets.spirals, {"classes": 3}, lambda X, y: along_spirals(X, y, 3)),
    "blobs": (datasets.blobs, {}, lambda X, y: from_centres(X, y, 3)),
    "four blobs": (datasets.blobs, {"classes": 4}, lambda X, y: from_centres(X, y, 4)),
    "xor": (
        datasets.xor,
        {},
        lambda X, y: (np.abs(X) - 1).sum(axis=1) + (X.prod(axis=1) > 0) - 1 + y,
    ),
    "linear": (datasets.linear, {}, lambda X, y: y - (2 * X[:, 0] + 1)),
    "sine": (datasets.sine, {}, lambda X, y: y - np.sin(X[:, 0])),
}


@pytest.mark.parametrize(("make", "more", "residual"), EXACT.values(), ids=EXACT)
def test_without_noise_points_lie_on_their_figure(
    make: Callable[..., Any], more: dict[str, Any], residual: Callable[[Any, Any], Any]
) -> None:
    """Every point solves the equation of its class; a little noise would be seen."""
    assert np.abs(residual(*make(301, noise=0, seed=2, **more))).max() < 1e-15 * 4
    assert np.abs(residual(*make(301, noise=1e-6, seed=2, **more))).max() > 1e-8


@pytest.mark.parametrize(("make", "more", "features", "classes"), NOISY.values(), ids=NOISY)
def test_noise_is_as_wide_as_asked(
    make: Callable[..., Any], more: dict[str, Any], features: int, classes: int | None
) -> None:
    """Noise moves the points of one seed, normally distributed, and leaves their order alone."""
    exact, labels = make(20_000, noise=0, seed=6, **more)
    noisy, same = make(20_000, noise=0.25, seed=6, **more)
    if classes is None:
        assert (exact == noisy).all()
        moved = same - labels
    else:
        assert (labels == same).all()
        moved = noisy - exact
    assert moved.std() == pytest.approx(0.25, rel=0.02)
    assert moved.mean() == pytest.approx(0, abs=0.01)
    assert (np.abs(moved) < 0.25).mean() == pytest.approx(math.erf(math.sqrt(0.5)), abs=0.01)


def test_the_halves_of_yin_and_yang() -> None:
    """The dots are round, and the border of yin and yang is an S of two half circles."""
    X, y = datasets.yin_yang(6000, seed=3)
    a, b = X.T
    assert (np.hypot(a - 0.5, b - 0.5) <= 0.5).all()
    on_dots = np.minimum(np.hypot(a - 0.25, b - 0.5), np.hypot(a - 0.75, b - 0.5)) <= 0.1
    assert ((y == 2) == on_dots).all()
    left = a < 0.5
    bow = np.sqrt(0.0625 - (a - np.where(left, 0.25, 0.75)) ** 2)
    border = 0.5 + np.where(left, -bow, bow)
    rest = y != 2
    assert ((y == 0) == (b > border))[rest].all()
    # Turned by half a turn, yin is yang: so are the middles of both.
    assert X[y == 0].mean(axis=0) == pytest.approx(1 - X[y == 1].mean(axis=0), abs=0.02)


WRONG: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    *(
        (make, {"n": n}, r"n is the number of points.* at least 1; here is")
        for make, *_ in DRAWN.values()
        for n in (0, -3, 10.5, "10", True, None)
    ),
    *(
        (make, {"seed": s}, "seed is .* at least 0; here is")
        for make, *_ in DRAWN.values()
        for s in (-1, 0.5, "a", None)
    ),
    *(
        (make, {"noise": x}, "noise is .* at least 0; here is")
        for make, *_ in NOISY.values()
        for x in (-1, math.nan, math.inf, "0.1", None, [0.1])
    ),
    *(
        (datasets.circles, {"factor": x}, "factor is the inner radius")
        for x in (0, 1, -0.5, 2, math.nan, "0.5")
    ),
    *(
        (make, {"classes": k}, "classes is the number of .* at least 2")
        for make in (datasets.spirals, datasets.blobs)
        for k in (1, 0, 2.0, "3")
    ),
]


@pytest.mark.parametrize(("make", "arguments", "said"), WRONG)
def test_wrong_arguments(make: Callable[..., Any], arguments: dict[str, Any], said: str) -> None:
    """The argument is named, with what it means and what was given."""
    with pytest.raises(ValueError, match=said) as raised:
        make(**arguments)
    assert repr(*arguments.values()) in str(raised.value)


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


def test_numpy_is_asked_for() -> None:
    """Without numpy, the error says how to get it."""
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "import micrograd_plus\n"
        "try:\n"
        "    micrograd_plus.datasets\n"
        "except ImportError as error:\n"
        "    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.endswith("need numpy: pip install numpy\n")
