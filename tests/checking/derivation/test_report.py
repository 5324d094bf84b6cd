"""The report of a derivation: a table, as it is printed."""

import pytest

from micrograd_plus import Value, sigmoid
from micrograd_plus.checking.derivation import check_derivation


def test_the_report_is_a_table():
    """The report reads from the result down, and gives each row by its name."""
    z = Value(0.7, label="z")
    a = sigmoid(z)
    report = check_derivation(-a, {"dz": (z, -0.2217), "da": (a, -1.0)}, decimals=4)
    assert str(report).splitlines() == [
        "quantity  shape    off by",
        "da        number  0.0e+00  right",
        "dz        number  1.3e-05  right",
        "all of it is right",
    ]
    assert report["da"].name == "da"
    with pytest.raises(KeyError, match="this report has da, dz"):
        report["dx"]
