"""
Labels that a sigmoid can reach
===============================

A sigmoid output reaches only what is between 0 and 1: labels are scaled, predictions back.

The second text, "Back Propogation", predicts a continuous outcome with a sigmoid at the end. Run
`python demos/text2/text2_labels.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from micrograd_plus import optim
from micrograd_plus.nn import MLP

X = [[i / 4] for i in range(-8, 9)]
# Temperatures, say: far outside of what a sigmoid gives.
Y = [12 + 7 * float(np.sin(x)) for (x,) in X]
LOW, HIGH = 0.1, 0.9


def scaled(y: np.ndarray, low: float = LOW, high: float = HIGH) -> np.ndarray:
    """Labels between low and high, in the same proportions."""
    return low + (high - low) * (y - min(Y)) / (max(Y) - min(Y))


def back(a: np.ndarray, low: float = LOW, high: float = HIGH) -> np.ndarray:
    """The opposite of scaled."""
    return min(Y) + (max(Y) - min(Y)) * (a - low) / (high - low)


def outputs(labels: np.ndarray, rate: float = 0.05, epochs: int = 400) -> np.ndarray:
    """What two sigmoid layers give after they have been taught some labels."""
    model = MLP(1, [6, 1], activation="sigmoid", output="sigmoid", seed=0)
    model.fit(X, labels, optimizer=optim.Adam(lr=rate), epochs=epochs)
    return np.ravel(model.outputs(X))


def main(folder: Path) -> None:
    y = np.array(Y)
    as_they_are, with_scale = outputs(y), outputs(scaled(y))
    at_the_ends = outputs(scaled(y, 0.0, 1.0))
    print("labels                    outputs of the network  mean squared error of Y")
    rows = {
        f"{min(Y):.1f} to {max(Y):.1f}": (as_they_are, as_they_are),
        f"scaled to {LOW} to {HIGH}": (with_scale, back(with_scale)),
        "scaled to 0 to 1": (at_the_ends, back(at_the_ends, 0.0, 1.0)),
    }
    errors = []
    for name, (out, prediction) in rows.items():
        errors.append(float(np.mean((prediction - y) ** 2)))
        print(f"{name:<24}{out.min():>14.6f} to {out.max():.6f}{errors[-1]:>17.4f}")
        assert 0 < out.min() <= out.max() <= 1

    least = float(np.mean((y - 1) ** 2))
    print(f"\nwith labels as they are the error stays above {least:.4f}, that of an output of 1")
    assert np.isclose(errors[0], least, rtol=1e-4)
    assert errors[0] >= least
    assert errors[1] < 0.2 < errors[0]
    print("labels of 0 and 1 themselves are never reached: the weights would grow for ever")
    assert min(at_the_ends) > 0
    assert max(at_the_ends) < 1

    figure = Figure(figsize=(6.5, 4.0), layout="constrained")
    axes = figure.add_subplot(xlabel="x")
    axes.plot(X, Y, "ko", label="labels")
    axes.plot(X, as_they_are, color="tab:red", label="taught as they are")
    axes.plot(X, back(with_scale), color="tab:blue", label="scaled, and the prediction back")
    axes.legend()
    figure.savefig(picture := folder / "text2_labels.png")
    print(f"both predictions are drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
