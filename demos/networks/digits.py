"""
Handwritten digits
==================

Handwritten digits, learned in a few seconds by a network of scalars.
"""

import numpy as np

from micrograd_plus import datasets, fit, optim
from micrograd_plus.nn import MLP


def picture(row: np.ndarray) -> str:
    """Eight by eight shades of grey as characters."""
    return "\n".join(
        "".join(" .:-=+*#@"[int(x / 2)] * 2 for x in line) for line in row.reshape(8, 8)
    )


def main() -> None:
    X, y = datasets.digits()
    order = np.random.default_rng(0).permutation(len(X))
    training, held_out = order[360:], order[:360]
    model = MLP(64, [32, 10], seed=0, init="he")
    history = fit(
        model,
        X[training] / 16,
        y[training],
        loss="cross_entropy",
        optimizer=optim.Adam(lr=0.005),
        schedule=optim.cosine(),
        epochs=40,
        batch_size=64,
    )
    print(history)
    said = model.predict(X[held_out] / 16)
    wrong = np.flatnonzero(said != y[held_out])
    print(f"{len(wrong)} of {len(held_out)} digits held out are read wrongly")
    for place in wrong[:2]:
        print(f"\na {y[held_out][place]} that was read as {said[place]}:")
        print(picture(X[held_out][place]))
    assert model.score(X[held_out] / 16, y[held_out]) >= 0.95


if __name__ == "__main__":
    main()
