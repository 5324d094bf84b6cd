"""
Softmax with cross-entropy
==========================

δ2 = ŷ - y for softmax with cross-entropy, by way of the full Jacobian of softmax.

The first text, "Backpropagation In Neural Networks", leaves ∂φ/∂(h W2 + b2) to the reader. Softmax
looks at the whole row, so this is a matrix: diag(ŷ) - ŷᵀŷ. Its diagonal alone is not enough.
"""

import numpy as np
from text1_arrays import values
from text1_chain import jacobian, loss
from text1_losses import cross_entropy, mse, one_hot
from text1_network import Perceptron, data

from micrograd_plus import Value, check_derivation, dot, grad, log, sigmoid

X, LABEL = [[0.6, -0.8]], 1


def rows(array: np.ndarray) -> str:
    """An array as aligned lines."""
    return "\n".join("  " + "".join(f"{number:>9.4f}" for number in row) for row in array)


def each_sigmoid(row: list[Value]) -> list[Value]:
    """A φ that looks at each number by itself."""
    return [sigmoid(a) for a in row]


def off_by(targets: list[float]) -> float:
    """How far ŷ - y is from δ2 for targets of any kind."""
    out = Perceptron().forward(X)
    L = -dot(targets, [log(p) for p in out[0]])
    true = grad(L, values(L, "a2").ravel())
    return abs(data(out)[0] - targets - true).max()


def main() -> None:
    L = loss()
    out = data(values(L, "ŷ"))
    by_graph, by_hand = jacobian(L, "ŷ", "a2"), np.diag(out[0]) - out.T @ out
    print(f"ŷ\n{rows(out)}\n∂ŷ/∂a2, read off the graph\n{rows(by_graph)}")
    print(f"it is diag(ŷ) - ŷᵀŷ to within {abs(by_graph - by_hand).max():.0e};")
    print(f"its rows sum to 0, since the ŷ sum to 1: determinant {np.linalg.det(by_hand):.0e}")
    assert np.allclose(by_graph, by_hand, rtol=0, atol=1e-15)
    assert np.linalg.matrix_rank(by_hand) == 2

    y = np.array(one_hot([LABEL]))
    dout = 0 - y / out
    delta = dout @ by_hand
    print(f"\n∂L/∂ŷ = -y / ŷ\n{rows(dout)}\n∂L/∂ŷ · ∂ŷ/∂a2\n{rows(delta)}\nŷ - y\n{rows(out - y)}")
    given = {"δ2": (values(L, "a2"), out - y), "∂L/∂ŷ": (values(L, "ŷ"), dout)}
    report = check_derivation(L, given)
    print(report)
    assert report
    assert np.allclose(delta, out - y, rtol=0, atol=1e-15)

    print("\nwith the diagonal ŷ (1 - ŷ) alone, as if softmax were an elementwise activation:")
    given["δ2"] = (values(L, "a2"), dout * out * (1 - out))
    verdict = check_derivation(L, given)["δ2"]
    print(f"  {verdict.verdict}: {verdict.detail}")
    assert verdict.verdict == "wrong"

    print("\nŷ - y needs targets that sum to 1, and cross-entropy:")
    for targets in ([0.0, 1.0, 0.0], [0.1, 0.7, 0.2], [1.0, 1.0, 0.0]):
        print(f"  y = {targets}: off by {off_by(targets):.1e}")
    assert off_by([0.1, 0.7, 0.2]) < 1e-14
    assert off_by([1.0, 1.0, 0.0]) > 0.1
    single = cross_entropy(one_hot([LABEL]), Perceptron().forward(X, each_sigmoid))
    true = grad(single, values(single, "a2").ravel())
    print(f"  sigmoid with cross-entropy: off by {abs(out - y - true).max():.1e},", end=" ")
    print(f"{true.count(0.0)} of 3 outputs learn nothing")
    assert [slope == 0 for slope in true] == [True, False, True]
    squared = mse(one_hot([LABEL]), Perceptron().forward(X))
    true = grad(squared, values(squared, "a2").ravel())
    print(f"  softmax with MSE: off by {abs(out - y - true).max():.1e}")
    assert abs(out - y - true).max() > 0.1


if __name__ == "__main__":
    main()
