"""grad: of any order, beside .grad, and its errors."""

import math

import pytest

from micrograd_plus import (
    Value,
    abs as absolute,
    detect_anomaly,
    exp,
    explain,
    grad,
    log,
    relu,
    sin,
    sqrt,
    tanh,
    where,
)
from micrograd_plus.engine.gradient import NOT_CHOSEN, ZERO_SENDS_NOTHING, flow
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.graph import toposort


def test_grad_gives_floats_and_touches_nothing() -> None:
    """The derivatives come in the order asked for; .grad stays unreached."""
    a, b, c = Value(2.0), Value(5.0), Value(1.0)
    y = a * b + a
    assert grad(y, [b, a, c]) == [2.0, 6.0, 0.0]
    assert grad(y, a) == 6.0
    assert not a.is_reached


def test_by_results_in_between() -> None:
    """One may differentiate by any Value of the graph, by the result itself too."""
    a = Value(2.0)
    square = a * a
    y = square * 3
    assert grad(y, [square, y]) == [3.0, 1.0]


@pytest.mark.parametrize("order", range(1, 8))
def test_any_order(order: int) -> None:
    """The n-th derivative of sin(x) exp(2 x) is that of the closed form."""
    x = Value(0.7)
    y = sin(x) * exp(2 * x)
    for _ in range(order):
        y = grad(y, x, create_graph=True)
    # sin(x) e^(2x) is the imaginary part of e^((2+i)x).
    true = ((2 + 1j) ** order * complex(math.cos(0.7), math.sin(0.7)) * math.exp(1.4)).imag
    assert y.data == pytest.approx(true, rel=1e-12)


def test_a_zero_gradient_may_still_have_a_slope() -> None:
    """Where the first derivative is zero the second is not lost."""
    x = Value(0.0)
    inner = sin(x)
    slope = grad(inner * inner, x, create_graph=True)
    assert slope.data == 0.0
    assert grad(slope, x) == 2.0


def test_gradients_can_be_sent_backward() -> None:
    """Values that grad gives are Values like any other."""
    a, b = Value(2.0), Value(3.0)
    da, db = grad(a**2 * b, [a, b], create_graph=True)
    (da * da + db).backward()
    # da = 2 a b, db = a^2.
    assert a.grad == pytest.approx(2 * 12 * 6 + 4)
    assert b.grad == pytest.approx(2 * 12 * 4)


def test_a_gradient_that_does_not_depend_on_anything() -> None:
    """The second derivative of a straight line is 0, not an error."""
    x = Value(2.0)
    slope = grad(3 * x, x, create_graph=True)
    assert slope.data == 3.0
    assert grad(slope, x) == 0.0
    (again,) = grad(slope, [x], create_graph=True)
    assert again.data == 0.0


def test_outside_values_do_not_raise_in_higher_orders() -> None:
    """Derivatives of derivatives follow IEEE where they leave the domain."""
    x = Value(0.0)
    assert grad(sqrt(x), x, create_graph=True).data == math.inf
    assert grad(where(x > 0, log(x + 1), x), x, create_graph=True).data == 1.0
    with pytest.raises(ValueError, match="x > 0"):
        log(x)


def test_at_kinks() -> None:
    """Second derivatives at kinks are those of the chosen pieces."""
    x = Value(0.0)
    for kinked in (absolute, relu):
        slope = grad(kinked(x) * x, x, create_graph=True)
        assert slope.data == 0.0
        assert grad(slope, x) == 0.0


def test_a_constant_has_no_gradient() -> None:
    """Numbers written into an expression are nothing to differentiate by."""
    y = 2 * Value(3.0)
    with pytest.raises(ValueError, match="constant"):
        grad(y, [y.parents[0]])


def test_wrong_arguments() -> None:
    """A function, a number or a list in the wrong place is told what to write."""
    x = Value(1.0)
    with pytest.raises(TypeError, match=r"y = f\(x\)"):
        grad(tanh, [x])
    with pytest.raises(TypeError, match="Value"):
        grad(3.0, [x])
    with pytest.raises(TypeError, match=r"grad\(y, \[x\]\)"):
        grad(x * x, [1.0])


def test_constants_stay_constants_in_slopes() -> None:
    """The slope of x**3 is 3 * x**2: no exponent is differentiated, for a negative base neither."""
    x = Value(-2.0, label="x")
    slope = grad(x**3, x, create_graph=True)
    with detect_anomaly():
        slope.backward()
    assert x.grad == -12.0
    assert not any(math.isnan(step.result) for step in explain(slope).steps)
    assert "**2" in {node._op for node in toposort(slope, lambda node: node.parents)}


def test_rows_of_values_are_refused() -> None:
    """An array of two dimensions is no list of Values; the error says how to make one of it."""
    numpy = pytest.importorskip("numpy")
    w = numpy.array([[Value(1.0), Value(2.0)]], dtype=object)
    y = w[0, 0] * w[0, 1]
    for rows, kind in ((w, "ndarray"), (w.tolist(), "list")):
        with pytest.raises(TypeError, match=f"here is a {kind} of them: write grad.y, W.ravel"):
            grad(y, rows)
    assert grad(y, w.ravel()) == [2.0, 1.0]


def test_a_note_where_nothing_flows() -> None:
    """The flow says which of the two rules held something back."""
    x = Value(0.0)
    for y, note in ((sqrt(x) ** 2, ZERO_SENDS_NOTHING), (sqrt(relu(x)), NOT_CHOSEN)):
        notes = [edge.note for edge in flow(ordered(y), {y: 1.0})]
        assert notes == ["", note]
