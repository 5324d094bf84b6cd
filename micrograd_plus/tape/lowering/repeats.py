"""Loops found again: a stretch of a program that comes once more, everything a step further on."""

from collections.abc import Hashable
from dataclasses import dataclass

from ...arrays import np
from .alike import Loop

# So much of a program has to be saved, and no stretch longer than this is looked for.
WORTH, LONGEST, TRIED = 3, 2000, 6


@dataclass(frozen=True)
class Repeat:
    """A stretch of a program that is carried out again and again.

    Attributes:
        body: the stretch, as it is in the first turn.
        count: how many turns there are.
        moves: for each loop of the body how far each of its accesses moves in a turn.
    """

    body: tuple[Loop, ...]
    count: int
    moves: tuple[tuple[int, ...], ...]


Piece = Loop | Repeat


def find_repeats(loops: list[Loop]) -> list[Piece]:
    """Return the program with its repeats as such."""
    if len(loops) < 2 * WORTH:
        return list(loops)
    numbers: dict[Hashable, int] = {}
    kinds = np.array([numbers.setdefault(loop.shape(), len(numbers)) for loop in loops])
    every = [[access.base for access in loop.accesses()] for loop in loops]
    stretches = _Stretches(kinds, every)
    pieces: list[Piece] = []
    at = 0
    while at < len(loops):
        period, count = stretches.best(at)
        if count < WORTH:
            pieces.append(loops[at])
            at += 1
            continue
        moves = [
            tuple([after - before for before, after in zip(*pair, strict=True)])
            for pair in zip(every[at : at + period], every[at + period :], strict=False)
        ]
        pieces.append(Repeat(tuple(loops[at : at + period]), count, tuple(moves)))
        at += period * count
    return pieces


class _Stretches:
    """Finds how often the stretch after a place is repeated.

    Arguments:
        kinds: of each loop; loops of one kind differ in the first places of their accesses alone.
        every: these first places, loop by loop.
    """

    def __init__(self, kinds: np.ndarray, every: list[list[int]]) -> None:
        self._kinds = kinds
        self._bases = np.array([base for bases in every for base in bases])
        self._starts = np.concatenate([[0], np.cumsum([len(bases) for bases in every])])
        self._following = np.full(len(kinds), len(kinds))
        last: dict[int, int] = {}
        for index in range(len(kinds) - 1, -1, -1):
            kind = int(kinds[index])
            self._following[index] = last.get(kind, len(kinds))
            last[kind] = index

    def best(self, at: int) -> tuple[int, int]:
        """Return the period from `at` on by which most of the program repeats, and how often."""
        best = (1, 1)
        other = at
        for _ in range(TRIED):
            other = int(self._following[other]) if other < len(self._kinds) else other
            period = other - at
            if period > LONGEST or at + 2 * period > len(self._kinds):
                break
            count = self._turns(at, period)
            if count >= WORTH and count * period > best[0] * best[1]:
                best = (period, count)
            if 2 * best[0] * best[1] > len(self._kinds) - at:
                break
        return best

    def _turns(self, at: int, period: int) -> int:
        """How often a stretch is repeated, with places that move as they do the first time."""
        kinds, start = self._kinds, int(self._starts[at])
        length = int(self._starts[at + period]) - start
        count = 1
        # A few turns first: most stretches end soon.
        for limit in (4, 64, len(kinds)):
            stop = min(at + (limit + 1) * period, len(kinds))
            same = kinds[at + period : stop] == kinds[at : stop - period]
            alike = len(same) if same.all() else int(same.argmin())
            turns = 1 + alike // period
            places = self._bases[start : start + turns * length].reshape(turns, length)
            moves = np.diff(places, axis=0)
            steady = (moves == moves[:1]).all(axis=1)
            count = turns if steady.all() else 1 + int(steady.argmin())
            if count <= limit:
                return count
        return count
