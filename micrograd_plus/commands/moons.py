"""The command `train moons`: micrograd's demo, by replay."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from ..arrays import np
from ..datasets import moons
from ..display.pictures import pictures
from ..nn.layers import MLP
from ..optim import SGD, linear
from ..training.fit import fit
from ..training.history import History
from .options import PICTURES, check_suffix, show

EPOCHS = 40


def train_moons(options: argparse.Namespace) -> int:
    """Train a classifier of two moons, and draw its boundary if a file is named."""
    output: Path | None = options.output
    if output is not None:
        # Before the training, so that nobody waits in vain.
        check_suffix(output, PICTURES)
        pictures().plots.figure_class()
    X, y, model, history = learn_moons(options.epochs or EPOCHS, options.seed or 0)
    show(
        f"moons, 100 points, MLP(2, [16, 16, 1]) with {len(model.parameters())} parameters: "
        f"after {history.epochs} epochs the accuracy is {model.score(X, y):.1%}, the loss of the "
        f"last {history.loss[-1]:.4f}"
    )
    if output is not None:
        pictures().decision_boundary(model, X, y, title="two moons").savefig(output)
        show(f"wrote {output}")
    return 0


def learn_moons(
    epochs: int, seed: int = 0, watch: Sequence[str] = ()
) -> tuple[np.ndarray, np.ndarray, MLP, History]:
    """Return a hundred points and their classes, a classifier that has learned them, and how."""
    X, y = moons(100, noise=0.1, seed=seed)
    model = MLP(2, [16, 16, 1], seed=seed)
    history = fit(
        model,
        X,
        y,
        loss="hinge",
        optimizer=SGD(lr=1.0),
        epochs=epochs,
        l2=1e-4,
        seed=seed,
        schedule=linear(0.1),
        watch=watch,
    )
    return X, y, model, history
