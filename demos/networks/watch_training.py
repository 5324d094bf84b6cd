"""
Training one can watch
======================

Spirals learned while we watch: gradients, dead units, boundary, and all of it as a film.

Run `python demos/networks/watch_training.py [FOLDER]`; the pictures go into FOLDER, or a temporary
one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import datasets, optim
from micrograd_plus.nn import MLP


def main(folder: Path) -> None:
    X, y = datasets.spirals(150, seed=0, classes=3)
    model = MLP(2, [16, 16, 3], seed=0, init="he")
    history = model.fit(
        X,
        y,
        loss="cross_entropy",
        optimizer=optim.Adam(lr=0.02),
        epochs=100,
        watch=["boundary", "gradients", "units", "weights"],
    )
    print(history)
    units = history.units
    for layer, size, dead in zip(units.layers, units.sizes, units.dead[-1].tolist(), strict=True):
        print(f"{layer}: {dead} of {size} units are dead")

    two = [path for path in model.named_parameters() if path.startswith("layers[2]")][:2]
    figures = {
        "boundary": viz.decision_boundary(model, X, y, probability=True),
        "gradients": viz.gradient_flow(history),
        "cost": viz.cost_surface(model, X, y, two, loss="cross_entropy", history=history),
        "weights": viz.weights(model),
    }
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png")
    film = viz.film(history, folder / "film.html", title="Three spirals")
    print(f"open {film}: the slider goes through {len(history.boundary.outputs)} epochs")

    assert history.accuracy[-1] > 0.9
    assert history.weights.shape == (101, len(model.parameters()))
    assert (history.weights[-1] == [p.data for p in model.parameters()]).all()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
