"""
Exclusive or, by hand
=====================

The third text's rules, written out by hand, learn "exclusive or"; a single neuron cannot.

Next to it the same training by `fit`, which knows nothing of gammas. Run
`python demos/text3/text3_learning.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import math
import sys
import tempfile
from pathlib import Path

from text3_gammas import network

import viz
from micrograd_plus import Value, optim
from micrograd_plus.nn import MLP

X = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
D = [0.0, 1.0, 1.0, 0.0]
RATE, EPOCHS = 2.0, 1000

# For each layer, for each neuron: w0, and then the weights of its inputs.
Weights = list[list[list[float]]]


def forward(weights: Weights, x: list[float]) -> list[list[float]]:
    """What each layer is given, a constant -1 in front; at last the outputs likewise."""
    y = [[-1.0, *x]]
    for layer in weights:
        alphas = [sum(w * yi for w, yi in zip(n, y[-1], strict=True)) for n in layer]
        y.append([-1.0, *(1 / (1 + math.exp(-alpha)) for alpha in alphas)])
    return y


def changes(weights: Weights, x: list[float], d: float) -> Weights:
    """The change of every weight for one sample, by the gammas."""
    y = forward(weights, x)
    z = y[-1][1]
    gamma, found = [z * (1 - z) * (d - z)], []
    for L in range(len(weights) - 1, -1, -1):
        found.insert(0, [[RATE * yi * g for yi in y[L]] for g in gamma])
        back = zip(*weights[L], strict=True)
        sums = [sum(w * g for w, g in zip(column, gamma, strict=True)) for column in back]
        gamma = [yn * (1 - yn) * s for yn, s in zip(y[L], sums, strict=True)][1:]
    return found


def taught(weights: Weights, epochs: int) -> None:
    """Change the weights by the sum over the four samples, again and again."""
    for _ in range(epochs):
        every = [changes(weights, x, d) for x, d in zip(X, D, strict=True)]
        for change in every:
            for layer, layer_change in zip(weights, change, strict=True):
                for w, c in zip(layer, layer_change, strict=True):
                    w[:] = [wi + ci for wi, ci in zip(w, c, strict=True)]


def weights_of(model: MLP) -> Weights:
    """The weights of a model as the text counts them: w0 is -b."""
    return [[[-n.b.data, *(w.data for w in n.w)] for n in layer.neurons] for layer in model.layers]


def flat(weights: Weights) -> list[float]:
    """All weights in one list."""
    return [w for layer in weights for neuron in layer for w in neuron]


def performance(z: Value, d: Value) -> Value:
    """The P of the text."""
    return -0.5 * (d - z) ** 2


def main(folder: Path) -> None:
    print(f"{EPOCHS} steps; outputs for {X}, desired {D}")
    right = {}
    for name, sizes in (("one neuron", [1]), ("3 hidden, 1 output", [3, 1])):
        model = network(2, sizes)
        by_hand = weights_of(model)
        taught(by_hand, EPOCHS)
        uphill = optim.SGD(lr=4 * RATE, maximize=True)  # fit takes the mean of four samples
        history = model.fit(X, D, loss=performance, optimizer=uphill, epochs=EPOCHS)
        z = [forward(by_hand, x)[-1][1] for x in X]
        right[name] = sum(abs(zn - d) < 0.4 for zn, d in zip(z, D, strict=True))
        pairs = zip(flat(by_hand), flat(weights_of(model)), strict=True)
        apart = max(abs(w - v) for w, v in pairs)
        print(f"\n{name}: P from {history.loss[0]:.4f} to {history.loss[-1]:.4f} in the mean")
        print(f"  by hand {[round(zn, 3) for zn in z]}: {right[name]} of 4 right")
        print(f"  fit     {[round(model(x).data, 3) for x in X]}: weights differ by {apart:.0e}")
        assert apart < 1e-9
    assert right["one neuron"] < 4
    assert right["3 hidden, 1 output"] == 4

    picture = folder / "text3_learning.png"
    viz.decision_boundary(model, X, D, title="exclusive or").savefig(picture)
    print(f"\nwhere the network changes its mind is drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
