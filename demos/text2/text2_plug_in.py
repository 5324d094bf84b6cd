"""
What a product of arrays means
==============================

What the sign * means in a chain rule of arrays: "plug in these values" leaves it open.

The second text, "Back Propogation", writes dJ/dW2 = dJ/dA2 * dA2/dZ2 * dZ2/dW2. Here every reading
of each * is tried, and held against the gradients that are read off the graph.
"""

from collections.abc import Callable

import numpy as np
from text2_columns import data, forward, gradient, network

Reading = Callable[[np.ndarray, np.ndarray], np.ndarray]
READINGS: dict[str, Reading] = {
    "a * b, number by number": lambda a, b: a * b,
    "a @ b": lambda a, b: a @ b,
    "a @ b.T": lambda a, b: a @ b.T,
    "a.T @ b": lambda a, b: a.T @ b,
    "b @ a": lambda a, b: b @ a,
    "b.T @ a": lambda a, b: b.T @ a,
    "b @ a.T": lambda a, b: b @ a.T,
    "sum over b's samples of a": lambda a, b: a.sum(axis=1, keepdims=True) * b[0, 0],
}
MEANT = {
    "dZ2": "a * b, number by number",
    "dW2": "a @ b.T",
    "dB2": "sum over b's samples of a",
    "dA1": "b.T @ a",
    "dZ1": "a * b, number by number",
    "dW1": "a @ b.T",
}


def verdicts(sizes: tuple[int, int, int], samples: int) -> dict[str, dict[str, str]]:
    """For each product and each reading: does the shape fit, and are the numbers right."""
    arrays = network(sizes, samples)
    J = forward(arrays)
    J.backward()
    n = {name: a if name in ("X", "y") else data(a) for name, a in arrays.items()}
    d = {name: gradient(J, name) for name in ("Z1", "A1", "Z2", "A2", "W1", "W2", "B2")}
    factors = {
        "dZ2": (d["A2"], n["A2"] * (1 - n["A2"])),
        "dW2": (d["Z2"], n["A1"]),
        "dB2": (d["Z2"], np.ones((1, samples))),
        "dA1": (d["Z2"], n["W2"]),
        "dZ1": (d["A1"], n["A1"] * (1 - n["A1"])),
        "dW1": (d["Z1"], n["X"]),
    }
    return {
        name: {reading: verdict(way, a, b, d[name[1:]]) for reading, way in READINGS.items()}
        for name, (a, b) in factors.items()
    }


def verdict(way: Reading, a: np.ndarray, b: np.ndarray, true: np.ndarray) -> str:
    try:
        found = way(a, b)
    except ValueError:
        return "-"
    if found.shape != true.shape:
        return "shape"
    return "right" if np.allclose(found, true, rtol=1e-9) else "wrong"


def main() -> None:
    print("a is what came down the chain, b the next factor of the text's table")
    for sizes, samples in (((2, 3, 1), 4), ((3, 3, 3), 3)):
        found = verdicts(sizes, samples)
        print(f"\n{'-'.join(map(str, sizes))} units, {samples} samples:")
        print(" " * 27 + "".join(f"{name:>7}" for name in found))
        for reading in READINGS:
            print(f"  {reading:<25}" + "".join(f"{found[name][reading]:>7}" for name in found))
        for name, meant in MEANT.items():
            assert found[name][meant] == "right"
        wrong = sum(list(column.values()).count("wrong") for column in found.values())
        print(f"  readings that run, fit, and are wrong: {wrong}")
        assert [v for c in found.values() for v in c.values()].count("right") >= len(MEANT)
    print('\n"-" does not multiply, "shape" is not of the shape of the symbol; shapes tell most')
    print("readings apart, unless all sizes are the same")
    assert wrong > 20


if __name__ == "__main__":
    main()
