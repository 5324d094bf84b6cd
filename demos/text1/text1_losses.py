"""
Two losses
==========

The two losses of the first text; the square of a row has to be its squared length.

"Backpropagation In Neural Networks" writes (y - ŷ)² for every number of outputs. For several, y and
ŷ are rows, which have no square: ‖y - ŷ‖² is meant. The mean over the outputs, which the library's
`mse` takes, is smaller by their number, and so is each gradient of it.
"""

import numpy as np
from text1_network import Perceptron, data, each, identity

from micrograd_plus import Value, dot, grad, log, losses, mean

X, TARGETS = [[0.6, -0.8], [-0.3, 0.5]], [[1.0, -0.5, 0.25], [0.0, 0.8, -1.0]]
LABELS = [1, 2]

Rows = list[list[float]]


def mse(Y: Rows, outputs: np.ndarray) -> Value:
    """Formula (1): the mean of ‖y - ŷ‖² over the rows."""
    return mean(((np.array(Y) - outputs) ** 2).sum(axis=1))


def cross_entropy(Y: Rows, outputs: np.ndarray) -> Value:
    """Formula (2): the mean over the rows of minus y log ŷ, with targets that are one-hot."""
    return mean([-dot(y, each(log, row)) for y, row in zip(Y, outputs, strict=True)])


def one_hot(labels: list[int], classes: int = 3) -> Rows:
    """A one at the place of the label, and zeros elsewhere."""
    return [[float(k == label) for k in range(classes)] for label in labels]


def main() -> None:
    model = Perceptron()
    outputs = model.forward(X, identity)
    row = np.array(TARGETS[:1]) - data(outputs)[:1]
    print(f"y - ŷ is {row.round(4).tolist()}, of shape {row.shape}; what may its square be?")
    try:
        row @ row
    except ValueError:
        print(f"  the row times itself: rows of {row.size} cannot be multiplied as matrices")
    else:
        raise AssertionError("rows have no product")
    print(f"  each number squared:  {(row**2).round(4).tolist()}, which is no number to minimise")
    print(f"  (row times column)    {(row @ row.T).item():.4f} = ‖y - ŷ‖²")

    ours, library = mse(TARGETS, outputs), losses.mse(outputs.tolist(), TARGETS)
    print(f"\nthe mean of ‖y - ŷ‖² over {len(X)} rows   {ours.data:.6f}")
    print(f"the library's mse                {library.data:.6f}, one part in three")
    w = model.W2[0][0]
    print(f"and their gradients by W2[0,0]   {grad(ours, w):.6f} and {grad(library, w):.6f}")
    assert abs(ours.data - 3 * library.data) < 1e-15
    assert abs(grad(ours, w) - 3 * grad(library, w)) < 1e-15

    shares = model.forward(X)
    L = cross_entropy(one_hot(LABELS), shares)
    chosen = [data(shares)[i, label] for i, label in enumerate(LABELS)]
    print(f"\ncross-entropy of the classes {LABELS}, whose ŷ are {np.round(chosen, 4).tolist()}")
    print(f"by formula (2)                   {L.data:.6f}")
    print(f"minus the mean of their logs     {-np.log(chosen).mean():.6f}")
    assert abs(L.data + np.log(chosen).mean()) < 1e-15

    print("\nscores 0 and 800, the target is the first: ŷ is 0 to a computer, and has no logarithm")
    scores = [Value(0.0), Value(800.0)]
    print(f"from the scores, as the library does it, L = {losses.cross_entropy(scores, 0).data}")
    assert losses.cross_entropy(scores, 0).data == 800


if __name__ == "__main__":
    main()
