"""
Two minima and a saddle point
=============================

The loss is not convex: two minima that mirror each other, and a saddle point between them.

The first text, "Backpropagation In Neural Networks", takes one random point at a time to get away
from saddle points. Two hidden neurons that start alike stay alike, whatever the points: it is the
random start that helps. Run `python demos/text1/text1_minima.py [FOLDER]`; the picture goes into
FOLDER, or a temporary one.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
from text1_losses import mse
from text1_network import Perceptron, identity

import viz
from micrograd_plus import LikelyMistake, Value, grad, optim

X = [[x / 4] for x in range(-4, 5)]
BEST = (4.0, -4.0)


def valley(weights: tuple[float, float]) -> Perceptron:
    """One input, two hidden neurons which differ in nothing but their weights, and their sum."""
    model = Perceptron(1, 2, 1)
    numbers = {"W1": [weights], "b1": [(-1, -1)], "W2": [(1,), (1,)], "b2": [(0,)]}
    for name, rows in numbers.items():
        for row, new in zip(getattr(model, name), rows, strict=True):
            for value, number in zip(row, new, strict=True):
                value.data = float(number)
    return model


TARGETS = valley(BEST).outputs(X)[:, np.newaxis].tolist()


def loss(weights: tuple[float, float]) -> float:
    """The loss of formula (1) at two weights."""
    return mse(TARGETS, valley(weights).forward(X, identity)).data


def curvatures(model: Perceptron, parameters: list[Value]) -> list[float]:
    """How the loss curves in the directions of the parameters, from the least to the most."""
    L = mse(TARGETS, model.forward(X, identity))
    slopes = grad(L, parameters, create_graph=True)
    return np.linalg.eigvalsh([grad(slope, parameters) for slope in slopes]).tolist()


def trained(weights: tuple[float, float], batch_size: int | None) -> list[float]:
    """The weights of both hidden neurons after training from a start."""
    model = valley(weights)
    settings = {"optimizer": optim.SGD(lr=0.4), "epochs": 500, "batch_size": batch_size}
    with warnings.catch_warnings():
        # Starting at the saddle point is the point.
        warnings.simplefilter("ignore", LikelyMistake)
        model.fit(X, TARGETS, loss="mse", **settings)
    return [w.data for w in model.W1[0]]


def main(folder: Path) -> None:
    mirrored = BEST[::-1]
    print("two weights     loss")
    for weights in (BEST, (0.0, 0.0), mirrored, (0.0, 3.0), (3.0, 3.0)):
        print(f"{weights!s:<14}{loss(weights):>7.4f}")
    assert loss(BEST) == loss(mirrored) == 0 < loss((0.0, 0.0)), "not convex"
    saddle = valley((0.0, 0.0))
    low, high = curvatures(saddle, saddle.W1[0])
    print(f"at (0, 0) it curves by {low:.4f} one way and by {high:.4f} the other: a saddle point")
    assert low < 0 < high

    print("\nwhere training goes       all points at a time    one at a time")
    for start in ((1.5, 1.5), (1.5, 1.4), (0.0, 0.0)):
        ends = [trained(start, size) for size in (None, 1)]
        shown = "".join(f"{a:>15.3f}{b:>8.3f}" for a, b in ends)
        print(f"from {start!s:<12}{shown}")
        alike = start[0] == start[1]
        assert all((a == b) == alike for a, b in ends)

    figure = viz.cost_surface(saddle, X, TARGETS, saddle.W1[0], loss="mse", reach=7.0)
    figure.savefig(picture := folder / "text1_minima.png")
    print(f"\nthe loss over the two weights is drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
