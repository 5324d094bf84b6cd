"""How often each class was taken for each."""

from collections.abc import Sequence
from typing import Any

from ..aligned import aligned
from ..arrays import np
from .options import printable

# A matrix of more classes is too wide to read.
MOST_CLASSES = 20

_MOST_MISTAKES = 20


def confusion_counts(true: Any, predicted: Any, classes: int) -> list[list[int]]:
    """Return a row for each true class with a number for each predicted one.

    >>> confusion_counts([0, 0, 1], [0, 1, 1], classes=2)
    [[1, 1], [0, 1]]
    """
    cells = np.asarray(true, dtype=int) * classes + np.asarray(predicted, dtype=int)
    counts = np.bincount(cells, minlength=classes**2).reshape(-1, classes)
    return [list(row) for row in counts.tolist()]


def confusion_text(counts: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    """Return the matrix as aligned text; of many classes, the most frequent mistakes alone.

    >>> print(confusion_text([[9, 1], [0, 10]], ["cat", "dog"]))
    true \\ predicted  cat  dog
    cat                 9    1
    dog                 0   10
    """
    short = [printable(name, 16) for name in names]
    if len(names) <= MOST_CLASSES:
        rows = [["true \\ predicted", *short]]
        rows += [[name, *map(str, row)] for name, row in zip(short, counts, strict=True)]
        return aligned(rows, "lr")
    mistakes = sorted(
        (-number, true, guess)
        for true, row in enumerate(counts)
        for guess, number in enumerate(row)
        if number and true != guess
    )
    rows = [["true", "predicted", "rows"]]
    rows += [[short[true], short[guess], str(-n)] for n, true, guess in mistakes[:_MOST_MISTAKES]]
    return aligned(rows, "llr")
