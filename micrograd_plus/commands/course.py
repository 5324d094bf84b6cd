"""How a training went: in quiet, and an error where nothing came of it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from ..training.history import History


@contextmanager
def quietly() -> Iterator[None]:
    """Keep warnings of `fit` back, which name a place in the source: the command says it itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def check_course(history: History) -> None:
    """Raise unless a training has learned something that may be kept.

    Raises:
        ValueError: if it diverged, so that nobody takes what is left for a model.
        KeyboardInterrupt: if it was interrupted before an epoch was over.
    """
    if history.stopped.startswith("diverged"):
        reason, _, _ = history.stopped.partition(";")
        raise ValueError(f"nothing was learned: {reason}; a smaller --learning-rate may help")
    if not history.epochs:
        raise KeyboardInterrupt
