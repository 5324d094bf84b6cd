"""Loops of equal length as one: what a turn has computed is at hand for what reads it next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import prod

from ...arrays import np
from .alike import Access, Loop, Run
from .repeats import Piece, Repeat
from .statements import Store

# Loops of fewer turns are written out; so many groups are looked back for a fitting one.
TURNS, LOOK_BACK = 3, 8
# Of so many pieces few are long.
MOST = 2000
# With more operands a turn would have no place to keep them at hand.
OPERANDS = 60


@dataclass
class Fused:
    """Loops that are carried out turn by turn, in each turn all of them in order.

    Attributes:
        dims: how many turns each loop has.
        loops: with these dims.
        passing: the numbers of those whose results nothing reads but later loops in the same turn.
    """

    dims: tuple[int, ...]
    loops: list[Loop]
    passing: set[int] = field(default_factory=set)


# What a program is made of once its loops are fused.
Part = Piece | Fused


def fuse(pieces: Sequence[Piece]) -> list[Part]:
    """Return the same program with loops of equal length as one where that changes no number.

    A loop joins an earlier one if it reads nothing that is computed in between, and of what the
    earlier one computes only what this turn or an earlier turn has.
    """
    if len(pieces) > MOST:
        return list(pieces)
    parts: list[Part] = []
    for piece in pieces:
        if isinstance(piece, Loop) and prod(piece.dims) >= TURNS:
            if not any(_join(piece, group) for group in _reachable(piece, parts)):
                parts.append(Fused(piece.dims, [piece]))
        else:
            parts.append(piece)
    return parts


def _reachable(loop: Loop, parts: Sequence[Part]) -> Iterator[Fused]:
    """The groups that a loop may move up to without passing what it reads, the last one first."""
    for part in parts[: -LOOK_BACK - 1 : -1]:
        if not isinstance(part, Fused):
            return
        yield part
        if not all(_may_pass(loop, earlier) for earlier in part.loops):
            return


def _join(loop: Loop, group: Fused) -> bool:
    """Put a loop into a group, if it fits in."""
    if _operands([*group.loops, loop]) > OPERANDS:
        return False
    for dims in dict.fromkeys([group.dims, loop.dims]):
        earlier = [shaped for each in group.loops if (shaped := _shaped(each, dims))]
        if len(earlier) < len(group.loops):
            continue
        for order in (loop, _turned(loop)):
            own = _shaped(order, dims) if order else None
            if own and all(_may_join(own, each) for each in earlier):
                group.dims, group.loops = dims, [*earlier, own]
                return True
    return False


def _operands(loops: Sequence[Loop]) -> int:
    return sum([len(run.accesses) for loop in loops for run in loop.runs])


# ------------------------------------------------------------------------------- what reads what


def _may_pass(loop: Loop, earlier: Loop) -> bool:
    """Whether a loop reads nothing of what an earlier one computes."""
    written = _places(earlier.target, (*earlier.dims, 1))
    read = [
        _places(access, (*loop.dims, run.length))
        for run in loop.runs
        for access in run.accesses
        if access.store == earlier.target.store
    ]
    return not loop.adds_to and not any(np.isin(places, written).any() for places in read)


def _may_join(loop: Loop, earlier: Loop) -> bool:
    """Whether each turn reads of an earlier loop's results only those of turns up to this one."""
    written = _places(earlier.target, (*earlier.dims, 1)).ravel()
    for run in loop.runs:
        for access in run.accesses:
            if access.store == earlier.target.store:
                places = _places(access, (*loop.dims, run.length)).reshape(-1, run.length)
                turn_of = np.full(1 + max(places.max(), written.max()), -1)
                turn_of[written] = np.arange(len(written))
                if (turn_of[places] > np.arange(len(places))[:, None]).any():
                    return False
    return not loop.adds_to


def _places(access: Access, shape: tuple[int, ...]) -> np.ndarray:
    """The places of an access, turn by turn."""
    if access.steps is None:
        return access.base + np.array(access.places).reshape(shape)
    places: np.ndarray = np.array(access.base)
    for size, step in zip(shape, access.steps, strict=True):
        places = np.add.outer(places, step * np.arange(size))
    return places


# ----------------------------------------------------------------------- the same loop, otherwise


def _shaped(loop: Loop, dims: tuple[int, ...]) -> Loop | None:
    """The same loop with other dims, if its one row of turns can be cut so."""
    if loop.dims == dims:
        return loop
    if len(loop.dims) > 1 or prod(dims) != prod(loop.dims):
        return None
    inner = [prod(dims[place + 1 :]) for place in range(len(dims))]

    def shaped(access: Access) -> Access:
        if access.steps is None:
            return access
        step, along = access.steps
        return access._replace(steps=(*[step * size for size in inner], along))

    return _changed(loop, dims, shaped)


def _turned(loop: Loop) -> Loop | None:
    """The same loop from its last turn to its first, if its places are evenly spaced."""
    if any(access.steps is None for access in loop.accesses()):
        return None

    def turned(access: Access) -> Access:
        assert access.steps is not None
        *steps, along = access.steps
        last = [(size - 1) * step for size, step in zip(loop.dims, steps, strict=True)]
        back = (*[-step for step in steps], along)
        return access._replace(base=access.base + sum(last), steps=back)

    return _changed(loop, loop.dims, turned)


def _changed(loop: Loop, dims: tuple[int, ...], change: Callable[[Access], Access]) -> Loop:
    runs = [Run(run.term, run.length, tuple(map(change, run.accesses))) for run in loop.runs]
    return Loop(dims, change(loop.target), tuple(runs), loop.adds_to, loop.nodes)


# ----------------------------------------------------------------------- what need not be stored


def mark_passing(
    programs: Iterable[Sequence[Part]],
    sizes: Mapping[Store, int],
    kept: Iterable[tuple[Store, int]],
) -> None:
    """Note which results need not be stored, since all that reads them follows in the same turn.

    Arguments:
        programs: all that reads what rows compute; it is noted there.
        sizes: of the stores.
        kept: stores and places that are read besides.
    """
    parts = list(chain.from_iterable(programs))
    read = {store: np.zeros(size, bool) for store, size in sizes.items()}
    for store, place in kept:
        read[store][place] = True
    for part in parts:
        for store, places in _read(part):
            read[store][places] = True
    for part in parts:
        if not isinstance(part, Fused):
            continue
        for number, loop in enumerate(part.loops):
            store = loop.target.store
            places = _places(loop.target, (*loop.dims, 1))
            if store in (Store.VALUE, Store.GRADIENT) and not read[store][places].any():
                part.passing.add(number)


def _read(part: Part) -> Iterator[tuple[Store, np.ndarray]]:
    """The places that a part of a program reads, but for what is at hand from the same turn."""
    if isinstance(part, Repeat):
        turns = np.arange(part.count)
        for loop, moves in zip(part.body, part.moves, strict=True):
            for (store, places), move in zip(_places_read(loop, set()), moves[1:], strict=True):
                yield store, np.add.outer(turns * move, places)
    elif isinstance(part, Fused):
        at_hand: set[Access] = set()
        for loop in part.loops:
            yield from _places_read(loop, at_hand)
            at_hand.add(loop.target)
    else:
        yield from _places_read(part, set())


def _places_read(loop: Loop, at_hand: set[Access]) -> Iterator[tuple[Store, np.ndarray]]:
    for run in loop.runs:
        for access in run.accesses:
            if run.length > 1 or access not in at_hand:
                yield access.store, _places(access, (*loop.dims, run.length))
