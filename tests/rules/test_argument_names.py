"""An argument of a row may have any name: generated source never takes it for its own."""

import math

import pytest

import micrograd_plus
from micrograd_plus import Value, grad

NAMES = (
    "g",
    "node",
    "type",
    "value",
    "x1",
    "data",
    "zip",
    "tuple",
    "upstream",
    "e",
    "pi",
    "new",
    "self",
    "error",
    "local",
    "operation",
    "list",
    "float",
    "abs",
    "exp",
    "sum",
    "math",
    "Value",
    "Constant",
    "print",
    "xs",
    "x_",
    "f",
    "name",
    "parents",
    "epoch",
    "é",
)


@pytest.mark.parametrize("name", NAMES)
def test_an_argument_may_have_any_name(name: str) -> None:
    """No argument's name collides with the code that is made of the row."""
    f = micrograd_plus.rule(
        "named",
        f"{name} other",
        f"tanh({name}) * other",
        f"(1 - tanh({name})**2) * other",
        f"tanh({name})",
    )
    a, b = Value(0.3), Value(-1.7)
    y = f(a, b)
    y.backward()
    assert y.data == math.tanh(0.3) * -1.7
    slope = -1.7 / math.cosh(0.3) ** 2
    assert a.grad == pytest.approx(slope, rel=1e-14)
    assert b.grad == pytest.approx(math.tanh(0.3), rel=1e-14)
    assert grad(y, [a, b]) == [a.grad, b.grad]
    (first,) = grad(y, [a], create_graph=True)
    second = grad(first, a)
    assert second == pytest.approx(-2 * math.tanh(0.3) * slope, rel=1e-13)


@pytest.mark.parametrize("name", ["gs", "nodes", "types", "values", "zips", "uppers", "es", "pis"])
def test_a_variadic_argument_may_have_any_name(name: str) -> None:
    """The same for rows of any number of operands, and for the name of a single one."""
    one = name.removesuffix("s")
    f = micrograd_plus.rule("named", f"*{name}", f"sum({one}**2 for {one} in {name})", f"2 * {one}")
    xs = [Value(1.5), Value(-2.0), Value(0.25)]
    y = f(*xs)
    y.backward()
    assert y.data == 1.5**2 + 2.0**2 + 0.25**2
    assert [x.grad for x in xs] == [3.0, -4.0, 0.5]
    assert grad(y, xs) == [3.0, -4.0, 0.5]
    assert [g.data for g in grad(y, xs, create_graph=True)] == [3.0, -4.0, 0.5]


def test_pi_and_e_are_constants_where_no_argument_has_their_name() -> None:
    """`pi` and `e` stand for the constants unless an argument is called so."""
    f = micrograd_plus.rule("turn", "x", "pi * x + e", "pi")
    x = Value(2.0)
    y = f(x)
    assert (y.data, grad(y, x)) == (math.pi * 2.0 + math.e, math.pi)
