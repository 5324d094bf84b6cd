"""The functions that array programs call: as numpy's, or better where numpy loses something."""

import math

import numpy as np
import pytest

from micrograd_plus.rules.arithmetic import IEEE
from micrograd_plus.rules.inlining import BASIC
from micrograd_plus.rules.on_arrays import UFUNCS, functions

SPECIAL = [-math.inf, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0, math.inf]


def test_every_basic_function_is_there() -> None:
    """Under numpy's name; sums, products and choices are written in another way."""
    space = functions()
    written = {"sum", "prod", "where"}
    assert {UFUNCS.get(name, name) for name in BASIC - written} <= set(space)
    assert all(callable(function) for function in space.values())


def test_powers_are_those_of_the_scalar_engine() -> None:
    """Also of infinite bases, where numpy says nan of a fractional exponent."""
    power = functions()["power"]
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
        functions()["logsumexp"](np.array(terms).reshape(1, -1, 1), out)
    assert out.item() == pytest.approx(IEEE["logsumexp"](terms), rel=1e-15)


def test_each_program_has_functions_of_its_own() -> None:
    """One program cannot put anything into the names of another."""
    first = functions()
    first["exp"] = None
    assert functions()["exp"] is np.exp
