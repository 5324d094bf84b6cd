"""
The chain as it is printed
==========================

The first text's chain of derivatives, multiplied from left to right as it is printed.

"Backpropagation In Neural Networks" gives ∂L/∂W1 as five factors in a row. Each is an array of
derivatives by label: of every number of the upper symbol by every one of the lower. In that layout
the order is right as it stands; but the last factor has three indices, and is no matrix.
"""

import numpy as np
from text1_arrays import gradients, values
from text1_losses import cross_entropy, one_hot
from text1_network import Perceptron

from micrograd_plus import Value, grad

X, LABEL = [[0.6, -0.8]], 1
FIRST = ("L", "ŷ"), ("ŷ", "a2"), ("a2", "h"), ("h", "a1"), ("a1", "W1")
SECOND = *FIRST[:2], ("a2", "W2")


def loss() -> Value:
    """The loss of one row, with softmax and cross-entropy."""
    L = cross_entropy(one_hot([LABEL]), Perceptron().forward(X))
    L.label = "L[0,0]"
    return L


def jacobian(L: Value, upper: str, lower: str) -> np.ndarray:
    """∂upper/∂lower: the indices of the upper symbol first; those of rows of one are left out."""
    tops, bottoms = values(L, upper), values(L, lower)
    found = np.array([grad(top, bottoms.ravel()) for top in tops.ravel()])
    return found.reshape(tops.size, *(bottoms.shape if lower[0] == "W" else [bottoms.size]))


def product(L: Value, factors: tuple[tuple[str, str], ...]) -> np.ndarray:
    """The factors multiplied from left to right, each time over the index between two of them."""
    found = np.ones((1, 1))
    for upper, lower in factors:
        found = np.tensordot(found, jacobian(L, upper, lower), axes=1)
    return found[0]


def main() -> None:
    L = loss()
    L.backward()
    for symbol, factors in (("W2", SECOND), ("W1", FIRST)):
        print(f"∂L/∂{symbol} = " + " · ".join(f"∂{up}/∂{low}" for up, low in factors))
        print("  factor     shape        numbers that are not 0")
        for upper, lower in factors:
            array = jacobian(L, upper, lower)
            shape = " x ".join(map(str, array.shape))
            name = f"∂{upper}/∂{lower}"
            print(f"  {name:<10} {shape:<12} {np.count_nonzero(array)} of {array.size}")
        found = product(L, factors)
        error = abs(found - gradients(L, symbol)).max()
        shape = " x ".join(map(str, found.shape))
        print(f"  product    {shape:<12} off by {error:.0e}\n")
        assert error < 1e-15
    print("what is 0 is never computed: ∂a1/∂W1 is x four times over, so the product is xᵀδ1;")
    print("∂h/∂a1 is a diagonal, so it is an elementwise product; ∂a2/∂h is W2ᵀ")

    W2 = np.array([[w.data for w in row] for row in values(L, "W2")])
    slopes = jacobian(L, "h", "a1")
    assert (jacobian(L, "a2", "h") == W2.T).all()
    assert (slopes == np.diag(np.diag(slopes))).all()
    by_input = jacobian(L, "a1", "W1")
    assert all((by_input[j, :, j] == X[0]).all() for j in range(4))
    assert np.count_nonzero(by_input) == 8


if __name__ == "__main__":
    main()
