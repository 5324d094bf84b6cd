"""The functions that array programs call: as numpy's, or better where numpy loses something."""

import math

import numpy as np
import pytest

from micrograd_plus import exp, record
from micrograd_plus.rules.arithmetic import IEEE
from micrograd_plus.rules.inlining import BASIC
from micrograd_plus.rules.on_arrays import IN_PROGRAMS, ON_ARRAYS, UFUNCS

SPECIAL = [-math.inf, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0, math.inf]


def test_every_basic_function_is_there() -> None:
    """Under numpy's name; sums, products and choices are written in another way."""
    assert set(BASIC) <= set(UFUNCS)
    assert set(UFUNCS.values()) <= set(IN_PROGRAMS)
    assert set(BASIC) <= set(ON_ARRAYS)
    assert all(map(callable, (*IN_PROGRAMS.values(), *ON_ARRAYS.values())))


def test_powers_are_those_of_the_scalar_engine() -> None:
    """Also of infinite bases, where numpy says nan of a fractional exponent."""
    power = IN_PROGRAMS["power"]
    bases, exponents = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))
    found = np.empty(len(bases))
    with np.errstate(all="ignore"):
        power(bases, exponents, found)
    expected = [IEEE["pow"](a, b) for a, b in zip(bases.tolist(), exponents.tolist(), strict=True)]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "terms",
    [
        [0.0, 0.0],
        [1000.0, 999.0, 1000.0],
        [0.0, -40.0],
        [-math.inf, -math.inf],
        [math.inf, 1.0],
        [-1000.0, -1001.0],
        [5.0],
    ],
)
def test_logsumexp_is_that_of_the_scalar_engine(terms: list[float]) -> None:
    """Without overflow, and small terms keep their digits beside the largest."""
    out = np.empty((1, 1, 1))
    with np.errstate(all="ignore"):
        IN_PROGRAMS["logsumexp"](np.array(terms).reshape(1, -1, 1), out)
    assert out.item() == pytest.approx(IEEE["logsumexp"](terms), rel=1e-15)


@pytest.mark.parametrize("first", ["nan", "inf", "-inf", "0.5"])
def test_rows_of_logsumexp_do_not_know_of_one_another(first: str) -> None:
    """In one row there is no largest term, or no finite one; in the next there are two."""
    rows = [[float(first), 1.0], [2.0, 2.0], [-30.0, 0.0]]
    out = np.empty((3, 1, 1))
    with np.errstate(all="ignore"):
        IN_PROGRAMS["logsumexp"](np.array(rows)[:, :, None], out)
    expected = [IEEE["logsumexp"](row) for row in rows]
    assert out.ravel().tolist() == pytest.approx(expected, rel=1e-15, nan_ok=True)


def test_each_program_has_names_of_its_own() -> None:
    """One program cannot put anything into the names of another."""
    before = dict(IN_PROGRAMS)
    assert record(lambda x: exp(x) * 2.0, 0.5)([0.0] * 100).tolist() == [2.0] * 100
    assert before == IN_PROGRAMS
