"""
Gradients as arrays
===================

Every symbol of the chain rule is an array: gradients, read off the graph by label.

Follows the first text, "Backpropagation In Neural Networks". The graph knows scalars only; a
scalar's place in its array is its label, such as W1[0,2].
"""

import re

import numpy as np
from text1_losses import cross_entropy, one_hot
from text1_network import Perceptron, data, each

from micrograd_plus import Value, losses

X, LABEL = [[0.6, -0.8]], 1
NAMES = ("W1", "b1", "a1", "h", "W2", "b2", "a2", "ŷ")


def values(root: Value, name: str) -> np.ndarray:
    """All Values of a graph that have a name, each at the place that its label tells."""
    nodes, seen, found = [root], {root}, {}
    for node in nodes:  # the list grows while it is walked
        if match := re.fullmatch(rf"{name}\[(\d+),(\d+)\]", node.label):
            found[int(match[1]), int(match[2])] = node
        new = [parent for parent in dict.fromkeys(node.parents) if parent not in seen]
        seen.update(new)
        nodes += new
    array = np.empty([1 + max(index) for index in zip(*found, strict=True)], dtype=object)
    for place, node in found.items():
        array[place] = node
    return array


def gradients(root: Value, name: str) -> np.ndarray:
    """What `root.backward()` has left in all Values of a name."""
    return each(lambda value: value.grad, values(root, name)).astype(float)


def main() -> None:
    model = Perceptron()
    L = cross_entropy(one_hot([LABEL]), model.forward(X))
    L.backward()
    print(f"x is a row of {len(X[0])}, the target is class {LABEL}; L = {L.data:.4f}")
    print("symbol  shape   numbers                           gradients of L by them")
    for name in NAMES:
        array = values(L, name)
        first = f"{name:<8}{array.shape[0]} x {array.shape[1]}"
        for row in zip(data(array), gradients(L, name), strict=True):
            shown = ["".join(f"{number:>8.3f}" for number in numbers) for numbers in row]
            print(f"{first:<13}{shown[0]:<34}{shown[1]}")
            first = ""
    by_scores = losses.cross_entropy([model(X[0])], [LABEL])
    print(f"\nthe library's cross-entropy of the scores a2 says the same: {by_scores.data:.4f}")

    shapes = [values(L, name).shape for name in NAMES]
    assert shapes == [(2, 4), (1, 4), (1, 4), (1, 4), (4, 3), (1, 3), (1, 3), (1, 3)]
    assert abs(by_scores.data - L.data) < 1e-15
    for layer in "12":
        assert (gradients(L, f"b{layer}") == gradients(L, f"a{layer}")).all(), "∂L/∂b = δ"


if __name__ == "__main__":
    main()
