"""Rows in five parts, so that a model is tested on rows that it has not learned from."""

from typing import Any

from ...arrays import np


def fifths(count: int, seed: int, labels: Any = None) -> list[np.ndarray]:
    """Return the places of so many rows in five parts, drawn by chance.

    Arguments:
        count: how many rows there are.
        seed: of numpy's random generator.
        labels: the class of each row, if there are classes: each part then has its share of each.

    >>> labels = [0] * 5 + [1] * 5
    >>> [[labels[place] for place in part] for part in fifths(10, seed=0, labels=labels)]
    [[0, 1], [0, 1], [0, 1], [0, 1], [0, 1]]
    """
    order = np.random.default_rng(seed).permutation(count)
    if labels is not None:
        order = order[np.argsort(np.asarray(labels)[order], kind="stable")]
    return [order[part::5] for part in range(5)]
