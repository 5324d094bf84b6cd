"""The command `train digits`: handwritten digits, each picture read by a network that never saw it.

The pictures are put into five parts. Five networks each learn from four parts and are tested on
the fifth, so that every picture is tested once.
"""

import argparse
from collections.abc import Sequence
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
from .course import check_course, quietly
from .options import check_outputs, show
from .page import page, paragraph, picture, preformatted, section
from .tables.split import fifths

HIDDEN, EPOCHS, BATCH, RATE = (32,), 60, 64, 0.03
# The ink of a point is at most this.
SCALE = 16


def train_digits(options: argparse.Namespace) -> int:
    """Train on five splits; print accuracies and the confusion matrix, and what else was asked."""
    check_outputs(options)
    output: Path | None = options.output
    X, y = digits()
    parts = fifths(len(X), options.seed or 0, labels=y)
    runs = _read_all(X, y, parts, options)
    # Interrupted, there are fewer: what was learned by then is told.
    read = np.concatenate(parts[: len(runs)])
    predicted = y.copy()
    for part, (model, _) in zip(parts, runs, strict=False):
        predicted[part] = model.predict(X[part] / SCALE)
    rows = [["split", "learned from", "held out", "accuracy"]]
    accuracies = [accuracy(y[part], predicted[part]) for part in parts[: len(runs)]]
    for place, (part, share) in enumerate(zip(parts, accuracies, strict=False), start=1):
        rows.append([str(place), str(len(X) - len(part)), str(len(part)), f"{share:.1%}"])
    mean = sum(accuracies) / len(runs)
    rows.append(["mean", "", "", f"{mean:.1%}"])
    model, first = runs[0]
    sizes = [len(layer.neurons) for layer in model.layers]
    head = (
        f"digits: {len(X):,} pictures of 8 x 8 points; MLP(64, {sizes}) with "
        f"{len(model.parameters()):,} parameters, {options.epochs or EPOCHS} epochs for each split"
    )
    last = runs[-1][1]
    if last.stopped:
        head += f"\nsplit {len(runs)} of {len(parts)} was {last.stopped}"
    counts = confusion_counts(y[read], predicted[read], 10)
    matrix = confusion_text(counts, [str(digit) for digit in range(10)])
    scores = aligned(rows, "r")
    show(f"{head}\n\n{scores}\n\nconfusion matrix: each picture, when it was held out\n{matrix}")
    if options.save is not None:
        model.save(options.save)
        show(f"wrote {options.save}, the network of the first split: it takes the ink from 0 to 1")
    if options.film is not None:
        pictures().film(first, options.film, title="Digits, epoch by epoch")
        show(f"wrote {options.film}")
    if output is None:
        return 0
    views = pictures()
    if output.suffix.lower() == ".html":
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
                views.misclassified(X[read], y[read], predicted[read]),
                "the pictures that were not read rightly",
            ),
        ]
        write_whole(output, _report(head, scores, figures))
    else:
        views.confusion_matrix(counts, range(10)).savefig(output)
    show(f"wrote {output}")
    return 0


def _read_all(
    X: np.ndarray, y: np.ndarray, parts: list[np.ndarray], options: argparse.Namespace
) -> list[tuple[MLP, History]]:
    """A network for each split, which never saw the part held out, and how it was trained.

    Ctrl-C keeps what was learned until then: the splits that are done, and what there is of one.
    """
    runs: list[tuple[MLP, History]] = []
    with progress_bar(len(parts), "split", None) or nullcontext() as bar:
        for place in range(len(parts)):
            with quietly():
                model, history = learn_split(
                    X,
                    y,
                    parts,
                    place,
                    options.epochs or EPOCHS,
                    options.seed or 0,
                    hidden=options.hidden or HIDDEN,
                    batch_size=options.batch_size or BATCH,
                    rate=options.learning_rate or RATE,
                    watch=["gradients", "units"] if options.film and not place else (),
                )
            if history.epochs or not runs:
                check_course(history)
                runs.append((model, history))
            if history.stopped:
                break
            if bar is not None:
                bar.set_postfix_str(f"accuracy {history.validation_accuracy[-1]:.1%}")
                bar.update()
    return runs


def learn_split(
    X: np.ndarray,
    y: np.ndarray,
    parts: list[np.ndarray],
    place: int,
    epochs: int = EPOCHS,
    seed: int = 0,
    hidden: Sequence[int] = HIDDEN,
    batch_size: int = BATCH,
    rate: float = RATE,
    watch: Sequence[str] = (),
) -> tuple[MLP, History]:
    """Train a network on all parts but one, which is held out.

    Arguments:
        X: the pictures, from 0 to 16.
        y: the digits.
        parts: the places of the pictures in each part.
        place: which part is held out.
        epochs: how many times to go through the others.
        seed: where the weights and the order of the pictures start from.
        hidden: the sizes of the layers before the last one.
        batch_size: how many pictures a step takes.
        rate: the learning rate at the beginning.
        watch: what the history is to record, as for `fit`.
    """
    others = [part for other, part in enumerate(parts) if other != place]
    learned = np.concatenate(others)
    held = parts[place]
    model = MLP(64, [*hidden, 10], seed=seed, init="he")
    history = fit(
        model,
        X[learned] / SCALE,
        y[learned],
        loss="cross_entropy",
        optimizer=Adam(lr=rate),
        epochs=epochs,
        batch_size=batch_size,
        l2=3e-4,
        seed=seed,
        progress=False,
        validation=(X[held] / SCALE, y[held]),
        schedule=cosine(),
        watch=watch,
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
