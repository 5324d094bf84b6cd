"""Derivations by hand, in numpy, of a network of two layers over a batch."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from micrograd_plus import Value


def values(array: np.ndarray, name: str) -> np.ndarray:
    """An array of Values with labels, of the shape of an array of numbers."""
    found = np.empty(array.shape, dtype=object)
    for place, number in np.ndenumerate(array):
        found[place] = Value(number, label=name + "".join(f"[{i}]" for i in place))
    return found


def numbers(array: np.ndarray) -> np.ndarray:
    """The data of an array of Values."""
    return np.vectorize(lambda value: value.data, otypes=[float])(array)


def each(array: np.ndarray, operation: str) -> np.ndarray:
    """An operation on each Value of an array."""
    return np.vectorize(lambda value: getattr(value, operation)(), otypes=[object])(array)


SLOPES = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "relu": lambda a: (a > 0) * 1.0,
}


@dataclass
class Network:
    """A2 = f(W2 f(W1 X + b1) + b2) for M columns of X, and the squared error."""

    activation: str
    J: Value
    arrays: dict[str, Any]
    M: int

    def given(self) -> dict[str, np.ndarray]:
        """The right derivation."""
        n, slope = self.numbers, SLOPES[self.activation]
        dA2 = 2 * (n["A2"] - n["y"]) / self.M
        dZ2 = dA2 * slope(n["A2"])
        dA1 = n["W2"].T @ dZ2
        dZ1 = dA1 * slope(n["A1"])
        return {
            "dA2": dA2,
            "dZ2": dZ2,
            "dW2": dZ2 @ n["A1"].T,
            "db2": dZ2.sum(axis=1, keepdims=True),
            "dA1": dA1,
            "dZ1": dZ1,
            "dW1": dZ1 @ n["X"].T,
            "db1": dZ1.sum(axis=1, keepdims=True),
        }

    @property
    def numbers(self) -> dict[str, np.ndarray]:
        """The data of each array."""
        plain = ("X", "y")
        return {k: a if k in plain else numbers(a) for k, a in self.arrays.items()}

    def pairs(self, given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
        """What `check_derivation` takes."""
        return {name: (self.arrays[name[1:]], numbers) for name, numbers in given.items()}


def network(seed=0, sizes=(3, 3, 3), M=5, activation="tanh") -> Network:
    """A network with random weights."""
    stream = np.random.default_rng(seed)
    a = {"X": stream.normal(size=(sizes[0], M)), "y": stream.uniform(-1, 1, size=(sizes[2], M))}
    for layer in (1, 2):
        a[f"W{layer}"] = values(stream.normal(size=(sizes[layer], sizes[layer - 1])), f"W{layer}")
        a[f"b{layer}"] = values(stream.normal(size=(sizes[layer], 1)), f"b{layer}")
    a["Z1"] = a["W1"] @ a["X"] + a["b1"]
    a["A1"] = each(a["Z1"], activation)
    a["Z2"] = a["W2"] @ a["A1"] + a["b2"]
    a["A2"] = each(a["Z2"], activation)
    J = sum(((a["A2"] - a["y"]) ** 2).ravel().tolist()) / M
    return Network(activation, J, a, M)
