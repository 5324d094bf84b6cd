"""Data sets: their shapes, their geometry, and the same bits for the same seed."""

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets
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


def test_numpy_is_asked_for() -> None:
    """Without numpy, the error says how to get it."""
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "import micrograd_plus\n"
        "try:\n"
        "    micrograd_plus.datasets.moons()\n"
        "except ImportError as error:\n"
        "    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.endswith("need numpy: pip install numpy\n")
