"""Mistakes with matrices: an elementwise product, and the wrong one."""

from micrograd_plus.checking.derivation import check_derivation
from tests.checking.derivation.networks import network


def test_an_elementwise_product_is_no_outer_one():
    """The diagonal in place of the matrix is named."""
    net = network(0, (3, 3, 3), 1)
    n, given = net.numbers, net.given()
    diagonal = (given["dZ2"] * n["A1"])[:, 0]
    found = check_derivation(net.J, net.pairs(given | {"dW2": diagonal}))["dW2"]
    assert (found.kind, found.kinds) == ("elementwise product", ("elementwise product",))


def test_one_mistake_is_not_taken_for_others():
    """A sign, a missing derivative and a wrong operand of a product are told as what they are."""
    net = network(5)
    n, given = net.numbers, net.given()
    flipped = check_derivation(net.J, net.pairs(given | {"dW1": -given["dW1"]}))["dW1"]
    assert flipped.kinds == ("wrong sign",)
    bare = {"dA1": given["dA1"], "dZ1": given["dA1"], "dW2": given["dW2"], "dZ2": given["dZ2"]}
    assert check_derivation(net.J, net.pairs(bare))["dZ1"].kinds == (
        "missing activation derivative",
    )
    own = {"dZ1": given["dZ1"], "dZ2": given["dZ2"], "dW2": given["dZ2"] @ n["A2"].T}
    found = check_derivation(net.J, net.pairs(own))["dW2"]
    assert found.kind == "wrong matrix"
    assert "tanh(Z2).T in place of" in found.detail or "dZ2 @ tanh(Z2).T" in found.detail
