"""
Products and their shapes
=========================

The products that the chain rule of the first text comes to, each with its shape.

"Backpropagation In Neural Networks" stops at the derivatives of single functions. Written out, with
δ2 and δ1 for ∂L by the stimuli a2 = h W2 + b2 and a1 = x W1 + b1: ∂L/∂W2 = hᵀδ2,
∂L/∂W1 = xᵀ((δ2 W2ᵀ) ⊙ σ′) and ∂L/∂b = δ. Of several rows, ∂L/∂b is the sum over the rows.
"""

import numpy as np
from text1_arrays import values
from text1_losses import cross_entropy, mse, one_hot
from text1_network import Perceptron, data, identity

from micrograd_plus import Value, check_derivation, softmax

X = [[0.6, -0.8], [-0.3, 0.5], [1.2, 0.4]]
TARGETS, LABELS = [[1.0, -0.5, 0.25], [0.0, 0.8, -1.0], [0.3, 0.3, 0.9]], [1, 2, 0]

# For each symbol the formula of the gradient of L by it, in backward order.
ABOVE = {
    "regression": {"ŷ": "2 (ŷ - y) / N", "a2": "δ2, the same"},
    "classification": {"ŷ": "-y / (N ŷ)", "a2": "δ2 = (ŷ - y) / N"},
}
BELOW = {
    "W2": "hᵀ δ2",
    "b2": "δ2, its rows summed",
    "h": "δ2 W2ᵀ",
    "a1": "δ1 = (δ2 W2ᵀ) ⊙ h (1 - h)",
    "W1": "xᵀ δ1",
    "b1": "δ1, its rows summed",
}


def loss(rows: int, task: str, model: Perceptron) -> tuple[Value, np.ndarray]:
    """L for the first rows, and their targets."""
    if task == "regression":
        Y = TARGETS[:rows]
        return mse(Y, model.forward(X[:rows], identity)), np.array(Y)
    Y = one_hot(LABELS[:rows])
    return cross_entropy(Y, model.forward(X[:rows], softmax)), np.array(Y)


def by_hand(L: Value, Y: np.ndarray, task: str) -> dict[str, np.ndarray]:
    """The gradient of L by each symbol, in matrices."""
    x, N = np.array(X[: len(Y)]), len(Y)
    h, W2, out = (data(values(L, name)) for name in ("h", "W2", "ŷ"))
    found = {}
    if task == "regression":
        found["ŷ"] = 2 * (out - Y) / N
        found["a2"] = found["ŷ"]
    else:
        found["ŷ"] = -Y / out / N
        found["a2"] = (out - Y) / N
    found["W2"] = h.T @ found["a2"]
    found["b2"] = found["a2"].sum(axis=0, keepdims=True)
    found["h"] = found["a2"] @ W2.T
    found["a1"] = found["h"] * h * (1 - h)
    found["W1"] = x.T @ found["a1"]
    found["b1"] = found["a1"].sum(axis=0, keepdims=True)
    return found


def main() -> None:
    for task in ("regression", "classification"):
        for rows in (1, 3):
            L, Y = loss(rows, task, Perceptron())
            found = by_hand(L, Y, task)
            report = check_derivation(L, {s: (values(L, s), array) for s, array in found.items()})
            print(f"\n{task}, N = {rows}: L = {L.data:.4f}")
            print("∂L by  shape  formula                      off by")
            for symbol, formula in (ABOVE[task] | BELOW).items():
                row = report[symbol]
                shape = " x ".join(map(str, row.shape))
                print(f"{symbol:<7}{shape:<7}{formula:<28}{row.error:>7.0e}  {row.verdict}")
            assert report

    L, Y = loss(3, "classification", Perceptron())
    wrong = by_hand(L, Y, "classification")
    wrong["W2"] = wrong["a2"].T @ data(values(L, "h"))
    report = check_derivation(L, {f"d{s}": (values(L, s), array) for s, array in wrong.items()})
    print("\nand if ∂L/∂W2 is written in the order of the chain rule, δ2 first:")
    print(str(report).splitlines()[-1])
    assert report.first_wrong.name == "dW2"
    assert report.first_wrong.kind == "transposed matrix"


if __name__ == "__main__":
    main()
