"""
The perceptron as it stands
===========================

The perceptron with one hidden layer, written as it stands: Values in arrays, each x a row.

Follows the first text, "Backpropagation In Neural Networks": h = σ(x W1 + b1), ŷ = φ(h W2 + b2).
The library's own layers compute the same; there a neuron has a column of W as its weights.
"""

import random
from collections.abc import Callable

import numpy as np

from micrograd_plus import Value, scope, sigmoid, softmax
from micrograd_plus.nn import MLP, Module

X = [[0.6, -0.8], [-0.3, 0.5]]

Rows = list[list[float]]


class Perceptron(Module):
    """The weights of the text, W1 with a row for each input; called with one x, it gives scores."""

    def __init__(self, inputs: int = 2, hidden: int = 4, outputs: int = 3, seed: int = 0) -> None:
        draw = random.Random(seed).uniform
        shapes = {"W1": (inputs, hidden), "b1": (1, hidden)}
        shapes |= {"W2": (hidden, outputs), "b2": (1, outputs)}
        for name, (rows, columns) in shapes.items():
            array = [[Value(draw(-1, 1)) for _ in range(columns)] for _ in range(rows)]
            setattr(self, name, named(name, array).tolist())

    def __call__(self, x: list[Value | float]) -> list[Value]:
        h = each(sigmoid, np.array([x]) @ np.array(self.W1) + np.array(self.b1))
        return (h @ np.array(self.W2) + np.array(self.b2)).tolist()[0]

    def forward(self, X: Rows, phi: Callable = softmax) -> np.ndarray:
        """ŷ for rows of inputs; everything on the way is labelled by its name in the text."""
        with scope("hidden"):
            a1 = named("a1", np.array(X) @ np.array(self.W1) + np.array(self.b1))
            h = named("h", each(sigmoid, a1))
        with scope("output"):
            a2 = named("a2", h @ np.array(self.W2) + np.array(self.b2))
            return named("ŷ", [phi(row) for row in a2.tolist()])


def each(function: Callable, array: np.ndarray) -> np.ndarray:
    """A function of one number, applied to every one of an array."""
    return np.vectorize(function, otypes=[object])(array)


def named(name: str, rows: np.ndarray | list[list[Value]]) -> np.ndarray:
    """The rows as an array, each Value labelled by its place, such as W1[0,2]."""
    array = np.array(rows)
    for (row, column), value in np.ndenumerate(array):
        value.label = f"{name}[{row},{column}]"
    return array


def identity(row: list[Value]) -> list[Value]:
    """The φ of regression: it changes nothing, but its results are numbers of their own."""
    return [1 * a for a in row]


def data(array: np.ndarray) -> np.ndarray:
    """The numbers of an array of Values."""
    return each(lambda value: value.data, array).astype(float)


def same_in_layers(model: Perceptron, output: str = "linear") -> MLP:
    """The library's network with the weights of one of the text."""
    W1, b1, W2, b2 = (np.array(array) for array in (model.W1, model.b1, model.W2, model.b2))
    layers = MLP(len(W1), [*W2.shape], activation="sigmoid", output=output)
    for layer, W, b in zip(layers.layers, (W1, W2), (b1, b2), strict=True):
        for j, neuron in enumerate(layer.neurons):
            neuron.b.data = b[0, j].data
            for w, number in zip(neuron.w, data(W[:, j]).tolist(), strict=True):
                w.data = number
    return layers


def main() -> None:
    model = Perceptron()
    scores, shares = data(model.forward(X, identity)), data(model.forward(X))
    print("two rows x, one hidden layer of 4, three outputs")
    for x, a, p in zip(X, scores, shares, strict=True):
        shown = [" ".join(f"{number:7.4f}" for number in row) for row in (a, p)]
        print(f"x = {x}\n  φ is the identity, for regression   {shown[0]}")
        print(f"  φ is softmax, for classification    {shown[1]}   in all {p.sum():.4f}")
    layers = same_in_layers(model)
    print(f"\n{layers.summary()}\ngives {layers.outputs(X).round(4).tolist()} for the same weights")
    assert np.allclose(shares.sum(axis=1), 1, rtol=0, atol=1e-15)
    assert np.allclose(layers.outputs(X), scores, rtol=0, atol=1e-15)
    assert np.allclose(model.outputs(X), scores, rtol=0, atol=1e-15), "one x at a time"
    assert np.allclose(np.exp(scores) / np.exp(scores).sum(axis=1)[:, None], shares, atol=1e-15)


if __name__ == "__main__":
    main()
