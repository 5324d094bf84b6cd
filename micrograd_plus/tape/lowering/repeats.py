"""Loops found again: a stretch of a program that comes once more, everything a step further on."""

from dataclasses import dataclass

from ...arrays import np
from .alike import Loop, StoreLoops

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


def find_repeats(loops: StoreLoops) -> list[Piece]:
    """Return the program with its repeats as such."""
    if len(loops) < 2 * WORTH:
        return list(loops)
    stretches = _Stretches(loops)
    pieces: list[Piece] = []
    at = 0
    while at < len(loops):
        period, count = stretches.best(at)
        if count < WORTH:
            pieces.append(loops[at])
            at += 1
            continue
        body = loops[at : at + period]
        moves = [stretches.moves(at + place, period) for place in range(period)]
        pieces.append(Repeat(tuple(body), count, tuple(moves)))
        at += period * count
    return pieces


class _Stretches:
    """Finds how often the stretch after a place is repeated."""

    def __init__(self, loops: StoreLoops) -> None:
        self._kinds = kinds = loops.kinds
        self._bases, self._starts = loops.bases, loops.starts
        # The next loop of the same kind.
        order = np.argsort(kinds, kind="stable")
        again = kinds[order[1:]] == kinds[order[:-1]]
        self._following = np.full(len(kinds), len(kinds))
        self._following[order[:-1][again]] = order[1:][again]

    def moves(self, at: int, period: int) -> tuple[int, ...]:
        """Return how far the accesses of a loop are from those of the one a period later."""
        start, stop = self._starts[at : at + 2].tolist()
        later = int(self._starts[at + period])
        return tuple((self._bases[later : later + stop - start] - self._bases[start:stop]).tolist())

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
