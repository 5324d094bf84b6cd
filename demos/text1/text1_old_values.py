"""
Updates from the old values
===========================

All four updates are made from the old values: W2 must not move before W1's gradient is found.

"Backpropagation In Neural Networks", the first text, writes them one after the other. Who goes
backwards by hand and updates W2 on the way multiplies δ2 by the new W2ᵀ. As W2 has moved by
-μ hᵀδ2, that adds -μ ‖δ2‖² h to ∂L/∂h: the larger the learning rate, the more.
"""

import numpy as np
from text1_arrays import gradients, values
from text1_losses import cross_entropy, one_hot
from text1_network import Perceptron, data

from micrograd_plus import Value, check_derivation, optim
from micrograd_plus.errors import StaleGraphError

X, LABEL = [[0.6, -0.8]], 1
RATES = (0.01, 0.1, 1.0, 3.0)


def loss(model: Perceptron) -> Value:
    """L of one row."""
    return cross_entropy(one_hot([LABEL]), model.forward(X))


def update_on_the_way(L: Value, rate: float) -> dict[str, np.ndarray]:
    """The gradients of someone who moves W2 and b2 before going on to W1 and b1."""
    h, W2 = data(values(L, "h")), data(values(L, "W2"))
    delta = data(values(L, "ŷ")) - one_hot([LABEL])
    found = {"a2": delta, "W2": h.T @ delta, "b2": delta}
    W2 = W2 - rate * found["W2"]
    found["a1"] = (delta @ W2.T) * h * (1 - h)
    return found | {"W1": np.array(X).T @ found["a1"], "b1": found["a1"]}


def step(model: Perceptron, rate: float) -> float:
    """One step from the old values; return L after it."""
    model.zero_grad()
    loss(model).backward()
    optim.SGD(lr=rate).step(model.parameters())
    return loss(model).data


def main() -> None:
    print("learning rate   ∂L/∂W1[0,0]: old W2    new W2   off by in W1      L before   after")
    for rate in RATES:
        model = Perceptron()
        L = loss(model)
        L.backward()
        right, early = gradients(L, "W1"), update_on_the_way(L, rate)["W1"]
        error = np.linalg.norm(early - right) / np.linalg.norm(right)
        before, after = L.data, step(model, rate)
        numbers = f"{right[0, 0]:>16.6f}{early[0, 0]:>10.6f}{error:>12.1%}"
        print(f"{rate:>13}{numbers:>48}{before:>16.4f}{after:>8.4f}")
        h, delta = data(values(L, "h")), gradients(L, "a2")
        added = -rate * (delta**2).sum() * h
        assert np.allclose(early - right, np.array(X).T @ (added * h * (1 - h)), atol=1e-15)
        assert after < before

    model = Perceptron()
    L = loss(model)
    found = update_on_the_way(L, 1.0)
    report = check_derivation(L, {f"d{name}": (values(L, name), g) for name, g in found.items()})
    print(f"\nwith a rate of 1, checked:\n{report}")
    assert not report
    assert [row.name for row in report.rows if row.verdict == "wrong"] == ["da1"]

    print("\nthe engine does not go back through numbers that have changed:")
    model.W2[0][0].data -= 0.1
    try:
        L.backward()
    except StaleGraphError as error:
        print(f"  StaleGraphError: {error}")
    else:
        raise AssertionError("the graph is stale")


if __name__ == "__main__":
    main()
