"""A page that trains a network as one looks: every weight tells why it moved.

Run `python demos/networks/playground.py [FOLDER]`; the page goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import datasets, optim
from micrograd_plus.nn import MLP


def main(folder: Path) -> None:
    X, y = datasets.moons(100, seed=0)
    model = MLP(2, [8, 8, 1], activation="tanh", seed=0)
    recipe = optim.Adam(lr=0.03)

    # Ten epochs here, and the page goes on from these weights.
    history = model.fit(X, y, "binary_cross_entropy", recipe, epochs=10, progress=False)
    page = viz.playground(
        X, y, folder / "playground.html", model=model, optimizer=recipe, title="Two moons"
    )
    print(history)
    print(f"{page!r}")
    print(f"open {folder / 'playground.html'} in a browser, and press Play")
    assert history.loss[-1] < history.loss[0]
    assert (folder / "playground.html").stat().st_size < 150_000


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()))
