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
    bases = [np.array([access.base for access in loop.accesses()]) for loop in loops]
    following = _following(kinds)
    pieces: list[Piece] = []
    at = 0
    while at < len(loops):
        period, count = _best(at, kinds, bases, following)
        if count * period < WORTH or count < WORTH:
            pieces.append(loops[at])
            at += 1
            continue
        moves = [tuple((bases[at + period + i] - bases[at + i]).tolist()) for i in range(period)]
        pieces.append(Repeat(tuple(loops[at : at + period]), count, tuple(moves)))
        at += period * count
    return pieces


def _following(kinds: "np.ndarray") -> "np.ndarray":
    """Where a loop of the same kind comes next; the end if nowhere."""
    following = np.full(len(kinds), len(kinds))
    last: dict[int, int] = {}
    for index in range(len(kinds) - 1, -1, -1):
        kind = int(kinds[index])
        following[index] = last.get(kind, len(kinds))
        last[kind] = index
    return following


def _best(
    at: int, kinds: "np.ndarray", bases: "list[np.ndarray]", following: "np.ndarray"
) -> tuple[int, int]:
    """The period from which most of the program repeats, and how often."""
    best = (1, 1)
    other = at
    for _ in range(TRIED):
        other = int(following[other])
        period = other - at
        if period > LONGEST or at + 2 * period > len(kinds):
            break
        count = _turns(at, period, kinds, bases)
        if count >= WORTH and count * period > best[0] * best[1]:
            best = (period, count)
    return best


def _turns(at: int, period: int, kinds: "np.ndarray", bases: "list[np.ndarray]") -> int:
    """How often the stretch is repeated, with places that move as they do the first time."""
    same = kinds[at : at + period]
    if not np.array_equal(same, kinds[at + period : at + 2 * period]):
        return 1
    first = np.concatenate(bases[at : at + period])
    before = np.concatenate(bases[at + period : at + 2 * period])
    moves, count = before - first, 2
    while True:
        start = at + count * period
        if not np.array_equal(same, kinds[start : start + period]):
            return count
        found = np.concatenate(bases[start : start + period])
        if not np.array_equal(found - before, moves):
            return count
        before, count = found, count + 1
