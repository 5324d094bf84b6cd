"""check_derivation: what rounding does is no mistake, and what is more than that is one."""

import numpy as np
import pytest

from micrograd_plus import (
    Value,
    exp,
    log,
    maximum,
    relu,
    sigmoid,
    softmax,
    sqrt,
    sum as total,
    tanh,
    where,
)
from micrograd_plus.checking.derivation import check_derivation
from tests.checking.derivation.networks import network, numbers, values


@pytest.mark.parametrize("z", [5.0, 20.0, 30.0, 34.0, 37.0, 60.0, -20.0, -300.0, -360.0])
def test_saturated_units(z):
    """A sigmoid written out has the derivative a(1 - a), as far as that can be told."""
    for compute in (sigmoid, lambda v: 1 / (1 + exp(-v))):
        v = Value(z, label="z")
        a = compute(v)
        assert check_derivation(3 * a, {"dz": (v, 3 * a.data * (1 - a.data))})
        assert not check_derivation(3 * a, {"dz": (v, 3.0)})
        if abs(z) < 20:
            assert not check_derivation(3 * a, {"dz": (v, 3 * a.data * (1 - a.data) ** 2)})


def test_a_difference_that_cancels():
    """After a cancellation the last digits are those of whoever computed, but only the last."""
    W = values(np.array([[0.1, 0.7, -0.3]]), "W")
    x = np.array([0.3, 0.9, 1.1])
    out = (W @ x)[0]
    y = out.data - 1e-12
    other_order = sum(sorted(numbers(W)[0] * x))
    right = 2 * (other_order - y)
    assert check_derivation((out - y) ** 2, {"dW": (W, right * x)})
    assert not check_derivation((out - y) ** 2, {"dW": (W, 1.5 * right * x)})


@pytest.mark.parametrize("seed", range(6))
def test_single_precision(seed):
    """Numbers in 32 bits are held to 32 bits."""
    net = network(seed, (3, 4, 2), 5, "sigmoid")
    given = {name: np.float32(array) for name, array in net.given().items()}
    assert check_derivation(net.J, net.pairs(given), rtol=1e-3)
    wrong = net.pairs(given | {"dW1": 1.01 * given["dW1"]})
    assert not check_derivation(net.J, wrong, rtol=1e-3)


@pytest.mark.parametrize("scale", [1e-100, 1e-8, 1e8, 1e60])
def test_any_scale(scale):
    """Huge and tiny numbers are compared as others are."""
    w = values(scale * np.array([0.3, -0.7]), "w")
    y = (w[0] * 2.0 + w[1] * 3.0) ** 2 * 0.5
    z = numbers(w) @ [2.0, 3.0]
    assert check_derivation(y, {"dw": (w, z * np.array([2.0, 3.0]))})
    found = check_derivation(y, {"dw": (w, 2 * z * np.array([2.0, 3.0]))})["dw"]
    assert found.kind == "constant factor"


@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_rounded_from_step_to_step(decimals):
    """Numbers that drift since each was computed from rounded ones are right, all of them."""
    for seed in range(10):
        stream = np.random.default_rng(seed)
        w = [Value(x, label=f"w{i}") for i, x in enumerate(stream.normal(size=5) * 3)]
        states = [Value(1.3)]
        for weight in w:
            states.append(tanh(weight * states[-1]))
        d, given = 1.0, {}
        for i in range(4, -1, -1):
            given[f"dh{i + 1}"] = (states[i + 1], d)
            d = round(d * (1 - states[i + 1].data ** 2), decimals)
            given[f"dw{i}"] = (w[i], round(d * states[i].data, decimals))
            d = round(d * w[i].data, decimals)
        report = check_derivation(states[-1], given, decimals=decimals)
        assert report, str(report)


def test_softmax_both_ways():
    """p - y, and the product with the full Jacobian, are both right."""
    z = [Value(x) for x in (0.3, -1.2, 40.0, 2.0)]
    p = softmax(z)
    n = np.array([one.data for one in p])
    y = np.array([0.0, 0.0, 1.0, 0.0])
    J = -total([log(one) * float(t) for one, t in zip(p, y, strict=True)])
    assert check_derivation(J, {"dz": (z, n - y)})
    through = (np.diag(n) - np.outer(n, n)) @ (-y / n)
    assert check_derivation(J, {"dp": (p, -y / n), "dz": (z, through)})


def test_jumps_are_no_rounding():
    """At the corner of relu the slope is 0, computed or not; next to it nothing is forgiven."""
    w = Value(1.0)
    z = w * 2.0 - 2.0
    assert check_derivation(relu(z), {"dz": (z, 0.0)})
    assert not check_derivation(relu(z), {"dz": (z, 1.0)})


def test_a_dead_branch_that_overflows():
    """What was not chosen gets nothing, though its slopes are inf: 0 is right."""
    a, b = Value(1e100, label="a"), Value(-0.0, label="b")
    y = where(b <= 0.17, b, sqrt(maximum(b * a, 0)))
    assert check_derivation(y, {"da": (a, 0.0), "db": (b, 1.0)})
