"""The command `train moons`: micrograd's demo, by replay."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..arrays import np
from ..datasets import moons
from ..display.pictures import pictures
from ..files.saving import write_whole
from ..nn.layers import MLP
from ..optim import SGD, linear
from ..training.fit import fit
from ..training.history import History
from .course import check_course, quietly
from .options import check_outputs, show
from .page import page, paragraph, picture, preformatted, section

HIDDEN, EPOCHS, RATE = (16, 16), 40, 1.0


def train_moons(options: argparse.Namespace) -> int:
    """Train a classifier of two moons; save it, and write a page, a picture or a film if asked."""
    check_outputs(options)
    output: Path | None = options.output
    hidden = options.hidden or HIDDEN
    X, y, model, history = learn_moons(
        options.epochs or EPOCHS,
        options.seed or 0,
        watch=["boundary", "gradients", "units"] if options.film else (),
        hidden=hidden,
        batch_size=options.batch_size,
        rate=options.learning_rate or RATE,
    )
    check_course(history)
    line = (
        f"moons, 100 points, MLP(2, {[*hidden, 1]}) with {len(model.parameters())} parameters: "
        f"after {history.epochs} epochs the accuracy is {model.score(X, y):.1%}, the loss of the "
        f"last {history.loss[-1]:.4f}"
    )
    if history.stopped:
        line += f"\n{history.stopped}"
    show(line)
    if options.save is not None:
        model.save(options.save)
        show(f"wrote {options.save}")
    if output is not None:
        boundary = pictures().decision_boundary(model, X, y, title="two moons")
        if output.suffix.lower() == ".html":
            write_whole(output, _page(line, model, history, boundary))
        else:
            boundary.savefig(output)
        show(f"wrote {output}")
    if options.film is not None:
        pictures().film(history, options.film, title="Two moons, epoch by epoch")
        show(f"wrote {options.film}")
    return 0


def learn_moons(
    epochs: int,
    seed: int = 0,
    watch: Sequence[str] = (),
    hidden: Sequence[int] = HIDDEN,
    batch_size: int | None = None,
    rate: float = RATE,
) -> tuple[np.ndarray, np.ndarray, MLP, History]:
    """Return a hundred points and their classes, a classifier that has learned them, and how."""
    X, y = moons(100, noise=0.1, seed=seed)
    model = MLP(2, [*hidden, 1], seed=seed)
    with quietly():
        history = fit(
            model,
            X,
            y,
            loss="hinge",
            optimizer=SGD(lr=rate),
            epochs=epochs,
            batch_size=batch_size,
            l2=1e-4,
            seed=seed,
            schedule=linear(0.1),
            watch=watch,
        )
    return X, y, model, history


def _page(line: str, model: MLP, history: History, boundary: Any) -> str:
    curve = pictures().loss_curve(history.loss, history.accuracy)
    return page(
        "Two moons",
        [
            paragraph(f"{line}."),
            section("Where the classes meet", picture(boundary, "the boundary, and the points")),
            section("How it was learned", picture(curve, "loss and accuracy over the epochs")),
            section("The model", preformatted(model.summary())),
        ],
    )
