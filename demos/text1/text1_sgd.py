"""
One point, some, or all
=======================

One random point at a time, small batches, or all points: the same four updates.

Follows the first text, "Backpropagation In Neural Networks", where N = 1 in each step. The step of
a random point is right in the mean only. Run `python demos/text1/text1_sgd.py [FOLDER]`; the
picture goes into FOLDER, or a temporary one.
"""

import itertools
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from text1_losses import cross_entropy, one_hot
from text1_network import Perceptron

from micrograd_plus import Value, datasets, grad, optim

RATE, EPOCHS = 0.3, 40
points, labels = datasets.blobs(60, noise=0.4, seed=0)
X, Y = points.tolist(), one_hot(labels.tolist())


def loss(model: Perceptron, chosen: list[int]) -> Value:
    """Formula (2) for some of the points."""
    return cross_entropy([Y[i] for i in chosen], model.forward([X[i] for i in chosen]))


def slopes(model: Perceptron, chosen: list[int]) -> np.ndarray:
    """The gradient by every parameter."""
    return np.array(grad(loss(model, chosen), model.parameters()))


def step(model: Perceptron, i: int) -> None:
    """The updates of the text by one point, all from the old values."""
    for parameter, slope in zip(model.parameters(), slopes(model, [i]), strict=True):
        parameter.data -= RATE * slope


def of_all(model: Perceptron) -> float:
    """The loss of all points, by replay."""
    scores = model.outputs(X)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return float(-np.log((p * Y).sum(axis=1)).mean())


def by_the_text(steps: int, seed: int = 0) -> tuple[Perceptron, list[float]]:
    """Training with a random point in each step; the loss of all points before and after each."""
    model, stream = Perceptron(), random.Random(seed)
    found = [of_all(model)]
    for _ in range(steps):
        step(model, stream.randrange(len(X)))
        found.append(of_all(model))
    return model, found


def main(folder: Path) -> None:
    model = Perceptron()
    one_by_one = np.array([slopes(model, [i]) for i in range(len(X))])
    whole = slopes(model, list(range(len(X))))
    print(f"the gradient by W1[0,0] at the start, of {len(X)} points together: {whole[0]:.5f}")
    print(f"of single points: {one_by_one[:, 0].min():.5f} to {one_by_one[:, 0].max():.5f}", end="")
    print(f", in the mean {one_by_one[:, 0].mean():.5f}")
    assert np.allclose(one_by_one.mean(axis=0), whole, rtol=0, atol=1e-15)

    _, found = by_the_text(len(X))
    worse = sum(after > before for before, after in itertools.pairwise(found))
    print(f"\nby hand, {len(X)} random points: L of all from {found[0]:.4f} to {found[-1]:.4f};")
    print(f"{worse} of these steps made it worse, as each looks at its own point only")
    assert found[-1] < found[0]
    assert worse > len(X) / 4

    print(f"\nby fit, {EPOCHS} times through all points with a rate of {RATE}:")
    print("points in a step    steps    L at the end   accuracy")
    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    axes = figure.add_subplot(xlabel="times through all points", ylabel="loss", yscale="log")
    ends = {}
    for size, style in ((1, "-"), (10, "--"), (60, ":")):
        model = Perceptron()
        settings = {"loss": "cross_entropy", "optimizer": optim.SGD(lr=RATE), "epochs": EPOCHS}
        history = model.fit(X, labels, batch_size=size, **settings)
        ends[size] = of_all(model)
        steps = EPOCHS * len(X) // size
        print(f"{size:>16}{steps:>9}{ends[size]:>16.4f}{history.accuracy[-1]:>11.0%}")
        axes.plot(range(1, EPOCHS + 1), history.loss, style, label=f"{size} in a step")
    assert ends[1] < ends[10] < ends[60]
    axes.legend()
    figure.savefig(picture := folder / "text1_sgd.png")
    print(f"\nthe loss is drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
