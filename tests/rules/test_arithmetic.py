"""The two readings of basic functions: strict ones raise, those of IEEE 754 are numpy's."""

import math
from typing import Any

import mpmath
import numpy as np
import pytest

from micrograd_plus.rules.arithmetic import (
    ALL,
    IEEE,
    REDUCERS,
    STRICT,
    cbrt,
    logsumexp,
    power,
    total,
)
from micrograd_plus.rules.on_arrays import ON_ARRAYS, UFUNCS
from tests.helpers import same

INF, NAN = math.inf, math.nan
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 1e308, -1e308, 800.0, INF, -INF, NAN]
ONE = ["abs", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "sin", "cos", "tan"]
ONE += ["asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"]


def numpys(name: str, *operands: float) -> float:
    with np.errstate(all="ignore"):
        return float(getattr(np, UFUNCS.get(name, name))(*map(np.float64, operands)))


@pytest.mark.parametrize("name", ONE)
def test_ieee_is_numpys_at_special_numbers(name: str) -> None:
    """It never raises: poles give inf with their sign, outside the domain it is nan."""
    for x in SPECIAL:
        found, expected = IEEE[name](x), numpys(name, x)
        # Numbers as large as 1e308 leave no digit of an angle that two libraries agree on.
        if math.isfinite(expected) and abs(x) < 1e300:
            assert found == pytest.approx(expected, rel=1e-14)
        elif not math.isfinite(expected):
            assert same([found], [expected]), x


@pytest.mark.parametrize("name", ["div", "pow", "hypot", "atan2"])
def test_ieee_of_two_is_numpys(name: str) -> None:
    """Division by zero, powers of zero, and overflow."""
    for a in SPECIAL:
        for b in SPECIAL:
            found, expected = IEEE[name](a, b), numpys(name, a, b)
            if name == "pow" and a == -INF and b % 1:
                continue  # C and Python give inf or 0 here, where numpy's answer varies.
            assert same([found], [expected]) or found == pytest.approx(expected, rel=1e-14), (a, b)


@pytest.mark.parametrize(
    ("name", "operands", "error"),
    [
        ("log", [0.0], ValueError),
        ("log1p", [-1.0], ValueError),
        ("sqrt", [-1.0], ValueError),
        ("asin", [1.5], ValueError),
        ("atanh", [1.0], ValueError),
        ("exp", [1000.0], OverflowError),
        ("hypot", [1.5e308, 1.5e308], OverflowError),
        ("pow", [-8.0, 1 / 3], ValueError),
        ("pow", [0.0, -1.0], ZeroDivisionError),
        ("pow", [1e200, 2.0], OverflowError),
    ],
)
def test_strict_ones_raise(name: str, operands: list[float], error: type[Exception]) -> None:
    """Python's own errors; the other reading gives a number that is not finite."""
    with pytest.raises(error):
        STRICT[name](*operands)
    assert not math.isfinite(IEEE[name](*operands))


def test_powers_have_no_complex_result() -> None:
    """A negative base has whole powers alone."""
    assert power(-2.0, 3.0) == -8.0
    with pytest.raises(ValueError, match="no real power"):
        power(-2.0, 0.5)


@pytest.mark.parametrize(("name", "pick"), [("maximum", max), ("minimum", min)])
def test_the_larger_and_the_smaller(name: str, pick: Any) -> None:
    """nan goes through from either side, which Python's own max lets pass on one alone."""
    assert STRICT[name](1.0, 2.0) == pick(1.0, 2.0) == STRICT[name](2.0, 1.0)
    assert math.isnan(STRICT[name](NAN, 1.0))
    assert math.isnan(STRICT[name](1.0, NAN))


@pytest.mark.parametrize(
    ("xs", "expected"),
    [
        ([0.0, 0.0], math.log(2)),
        ([1000.0, 1000.0], 1000 + math.log(2)),
        ([-1000.0, -1000.0], -1000 + math.log(2)),
        ([0.0, -40.0], math.exp(-40.0)),
        ([-INF, -INF], -INF),
        ([INF, 1.0], INF),
        ([NAN, INF], NAN),
        ([3.0], 3.0),
    ],
)
def test_logsumexp_neither_overflows_nor_loses_digits(xs: list[float], expected: float) -> None:
    """The largest term is taken out first, small ones keep their digits beside it."""
    assert logsumexp(xs) == pytest.approx(expected, rel=1e-15, nan_ok=True)


def test_every_reading_has_every_function() -> None:
    """What a formula may use is known to all readers."""
    assert set(STRICT) < set(IEEE) < set(ALL)
    assert set(STRICT) >= REDUCERS


def test_a_sum_has_the_same_bits_on_every_version() -> None:
    """A sum is a + b + c from left to right; from Python 3.12 on, Python's own is not."""
    assert total([0.1] * 10) == 0.9999999999999999
    assert total([2.5392, 0.4608, -3.0]) == 0.0
    assert total([1e16, 1.0, -1e16]) == 0.0
    assert type(total([])) is float
    assert math.copysign(1.0, total([-0.0, -0.0])) == -1.0
    assert math.copysign(1.0, total([])) == 1.0


def test_cubes_have_whole_roots() -> None:
    """The cube root of a cube is exact, in both readings; elsewhere it is right to the last bit."""
    cubes = [float(i) ** 3 for i in range(-1999, 2000)]
    roots = [float(i) for i in range(-1999, 2000)]
    assert [cbrt(x) for x in cubes] == roots
    assert ON_ARRAYS["cbrt"](np.array(cubes)).tolist() == roots
    for x in (0.0, -0.0, math.inf, -math.inf, 5e-324, 1.7e308, 2.0, 1e-300):
        with mpmath.workdps(50):
            exact = float(mpmath.sign(x) * mpmath.cbrt(abs(mpmath.mpf(x))))
        assert cbrt(x) == pytest.approx(exact, rel=5e-16)
        assert math.copysign(1.0, cbrt(x)) == math.copysign(1.0, x)
