"""
The derivatives, one by one
===========================

The derivatives of the second text, one by one, each held against the engine.

"Back Propogation" has eight of them, which the chain rule multiplies. Each is one number for one
pair of scalars here; the whole tables of pairs are larger, and mostly zeros.
"""

import numpy as np
from text2_columns import Arrays, data, forward, network

from micrograd_plus import Value, grad

# An output, a hidden neuron and an input, by their rows; two samples, by their columns.
OUT, HIDDEN, IN, THIS, OTHER = 0, 1, 0, 2, 3
SAMPLES = 4


def links(arrays: Arrays, J: Value) -> list[tuple[str, float, float]]:
    """The formula, what it gives by hand, and the derivative by the engine."""
    n = {name: a if name in ("X", "y") else data(a) for name, a in arrays.items()}
    v = arrays
    return [
        ("dJ/dA2  = 2 (A2 - y)", 2 * (n["A2"] - n["y"])[OUT, THIS], grad(J, v["A2"][OUT, THIS])),
        (
            "dA2/dZ2 = A2 (1 - A2)",
            slope(n["A2"][OUT, THIS]),
            grad(v["A2"][OUT, THIS], v["Z2"][OUT, THIS]),
        ),
        ("dZ2/dW2 = A1", n["A1"][HIDDEN, THIS], grad(v["Z2"][OUT, THIS], v["W2"][OUT, HIDDEN])),
        ("dZ2/dB2 = 1", 1.0, grad(v["Z2"][OUT, THIS], v["B2"][OUT, 0])),
        ("dZ2/dA1 = W2", n["W2"][OUT, HIDDEN], grad(v["Z2"][OUT, THIS], v["A1"][HIDDEN, THIS])),
        (
            "dA1/dZ1 = A1 (1 - A1)",
            slope(n["A1"][HIDDEN, THIS]),
            grad(v["A1"][HIDDEN, THIS], v["Z1"][HIDDEN, THIS]),
        ),
        ("dZ1/dW1 = X", n["X"][IN, THIS], grad(v["Z1"][HIDDEN, THIS], v["W1"][HIDDEN, IN])),
        ("dZ1/dB1 = 1", 1.0, grad(v["Z1"][HIDDEN, THIS], v["B1"][HIDDEN, 0])),
    ]


def slope(a: float) -> float:
    """The derivative of the sigmoid, by its result."""
    return a * (1 - a)


def not_zero(results: np.ndarray, variables: np.ndarray) -> tuple[int, int]:
    """How many of all derivatives of some Values by others are not zero, and how many there are."""
    table = [grad(result, variables.ravel().tolist()) for result in results.ravel()]
    return int(np.count_nonzero(table)), int(np.size(table))


def main() -> None:
    arrays = network((2, 3, 2), SAMPLES)
    of_sum = links(arrays, forward(arrays, mean=False))
    of_mean = links(arrays, forward(arrays))
    print("J is the sum over the samples, or the text's mean, with its 1/M:")
    print("formula                 by hand      sum     mean")
    for (formula, by_hand, of_J), (_, _, of_M) in zip(of_sum, of_mean, strict=True):
        # Only the first has to do with J.
        factor = SAMPLES if formula.startswith("dJ") else 1
        note = f"  {factor} times too large for the mean" if factor > 1 else ""
        print(f"{formula:<22}{by_hand:>9.4f}{of_J:>9.4f}{of_M:>9.4f}{note}")
        assert np.isclose(by_hand, of_J, rtol=1e-12)
        assert np.isclose(by_hand, factor * of_M, rtol=1e-12)

    print("\nall pairs of scalars, of which the formulas name those that are not zero:")
    for result, variable in (("A2", "Z2"), ("Z2", "W2"), ("Z2", "B2"), ("Z2", "A1")):
        some, all_pairs = not_zero(arrays[result], arrays[variable])
        print(f"  d{result}/d{variable}: {some:>3} of {all_pairs:>3} are not zero")
        assert some < all_pairs
    print("one sample has nothing to do with another:", end=" ")
    apart = grad(arrays["A2"][OUT, THIS], arrays["Z2"][OUT, OTHER])
    print(f"dA2[{OUT},{THIS}]/dZ2[{OUT},{OTHER}] = {apart}")
    assert apart == 0


if __name__ == "__main__":
    main()
