"""Gradients at kinks, ties, limits and poles, of first and second order, and of constants."""

import math
import operator
from collections.abc import Callable

import pytest
from mpmath import mp

from micrograd_plus import Value, grad
from micrograd_plus.engine import ops
from micrograd_plus.engine.generate import OPERATIONS, RUNTIME
from micrograd_plus.explanation.text import explain
from micrograd_plus.rules.table import BUILT_IN
from tests.helpers import readings, same

NAN, INF = math.nan, math.inf
Function = Callable[..., Value]

# ---------------------------------------------------------------------- kinks, ties and limits

# A function, a point, and the derivative by each operand.
EDGES: dict[str, tuple[Function, tuple[float, ...], tuple[float, ...]]] = {
    "maximum, a tie": (ops.maximum, (2.0, 2.0), (0.5, 0.5)),
    "maximum, a tie of zeros": (ops.maximum, (0.0, -0.0), (0.5, 0.5)),
    "minimum, a tie": (ops.minimum, (-3.0, -3.0), (0.5, 0.5)),
    "maximum, left": (ops.maximum, (2.0, 1.0), (1.0, 0.0)),
    "minimum, left": (ops.minimum, (2.0, 1.0), (0.0, 1.0)),
    "relu at 0": (ops.relu, (0.0,), (0.0,)),
    "relu at -0": (ops.relu, (-0.0,), (0.0,)),
    "abs at 0": (ops.abs, (0.0,), (0.0,)),
    "abs at -0": (ops.abs, (-0.0,), (0.0,)),
    "x**0 at 0": (lambda x: x**0, (0.0,), (0.0,)),
    "x**1 at 0": (lambda x: x**1, (0.0,), (1.0,)),
    "x**2 at 0": (lambda x: x**2, (0.0,), (0.0,)),
    "x**0.5 at 0": (lambda x: x**0.5, (0.0,), (INF,)),
    "x**0 at -2": (lambda x: x**0, (-2.0,), (0.0,)),
    "x**2 at -2": (lambda x: x**2, (-2.0,), (-4.0,)),
    "x**-1 at -2": (lambda x: x**-1, (-2.0,), (-0.25,)),
    "0**y at 2": (lambda y: 0**y, (2.0,), (0.0,)),
    "(-2)**y at 3": (lambda y: (-2.0) ** y, (3.0,), (NAN,)),
    "x**y at (-2, 3)": (operator.pow, (-2.0, 3.0), (12.0, NAN)),
    "x**y at (0, 2)": (operator.pow, (0.0, 2.0), (0.0, 0.0)),
    "x**y at (0, 1)": (operator.pow, (0.0, 1.0), (1.0, 0.0)),
    "x**y at (0, 0.5)": (operator.pow, (0.0, 0.5), (INF, 0.0)),
    "sqrt at 0": (ops.sqrt, (0.0,), (INF,)),
    "cbrt at 0": (ops.cbrt, (0.0,), (INF,)),
    "asin at 1": (ops.asin, (1.0,), (INF,)),
    "acos at -1": (ops.acos, (-1.0,), (-INF,)),
    "acosh at 1": (ops.acosh, (1.0,), (INF,)),
    "hypot at 0": (ops.hypot, (0.0, 0.0), (0.0, 0.0)),
    "atan2 at the origin": (ops.atan2, (0.0, 0.0), (0.0, 0.0)),
    "atan2 at the origin, from below": (ops.atan2, (-0.0, -0.0), (0.0, 0.0)),
    "x**0 at the smallest": (lambda x: x**0, (5e-324,), (0.0,)),
    "x**y at (5e-324, 0)": (operator.pow, (5e-324, 0.0), (0.0, math.log(5e-324))),
    "elu at 0": (ops.elu, (0.0,), (1.0,)),
    "elu at 1000": (ops.elu, (1000.0,), (1.0,)),
    "log at the smallest": (ops.log, (5e-324,), (INF,)),
}


@pytest.mark.parametrize("edge", EDGES)
def test_edge_cases(edge: str) -> None:
    """At kinks, ties and limits every reader has the value of the table."""
    function, point, expected = EDGES[edge]
    leaves = [Value(x) for x in point]
    y = function(*leaves)
    for reader, found in readings(y, leaves).items():
        assert same(found, expected), (reader, found)
    local = [step.local for step in explain(y).steps if step.kind == "backward"]
    assert same([number for number in local if number is not None], expected)


# A function, a point, and the second derivative by the operands of those two places.
SECOND: dict[str, tuple[Function, tuple[float, ...], tuple[int, int], float]] = {
    "x**0 at 0": (lambda x: x**0, (0.0,), (0, 0), 0.0),
    "x**1 at 0": (lambda x: x**1, (0.0,), (0, 0), 0.0),
    "x**2 at 0": (lambda x: x**2, (0.0,), (0, 0), 2.0),
    "x**3 at 0": (lambda x: x**3, (0.0,), (0, 0), 0.0),
    "x**2 at -3": (lambda x: x**2, (-3.0,), (0, 0), 2.0),
    "x**0.5 at 0": (lambda x: x**0.5, (0.0,), (0, 0), -INF),
    "sqrt at 0": (ops.sqrt, (0.0,), (0, 0), -INF),
    "x**y by both at (2, 0)": (operator.pow, (2.0, 0.0), (0, 1), 0.5),
    "x**y by both at (2, 0), the other way": (operator.pow, (2.0, 0.0), (1, 0), 0.5),
    "x**y by both at (4, 0.5)": (operator.pow, (4.0, 0.5), (0, 1), 0.5 + 0.25 * math.log(4)),
    "x**y by x at (0, 2)": (operator.pow, (0.0, 2.0), (0, 0), 2.0),
    "x**y by y at (2, 0)": (operator.pow, (2.0, 0.0), (1, 1), math.log(2) ** 2),
    "elu at 0, from the left": (ops.elu, (0.0,), (0, 0), 1.0),
    "elu at 1e-300": (ops.elu, (1e-300,), (0, 0), 0.0),
    "atanh near 0": (ops.atanh, (1e-9,), (0, 0), 2e-9),
    "asin near 0": (ops.asin, (1e-9,), (0, 0), 1e-9),
    "acos near 0": (ops.acos, (1e-9,), (0, 0), -1e-9),
    "relu at 0": (ops.relu, (0.0,), (0, 0), 0.0),
    "abs at 0": (ops.abs, (0.0,), (0, 0), 0.0),
    "maximum, a tie": (ops.maximum, (1.0, 1.0), (0, 1), 0.0),
    "hypot by both at (3, 4)": (ops.hypot, (3.0, 4.0), (0, 1), -12 / 125),
    "hypot by a at (0, 2)": (ops.hypot, (0.0, 2.0), (0, 0), 0.5),
    "a / b by both at (0, 2)": (ops.div, (0.0, 2.0), (0, 1), -0.25),
    "a * b by both at (0, 0)": (ops.mul, (0.0, 0.0), (0, 1), 1.0),
    "sigmoid at 0": (ops.sigmoid, (0.0,), (0, 0), 0.0),
    "softplus at 0": (ops.softplus, (0.0,), (0, 0), 0.25),
    "silu at 0": (ops.silu, (0.0,), (0, 0), 0.5),
    "tanh at 0": (ops.tanh, (0.0,), (0, 0), 0.0),
    "tanh at 1000": (ops.tanh, (1000.0,), (0, 0), 0.0),
    "sigmoid at -1000": (ops.sigmoid, (-1000.0,), (0, 0), 0.0),
    "softplus at 1000": (ops.softplus, (1000.0,), (0, 0), 0.0),
    "logsumexp by both, a tie": (ops.logsumexp, (3.0, 3.0), (0, 1), -0.25),
    "logsumexp by one, a tie": (ops.logsumexp, (3.0, 3.0), (0, 0), 0.25),
    "logsumexp far apart": (ops.logsumexp, (1000.0, -1000.0), (0, 1), 0.0),
}


@pytest.mark.parametrize("edge", SECOND)
def test_second_derivatives_at_the_edges(edge: str) -> None:
    """The derivative of a derivative is right at such places too, by grad and by backward."""
    function, point, (i, j), expected = SECOND[edge]
    leaves = [Value(x) for x in point]
    first = grad(function(*leaves), leaves[i], create_graph=True)
    assert grad(first, leaves[j]) == pytest.approx(expected, rel=1e-14, abs=1e-22)
    first.backward()
    assert leaves[j].grad == pytest.approx(expected, rel=1e-14, abs=1e-22)


# ------------------------------------------------------------------- what gets no gradient

POLES = {
    "0 * sqrt(0)": (ops.sqrt, 0.0),
    "0 * cbrt(0)": (ops.cbrt, 0.0),
    "0 * 0**0.5": (lambda x: x**0.5, 0.0),
    "0 * asin(1)": (ops.asin, 1.0),
    "0 * log(5e-324)": (ops.log, 5e-324),
}


@pytest.mark.parametrize("pole", POLES)
@pytest.mark.parametrize("nothing", [lambda y: 0 * y, lambda y: Value(0.0) * y, ops.relu])
def test_a_zero_upstream_sends_nothing(pole: str, nothing: Callable[[Value], Value]) -> None:
    """0 * inf is 0 on the way back: what does not matter has a gradient of 0, not nan."""
    function, at = POLES[pole]
    x = Value(at)
    inner = function(x)
    y = nothing(-(inner * inner) if nothing is ops.relu else inner)
    for reader, found in readings(y, [x]).items():
        assert found == [0.0], reader


def test_where_sends_nothing_to_the_branch_not_taken() -> None:
    """where(x > 0, sqrt(x), 0) has the slope 0 at 0, although sqrt has none."""
    x = Value(0.0)
    y = ops.where(x > 0, ops.sqrt(x), 0.0)
    for reader, found in readings(y, [x]).items():
        assert found == [0.0], reader


@pytest.mark.parametrize(
    ("make", "at", "slope"),
    [
        (lambda v: v**2, -3.0, -6.0),
        (lambda v: v**2, 0.0, 0.0),
        (lambda v: v**3.0, -2.0, 12.0),
        (lambda v: 0.0**v, 2.0, 0.0),
        (lambda v: ops.atan2(v, 0.0), 2.0, 0.0),
        (lambda v: ops.hypot(v, 0.0), 2.0, 1.0),
        (lambda v: 1 / v, 2.0, -0.25),
        (lambda v: ops.logsumexp(v, 2.0), 2.0, 0.5),
        (lambda v: ops.sum(v, 2.0), 2.0, 1.0),
        (lambda v: ops.maximum(2.0, v), 3.0, 1.0),
    ],
)
def test_a_constant_has_no_gradient(
    make: Callable[[Value], Value], at: float, slope: float
) -> None:
    """A number in an expression gets nothing, and its partial is never evaluated."""
    v = Value(at)
    y = make(v)
    for reader, found in readings(y, [v]).items():
        assert found == pytest.approx([slope], rel=1e-15), reader
    constants = [parent for parent in y.operands if parent is not v]
    assert [constant.is_constant for constant in constants] == [True]
    assert not constants[0].is_reached
    assert v.is_reached
    operation = OPERATIONS[BUILT_IN[y.rule.name]]
    slot = y.operands.index(constants[0])
    assert operation.local(y)[slot] is None
    assert operation.local_values(y)[slot] is None


def test_a_constants_partial_is_never_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """log, which the slope by an exponent needs, is not called for x**2."""
    called = []
    for name in ("_strict_log", "_ieee_log"):
        monkeypatch.setitem(RUNTIME, name, lambda x: called.append(x) or 0.0)
    base, exponent = Value(-3.0), Value(2.0)
    (base**2).backward()
    grad(base**2, base)
    assert called == []
    (base**exponent).backward()
    assert called == [-3.0]


def test_elu_has_one_side_at_every_order() -> None:
    """At 0 every derivative of elu is that of the left side, exp: no tie halves them."""
    x = Value(0.0)
    slope: Value = ops.elu(x)
    for _ in range(4):
        slope = grad(slope, x, create_graph=True)
        assert slope.data == 1.0


@pytest.mark.parametrize("near", [1e-3, 1e-6, 1e-12])
def test_inverse_functions_keep_their_digits_next_to_one(near: float) -> None:
    """The slopes of asin and atanh next to 1 are as exact as x is."""
    at = 1 - near
    with mp.workdps(50):
        one = mp.mpf(1) - mp.mpf(at) ** 2
        wanted = {ops.atanh: 1 / one, ops.asin: 1 / mp.sqrt(one), ops.acos: -1 / mp.sqrt(one)}
    for function, slope in wanted.items():
        x = Value(at)
        assert grad(function(x), x) == pytest.approx(float(slope), rel=1e-15)
