"""Training by the scalar engine alone."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .engine import Value
from .losses import hinge
from .nn import Module
from .ops import sum as total
from .optim import SGD


class Epoch(NamedTuple):
    """How a model does after so many epochs of training.

    Attributes:
        number: how many epochs it has been trained; 0 before the first.
        loss: over all points.
        accuracy: the share of points on the right side.
    """

    number: int
    loss: float
    accuracy: float


def descend(
    model: Module, X: Sequence[Sequence[float]], y: Sequence[int], epochs: int, l2: float = 1e-4
) -> Iterator[Epoch]:
    """Train a classifier of two classes, one full-batch step for each epoch, as micrograd's demo.

    The learning rate falls evenly from 1 to 0.1.

    Arguments:
        model: gives one score for a row of inputs.
        X: rows of inputs.
        y: the class of each row, 0 or 1.
        epochs: how many steps to take.
        l2: the factor of the sum of squared parameters that is added to the loss.

    Yields:
        An `Epoch` before the first step and after each.
    """
    optimizer = SGD()
    for number in range(1, epochs + 2):
        scores: list[Value] = [model(row) for row in X]
        loss = hinge(scores, y) + l2 * total([p * p for p in model.parameters()])
        right = [(score.data > 0) == (label > 0) for score, label in zip(scores, y, strict=True)]
        yield Epoch(number - 1, loss.data, sum(right) / len(right))
        if number <= epochs:
            model.zero_grad()
            loss.backward()
            optimizer.lr = 1.0 - 0.9 * (number - 1) / epochs
            optimizer.step(model.parameters())
