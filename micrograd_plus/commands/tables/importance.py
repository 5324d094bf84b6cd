"""Which columns matter to a model: how much worse it does when one of them is shuffled."""

from collections.abc import Callable
from dataclasses import dataclass

from ...arrays import np
from .description import Description

# Chance is evened out over so many shuffles, or as many that so many rows are computed.
_SHUFFLES, _MOST_ROWS = 10, 200_000


@dataclass(frozen=True)
class Importance:
    """What a column is worth to a model.

    Attributes:
        name: of the column.
        loss: by how much the accuracy falls, from 0 to 1, or the typical error grows, in the unit
            of the target, when the cells of the column are shuffled; around 0 for one that does
            not matter.
    """

    name: str
    loss: float


def importances(
    description: Description,
    X: np.ndarray,
    worth: Callable[[np.ndarray], float],
    seed: int = 0,
) -> list[Importance]:
    """Return what each column of a table is worth, the most important one first.

    Arguments:
        description: which inputs are of which column.
        X: the inputs of rows that the model has not learned from.
        worth: how good the model is for such inputs; more is better.
        seed: of the shuffles.
    """
    random = np.random.default_rng(seed)
    before = worth(X)
    times = max(1, min(_SHUFFLES, _MOST_ROWS // (len(X) * len(description.inputs))))
    found, start = [], 0
    for column in description.inputs:
        place = slice(start, start + column.width)
        start += column.width
        losses = []
        for _ in range(times):
            shuffled = X.copy()
            shuffled[:, place] = random.permutation(X[:, place])
            losses.append(before - worth(shuffled))
        found.append(Importance(column.name, float(np.mean(losses))))
    return sorted(found, key=lambda each: -each.loss)
