"""
Two layers by columns
=====================

Two sigmoid layers by columns: Z1, A1, Z2 and A2, and the gradients that are read off by label.

Follows the second text, "Back Propogation": each sample is a column of X, each neuron a row.
"""

import re

import numpy as np

from micrograd_plus import Value, sigmoid
from micrograd_plus.nn import MLP

Arrays = dict[str, np.ndarray]
PARAMETERS = ("W1", "B1", "W2", "B2")


def values(name: str, numbers: np.ndarray) -> np.ndarray:
    """An array of Values, each with its place as its label: W1[0,2]."""
    found = np.empty(numbers.shape, dtype=object)
    for (row, column), number in np.ndenumerate(numbers):
        found[row, column] = Value(number, label=f"{name}[{row},{column}]")
    return found


def data(array: np.ndarray) -> np.ndarray:
    """The numbers of an array of Values."""
    return np.vectorize(lambda value: value.data, otypes=[float])(array)


def network(sizes: tuple[int, int, int], samples: int, seed: int = 0) -> Arrays:
    """Weights and biases of Values; X and the labels y, plain numbers with a sample a column."""
    stream = np.random.default_rng(seed)
    inputs, hidden, outputs = sizes
    shapes = [(hidden, inputs), (hidden, 1), (outputs, hidden), (outputs, 1)]
    found = {
        name: values(name, stream.normal(size=shape))
        for name, shape in zip(PARAMETERS, shapes, strict=True)
    }
    found["X"] = stream.normal(size=(inputs, samples))
    found["y"] = stream.uniform(0.1, 0.9, size=(outputs, samples))
    return found


def forward(arrays: Arrays, mean: bool = True) -> Value:
    """Add Z1, A1, Z2 and A2 to the arrays; return J, divided by the number of samples or not."""
    each = np.vectorize(sigmoid, otypes=[object])
    arrays["Z1"] = arrays["W1"] @ arrays["X"] + arrays["B1"]
    arrays["A1"] = each(arrays["Z1"])
    arrays["Z2"] = arrays["W2"] @ arrays["A1"] + arrays["B2"]
    arrays["A2"] = each(arrays["Z2"])
    for name in ("Z1", "A1", "Z2", "A2"):
        for (row, column), value in np.ndenumerate(arrays[name]):
            value.label = f"{name}[{row},{column}]"
    total = ((arrays["A2"] - arrays["y"]) ** 2).sum()
    return total / arrays["X"].shape[1] if mean else total


def gradient(J: Value, name: str) -> np.ndarray:
    """After J.backward(): the gradients of all Values of a name, each at the place of its label."""
    found, seen, waiting = {}, {J}, [J]
    while waiting:
        value = waiting.pop()
        if match := re.fullmatch(rf"{name}\[(\d+),(\d+)\]", value.label):
            found[int(match[1]), int(match[2])] = value.grad
        waiting += (new := set(value.parents) - seen)
        seen |= new
    shape = tuple(1 + max(place[axis] for place in found) for axis in (0, 1))
    return np.array([[found[i, j] for j in range(shape[1])] for i in range(shape[0])])


def main() -> None:
    arrays = network((2, 3, 1), samples=4)
    J = forward(arrays)
    J.backward()
    print("2 inputs, 3 hidden neurons, 1 output; 4 samples, each a column")
    print("symbol  shape   its first column                dJ/d(symbol), first column")
    for name in ("W1", "B1", "Z1", "A1", "W2", "B2", "Z2", "A2"):
        by_label = gradient(J, name)
        rows, columns = arrays[name].shape
        assert by_label.shape == (rows, columns)
        shown = ["".join(f"{x:>9.4f}" for x in a[:, 0]) for a in (data(arrays[name]), by_label)]
        print(f"{name:<6}{rows:>3} x {columns}  {shown[0]:<30}{shown[1]}")

    # The library's network takes a sample at a time, as a row.
    model = MLP(2, [3, 1], activation="sigmoid", output="sigmoid")
    for layer, (W, B) in zip(model.layers, (PARAMETERS[:2], PARAMETERS[2:]), strict=True):
        for row, neuron in enumerate(layer.neurons):
            neuron.w, neuron.b = arrays[W][row].tolist(), arrays[B][row, 0]
    outputs, A2 = np.ravel(model.outputs(arrays["X"].T)), data(arrays["A2"])[0]
    print(f"\nA2:               {A2.round(4)}")
    print(f"sample by sample: {outputs.round(4)}, by MLP(2, [3, 1])")
    assert np.allclose(outputs, A2, rtol=1e-12)
    print("B1 is one column for all samples: its gradient is the sum of the columns of dJ/dZ1")
    assert np.allclose(gradient(J, "B1"), gradient(J, "Z1").sum(axis=1, keepdims=True), rtol=1e-12)


if __name__ == "__main__":
    main()
