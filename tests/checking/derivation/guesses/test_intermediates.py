"""check_derivation: mistakes with arrays that nobody wrote down, and with sums."""

import numpy as np
import pytest

from micrograd_plus import Value, log, softmax, sum as total
from micrograd_plus.checking.derivation import check_derivation
from tests.checking.derivation.networks import SLOPES, network, numbers, values

WRONG, TRANSPOSED, AXIS = "wrong matrix", "transposed matrix", "sum over the wrong axis"
PLACE = "derivative at the wrong place"

# For each: the wrong derivative from the numbers, the right derivation and the slope; the kind.
MISTAKES = {
    "the input of another layer": ("dW2", lambda n, g, s: g["dZ2"] @ n["X"].T, WRONG),
    "the derivative of another layer": ("dW1", lambda n, g, s: g["dZ2"] @ n["X"].T, WRONG),
    "dA for dZ": ("dW1", lambda n, g, s: g["dA1"] @ n["X"].T, WRONG),
    "dA for dZ in a sum": ("db2", lambda n, g, s: g["dA2"].sum(1, keepdims=True), WRONG),
    "over the outputs": ("db1", lambda n, g, s: g["dZ1"][:, :3].sum(0)[:, None], None),
    "over everything": ("db1", lambda n, g, s: np.full((3, 1), g["dZ1"].sum()), AXIS),
    "over the outputs, another shape": ("db1", lambda n, g, s: g["dZ1"].sum(0)[:, None], AXIS),
    "the slope of another layer": ("dZ1", lambda n, g, s: g["dA1"] * s(n["A2"]), PLACE),
    "after the update": (
        "dA1",
        lambda n, g, s: (n["W2"] - 0.1 * g["dW2"]).T @ g["dZ2"],
        WRONG,
    ),
}


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("name", MISTAKES)
def test_arrays(name, turn):
    """The kind is named, for columns and for rows."""
    quantity, wrong, kind = MISTAKES[name]
    net = network(3)
    given = net.given()
    given[quantity] = wrong(net.numbers, given, SLOPES["tanh"])
    pairs = net.pairs(given)
    if turn:
        pairs = {k: (np.transpose(one), np.transpose(other)) for k, (one, other) in pairs.items()}
    found = check_derivation(net.J, pairs)[quantity]
    assert (found.verdict, found.kind) == ("wrong", kind), found.detail


@pytest.mark.parametrize("given_names", [("dZ2", "dW2", "dW1"), ("dZ2", "dW2", "dZ1", "dW1")])
def test_matrices_on_the_way(given_names):
    """A matrix between two quantities is known by the derivative for it."""
    net = network(3)
    n, g = net.numbers, net.given()
    updated = n["W2"] - 0.1 * g["dW2"]
    for W, kind in ((n["W2"].T, TRANSPOSED), (n["W1"], WRONG), (updated, WRONG)):
        dZ1 = W.T @ g["dZ2"] * SLOPES["tanh"](n["A1"])
        given = g | {"dZ1": dZ1, "dW1": dZ1 @ n["X"].T}
        report = check_derivation(net.J, net.pairs({k: given[k] for k in given_names}))
        assert report.first_wrong.name == given_names[2]
        assert report.first_wrong.kind == kind, report.first_wrong.detail


def test_softmax():
    """The Jacobian's diagonal only, and a slope too many after p - y, are named."""
    z = [Value(x) for x in (0.3, -1.2, 0.9)]
    p = softmax(z)
    n, y = np.array([one.data for one in p]), np.array([0.0, 1.0, 0.0])
    J = -total([log(one) * float(t) for one, t in zip(p, y, strict=True)])
    dp = -y / n
    for dz, kind in (
        (dp * n * (1 - n), "missing term of a sum"),
        ((n - y) * n * (1 - n), "extra factor"),
        (y - n, "wrong sign"),
    ):
        found = check_derivation(J, {"dp": (p, dp), "dz": (z, dz)})["dz"]
        assert found.kind == kind, found.detail


def test_a_penalty():
    """The second way to W, through a penalty on it, may be missing, turned or too large."""
    stream = np.random.default_rng(0)
    W, X = values(stream.normal(size=(2, 2)), "W"), stream.normal(size=(2, 4))
    out = W @ X
    J = total([o**2 for o in out.ravel()]) / 4 + 0.5 * total([w**2 for w in W.ravel()])
    d, n = numbers(out) / 2, numbers(W)
    for factor, kind in ((0, "missing term of a sum"), (-1, "wrong sign"), (2, "constant factor")):
        found = check_derivation(J, {"do": (out, d), "dW": (W, d @ X.T + factor * n)})["dW"]
        assert found.kind == kind, found.detail
    assert check_derivation(J, {"do": (out, d), "dW": (W, d @ X.T + n)})


def test_the_number_that_is_off_is_shown():
    """Of many numbers the one that is wrong is shown, not one that rounding moved further."""
    w = values(np.array([1e9, 1.0]), "w")
    y = w[0] * w[0] + w[1] * w[1]
    found = check_derivation(y, {"dw": (w, [2e9 * (1 + 1e-7), 2.5])})["dw"]
    assert found.detail.startswith("dw[1] is 2.5, 2 follows")


@pytest.mark.thorough
def test_large_graphs_are_explained_too():
    """Many layers, or many weights, make no more guesses than anybody waits for."""
    x = Value(0.5, label="x")
    y = x
    for _ in range(4_000):
        y = y.tanh() * 1.5
    assert check_derivation(y, {"dx": (x, 1.2345)})["dx"].kinds == ()
    y.backward()
    assert check_derivation(y, {"dx": (x, -x.grad - 0.5)})["dx"].verdict == "wrong"
