"""History: how a training reads as a line."""

import math

from micrograd_plus import datasets
from micrograd_plus.nn import MLP
from micrograd_plus.training.history import History

X, Y = datasets.moons(23, 0.1, seed=0)


def small(outputs: int = 1, activation: str = "tanh") -> MLP:
    return MLP(2, [4, outputs], activation=activation, seed=1)


def test_history_reads_as_a_line() -> None:
    """How many epochs, the last numbers, and why it ended."""
    history = small().fit(X, Y, "hinge", epochs=1, validation=0.2)
    assert repr(history).startswith("History of 1 epoch: loss 0.")
    assert ", validation accuracy " in repr(history)
    assert repr(small().fit(X, Y, epochs=0)) == "History of 0 epochs"


def test_a_loss_out_of_all_bounds_is_told_in_few_digits() -> None:
    """Not in three hundred of them; smaller ones keep their decimals."""
    for loss, text in [(1.5e300, "1.5e+300"), (123456.0, "123456.0000"), (math.inf, "inf")]:
        history = History(loss=[loss], validation_loss=[-loss])
        assert history.summary() == f"loss {text}, validation loss -{text}"
