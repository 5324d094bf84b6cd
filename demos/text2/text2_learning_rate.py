"""
Learning rates
==============

Learning rates too small, right, too large; and 1, as in the second text's first formula.

"Back Propogation" begins without a rate, which is a rate of 1. Run
`python demos/text2/text2_learning_rate.py [FOLDER]`; the picture goes into FOLDER, or a
temporary one.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from micrograd_plus import LikelyMistake, grad, optim
from micrograd_plus.losses import mse
from micrograd_plus.nn import MLP, Module, Neuron

X = [[-1.0], [-0.5], [0.0], [0.5], [1.0], [1.5]]
Y = [0.1, 0.4, 0.35, 0.6, 0.55, 0.9]
LINE_RATES, NETWORK_RATES, EPOCHS = (0.01, 0.5, 1.0, 1.1), (0.1, 1.0, 10.0, 300.0), 60


def line() -> Module:
    """One neuron without activation: a fitted line."""
    neuron = Neuron(1, nonlin=False)
    neuron.w[0].data, neuron.b.data = -1.0, 1.0
    return neuron


def two_layers() -> Module:
    return MLP(1, [3, 1], activation="sigmoid", output="sigmoid", seed=0)


def costs(model: Module, rate: float, epochs: int = EPOCHS) -> list[float]:
    """J, the mean of the squares, before each step of gradient descent with all samples."""
    with warnings.catch_warnings():
        # Some of the steps are too long on purpose.
        warnings.simplefilter("ignore", LikelyMistake)
        return list(model.fit(X, Y, optimizer=optim.SGD(lr=rate), epochs=epochs).loss)


def curvatures() -> np.ndarray:
    """The curvatures of J over w and b of the line, along its axes, the smallest first."""
    neuron = line()
    slopes = grad(mse([neuron(x) for x in X], Y), neuron.parameters(), create_graph=True)
    return np.linalg.eigvalsh([grad(slope, neuron.parameters()) for slope in slopes])


def main(folder: Path) -> None:
    figure = Figure(figsize=(9.0, 4.2), layout="constrained")
    found = {}
    for place, (make, rates) in enumerate(((line, LINE_RATES), (two_layers, NETWORK_RATES)), 1):
        name = "line" if make is line else "two sigmoid layers"
        axes = figure.add_subplot(1, 2, place, yscale="log", xlabel="steps", title=name)
        print(f"{name}: J at first, after 10 steps, after {EPOCHS - 1}")
        for rate, style in zip(rates, ("-", "--", "-.", ":"), strict=True):
            found[name, rate] = J = costs(make(), rate)
            print(f"  rate {rate:<6g}{J[0]:>12.4g}{J[10]:>12.4g}{J[-1]:>12.4g}")
            axes.plot(J, style, label=f"rate {rate:g}")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, columnspacing=1.0)
    figure.axes[0].set_ylabel("J")

    smallest, largest = curvatures()
    print(f"\nthe line's J curves by {smallest:.3f} and {largest:.3f}: it settles with every")
    print(f"rate below 2 / {largest:.3f} = {2 / largest:.3f}, and with none above")
    print("along b alone it curves by 2, whatever the data: 1 is too large for every line")
    ends = {key: (J[0], J[-1]) for key, J in found.items()}
    best = min(end for (name, _), (_, end) in ends.items() if name == "line")
    assert ends["line", 0.5][1] == best
    assert best < ends["line", 0.01][1] < ends["line", 0.01][0]
    assert all(ends["line", rate][1] > ends["line", rate][0] for rate in (1.0, 1.1))
    assert 0.5 < 2 / largest < 1

    small = ends["two sigmoid layers", 1.0][1] / ends["two sigmoid layers", 10.0][1]
    print(f"for the two sigmoid layers 1 is rather small: with 10 J gets {small:.1f} times lower,")
    print("since the slope of a sigmoid is 1/4 at the most, and there are two of them")
    assert small > 1.5
    assert ends["two sigmoid layers", 300.0][1] > ends["two sigmoid layers", 10.0][1]

    figure.savefig(picture := folder / "text2_learning_rate.png")
    print(f"all eight are drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
