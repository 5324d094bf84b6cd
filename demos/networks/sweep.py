"""
A sweep over a cluster
======================

A sweep over sizes and learning rates, by a Dask cluster where there is one, as a page.

Run `python demos/networks/sweep.py [FOLDER [ADDRESS]]`; the page goes into FOLDER, or a temporary
one. Without the ADDRESS of a scheduler, such as `tcp://10.0.0.1:8786`, a cluster of this machine is
started, and without dask one core does it all: the scores are the same.
"""

import html
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import joblib
import numpy as np
from matplotlib.figure import Figure
from sklearn.model_selection import GridSearchCV

from micrograd_plus import datasets
from micrograd_plus.commands.page import page, paragraph, picture, scrolling, section
from micrograd_plus.estimators import ScalarMLPClassifier
from micrograd_plus.files.saving import write_whole

SIZES = [(2,), (8,), (4, 4)]
RATES = [0.001, 0.01, 0.1, 1.0]
FOLDS, EPOCHS = 3, 40


@contextmanager
def workers(address: str) -> Iterator[str]:
    """Let joblib work on a cluster, if there can be one; say where it works."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        yield "one core"
        return
    if address:
        with Client(address), joblib.parallel_backend("dask"):
            yield f"the cluster at {address}"
        return
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_backend("dask"),
    ):
        yield "a Dask cluster of two processes"


def heat_map(scores: np.ndarray) -> Figure:
    """The scores (sizes, rates) as colours, with their numbers."""
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    # Black numbers are read on the lighter half of the colours.
    axes.imshow(scores, cmap="Blues", vmin=0, vmax=2, aspect="auto")
    axes.set_xticks(range(len(RATES)), [f"{rate:g}" for rate in RATES])
    axes.set_yticks(range(len(SIZES)), [name(size) for size in SIZES])
    axes.set_xlabel("learning rate")
    axes.set_ylabel("hidden layers")
    for (row, column), score in np.ndenumerate(scores):
        best = "bold" if score == scores.max() else "normal"
        axes.text(column, row, f"{score:.3f}", ha="center", va="center", weight=best)
    return figure


def name(size: tuple[int, ...]) -> str:
    """Layers in a word, such as `8+8`."""
    return "+".join(map(str, size))


def table(found: dict[str, np.ndarray]) -> str:
    """The settings as a table, the best first."""
    titles = ("rank", "hidden layers", "learning rate", "accuracy", "give or take")
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = ""
    for place in np.argsort(found["rank_test_score"], kind="stable"):
        setting = found["params"][place]
        cells = (
            str(found["rank_test_score"][place]),
            name(setting["hidden_layers"]),
            f"{setting['learning_rate']:g}",
            f"{found['mean_test_score'][place]:.3f}",
            f"{found['std_test_score'][place]:.3f}",
        )
        body += f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def main(folder: Path, address: str) -> None:
    X, y = datasets.moons(90, noise=0.15, seed=0)
    settings = {"hidden_layers": SIZES, "learning_rate": RATES}
    search = GridSearchCV(ScalarMLPClassifier(epochs=EPOCHS, random_state=0), settings, cv=FOLDS)
    with workers(address) as place:
        search.fit(X, y)
    found = search.cv_results_
    scores = found["mean_test_score"].reshape(len(SIZES), len(RATES))
    best = search.best_params_
    said = (
        f"{scores.size} settings, {FOLDS} folds each, on {place}; the best has hidden layers of "
        f"{name(best['hidden_layers'])} and the learning rate {best['learning_rate']:g}: "
        f"{search.best_score_:.1%} of the points it had not seen."
    )
    print(said)
    for size, row in zip(SIZES, scores, strict=True):
        print(f"{name(size):>4}  {'  '.join(f'{score:.3f}' for score in row)}")

    figure = heat_map(scores)
    figure.savefig(folder / "sweep.png")
    caption = "The mean accuracy of each setting on the points held out."
    parts = [
        paragraph(said),
        section("As colours", picture(figure, caption)),
        section("As numbers", scrolling(table(found))),
    ]
    write_whole(folder / "sweep.html", page("A sweep over two settings", parts))
    print(f"open {folder / 'sweep.html'}")

    assert len(found["params"]) == len(SIZES) * len(RATES)
    assert search.best_score_ > 0.9 > scores.min()
    # What came of a cluster is what one core computes.
    alone = ScalarMLPClassifier(epochs=EPOCHS, random_state=0, **best).fit(X, y)
    assert search.best_estimator_.score(X, y) == alone.score(X, y)


if __name__ == "__main__":
    typed = sys.argv[1:]
    main(Path(typed[0] if typed else tempfile.mkdtemp()), typed[1] if typed[1:] else "")
