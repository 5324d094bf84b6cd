"""Slips with the chain rule: single numbers, and operands that were swapped."""

import numpy as np
import pytest

from micrograd_plus import Value, tanh
from micrograd_plus.checking.derivation import check_derivation


def scalars():
    a, b, c = Value(2.3, label="a"), Value(-1.7, label="b"), Value(0.6, label="c")
    q = a * b
    s = q + c * a
    y = tanh(s) * q
    return y, {"a": a, "b": b, "c": c, "q": q, "s": s}


@pytest.mark.parametrize(
    ("name", "wrong", "kind"),
    [
        ("db", lambda v, g: g["dq"] * v["b"].data, "swapped operands"),
        ("dq", lambda v, g: np.tanh(v["s"].data), "missing term of a sum"),
        ("dq", lambda v, g: g["ds"], "missing term of a sum"),
        ("da", lambda v, g: g["ds"] * v["c"].data, "missing term of a sum"),
        ("ds", lambda v, g: v["q"].data, "missing activation derivative"),
        ("dc", lambda v, g: -g["ds"] * v["a"].data, "wrong sign"),
        ("dc", lambda v, g: g["ds"], "missing factor"),
        ("dc", lambda v, g: g["ds"] * v["a"].data ** 3, "wrong power"),
        ("dc", lambda v, g: 3 * g["ds"] * v["a"].data, "constant factor"),
        ("dc", lambda v, g: 1.2345 * g["ds"] * v["a"].data, None),
    ],
)
def test_numbers(name, wrong, kind):
    """Derivatives that are single numbers are explained as well."""
    y, v = scalars()
    ds = (1 - np.tanh(v["s"].data) ** 2) * v["q"].data
    g = {"ds": ds, "dq": ds + np.tanh(v["s"].data)}
    g["db"] = g["dq"] * v["a"].data
    g["dc"] = ds * v["a"].data
    g["da"] = g["dq"] * v["b"].data + ds * v["c"].data
    assert check_derivation(y, {n: (v[n[1:]], x) for n, x in g.items()})
    g[name] = wrong(v, g)
    report = check_derivation(y, {n: (v[n[1:]], x) for n, x in g.items()})
    assert report[name].kind == kind, str(report)


def test_swapped_operands_of_other_operations():
    """A quotient or a power that was differentiated by its other operand is seen."""
    for compute, slopes in (
        (lambda a, b: a / b, (lambda a, b: 1 / b, lambda a, b: -a / b**2)),
        (lambda a, b: a**b, (lambda a, b: b * a ** (b - 1), lambda a, b: a**b * np.log(a))),
        (lambda a, b: a - b, (lambda a, b: 1.0, lambda a, b: -1.0)),
    ):
        a, b = Value(1.3), Value(2.6)
        y = compute(a, b) * 3
        right = [3 * slope(1.3, 2.6) for slope in slopes]
        assert check_derivation(y, {"da": (a, right[0]), "db": (b, right[1])})
        report = check_derivation(y, {"da": (a, right[1]), "db": (b, right[0])})
        assert "swapped operands" in report["da"].kinds
        assert "swapped operands" in report["db"].kinds
