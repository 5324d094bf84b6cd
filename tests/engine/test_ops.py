"""Results and gradients of every operation in numbers: held against mpmath and numpy."""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from micrograd_plus import Value, grad
from micrograd_plus.engine import ops
from micrograd_plus.rules.expression import COMPARISONS, SYMBOLS
from micrograd_plus.rules.table import BUILT_IN
from tests.helpers import ROWS, read_row, same
from tests.references import RANDOM, REFERENCES, anywhere, close, points, power


@pytest.fixture(autouse=True)
def digits() -> Iterator[None]:
    """mpmath computes with 50 digits."""
    with mpmath.workdps(50):
        yield


# ------------------------------------------------------------------------- inside the domain

# Too large a result of + - * / is inf, as with floats; of anything else it is an error.
GIVES_INF = ("add", "sub", "mul", "div")
RAISES = ("exp", "expm1", "sinh", "cosh", "pow", "hypot")
# x times a sigmoid that has come down to the last bit there is: off by |x| of these bits.
SMALLEST = {"silu": 745 * 5e-324}
# Where there is no derivative, and none is promised.
UNDECIDED = {("atan2", (0.0, 0.0)), ("pow", (0.0, 0.0))}


def test_every_row_has_a_reference() -> None:
    """A new row needs an independent formula here, before it counts as tested."""
    assert REFERENCES.keys() | {"where", "sum", "logsumexp"} == set(ROWS)


@pytest.mark.parametrize("name", REFERENCES)
def test_results_are_those_of_mpmath(name: str) -> None:
    """Right to 1e-13 all over the domain; a subnormal result to its last bit; inf by + - * /."""
    true, _, defined = REFERENCES[name]
    compared, too_large = 0, False
    for point in points(name):
        exact = [mpf(x) for x in point]
        if not defined(*exact) or on_a_cut(name, point):
            continue
        expected = true(*exact)
        if math.isinf(float(expected)):
            too_large = True
            if name in RAISES:
                continue
        given = getattr(ops, name)(*point).data
        smallest = SMALLEST.get(name, 5e-324)
        assert close(given, expected, 1e-13, smallest), (point, given, expected)
        compared += 1
    assert compared > 30
    assert too_large == (name in GIVES_INF + RAISES)


@pytest.mark.parametrize("name", REFERENCES)
def test_partials_are_those_of_mpmath(name: str) -> None:
    """Right to 1e-13, or to 1e-15 in absolute terms, since familiar forms win (1 - out**2)."""
    true, partials, defined = REFERENCES[name]
    compared = 0
    for point in points(name):
        exact = [mpf(x) for x in point]
        if not defined(*exact) or (name, point) in UNDECIDED or on_a_cut(name, point):
            continue
        if math.isinf(float(true(*exact))) or overflows_inside(name, point):
            continue
        leaves = [Value(x) for x in point]
        node = getattr(ops, name)(*leaves)
        node.backward()
        # A subnormal result has fewer digits, and so has what is made from it.
        rounding = 4 * math.ulp(node.data) / abs(node.data) if node.data else 0.0
        for leaf, partial in zip(leaves, partials, strict=True):
            expected = partial(*exact)
            right = close(leaf.grad, expected, max(1e-13, rounding), 1e-15)
            assert right, (point, leaf.grad, expected)
            compared += 1
    assert compared > 30


def on_a_cut(name: str, point: tuple[float, ...]) -> bool:
    """mpmath knows no -0.0, which atan2 tells from 0.0, and whose square root is -0.0."""
    negative = any(x == 0 and math.copysign(1, x) < 0 for x in point)
    return negative and name in ("atan2", "sqrt")


def overflows_inside(name: str, point: tuple[float, ...]) -> bool:
    """Below 1e-300, b * a**(b - 1) may overflow before the small b is multiplied in.

    At -0.0, b - 1 may round to -1, and an odd power keeps the sign.
    """
    if name != "pow" or not abs(point[1]) < 1:
        return False
    if point[0] == 0:
        return point[1] - 1 == -1
    return math.isinf(float(power(abs(mpf(point[0])), mpf(point[1]) - 1)))


# ------------------------------------------------------------------------ outside the domain


@pytest.mark.parametrize("name", RAISES)
def test_a_result_too_large_raises(name: str) -> None:
    """A named function or power that overflows says so, with the numbers."""
    true, _, defined = REFERENCES[name]
    tried = 0
    for point in points(name):
        exact = [mpf(x) for x in point]
        if not defined(*exact) or math.isfinite(float(true(*exact))):
            continue
        leaves = [Value(x, label=f"leaf {i}") for i, x in enumerate(point)]
        with pytest.raises(OverflowError) as caught:
            getattr(ops, name)(*leaves)
        assert_named(name, point, str(caught.value))
        tried += 1
    assert tried > 0


@pytest.mark.parametrize("name", [name for name in REFERENCES if REFERENCES[name][2] != anywhere])
def test_outside_the_domain_raises(name: str) -> None:
    """A finite operand outside the domain is named, with its label, where it happens."""
    _, _, defined = REFERENCES[name]
    tried = 0
    for point in points(name):
        if defined(*map(mpf, point)):
            continue
        leaves = [Value(x, label=f"leaf {i}") for i, x in enumerate(point)]
        with pytest.raises((ValueError, ZeroDivisionError)) as caught:
            getattr(ops, name)(*leaves)
        division = name == "div" or (name == "pow" and point[0] == 0)
        assert (caught.type is ZeroDivisionError) == division
        assert_named(name, point, str(caught.value))
        tried += 1
    assert tried > 0


def assert_named(name: str, point: tuple[float, ...], message: str) -> None:
    assert SYMBOLS.get(name, name) in message
    for i, x in enumerate(point):
        assert f'{x!r} ("leaf {i}")' in message


# ---------------------------------------------------------- any number of operands, and where

VARIADIC = [
    (0.0,),
    (-1e308,),
    (5e-324,),
    (1.0, 2.0, 3.0),
    (1e3, 1e3),
    (-1e3, -1e3, -1e3),
    (1e3, -1e3, 0.0),
    (999.0, 1000.0, 1001.0),
    (1e308, -1e308),
    (1e308, 5e307),
    (0.5, 0.5, 0.5, 0.5),
    (1e-308, -1e-308, 5e-324),
    (745.0, 0.0, -745.0),
    (-math.log(2), -math.log(2)),
    tuple(RANDOM),
]


def first_three(xs: tuple[float, ...]) -> str:
    return str(xs[:3])


@pytest.mark.parametrize("xs", VARIADIC, ids=first_three)
def test_sum_is_that_of_mpmath(xs: tuple[float, ...]) -> None:
    """sum is right to 1e-13 of the sum of sizes, and its slopes are 1."""
    leaves = [Value(x) for x in xs]
    y = ops.sum(leaves)
    y.backward()
    size = mp.fsum(abs(mpf(x)) for x in xs)
    assert close(y.data, mp.fsum(map(mpf, xs)), 0, 1e-13 * size)
    assert [leaf.grad for leaf in leaves] == [1.0] * len(xs)


@pytest.mark.parametrize("xs", [*VARIADIC, (1e6, 1e6, 1e6), (-1e10, -1e10)], ids=first_three)
def test_logsumexp_is_that_of_mpmath(xs: tuple[float, ...]) -> None:
    """logsumexp is right to 1e-13 of its largest operand, its slopes to the rounding of that."""
    exact = [mpf(x) for x in xs]
    top = max(exact)
    rest = mp.fsum(mp.exp(x - top) for x in exact)
    leaves = [Value(x) for x in xs]
    y = ops.logsumexp(leaves)
    y.backward()
    assert close(y.data, top + mp.log(rest), 0, 1e-13 * max(map(abs, [*exact, mpf(1)])))
    for x, leaf in zip(exact, leaves, strict=True):
        rounding = max(1e-13, math.ulp(y.data))
        assert close(leaf.grad, mp.exp(x - top) / rest, rounding, 1e-15), (x, leaf.grad)


def test_where_routes() -> None:
    """where gives one of its operands, and the whole gradient to it."""
    for x in (-1e308, -1.0, 0.0, 5e-324, 1e308):
        x_, a, b = Value(x), Value(3.0), Value(-4.0)
        y = ops.where(x_ > 0, a, b)
        y.backward()
        assert (y.data, a.grad, b.grad) == ((3.0, 1.0, 0.0) if x > 0 else (-4.0, 0.0, 1.0))
        assert x_.grad == 0


# ------------------------------------------------------------------------------- inf and nan

_NAMED_ALIKE = ("abs", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "hypot")
_NAMED_ALIKE += ("sin", "cos", "tan", "sinh", "cosh", "tanh", "maximum", "minimum", "where")
NUMPY: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in (*_NAMED_ALIKE, *COMPARISONS)},
    **{name: getattr(np, f"arc{name[1:]}") for name in ("asin", "acos", "atan", "atan2")},
    **{name: getattr(np, f"arc{name[1:]}") for name in ("asinh", "acosh", "atanh")},
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    # numpy takes (-inf)**0.5 for a square root; C and IEEE 754 do not.
    "pow": math.pow,
    "sum": lambda *xs: np.sum(xs),
    "logsumexp": lambda *xs: np.logaddexp.reduce(xs),
}


@pytest.mark.parametrize("name", [name for name in ROWS if name != "where"])
def test_inf_and_nan_pass_as_in_numpy(name: str) -> None:
    """An operand that is inf or nan raises nothing, forwards or backwards: IEEE 754 decides."""
    rule = BUILT_IN[name]
    count = 1 if len(rule.arguments) == 1 and not rule.variadic else 2
    numbers = (math.inf, -math.inf, math.nan, 0.0, 1.0, -2.0, 0.5, 3.0)
    for point in itertools.product(numbers, repeat=count):
        if all(map(math.isfinite, point)):
            continue
        leaves = [Value(x) for x in point]
        result = getattr(ops, name)(*leaves)
        with np.errstate(all="ignore"):
            expected = float(read_row(rule, NUMPY, *map(np.float64, point)))
        assert result.data == pytest.approx(expected, rel=1e-15, nan_ok=True), point
        result.backward()
        gradients = [leaf.grad for leaf in leaves]
        assert same(grad(result, leaves), gradients)
        assert same([g.data for g in grad(result, leaves, create_graph=True)], gradients)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "where"])
def test_nan_in_nan_out(name: str) -> None:
    """No operation turns nan into a number, save for the powers below."""
    rule = BUILT_IN[name]
    count = 3 if rule.variadic else len(rule.arguments)
    for slot, other in itertools.product(range(count), (0.5, 2.0, -1.0)):
        operands = [Value(math.nan) if i == slot else Value(other) for i in range(count)]
        assert math.isnan(getattr(ops, name)(*operands).data)


def test_two_powers_are_1_whatever_x_is() -> None:
    """x**0 and 1**x are 1 for nan too, as IEEE 754 has it."""
    assert (Value(math.nan) ** 0).data == (1 ** Value(math.nan)).data == 1.0


def test_where_gives_nan_from_the_branch_that_is_taken() -> None:
    """A nan that is chosen comes out, on either side."""
    assert math.isnan(ops.where(True, math.nan, 1.0).data)
    assert math.isnan(ops.where(False, 1.0, math.nan).data)
