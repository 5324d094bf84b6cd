"""
The update loop
===============

The update loop of the second text, beside the optimiser of the library, step by step.

"Back Propogation": W1 -= dW1 * lr and so on, after all gradients are there. Without the 1/M of its
own J, the rate that it needs depends on how many samples there are.
"""

import numpy as np
from text2_columns import PARAMETERS, Arrays, forward, network
from text2_listing import listing, numbers_of

from micrograd_plus import optim

UNITS, SAMPLES, RATE, STEPS = (2, 2, 2), 8, 1.0, 300


def by_listing(n: Arrays, rate: float, steps: int, **lines: bool) -> list[float]:
    """The text's loop on plain numbers, which change in place; J, the mean, before each step."""
    costs = []
    for _ in range(steps + 1):
        n["Z1"] = n["W1"] @ n["X"] + n["B1"]
        n["A1"] = sigmoid(n["Z1"])
        n["Z2"] = n["W2"] @ n["A1"] + n["B2"]
        n["A2"] = sigmoid(n["Z2"])
        costs.append(float(((n["A2"] - n["y"]) ** 2).sum() / n["X"].shape[1]))
        found = listing(n, **lines)
        if len(costs) <= steps:
            for name in PARAMETERS:
                n[name] -= found[f"d{name}"] * rate
    return costs


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def by_engine(arrays: Arrays, rate: float, steps: int) -> list[float]:
    """backward() and SGD; backpropagation alone changes no weight."""
    costs = []
    weights = [value for name in PARAMETERS for value in arrays[name].ravel()]
    descent = optim.SGD(lr=rate)
    for _ in range(steps + 1):
        J = forward(arrays)
        costs.append(J.data)
        for weight in weights:
            weight.grad = 0.0
        before = [weight.data for weight in weights]
        J.backward()
        assert before == [weight.data for weight in weights]
        if len(costs) <= steps:
            descent.step(weights)
    return costs


def start(samples: int = SAMPLES, times: int = 1) -> Arrays:
    """A network as numbers; every sample may be there several times."""
    arrays = network(UNITS, samples)
    forward(arrays)
    n = numbers_of(arrays)
    return {**n, "X": np.tile(n["X"], times), "y": np.tile(n["y"], times)}


def moved(times: int) -> float:
    """How far one step moves W1, with every sample so many times."""
    n = start(times=times)
    before = n["W1"].copy()
    by_listing(n, RATE, 1, extra=False)
    return float(np.linalg.norm(n["W1"] - before))


def main() -> None:
    ways = {
        "engine and SGD": by_engine(network(UNITS, SAMPLES), RATE, STEPS),
        "repaired, with 1/M": by_listing(start(), RATE, STEPS, extra=False, mean=True),
        "the same, rate / M": by_listing(start(), RATE / SAMPLES, STEPS, extra=False),
        "as printed": by_listing(start(), RATE / SAMPLES, STEPS),
    }
    marks = (0, 1, 10, 100, STEPS)
    print("J after so many steps" + "".join(f"{mark:>10}" for mark in marks))
    for name, costs in ways.items():
        print(f"  {name:<19}" + "".join(f"{costs[mark]:>10.6f}" for mark in marks))
    right = ways["engine and SGD"]
    assert np.allclose(ways["repaired, with 1/M"], right, rtol=1e-9)
    assert np.allclose(ways["the same, rate / M"], right, rtol=1e-9)
    assert ways["as printed"][-1] > ways["as printed"][0] > right[-1]
    print("as printed it ends far above its start: W1.T is too many in one line")
    print("backward() alone changes no weight, as was checked before each step; the update does")

    print("\nthe same samples, several times each, one step of the repaired listing at rate 1:")
    for times in (1, 10, 100):
        length = moved(times)
        print(f"  {times:>3} times: W1 moves by {length:.4f}")
        assert np.isclose(length, times * moved(1), rtol=1e-9)
    print("a sum grows with the data; J with its 1/M does not")


if __name__ == "__main__":
    main()
