"""
Local minima
============

Local minima: where training comes to rest with one random point at a time, and with all.

The first text, "Backpropagation In Neural Networks", takes one random point at a time to get away
from them. That is no rule: "exclusive or" with two hidden neurons is learned from fewer starts so.
"""

from text1_network import Perceptron

from micrograd_plus import optim

X, LABELS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]
STARTS, RATE, EPOCHS = 6, 1.0, 600


def ends(batch_size: int | None) -> list[tuple[float, list[int]]]:
    """The loss at last, and the labels predicted, from each start."""
    found = []
    for seed in range(STARTS):
        model = Perceptron(2, 2, 2, seed=seed)
        settings = {"optimizer": optim.SGD(lr=RATE), "epochs": EPOCHS, "batch_size": batch_size}
        history = model.fit(X, LABELS, loss="cross_entropy", **settings)
        found.append((history.loss[-1], model.predict(X).tolist()))
    return found


def main() -> None:
    print(f"'exclusive or', {EPOCHS} times through its 4 points with a rate of {RATE}")
    print("start   all points at a time    one at a time")
    together, single = ends(None), ends(1)
    for seed, pair in enumerate(zip(together, single, strict=True)):
        shown = "".join(f"{loss:>12.4f} {labels}" for loss, labels in pair)
        print(f"{seed:>5}{shown}")
    learned = [sum(labels == LABELS for _, labels in found) for found in (together, single)]
    print(f"learned from {learned[0]} and from {learned[1]} of {STARTS} starts")
    assert 0 < learned[1] < learned[0]
    assert all((loss < 0.1) == (labels == LABELS) for loss, labels in together + single)


if __name__ == "__main__":
    main()
