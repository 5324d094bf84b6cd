"""Draws from a seed, the same on every machine and every version of Python."""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Draws:
    """A sequence of choices that a seed and some words settle.

    Python promises the sequence of `random()` alone, so every choice is made from that.

    Arguments:
        seed: a whole number.
        words: what else tells this sequence from others, such as the level and a learner's name.

    >>> Draws(7, "fork").below(1000), Draws(7, "chain").below(1000)
    (345, 70)
    """

    def __init__(self, seed: int, *words: str) -> None:
        text = "\0".join([str(seed), *words])
        self._random = Random(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")).random

    def below(self, count: int) -> int:
        """Return a whole number from 0 on, below `count`."""
        return int(self._random() * count)

    def choice(self, items: Sequence[Item]) -> Item:
        """Return one of some things."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the same things in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]

    def number(self, low: float, high: float) -> float:
        """Return a number between two others."""
        return low + (high - low) * self._random()
