"""Every operation in numbers: held against mpmath, at the edges, and beyond them."""

import itertools
import math
import operator
import random
from collections.abc import Callable, Iterable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import micrograd_plus.engine
from micrograd_plus import Value, grad, ops
from micrograd_plus.explanation import explain
from micrograd_plus.formula import SYMBOLS
from micrograd_plus.generate import OPERATIONS
from micrograd_plus.operators import OPERATOR_METHODS, SPECIAL_METHODS, Operators
from micrograd_plus.rules import BUILT_IN
from tests.helpers import read_row

ROWS = [name for name, rule in BUILT_IN.items() if any(rule.partials)]
NAN, INF = math.nan, math.inf
LARGEST = 1.7976931348623157e308


# ----------------------------------------------------------------------- the numbers, by mpmath


@pytest.fixture(autouse=True)
def digits() -> Iterable[None]:
    """mpmath computes with 50 digits."""
    with mpmath.workdps(50):
        yield


def over(a: Any, b: Any) -> Any:
    """A quotient with the limit at a pole of even order."""
    return a / b if b != 0 else mp.inf * a


def sign(x: Any, at_zero: float) -> Any:
    return mpf(at_zero) if x == 0 else mp.sign(x)


def share(a: Any, b: Any) -> Any:
    """How much of a gradient goes to the larger one, a."""
    return mpf(0.5) if a == b else mpf(a > b)


def power_by_base(a: Any, b: Any) -> Any:
    if b == 0:
        return mpf(0)
    if a == 0:
        return mpf(b == 1) if b >= 1 else mp.inf
    return b * mp.power(a, b - 1)


def power_by_exponent(a: Any, b: Any) -> Any:
    if a < 0:
        return mp.nan
    return mpf(0) if a == 0 else mp.power(a, b) * mp.log(a)


def logistic(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def silu_slope(x: Any) -> Any:
    return logistic(x) * (1 + x * logistic(-x))


def anywhere(*_: Any) -> bool:
    return True


def positive(x: Any) -> bool:
    return x > 0


def between(x: Any) -> bool:
    return -1 <= x <= 1


# Written down from the textbook: the result, its partial derivatives, and where it is defined.
Reference = tuple[Callable[..., Any], tuple[Callable[..., Any], ...], Callable[..., bool]]
REFERENCES: dict[str, Reference] = {
    "add": (lambda a, b: a + b, (lambda a, b: mpf(1), lambda a, b: mpf(1)), anywhere),
    "sub": (lambda a, b: a - b, (lambda a, b: mpf(1), lambda a, b: mpf(-1)), anywhere),
    "mul": (lambda a, b: a * b, (lambda a, b: b, lambda a, b: a), anywhere),
    "div": (
        lambda a, b: a / b,
        (lambda a, b: 1 / b, lambda a, b: -a / b**2),
        lambda a, b: b != 0,
    ),
    "pow": (
        mp.power,
        (power_by_base, power_by_exponent),
        lambda a, b: a > 0 or (a == 0 and b >= 0) or (a < 0 and b == mp.floor(b)),
    ),
    "neg": (lambda a: -a, (lambda a: mpf(-1),), anywhere),
    "abs": (lambda x: abs(x), (lambda x: sign(x, 0),), anywhere),
    "exp": (mp.exp, (mp.exp,), anywhere),
    "expm1": (mp.expm1, (mp.exp,), anywhere),
    "log": (mp.log, (lambda x: 1 / x,), positive),
    "log1p": (mp.log1p, (lambda x: 1 / (1 + x),), lambda x: x > -1),
    "log2": (lambda x: mp.log(x) / mp.log(2), (lambda x: 1 / (x * mp.log(2)),), positive),
    "log10": (lambda x: mp.log(x) / mp.log(10), (lambda x: 1 / (x * mp.log(10)),), positive),
    "sqrt": (mp.sqrt, (lambda x: over(mpf(1), 2 * mp.sqrt(x)),), lambda x: x >= 0),
    "cbrt": (
        lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        (lambda x: over(mpf(1), 3 * mp.cbrt(abs(x)) ** 2),),
        anywhere,
    ),
    "sin": (mp.sin, (mp.cos,), anywhere),
    "cos": (mp.cos, (lambda x: -mp.sin(x),), anywhere),
    "tan": (mp.tan, (lambda x: mp.sec(x) ** 2,), anywhere),
    "asin": (mp.asin, (lambda x: over(mpf(1), mp.sqrt(1 - x**2)),), between),
    "acos": (mp.acos, (lambda x: over(mpf(-1), mp.sqrt(1 - x**2)),), between),
    "atan": (mp.atan, (lambda x: 1 / (1 + x**2),), anywhere),
    "atan2": (
        mp.atan2,
        (lambda y, x: x / (x**2 + y**2), lambda y, x: -y / (x**2 + y**2)),
        anywhere,
    ),
    "sinh": (mp.sinh, (mp.cosh,), anywhere),
    "cosh": (mp.cosh, (mp.sinh,), anywhere),
    "tanh": (mp.tanh, (lambda x: mp.sech(x) ** 2,), anywhere),
    "asinh": (mp.asinh, (lambda x: 1 / mp.sqrt(1 + x**2),), anywhere),
    "acosh": (mp.acosh, (lambda x: over(mpf(1), mp.sqrt(x**2 - 1)),), lambda x: x >= 1),
    "atanh": (mp.atanh, (lambda x: 1 / (1 - x**2),), lambda x: -1 < x < 1),
    "hypot": (
        mp.hypot,
        (
            lambda a, b: a / mp.hypot(a, b) if a or b else mpf(0),
            lambda a, b: b / mp.hypot(a, b) if a or b else mpf(0),
        ),
        anywhere,
    ),
    "sigmoid": (logistic, (lambda x: logistic(x) * logistic(-x),), anywhere),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), (logistic,), anywhere),
    "relu": (lambda x: max(x, mpf(0)), (lambda x: mpf(x > 0),), anywhere),
    "leaky_relu": (
        lambda x: x if x > 0 else mpf(0.01) * x,
        (lambda x: mpf(1) if x > 0 else mpf(0.01),),
        anywhere,
    ),
    "elu": (
        lambda x: x if x > 0 else mp.expm1(x),
        (lambda x: mpf(1) if x > 0 else mp.exp(x),),
        anywhere,
    ),
    "silu": (lambda x: x * logistic(x), (silu_slope,), anywhere),
    "maximum": (max, (share, lambda a, b: share(b, a)), anywhere),
    "minimum": (min, (lambda a, b: share(-a, -b), lambda a, b: share(-b, -a)), anywhere),
}
# + - * / give inf as floats do; whatever else is too large raises.
GIVES_INF = {"add", "sub", "mul", "div", "sum"}

_SIZES = (
    *(1e308, 1e155, 1e16, 1e3, 745.0, 710.0, 709.7, 100.0, 37.0, 20.5, 10.0, 3.7, 3.14159, 2.0),
    *(1.5, 1 + 1e-10, 1 + 2**-52, 1.0, 1 - 2**-53, 1 - 1e-10, 0.99, 0.7, 0.5, 0.3, 0.1, 1e-3),
    *(1e-8, 1e-20, 1e-160, 1e-308, 1e-310, 5e-324, 0.0),
)
_SHUFFLED = random.Random(0)
_RANDOM = [_SHUFFLED.choice((-1, 1)) * 10 ** _SHUFFLED.uniform(-4, 3) for _ in range(60)]
POINTS = [*_SIZES, *(-x for x in _SIZES), *_RANDOM]
_FEWER = (
    1.5e308,
    1e308,
    1e155,
    1e3,
    20.0,
    3.0,
    2.5,
    1 + 1e-10,
    1.0,
    0.5,
    1e-3,
    1e-160,
    1e-308,
    5e-324,
    0.0,
)
PAIRS = [
    *itertools.product([*_FEWER, *(-x for x in _FEWER)], repeat=2),
    *itertools.pairwise(_RANDOM),
    *((abs(a), b) for a, b in itertools.pairwise(_RANDOM)),
]


# x times a sigmoid that has come down to the last bit there is: off by |x| of these bits.
SMALLEST = {"silu": 745 * 5e-324}


def points(name: str) -> list[tuple[float, ...]]:
    return PAIRS if len(BUILT_IN[name].arguments) == 2 else [(x,) for x in POINTS]


def close(given: float, true: Any, relative: float, absolute: float) -> bool:
    """Whether a float is right to within the given errors; inf where the true one is too large."""
    if mp.isnan(true) or math.isnan(given):
        return math.isnan(given) and bool(mp.isnan(true))
    if math.isinf(float(true)) or math.isinf(given):
        return given == float(true)
    return bool(abs(mpf(given) - true) <= relative * abs(true) + absolute)


def test_every_row_has_a_reference() -> None:
    """A new row needs an independent formula here, before it counts as tested."""
    assert REFERENCES.keys() | {"where", "sum", "logsumexp"} == set(ROWS)


@pytest.mark.parametrize("name", REFERENCES)
def test_results_are_those_of_mpmath(name: str) -> None:
    """Right to 1e-13 all over the domain; a subnormal result to its last bit."""
    true, _, defined = REFERENCES[name]
    compared = 0
    for point in points(name):
        exact = [mpf(x) for x in point]
        if not defined(*exact) or on_a_cut(name, point):
            continue
        expected = true(*exact)
        if math.isinf(float(expected)) and name not in GIVES_INF:
            continue
        given = getattr(ops, name)(*point).data
        smallest = SMALLEST.get(name, 5e-324)
        assert close(given, expected, 1e-13, smallest), (point, given, expected)
        compared += 1
    assert compared > 30


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
        digits = 4 * math.ulp(node.data) / abs(node.data) if node.data else 0.0
        for leaf, partial in zip(leaves, partials, strict=True):
            expected = partial(*exact)
            right = close(leaf.grad, expected, max(1e-13, digits), 1e-15)
            assert right, (point, leaf.grad, expected)
            compared += 1
    assert compared > 30


# Where there is no derivative, and none is promised.
_ZEROS = [0.0, -0.0]
UNDECIDED = {("atan2", pair) for pair in itertools.product(_ZEROS, repeat=2)}
UNDECIDED |= {("pow", pair) for pair in itertools.product(_ZEROS, repeat=2)}


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
    return math.isinf(float(mp.power(abs(mpf(point[0])), mpf(point[1]) - 1)))


@pytest.mark.parametrize("name", REFERENCES)
def test_a_result_too_large_raises(name: str) -> None:
    """A named function or power that overflows says so, with the numbers; + - * / give inf."""
    true, _, defined = REFERENCES[name]
    for point in points(name):
        exact = [mpf(x) for x in point]
        if not defined(*exact) or math.isfinite(float(true(*exact))):
            continue
        leaves = [Value(x, label=f"leaf {i}") for i, x in enumerate(point)]
        if name in GIVES_INF:
            assert getattr(ops, name)(*leaves).data == float(true(*exact))
            continue
        with pytest.raises(OverflowError) as caught:
            getattr(ops, name)(*leaves)
        assert_named(name, point, str(caught.value))
    overflows = {"exp", "expm1", "sinh", "cosh", "pow", "hypot", "add", "sub", "mul", "div"}
    found = any(
        math.isinf(float(true(*map(mpf, point))))
        for point in points(name)
        if defined(*map(mpf, point))
    )
    assert found == (name in overflows)


@pytest.mark.parametrize("name", REFERENCES)
def test_outside_the_domain_raises(name: str) -> None:
    """A finite operand outside the domain is named, with its label, where it happens."""
    _, _, defined = REFERENCES[name]
    for point in points(name):
        if defined(*map(mpf, point)):
            continue
        leaves = [Value(x, label=f"leaf {i}") for i, x in enumerate(point)]
        with pytest.raises((ValueError, ZeroDivisionError)) as caught:
            getattr(ops, name)(*leaves)
        division = name == "div" or (name == "pow" and point[0] == 0)
        assert (caught.type is ZeroDivisionError) == division
        assert_named(name, point, str(caught.value))


def assert_named(name: str, point: tuple[float, ...], message: str) -> None:
    assert SYMBOLS.get(name, name) in message
    for i, x in enumerate(point):
        assert f'{x!r} ("leaf {i}")' in message


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
    tuple(_RANDOM),
]


@pytest.mark.parametrize("xs", VARIADIC, ids=str)
def test_sum_is_that_of_mpmath(xs: tuple[float, ...]) -> None:
    """sum is right to 1e-13 of the sum of sizes, and its slopes are 1."""
    leaves = [Value(x) for x in xs]
    y = ops.sum(leaves)
    y.backward()
    size = mp.fsum(abs(mpf(x)) for x in xs)
    assert close(y.data, mp.fsum(map(mpf, xs)), 0, 1e-13 * size)
    assert [leaf.grad for leaf in leaves] == [1.0] * len(xs)


@pytest.mark.parametrize("xs", [*VARIADIC, (1e6, 1e6, 1e6), (-1e10, -1e10)])
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

NUMPY: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt"), None),
    **dict.fromkeys(("sin", "cos", "tan", "sinh", "cosh", "tanh", "hypot", "maximum"), None),
    **dict.fromkeys(("minimum", "abs", "where", "less", "less_equal", "greater"), None),
    "greater_equal": np.greater_equal,
}
NUMPY |= {name: getattr(np, name) for name, function in NUMPY.items() if function is None}
NUMPY |= {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide}
# numpy takes (-inf)**0.5 for a square root; C and IEEE 754 do not.
NUMPY |= {"pow": math.pow, "neg": np.negative, "asin": np.arcsin, "acos": np.arccos}
NUMPY |= {"atan": np.arctan, "atan2": np.arctan2, "asinh": np.arcsinh, "acosh": np.arccosh}
NUMPY |= {"atanh": np.arctanh, "sum": lambda *xs: np.sum(xs)}
NUMPY |= {"logsumexp": lambda *xs: np.logaddexp.reduce(xs)}
STRANGE = (INF, -INF, NAN)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "where"])
def test_inf_and_nan_pass_as_in_numpy(name: str) -> None:
    """An operand that is inf or nan raises nothing, forwards or backwards: IEEE 754 decides."""
    rule = BUILT_IN[name]
    count = 1 if len(rule.arguments) == 1 and not rule.variadic else 2
    for point in itertools.product((*STRANGE, 0.0, 1.0, -2.0, 0.5, 3.0), repeat=count):
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


@pytest.mark.parametrize("name", ROWS)
def test_nan_in_nan_out(name: str) -> None:
    """No operation turns nan into a number, save x**0 and 1**x, which are 1 whatever x is."""
    rule = BUILT_IN[name]
    if name == "where":
        assert math.isnan(ops.where(True, NAN, 1.0).data)
        assert math.isnan(ops.where(False, 1.0, NAN).data)
        return
    count = 3 if rule.variadic else len(rule.arguments)
    for slot, other in itertools.product(range(count), (0.5, 2.0, -1.0)):
        operands = [Value(NAN) if i == slot else Value(other) for i in range(count)]
        assert math.isnan(getattr(ops, name)(*operands).data)
    assert (Value(NAN) ** 0).data == (1 ** Value(NAN)).data == 1.0


# ----------------------------------------------------------------------------- edge cases


def same(left: Iterable[float], right: Iterable[float]) -> bool:
    """Whether numbers are equal, nan equal to nan."""
    pairs = zip(left, right, strict=True)
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)


Function = Callable[..., Value]
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
    "log at the smallest": (ops.log, (5e-324,), (INF,)),
}


def readings(y: Value, leaves: list[Value]) -> dict[str, list[float]]:
    """The gradients of the leaves, by every reader of the table that the engine has."""
    y.zero_grad()
    y.backward()
    totals = dict.fromkeys(leaves, 0.0)
    explained = explain(y)
    for step in explained.steps:
        for leaf in leaves:
            reached = step.parent_name if step.kind == "backward" else step.name
            if step.kind != "forward" and reached == explained.name(leaf):
                assert step.total is not None
                totals[leaf] = step.total
    return {
        "backward": [leaf.grad for leaf in leaves],
        "grad": grad(y, leaves),
        "create_graph": [g.data for g in grad(y, leaves, create_graph=True)],
        "explain": list(totals.values()),
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
    """The derivative of a derivative is right at the same places, in either order."""
    function, point, (i, j), expected = SECOND[edge]
    leaves = [Value(x) for x in point]
    first = grad(function(*leaves), leaves[i], create_graph=True)
    assert grad(first, leaves[j]) == pytest.approx(expected, rel=1e-14, abs=1e-15)
    first.backward()
    assert leaves[j].grad == pytest.approx(expected, rel=1e-14, abs=1e-15)


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
    constants = [parent for parent in y._parents if parent is not v]
    assert [constant.is_constant for constant in constants] == [True]
    assert not constants[0].is_reached
    assert v.is_reached
    operation = OPERATIONS[BUILT_IN[y.rule.name]]
    slot = y._parents.index(constants[0])
    assert operation.local(y)[slot] is None
    assert operation.local_values(y)[slot] is None


def test_a_constants_partial_is_never_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """log, which the slope by an exponent needs, is not called for x**2."""
    called = []
    runtime = micrograd_plus.generate.RUNTIME
    for name in ("_strict_log", "_ieee_log"):
        monkeypatch.setitem(runtime, name, lambda x: called.append(x) or 0.0)
    base, exponent = Value(-3.0), Value(2.0)
    (base**2).backward()
    grad(base**2, base)
    assert called == []
    (base**exponent).backward()
    assert called == [-3.0]


# ------------------------------------------------------------------------- names, methods


def test_every_row_is_named_in_ops() -> None:
    """Each row through which a gradient flows is a function of `ops`: its own, not another's."""
    for name in ROWS:
        assert getattr(ops, name) is OPERATIONS[BUILT_IN[name]].apply
        assert name in ops.__annotations__, f"{name} has no typed line in ops.py"


def test_every_operation_is_a_method() -> None:
    """Each row of a fixed number of Values is a method of the same name, or an operator."""
    for name in ROWS:
        rule = BUILT_IN[name]
        if name in OPERATOR_METHODS:
            assert all(method in vars(Operators) for method in OPERATOR_METHODS[name])
        elif name not in SYMBOLS and name != "where" and not rule.variadic:
            defined = REFERENCES[name][2]
            inside = next(x for x in (0.5, 1.5) if defined(*[x for _ in rule.arguments]))
            operands = [Value(inside) for _ in rule.arguments]
            method = getattr(operands[0], name)(*operands[1:])
            assert method.data == getattr(ops, name)(*operands).data
            assert method.rule is rule
    for name, method in SPECIAL_METHODS.items():
        assert getattr(Value(-2.0), method)().rule is BUILT_IN[name]


def test_every_method_is_named_for_editors() -> None:
    """operators.py lists exactly the methods that the engine puts into the class."""
    import ast
    import inspect

    module = ast.parse(inspect.getsource(micrograd_plus.operators))
    named = {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    installed = {name for name, member in vars(Operators).items() if callable(member)}
    assert named == installed


# ------------------------------------------------------------------------------ operators

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
KINDS: dict[str, Callable[[Any], Any]] = {
    "Value": Value,
    "float": float,
    "int": int,
    "bool": bool,
    "float64": np.float64,
    "float32": np.float32,
    "int64": np.int64,
    "bool_": np.bool_,
    "0-d": np.array,
}


@pytest.mark.parametrize("symbol", BINARY)
@pytest.mark.parametrize("kind", KINDS)
def test_operators_are_pythons_to_the_last_bit(symbol: str, kind: str) -> None:
    """A Value with any kind of number on either side gives what floats give, exactly."""
    function = BINARY[symbol]
    numbers = (0, 1) if kind in ("bool", "bool_") else (0, 1, 3, -7, 12)
    numbers += (0.1, 1e-5, -2.7, 1e100) if kind in ("Value", "float", "float64", "0-d") else ()
    for a, b in itertools.product(numbers, (0.1, 3.0, -0.7, 2.0, 1e-200)):
        number = float(KINDS["float"](a))
        for left, right in (((KINDS[kind](a), number), (Value(b), b)), ((Value(b), b), None)):
            right = right or (KINDS[kind](a), number)
            try:
                expected = function(left[1], right[1])
            except (ZeroDivisionError, OverflowError) as error:
                with pytest.raises(type(error)):
                    function(left[0], right[0])
                continue
            if isinstance(expected, complex):
                with pytest.raises(ValueError, match="not defined"):
                    function(left[0], right[0])
                continue
            result = function(left[0], right[0])
            assert type(result) is Value
            assert result.data == expected


def test_signs() -> None:
    """-v and abs(v) are operations; +v is v itself."""
    v = Value(-1.5)
    assert (-v).data == 1.5
    assert abs(v).data == 1.5
    assert +v is v


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("kind", KINDS)
def test_comparisons_give_conditions(compare: Callable[..., Any], kind: str) -> None:
    """A comparison with any kind of number, on either side, is a Condition that equals the bool."""
    for a, b in itertools.product((0, 1), (0.0, 0.5, 1.0)):
        number, value = KINDS[kind](a), Value(b)
        right = compare(value, number)
        assert isinstance(right, micrograd_plus.engine.Condition)
        assert right == compare(b, a)
        left = compare(number, value)
        assert left == compare(a, b)
        # An array on the left asks its elements, and turns their answers into its own bools.
        assert isinstance(left, np.bool_ if kind == "0-d" else micrograd_plus.engine.Condition)


def test_conditions_are_counted_and_choose() -> None:
    """Conditions are ints 0 and 1, and `where` takes them."""
    values = [Value(x) for x in (-1.0, 2.0, 3.0)]
    assert sum(v > 0 for v in values) == 2
    assert [ops.where(np.float64(1) < v, v, 0.0).data for v in values] == [0.0, 2.0, 3.0]


# --------------------------------------------------------------------------- numpy's arrays


def test_arrays_go_through_their_elements() -> None:
    """array * v, v * array and W @ x are arrays of Values, for arrays of floats and of Values."""
    v = Value(3.0)
    array = np.array([1.0, -2.0])
    for product in (array * v, v * array):
        assert product.dtype == object
        assert [element.data for element in product] == [3.0, -6.0]
    weights = np.array([[Value(1.0), Value(2.0)], [Value(-1.0), Value(0.5)]])
    result = weights @ array
    assert [element.data for element in result] == [-3.0, -2.0]
    result[0].backward()
    assert [w.grad for w in weights[0]] == [1.0, -2.0]
    squares = weights**2
    assert squares[1, 1].data == 0.25
    assert (1 - weights)[0, 1].data == -1.0
    total = weights.sum()
    assert total.data == 2.5


def test_arrays_compare_by_element() -> None:
    """A comparison with an array gives an array."""
    answer = np.array([1.0, 5.0]) < Value(3.0)
    assert answer.tolist() == [True, False]


# ------------------------------------------------------------------------------ compositions

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


@pytest.mark.parametrize("xs", VECTORS, ids=str)
def test_softmax(xs: tuple[float, ...]) -> None:
    """softmax is right to the rounding of its operands; log_softmax is its logarithm."""
    rounding = max(1e-13, math.ulp(max(xs)))
    exact = [mpf(x) for x in xs]
    rest = mp.fsum(mp.exp(x - max(exact)) for x in exact)
    expected = [mp.exp(x - max(exact)) / rest for x in exact]
    given = [p.data for p in ops.softmax(xs)]
    for p, true in zip(given, expected, strict=True):
        assert close(p, true, rounding, 5e-324), (p, true)
    assert math.fsum(given) == pytest.approx(1.0, abs=rounding)
    for p, x in zip(ops.log_softmax(xs), exact, strict=True):
        true = x - max(exact) - mp.log(rest)
        assert close(p.data, true, rounding, rounding), (p, true)


@pytest.mark.parametrize("xs", VECTORS[:6], ids=str)
def test_the_slopes_of_softmax(xs: tuple[float, ...]) -> None:
    """d p_i / d x_j is p_i * ((i == j) - p_j)."""
    leaves = [Value(x) for x in xs]
    probabilities = ops.softmax(leaves)
    exact = [mpf(x) for x in xs]
    rest = mp.fsum(mp.exp(x - max(exact)) for x in exact)
    true = [mp.exp(x - max(exact)) / rest for x in exact]
    for i, p in enumerate(probabilities):
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
