"""What ONNX Runtime has no kernel for, as formulas: right to the last digits, wherever they are."""

import math
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus.rules.arithmetic import IEEE
from micrograd_plus.rules.expression import Call, Name
from micrograd_plus.rules.onnx_formulas import written_out
from micrograd_plus.rules.onnx_nodes import End, Nodes
from tests.onnx_files import session

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

TINY = [1e-300, -1e-300, 1e-17, -1e-17, 1e-9, -1e-9, 1e-3, -0.5, 0.5]
SPREAD = np.random.default_rng(0).uniform(-1, 1, 2000).tolist()

# Where each function is asked, and how many units in the last place it may be off.
POINTS: dict[str, tuple[list[float], float]] = {
    "log1p": ([0.0, *TINY, *SPREAD, 3.0, 50.0, 1e300, -0.999999], 3),
    "expm1": ([0.0, *TINY, *SPREAD, -40.1, -39.9, -744.0, -800.0, 39.9, 40.1, 700.0], 3),
    "log2": ([1e-300, 0.1, 1.0, 2.0, 1e300], 3),
    "log10": ([1e-300, 0.1, 1.0, 2.0, 1e300], 3),
    "tan": ([0.0, *TINY, *SPREAD, 1.5, -1.5], 8),
    "sinh": ([0.0, *TINY, *SPREAD, 39.9, -40.1, 710.4, -710.4], 4),
    "cosh": ([0.0, *TINY, *SPREAD, 39.9, -40.1, 710.4, -710.4], 4),
    "asinh": ([0.0, *TINY, *SPREAD, 30.0, -1e7, 1e9, -1e300], 4),
    "acosh": ([1.0, 1 + 1e-15, 1.5, 30.0, 1e7, 1e9, 1e300], 4),
    "atanh": ([0.0, *TINY, *SPREAD, 1 - 1e-15, 1e-15 - 1], 4),
    "cbrt": ([0.0, *TINY, *SPREAD, 27.0, -1e300, 1e-310], 2),
    "atan": ([0.0, -0.0, *TINY, *SPREAD, 1.0, 2.5, -1e9, 1e300, math.inf], 4),
    "asin": ([0.0, *TINY, *SPREAD, 1.0, -1.0, 1 - 1e-15], 4),
    "acos": ([0.0, *TINY, *SPREAD, 1.0, -1.0, 1 - 1e-15], 4),
}
PAIRS = [
    (3.0, 4.0),
    (-1e200, 1e200),
    (1e-200, -1e-200),
    (0.0, 2.0),
    (0.0, -2.0),
    (-0.0, -2.0),
    (2.0, 0.0),
    (-2.0, 0.0),
    (0.0, 0.0),
    (1.0, 1.0),
    (-1.0, -1.0),
    (1e-300, 1.0),
    (1.0, -1e300),
]


def computed(name: str, tmp_path: Path, *columns: list[float]) -> np.ndarray:
    """A function of some columns by ONNX Runtime."""
    names = [f"x{place}" for place in range(len(columns))]
    nodes = Nodes([*names, "y"])
    nodes.output("y", nodes.compute(Call(name, tuple(map(Name, names))), {x: x for x in names}))
    ends = [End(each, "DOUBLE", ("n",)) for each in (*names, "y")]
    nodes.write(tmp_path / "f.onnx", ends[:-1], ends[-1:])
    given = {x: np.array(column) for x, column in zip(names, columns, strict=True)}
    found: np.ndarray = session(tmp_path / "f.onnx").run(None, given)[0]
    return found


def check(found: np.ndarray, expected: list[float], ulps: float) -> None:
    """As near as so many units in the last place, and zeros with their signs."""
    right = np.array(expected)
    assert np.array_equal(np.signbit(found), np.signbit(right))
    off = np.abs(found - right) / np.spacing(np.abs(right))
    assert np.where(found == right, 0.0, off).max() <= ulps


@pytest.mark.parametrize("name", POINTS)
def test_functions_keep_their_digits(name: str, tmp_path: Path) -> None:
    points, ulps = POINTS[name]
    check(computed(name, tmp_path, points), [IEEE[name](x) for x in points], ulps)


@pytest.mark.parametrize(("name", "ulps"), [("atan2", 4), ("hypot", 2)])
def test_functions_of_two_numbers(name: str, ulps: float, tmp_path: Path) -> None:
    first, second = map(list, zip(*PAIRS, *zip(SPREAD, reversed(SPREAD), strict=True), strict=True))
    expected = [IEEE[name](*pair) for pair in zip(first, second, strict=True)]
    check(computed(name, tmp_path, first, second), expected, ulps)


@pytest.mark.parametrize(
    "row",
    [(0.0, -50.0, -50.0), (800.0, -800.0, 799.0), (-math.inf, -math.inf, 1.0), (3.0, 3.0, 3.0)],
)
def test_logsumexp_of_several(row: tuple[float, ...], tmp_path: Path) -> None:
    found = computed("logsumexp", tmp_path, *[[number] for number in row])
    assert found[0] == pytest.approx(IEEE["logsumexp"](row), rel=1e-14, abs=0)


@pytest.mark.parametrize(("name", "outside"), [("asin", 1.5), ("acosh", 0.5), ("atanh", 1.5)])
def test_outside_of_its_domain_a_function_is_nan(name: str, outside: float, tmp_path: Path) -> None:
    assert np.isnan(computed(name, tmp_path, [outside])).all()


def test_a_formula_has_the_arguments_that_it_names() -> None:
    arguments, formula = written_out("atan2")
    assert arguments == ("y", "x")
    assert isinstance(formula, Call)
