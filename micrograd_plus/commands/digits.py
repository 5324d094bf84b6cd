"""The command `train digits`: handwritten digits, each picture read by a network that never saw it.

The pictures are put into five parts. Five networks each learn from four parts and are tested on
the fifth, so that every picture is tested once.
"""

import argparse
from contextlib import nullcontext
from pathlib import Path

from ..aligned import aligned
from ..arrays import np
from ..datasets import digits
from ..display.pictures import pictures
from ..files.saving import write_whole
from ..nn.layers import MLP
from ..nn.rows import accuracy
from ..optim import Adam, cosine
from ..training.fit import fit
from ..training.history import History
from ..training.progress import progress_bar
from .confusion import confusion_counts, confusion_text
from .options import check_suffix, show
from .page import page, paragraph, picture, preformatted, section
from .tables.split import fifths

EPOCHS = 60
# The ink of a point is at most this.
SCALE = 16


def train_digits(options: argparse.Namespace) -> int:
    """Train on five splits; print accuracies and the confusion matrix, write a report if asked."""
    output: Path | None = options.output
    if output is not None:
        check_suffix(output, (".html",))
        pictures().plots.figure_class()
    epochs, seed = options.epochs or EPOCHS, options.seed or 0
    X, y = digits()
    parts = fifths(len(X), seed, labels=y)
    predicted, histories = _read_all(X, y, parts, epochs, seed)
    rows = [["split", "learned from", "held out", "accuracy"]]
    accuracies = [accuracy(y[part], predicted[part]) for part in parts]
    for place, (part, share) in enumerate(zip(parts, accuracies, strict=True), start=1):
        rows.append([str(place), str(len(X) - len(part)), str(len(part)), f"{share:.1%}"])
    mean = sum(accuracies) / len(parts)
    rows.append(["mean", "", "", f"{mean:.1%}"])
    head = (
        f"digits: {len(X):,} pictures of 8 x 8 points; MLP(64, [32, 10]) with "
        f"2,410 parameters, {epochs} epochs for each split"
    )
    counts = confusion_counts(y, predicted, 10)
    matrix = confusion_text(counts, [str(digit) for digit in range(10)])
    scores = aligned(rows, "r")
    show(f"{head}\n\n{scores}\n\nconfusion matrix: each picture, when it was held out\n{matrix}")
    if output is not None:
        views, first = pictures(), histories[0]
        figures = [
            picture(
                views.loss_curve(
                    first.loss,
                    first.accuracy,
                    first.validation_loss,
                    first.validation_accuracy,
                ),
                "loss and accuracy over the epochs of the first split",
            ),
            picture(
                views.confusion_matrix(counts, range(10)),
                f"how often each digit was taken for each: {mean:.1%} are right",
            ),
            picture(
                views.misclassified(X, y, predicted), "the pictures that were not read rightly"
            ),
        ]
        write_whole(output, _report(head, scores, figures))
        show(f"wrote {output}")
    return 0


def _read_all(
    X: np.ndarray, y: np.ndarray, parts: list[np.ndarray], epochs: int, seed: int
) -> tuple[np.ndarray, list[History]]:
    """What each picture is taken for by the network that never saw it, and how all were trained."""
    predicted, histories = y.copy(), []
    with progress_bar(len(parts), "split", None) or nullcontext() as bar:
        for place, part in enumerate(parts):
            model, history = learn_split(X, y, parts, place, epochs, seed)
            if history.stopped.startswith("interrupted"):
                raise KeyboardInterrupt
            predicted[part] = model.predict(X[part] / SCALE)
            histories.append(history)
            if bar is not None:
                bar.set_postfix_str(f"accuracy {history.validation_accuracy[-1]:.1%}")
                bar.update()
    return predicted, histories


def learn_split(
    X: np.ndarray,
    y: np.ndarray,
    parts: list[np.ndarray],
    place: int,
    epochs: int = EPOCHS,
    seed: int = 0,
) -> tuple[MLP, History]:
    """Train a network on all parts but one, which is held out.

    Arguments:
        X: the pictures, from 0 to 16.
        y: the digits.
        parts: the places of the pictures in each part.
        place: which part is held out.
        epochs: how many times to go through the others.
        seed: where the weights and the order of the pictures start from.
    """
    others = [part for other, part in enumerate(parts) if other != place]
    learned = np.concatenate(others)
    held = parts[place]
    model = MLP(64, [32, 10], seed=seed, init="he")
    history = fit(
        model,
        X[learned] / SCALE,
        y[learned],
        loss="cross_entropy",
        optimizer=Adam(lr=0.03),
        epochs=epochs,
        batch_size=64,
        l2=3e-4,
        seed=seed,
        progress=False,
        validation=(X[held] / SCALE, y[held]),
        schedule=cosine(),
    )
    return model, history


def _report(head: str, scores: str, figures: list[str]) -> str:
    curve, matrix, wrong = figures
    return page(
        "Handwritten digits",
        [
            paragraph(f"{head}."),
            section(
                "How well they are read",
                paragraph(
                    "The pictures are put into five parts, in each of which every digit has its "
                    "share. Five networks each learn from four parts and are tested on the fifth, "
                    "so that every picture is read once by a network that never saw it."
                ),
                preformatted(scores),
            ),
            section(
                "How they were learned",
                paragraph(
                    "The loss of the training pictures has a penalty for large weights in it, that "
                    "of the pictures held out has not."
                ),
                curve,
            ),
            section("Which digits are mixed up", matrix),
            section("The pictures that were not read rightly", wrong),
        ],
    )
