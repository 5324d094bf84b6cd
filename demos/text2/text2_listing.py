"""
The listing, run
================

The listing of the second text, run: its first wrong line, and all that is right after it.

"Back Propogation" ends with a listing. Two repairs make it run: 2 * (A2 - y), since 2(A2 - y) calls
the number 2, and d_sigmoid(Z) = sigmoid(Z) (1 - sigmoid(Z)), which is not there. With 2-2-2 units
all shapes fit, and the mistake in dZ2 is silent.
"""

from typing import Any

import numpy as np
from text2_columns import Arrays, data, forward, network

from micrograd_plus import Value, check_derivation

UNITS, SAMPLES = (2, 2, 2), 5


def numbers_of(arrays: Arrays) -> Arrays:
    """All arrays as plain numbers, as the listing needs them."""
    return {name: a if name in ("X", "y") else data(a) for name, a in arrays.items()}


def d_sigmoid(Z: np.ndarray) -> np.ndarray:
    s = 1 / (1 + np.exp(-Z))
    return s * (1 - s)


def listing(n: Arrays, extra: bool = True, slope: Any = d_sigmoid, mean: bool = False) -> Arrays:
    """The backward lines, in the text's order.

    Arguments:
        n: the numbers of the network.
        extra: with the W1.T of the line for dZ2, as it is printed.
        slope: what d_sigmoid is.
        mean: with the 1/M of the text's J, which the listing leaves out.
    """
    dA2 = 2 * (n["A2"] - n["y"])
    if mean:
        dA2 = dA2 / n["X"].shape[1]
    dZ2 = (n["W1"].T.dot(dA2) if extra else dA2) * slope(n["Z2"])
    dW2 = dZ2.dot(n["A1"].T)
    dB2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = n["W2"].T.dot(dZ2) * slope(n["Z1"])
    dW1 = dZ1.dot(n["X"].T)
    dB1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dA2": dA2, "dZ2": dZ2, "dW2": dW2, "dB2": dB2, "dZ1": dZ1, "dW1": dW1, "dB1": dB1}


def checked(given: Arrays, arrays: Arrays, J: Value) -> Any:
    return check_derivation(J, {name: (arrays[name[1:]], a) for name, a in given.items()})


def main() -> None:
    arrays = network(UNITS, SAMPLES)
    total = forward(arrays, mean=False)
    n = numbers_of(arrays)
    print("as printed, against the plain sum of squares:")
    report = checked(listing(n), arrays, total)
    print(report)
    assert report.first_wrong is report["dZ2"]
    assert report["dZ2"].kind == "extra matrix"
    assert "W1.T" in report["dZ2"].detail
    later = [row.verdict for row in report.rows if row.name not in ("dA2", "dZ2")]
    assert later == ["right, given what stands above it"] * 5

    print("\nwithout W1.T, against the plain sum of squares:")
    report = checked(listing(n, extra=False), arrays, total)
    print(str(report).splitlines()[-1])
    assert report

    print(f"\nwithout W1.T, against the text's J with its 1/M, M = {SAMPLES}:")
    arrays = network(UNITS, SAMPLES)
    J = forward(arrays)
    J.backward()
    report = checked(given := listing(n, extra=False), arrays, J)
    for row in report.rows:
        true = np.vectorize(lambda value: value.grad)(arrays[row.name[1:]])
        factors = given[row.name] / true
        print(f"  {row.name}: {factors.mean():.6f} times the true one; {row.verdict}")
        assert np.allclose(factors, SAMPLES, rtol=1e-9)
    print(f"  {report.first_wrong.detail}")
    assert report.first_wrong is report["dA2"]
    assert report["dA2"].kind == "constant factor"
    assert checked(listing(n, extra=False, mean=True), arrays, J)

    print("\nand if d_sigmoid is taken from the text's table, A (1 - A), but given Z2:")
    report = checked(listing(n, extra=False, slope=lambda a: a * (1 - a), mean=True), arrays, J)
    for name in ("dZ2", "dZ1"):
        print(f"  {name}: {report[name].verdict}, {report[name].kind}")
        assert report[name].kind == "derivative at the wrong place"


if __name__ == "__main__":
    main()
