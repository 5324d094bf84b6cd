"""
Mean squares on a fitted line
=============================

The mean squared error as what it is called: the mean area of squares, on a fitted line.

The picture of the second text, "Back Propogation", drawn again. Run
`python demos/text2/text2_squares.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from micrograd_plus import optim
from micrograd_plus.losses import mse
from micrograd_plus.nn import Neuron

X = [0.5, 1.0, 2.0, 2.5, 3.5, 4.0, 5.0]
Y = [1.6, 0.9, 2.8, 1.7, 2.2, 3.9, 3.4]


def fitted(epochs: int = 1000) -> Neuron:
    """The line that gradient descent finds from a level one."""
    neuron = Neuron(1, nonlin=False)
    neuron.w[0].data = 0.0
    neuron.fit([[x] for x in X], Y, optimizer=optim.SGD(lr=0.08), epochs=epochs)
    return neuron


def errors(neuron: Neuron) -> list[float]:
    """Label less prediction, for each sample."""
    return [y - neuron([x]).data for x, y in zip(X, Y, strict=True)]


def squares(neuron: Neuron) -> list[Rectangle]:
    """For each sample a square from the label to the line, beside it."""
    return [
        Rectangle((x, y - e if e > 0 else y), abs(e), abs(e))
        for x, y, e in zip(X, Y, errors(neuron), strict=True)
    ]


def draw(lines: dict[str, Neuron], picture: Path) -> None:
    figure = Figure(figsize=(9.0, 4.6), layout="constrained")
    for place, (name, neuron) in enumerate(lines.items(), 1):
        axes = figure.add_subplot(1, 2, place, xlabel="x", title=name, aspect="equal")
        for square in squares(neuron):
            square.set(facecolor="tab:red", alpha=0.3, edgecolor="tab:red")
            axes.add_patch(square)
        ends = [0.0, 6.5]
        axes.plot(ends, [neuron([x]).data for x in ends], color="tab:blue", label="prediction")
        axes.plot(X, Y, "ko", label="samples")
        axes.set(xlim=ends, ylim=(0, 5.5))
        axes.legend(loc="upper left")
    figure.savefig(picture)


def main(folder: Path) -> None:
    level, best = fitted(0), fitted()
    level.b.data = sum(Y) / len(Y)
    print("line      sum of errors  mean area of squares     mse")
    for name, neuron in (("level", level), ("fitted", best)):
        areas = [square.get_width() * square.get_height() for square in squares(neuron)]
        J = mse([neuron([x]) for x in X], Y).data
        total = round(sum(errors(neuron)), 9) + 0.0
        print(f"{name:<10}{total:>13.4f}{np.mean(areas):>22.4f}{J:>8.4f}")
        assert np.isclose(np.mean(areas), J, rtol=1e-12)
        assert total == 0
    print("the errors themselves cancel out on both lines; the squares tell them apart")

    w, b = best.w[0].data, best.b.data
    slope, intercept = np.polyfit(X, Y, 1)
    print(f"\nthe fitted line is {w:.4f} x + {b:.4f}, by a formula {slope:.4f} x + {intercept:.4f}")
    assert np.allclose((w, b), (slope, intercept), rtol=1e-6)

    draw({"a level line": level, "the fitted line": best}, folder / "text2_squares.png")
    print(f"the squares are drawn in {folder / 'text2_squares.png'}")

    best.b.data += errors(best)[0]
    first = round(errors(best)[0] ** 2, 12)
    print(f"\nthe line raised through the first sample: its square is {first}, never below 0")
    assert first == 0


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
