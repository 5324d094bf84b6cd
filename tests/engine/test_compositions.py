"""Operations made of others, such as softmax, prod, mean and dot, and Python's own sum."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from micrograd_plus import Value, grad, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from tests.helpers import readings
from tests.references import close

VECTORS = [
    (0.3, -1.2, 2.5),
    (1000.0, 1000.0),
    (-1000.0, -1000.0, -1000.0),
    (1000.0, 0.0, -1000.0),
    (7.0,),
    (0.0, 0.0, 0.0, 0.0),
    (1e308, -1e308),
    (1e6, 1e6 + 1),
    (-1e10, -1e10, -1e10),
]


def exact_softmax(xs: tuple[float, ...]) -> list[Any]:
    terms = [mp.exp(mpf(x) - max(xs)) for x in xs]
    total = mp.fsum(terms)
    return [term / total for term in terms]


@mpmath.workdps(50)
@pytest.mark.parametrize("xs", VECTORS, ids=str)
def test_softmax(xs: tuple[float, ...]) -> None:
    """softmax is right to the rounding of its operands; log_softmax is its logarithm."""
    rounding = max(1e-13, math.ulp(max(xs)))
    expected = exact_softmax(xs)
    given = [p.data for p in ops.softmax(xs)]
    for p, true in zip(given, expected, strict=True):
        assert close(p, true, rounding, 5e-324), (p, true)
    assert math.fsum(given) == pytest.approx(1.0, abs=rounding)
    for p, true in zip(ops.log_softmax(xs), expected, strict=True):
        assert close(p.data, mp.log(true), rounding, rounding), (p, mp.log(true))


@mpmath.workdps(50)
@pytest.mark.parametrize("xs", VECTORS[:6], ids=str)
def test_the_slopes_of_softmax(xs: tuple[float, ...]) -> None:
    """d p_i / d x_j is p_i * ((i == j) - p_j)."""
    leaves = [Value(x) for x in xs]
    true = exact_softmax(xs)
    for i, p in enumerate(ops.softmax(leaves)):
        for j, slope in enumerate(grad(p, leaves)):
            expected = true[i] * ((i == j) - true[j])
            assert close(slope, expected, 0, 1e-13), (i, j, slope)


ZEROS = [(2.0, 3.0, -4.0), (0.0, 5.0, 2.0), (0.0, 0.0, 3.0), (7.0,), (1e200, 1e-200, 3.0)]


@pytest.mark.parametrize("xs", ZEROS, ids=str)
def test_prod(xs: tuple[float, ...]) -> None:
    """The slope of a product by a factor is the product of the others, zeros or not."""
    leaves = [Value(x) for x in xs]
    y = ops.prod(leaves)
    assert y.data == pytest.approx(math.prod(xs), rel=1e-15)
    others = [math.prod(xs[:i] + xs[i + 1 :]) for i in range(len(xs))]
    for reader, found in readings(y, leaves).items():
        assert found == pytest.approx(others, rel=1e-15), reader


@pytest.mark.parametrize("wrap", [list, tuple, iter, lambda xs: (x for x in xs), np.array])
def test_compositions_take_any_iterable(wrap: Callable[[list[Any]], Any]) -> None:
    """Lists, tuples, generators and arrays of Values and numbers are all the same to them."""
    a, b = Value(2.0), Value(6.0)
    assert ops.sum(wrap([a, b])).data == 8.0
    assert ops.mean(wrap([a, b])).data == 4.0
    assert ops.prod(wrap([a, b])).data == 12.0
    assert ops.dot(wrap([a, b]), wrap([0.5, 1])).data == 7.0
    assert ops.logsumexp(wrap([a, b])).data == ops.logsumexp(a, b).data
    assert [p.data for p in ops.softmax(wrap([a, b]))] == [p.data for p in ops.softmax([a, b])]
    ops.mean(wrap([a, b, b, 1])).backward()
    assert (a.grad, b.grad) == (0.25, 0.5)


def test_sums_of_numbers_and_of_one() -> None:
    """Operands may be given one by one; numbers are constants."""
    a = Value(2.0)
    assert ops.sum(a).data == 2.0
    assert ops.sum(a, 1, 0.5).data == 3.5
    assert ops.sum([a]).data == 2.0


def test_compositions_of_nothing() -> None:
    """The sum, product and dot product of nothing are 0, 1, 0; the rest is not defined."""
    assert ops.sum([]).data == 0.0
    assert ops.prod([]).data == 1.0
    assert ops.dot([], []).data == 0.0
    for function in (ops.mean, ops.logsumexp, ops.softmax, ops.log_softmax):
        with pytest.raises(ValueError, match="of nothing is not defined"):
            function([])


def test_dot_needs_one_length() -> None:
    """dot of sequences of different lengths raises and gives both lengths."""
    with pytest.raises(ValueError, match="here are 1 and 2"):
        ops.dot([Value(1.0)], [1.0, 2.0])


def test_mean_and_dot_have_their_slopes() -> None:
    """mean shares equally; dot gives each factor the other."""
    xs, ys = [Value(1.5), Value(-2.0), Value(4.0)], [Value(3.0), Value(0.5), Value(-1.0)]
    product = ops.dot(xs, ys)
    for found in readings(product, [*xs, *ys]).values():
        assert found == [3.0, 0.5, -1.0, 1.5, -2.0, 4.0]
    for found in readings(ops.mean(xs), xs).values():
        assert found == [1 / 3] * 3


def test_pythons_own_sum() -> None:
    """The built-in sum works on Values: it starts from the number 0."""
    values = [Value(x) for x in (0.1, 0.2, 0.3)]
    total = sum(values)
    total.backward()
    assert total.data == 0.1 + 0.2 + 0.3
    assert [v.grad for v in values] == [1.0, 1.0, 1.0]


def test_softmax_of_huge_numbers() -> None:
    """The digits of softmax and of its slopes do not depend on the size of its operands."""
    for base in (0.0, 1e3, 1e10, -1e10):
        xs = [Value(base), Value(base - 1)]
        first, _ = ops.softmax(xs)
        share = 1 / (1 + math.exp(-1))
        assert first.data == pytest.approx(share, rel=1e-15)
        assert grad(first, xs) == pytest.approx([share * (1 - share), -share * (1 - share)])
        assert ops.log_softmax(xs)[1].data == pytest.approx(math.log(1 - share), rel=1e-15)
    assert [p.data for p in ops.softmax([1e16, 1e16])] == [0.5, 0.5]


def test_a_network_has_the_same_bits_on_every_version() -> None:
    """A sum is plain, from left to right, so an output is the same number on every Python."""
    assert MLP(2, [16, 16, 1], seed=0)([0.3, 0.7]).data == 0.5653188431233949
    assert ops.mean([Value(0.1)] * 10).data == 0.09999999999999999


@pytest.mark.parametrize("rows", [1, 2000])
@pytest.mark.parametrize(
    "total",
    [lambda x: ops.sum(x, x), lambda x: x + x, lambda x: x + x + x],
    ids=["sum(x, x)", "x + x", "x + x + x"],
)
def test_zeros_keep_their_sign(total: Callable[[Value], Value], rows: int) -> None:
    """-0.0 plus -0.0 is -0.0, however it is added and replayed."""
    tape = record(lambda x: ops.atan2(total(x), x), 1.0)
    assert tape([-0.0] * rows)[0] == -math.pi
    assert ops.atan2(total(Value(-0.0)), Value(-0.0)).data == -math.pi
