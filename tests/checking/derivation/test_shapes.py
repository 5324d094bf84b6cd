"""Shapes: a derivative given in another shape is read, or told apart."""

import numpy as np

from micrograd_plus import Value
from micrograd_plus.checking.derivation import check_derivation
from tests.checking.derivation.networks import network


def test_transposed_shapes():
    """An array in the transposed shape, or not summed over the samples, is wrong and named."""
    net = network(0, (2, 4, 3), 5)
    given = net.given()
    turned = check_derivation(net.J, net.pairs(given | {"dW1": given["dW1"].T}))["dW1"]
    assert (turned.kind, turned.error) == ("transposed matrix", float("inf"))
    assert "it has the shape (2, 4), the Values have (4, 2)" in turned.detail
    unsummed = check_derivation(net.J, net.pairs(given | {"db1": given["dZ1"]}))["db1"]
    assert unsummed.kind == "missing term of a sum"
    assert "missing sum over the samples" in unsummed.detail
    lost = check_derivation(net.J, net.pairs(given | {"dW1": given["dW1"][:2]}))["dW1"]
    assert (lost.verdict, lost.kind) == ("wrong", None)


def test_columns_are_lists():
    """A column, a row and a list of as many numbers mean the same."""
    w = [Value(1.0), Value(2.0)]
    y = w[0] * 3 + w[1] * 4
    for numbers in ([3.0, 4.0], [[3.0], [4.0]], np.array([[3.0, 4.0]]), (3, np.float64(4))):
        assert check_derivation(y, {"dw": (w, numbers)})
        assert check_derivation(y, {"dw": (values_of(w), numbers)})


def values_of(w):
    return np.array(w, dtype=object)[:, None]
