"""check_derivation: right ones are never accused, each kind of mistake is found and told once."""

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.checking.derivation import check_derivation
from micrograd_plus.errors import StaleGraphError
from tests.checking.derivation.networks import SLOPES, network

FOLLOWS = "right, given what stands above it"


def spoilt(net, name, wrong):
    """A derivation with one wrong quantity, and everything below computed from it."""
    n, slope = net.numbers, SLOPES[net.activation]
    g = {}
    steps = {
        "dA2": lambda: 2 * (n["A2"] - n["y"]) / net.M,
        "dZ2": lambda: g["dA2"] * slope(n["A2"]),
        "dW2": lambda: g["dZ2"] @ n["A1"].T,
        "db2": lambda: g["dZ2"].sum(axis=1, keepdims=True),
        "dA1": lambda: n["W2"].T @ g["dZ2"],
        "dZ1": lambda: g["dA1"] * slope(n["A1"]),
        "dW1": lambda: g["dZ1"] @ n["X"].T,
        "db1": lambda: g["dZ1"].sum(axis=1, keepdims=True),
    }
    for step, compute in steps.items():
        g[step] = wrong(n, g, slope) if step == name else compute()
    return g


@pytest.mark.parametrize("activation", SLOPES)
@pytest.mark.parametrize("sizes", [(3, 3, 3), (2, 4, 1), (1, 1, 1), (2, 2, 2)])
@pytest.mark.parametrize("M", [1, 2, 7])
def test_right_derivations_are_never_accused(activation, sizes, M):
    """Whatever the shapes, a right derivation is right, whole or in part."""
    net = network(M + len(activation), sizes, M, activation)
    given = net.given()
    report = check_derivation(net.J, net.pairs(given))
    assert report, str(report)
    assert report.first_wrong is None
    for name, numbers in given.items():
        assert check_derivation(net.J, net.pairs({name: numbers}))
        rounded = np.round(numbers, 4)
        assert check_derivation(net.J, net.pairs({name: rounded}), decimals=4)
    by_hand = {name: np.round(numbers, 4) for name, numbers in given.items()}
    assert check_derivation(net.J, net.pairs(by_hand), decimals=4)


def test_from_rounded_numbers():
    """Who goes on with numbers that were rounded is not accused of their rounding."""
    for seed in range(10):
        net = network(seed, (2, 3, 2), 4, "sigmoid")
        n, slope = net.numbers, SLOPES["sigmoid"]
        dA2 = np.round(2 * (n["A2"] - n["y"]) / 4, 4)
        dZ2 = np.round(dA2 * slope(n["A2"]), 4)
        dW2 = np.round(dZ2 @ n["A1"].T, 4)
        dZ1 = np.round(n["W2"].T @ dZ2 * slope(n["A1"]), 4)
        dW1 = np.round(dZ1 @ (100 * n["X"]).T / 100, 4)
        given = {"dA2": dA2, "dZ2": dZ2, "dW2": dW2, "dZ1": dZ1, "dW1": dW1}
        assert check_derivation(net.J, net.pairs(given), decimals=4)


# For each: the quantity, the wrong way to compute it, and the kind of mistake.
MISTAKES = {
    "summed, not averaged": ("dA2", lambda n, g, s: 2 * (n["A2"] - n["y"]), "constant factor"),
    "averaged twice": (
        "dA2",
        lambda n, g, s: 2 * (n["A2"] - n["y"]) / 25,
        "constant factor",
    ),
    "without the 2": ("dA2", lambda n, g, s: (n["A2"] - n["y"]) / 5, "constant factor"),
    "an odd factor": ("dW2", lambda n, g, s: 0.7321 * g["dZ2"] @ n["A1"].T, "constant factor"),
    "the other sign": ("dA2", lambda n, g, s: 2 * (n["y"] - n["A2"]) / 5, "wrong sign"),
    "no activation derivative": ("dZ2", lambda n, g, s: g["dA2"], "missing activation derivative"),
    "none in the hidden layer": ("dZ1", lambda n, g, s: g["dA1"], "missing activation derivative"),
    "the activation derivative twice": (
        "dZ2",
        lambda n, g, s: g["dA2"] * s(n["A2"]) ** 2,
        "extra factor",
    ),
    "an extra factor": ("dZ1", lambda n, g, s: g["dA1"] * s(n["A1"]) * n["A1"], "extra factor"),
    "an extra matrix": (
        "dZ2",
        lambda n, g, s: n["W1"].T @ g["dA2"] * s(n["A2"]),
        "extra matrix",
    ),
    "another extra matrix": ("dW2", lambda n, g, s: n["W2"] @ g["dZ2"] @ n["A1"].T, "extra matrix"),
    "the wrong matrix": ("dA1", lambda n, g, s: n["W1"].T @ g["dZ2"], "wrong matrix"),
    "the wrong layer": ("dW2", lambda n, g, s: g["dZ2"] @ n["Z1"].T, "wrong matrix"),
    "the matrix not transposed": ("dA1", lambda n, g, s: n["W2"] @ g["dZ2"], "transposed matrix"),
    "the result transposed": ("dW1", lambda n, g, s: n["X"] @ g["dZ1"].T, "transposed matrix"),
    "the last sample only": ("db2", lambda n, g, s: g["dZ2"][:, -1:], "missing term of a sum"),
    "the first sample left out": (
        "dW1",
        lambda n, g, s: g["dZ1"][:, 1:] @ n["X"][:, 1:].T,
        "missing term of a sum",
    ),
    "the derivative at the result": (
        "dZ2",
        lambda n, g, s: g["dA2"] * (1 - np.tanh(n["A2"]) ** 2),
        "derivative at the wrong place",
    ),
    "the operand for the result": (
        "dZ1",
        lambda n, g, s: g["dA1"] * (1 - n["Z1"] ** 2),
        "derivative at the wrong place",
    ),
    "a wrong power": ("dW1", lambda n, g, s: g["dZ1"] @ n["X"].T * n["W1"] ** 3, "wrong power"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_kind_is_found_and_told_once(name):
    """The first wrong quantity and its kind are named, and what follows from it is acknowledged."""
    quantity, wrong, kind = MISTAKES[name]
    net = network(3)
    report = check_derivation(net.J, net.pairs(spoilt(net, quantity, wrong)))
    assert not report
    first = report.first_wrong
    assert (first.name, first.kind) == (quantity, kind), str(report)
    assert [row.name for row in report.rows if row.verdict == "wrong"] == [quantity]
    place = [row.name for row in report.rows].index(quantity)
    assert all(row.verdict == "right" for row in report.rows[:place])
    assert f"the first wrong quantity is {quantity}: {first.detail}" in str(report)


@pytest.mark.parametrize("name", MISTAKES)
def test_found_in_numbers_by_hand(name):
    """The kinds are found in rounded numbers too."""
    quantity, wrong, kind = MISTAKES[name]
    net = network(3)
    given = {k: np.round(v, 5) for k, v in spoilt(net, quantity, wrong).items()}
    first = check_derivation(net.J, net.pairs(given), decimals=5).first_wrong
    assert first.name == quantity
    assert kind in first.kinds, first.detail


def test_no_kind_is_claimed_falsely():
    """Numbers that come from nowhere are wrong without a kind; mistakes are not mistaken."""
    stream = np.random.default_rng(0)
    for seed in range(8):
        net = network(seed, (2, 3, 2), 4, "sigmoid")
        given = net.given()
        for name in given:
            noise = given[name] * stream.uniform(0.5, 2, given[name].shape)
            if noise.size > 1:
                verdict = check_derivation(net.J, net.pairs(given | {name: noise}))[name]
                assert (verdict.verdict, verdict.kinds) == ("wrong", ()), verdict


def test_special_numbers():
    """Zero, infinite and undefined derivatives are compared as they are."""
    x = Value(0.0, label="x")
    assert check_derivation(x**0.5, {"dx": (x, float("inf"))})
    assert not check_derivation(x**0.5, {"dx": (x, 1.0)})
    assert check_derivation(x.relu(), {"dx": (x, 0.0)})
    assert not check_derivation(x.relu(), {"dx": (x, 1.0)})
    assert check_derivation(x * 3, {"dother": (Value(1.0), 0.0)})
    assert not check_derivation(x * 3, {"dx": (x, float("nan"))})
    y = Value(2.0)
    assert check_derivation(y, {"dy": (y, 1.0)})


def test_stale_graphs():
    """A graph whose data was changed since is refused, as everywhere."""
    x = Value(2.0)
    y = x * x
    x.data = 3.0
    with pytest.raises(StaleGraphError):
        check_derivation(y, {"dx": (x, 4.0)})


def test_deep_graphs():
    """Nothing recurses, and a wrong number below a deep graph is explained soon."""
    x = Value(0.5, label="x")
    y = x
    for _ in range(20_000):
        y = y + 1.0
    assert check_derivation(y, {"dx": (x, 1.0)})
    assert check_derivation(y, {"dx": (x, -1.0)})["dx"].kind == "wrong sign"
