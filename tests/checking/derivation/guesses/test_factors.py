"""Factors that are too much or missing: the batch size is named, and one slip told once."""

from micrograd_plus.checking.derivation import check_derivation
from tests.checking.derivation.networks import network

FOLLOWS = "right, given what stands above it"


def test_the_batch_size_is_named():
    """A factor that is the number of samples is said to be that, any other is not."""
    net = network(1, M=6)
    six = check_derivation(net.J, net.pairs({"dW1": 6 * net.given()["dW1"]}))["dW1"]
    assert "exactly 6 times too large: the batch size" in six.detail
    sixth = check_derivation(net.J, net.pairs({"db1": net.given()["db1"] / 6}))["db1"]
    assert "exactly 6 times too small: the batch size" in sixth.detail
    other = check_derivation(net.J, net.pairs({"dW1": 4 * net.given()["dW1"]}))["dW1"]
    assert (other.kind, "batch" in other.detail) == ("constant factor", False)


def test_every_quantity_averaged_or_not():
    """Where everything is M times too large, one slip is told, at the top."""
    net = network(2, M=4)
    given = {name: 4 * numbers for name, numbers in net.given().items()}
    report = check_derivation(net.J, net.pairs(given))
    assert [row.verdict for row in report.rows] == ["wrong"] + [FOLLOWS] * 7
