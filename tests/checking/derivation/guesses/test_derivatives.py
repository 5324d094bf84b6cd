"""check_derivation: rules of calculus that were remembered wrongly, on single numbers."""

import math

import pytest

from micrograd_plus import Value, exp, log, log2, sigmoid, sin, tanh
from micrograd_plus.checking.derivation import check_derivation

X = 1.7
S = 1 / (1 + math.exp(-X))
T = math.tanh(X)

POWER, CONSTANT, PLACE = "wrong power", "constant factor", "derivative at the wrong place"
FUNCTION, PRODUCT = "derivative of another function", "product of the derivatives"

# For each: the function, the wrong derivative at 1.7, the kind.
MISTAKES = {
    "x^4: n - 1 in front": (lambda x: x**4, 3 * X**3, CONSTANT),
    "x^3: no factor": (lambda x: x**3, X**2, CONSTANT),
    "x^3: the integral": (lambda x: x**3, X**4 / 4, POWER),
    "x^3: the exponent stays": (lambda x: x**3, 3 * X**3, POWER),
    "1/x: not squared": (lambda x: 1 / x, -1 / X, POWER),
    "1/x: the exponent is 2": (lambda x: 1 / x, -(X**2), POWER),
    "1/x: no minus": (lambda x: 1 / x, 1 / X**2, "wrong sign"),
    "2^x: without log(2)": (lambda x: 2**x, 2**X, CONSTANT),
    "2^x as a power": (lambda x: 2**x, X * 2 ** (X - 1), "swapped operands"),
    "e^x as a power": (exp, X * math.exp(X - 1), POWER),
    "log2 as log": (log2, 1 / X, CONSTANT),
    "log as log10": (log, 1 / X / math.log(10), CONSTANT),
    "tanh: 1 - t": (tanh, 1 - T, POWER),
    "tanh: 1 + t^2": (tanh, 1 + T * T, "wrong sign"),
    "tanh as sigmoid": (tanh, T * (1 - T), FUNCTION),
    "sigmoid as tanh": (sigmoid, 1 - S * S, FUNCTION),
    "sigmoid: s": (sigmoid, S, "missing activation derivative"),
    "sigmoid: 1 - s": (sigmoid, 1 - S, "missing factor"),
    "sigmoid: s(1 + s)": (sigmoid, S * (1 + S), "wrong sign"),
    "sigmoid: the exponent is 2": (sigmoid, math.exp(-X) * (1 + math.exp(-X)) ** 2, POWER),
    "the same, written out": (
        lambda x: 1 / (1 + exp(-x)),
        math.exp(-X) * (1 + math.exp(-X)) ** 2,
        POWER,
    ),
    "sin: itself": (sin, math.sin(X), "missing activation derivative"),
    "sin(x^2): inner left out": (lambda x: sin(x**2), math.cos(X * X), "missing factor"),
    "sin(x^2): outer at x": (lambda x: sin(x**2), math.cos(X) * 2 * X, PLACE),
    "sin(x^2): outer at 2x": (lambda x: sin(x**2), math.cos(2 * X), PLACE),
    "(2x + 1)^3: outer at x": (lambda x: (2 * x + 1) ** 3, 6 * X * X, PLACE),
    "(x - 3)^2: 2(x + 3)": (lambda x: (x - 3) ** 2, 2 * (X + 3), "wrong sign"),
    "uv: u'v'": (lambda x: x * sin(x), math.cos(X), PRODUCT),
    "u/v: u'/v'": (lambda x: sin(x) / x, math.cos(X), PRODUCT),
    "uv: one term": (lambda x: x * exp(x), math.exp(X), "missing term of a sum"),
    "uv: a minus": (lambda x: x * exp(x), math.exp(X) * (1 - X), "wrong sign"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_rules_of_calculus(name):
    """The kind is named, with an upper derivative and without; the right one is right."""
    function, wrong, kind = MISTAKES[name]
    x = Value(X, label="x")
    y = function(x)
    y.backward()
    assert check_derivation(y, {"dx": (x, x.grad)})
    found = check_derivation(y, {"dx": (x, wrong)})["dx"]
    assert found.kind == kind, found.detail
    below = check_derivation(y * 0.37, {"dy": (y, 0.37), "dx": (x, 0.37 * wrong)})["dx"]
    assert below.kind == kind, below.detail


def test_by_hand_the_closest_comes_first():
    """The printed derivative of the sigmoid, with three decimals, is no slip of a sign."""
    x = Value(0.7, label="x")
    found = check_derivation(sigmoid(x), {"dx": (x, 1.112)}, decimals=3)["dx"]
    assert (found.kind, "(1 + e^-x)^-2" in found.detail) == (POWER, True)


def test_only_the_local_derivative():
    """Who forgets the derivative above is told so."""
    a, b, c = Value(2.3, label="a"), Value(-3.1, label="b"), Value(10.0, label="c")
    e = a * b
    y = tanh((e + c) * 0.2)
    y.backward()
    found = check_derivation(y, {"de": (e, e.grad), "da": (a, -3.1)})["da"]
    assert (found.kind, "without de" in found.detail) == ("missing factor", True)


def test_the_half_square():
    """Twice too large is the 2 of a square, or two samples: both are said."""
    x = Value(1.3)
    found = check_derivation((x - 3) ** 2 / 2, {"dx": (x, 2 * (1.3 - 3))})["dx"]
    assert found.kind == CONSTANT
    assert "batch size" in found.detail
    assert "a loss with 1/2" in found.detail


def test_numbers_from_nowhere():
    """A number that is no slip gets no kind, whatever stands around it."""
    for k in range(40):
        a, b = Value(2.1 + 0.1 * k, label="a"), Value(-1.3, label="b")
        y = tanh(a * b) * a + b**2
        wrong = 0.7391 + 0.0517 * k
        assert check_derivation(y, {"da": (a, wrong)})["da"].kinds == ()
