"""Places as arrays: evenly spaced ones, stretches, ones that lead to others, equal rows."""

from collections.abc import Sequence

from ..arrays import np

# A row of whole numbers is written as one if that needs no more of them.
BITS = 62


def evenly_spaced(places: np.ndarray) -> tuple[int, tuple[int, ...]] | None:
    """Return offset and strides if places are evenly spaced along each axis, else None.

    >>> from micrograd_plus.arrays import np
    >>> evenly_spaced(np.array([[5, 7], [15, 17]]))
    (5, (10, 2))
    >>> evenly_spaced(np.array([1, 2, 4]))
    """
    offset = int(places.flat[0])
    strides = []
    expected = np.array(offset)
    for axis, size in enumerate(places.shape):
        step = 0
        if size > 1:
            second = [0] * places.ndim
            second[axis] = 1
            step = int(places[tuple(second)]) - offset
        strides.append(step)
        expected = expected[..., None] + step * np.arange(size)
    return (offset, tuple(strides)) if (expected == places).all() else None


def rectangle(columns: Sequence[np.ndarray]) -> tuple[int, ...]:
    """Return a shape in which every column of places is evenly spaced, if there is one.

    Where the same operands are used in turn, as by the parts of a mixture, a rectangle shows it.

    Arguments:
        columns: of equal length; what else an entry has along further axes stays as it is.

    >>> from micrograd_plus.arrays import np
    >>> rectangle([np.array([3, 3, 5, 5, 7, 7]), np.arange(6)])
    (3, 2)
    """
    count = len(columns[0])
    breaks = []
    for column in columns:
        steps = np.diff(column.reshape(count, -1)[:, 0])
        uneven = np.flatnonzero(steps != steps[:1])
        if len(uneven):
            breaks.append(int(uneven[0]) + 1)
    for width in dict.fromkeys(breaks):
        if count % width == 0 and 1 < width < count:
            dims = (count // width, width)
            shaped = [column.reshape(*dims, *column.shape[1:]) for column in columns]
            if all(evenly_spaced(places) for places in shaped):
                return dims
    return (count,)


def ends_of(sizes: np.ndarray) -> np.ndarray:
    """Return where each of several stretches begins, and where the last one ends.

    >>> from micrograd_plus.arrays import np
    >>> ends_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def counted(starts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the places in each stretch, counted from 0.

    Arguments:
        starts: where the stretches begin.
        owner: the stretch to which each place belongs.

    >>> from micrograd_plus.arrays import np
    >>> counted(np.array([0, 2]), np.array([0, 0, 1, 1, 1])).tolist()
    [0, 1, 0, 1, 2]
    """
    found: np.ndarray = np.arange(len(owner)) - starts[owner]
    return found


def followed(leads_to: np.ndarray) -> np.ndarray:
    """Return where one comes from each place in the end, from step to step.

    Arguments:
        leads_to: the place after each one; an end leads to itself.

    >>> from micrograd_plus.arrays import np
    >>> followed(np.array([0, 0, 1, 3, 2])).tolist()
    [0, 0, 0, 3, 0]
    """
    further = leads_to[leads_to]
    while (further != leads_to).any():
        leads_to, further = further, further[further]
    return leads_to


def distinct(rows: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Return where each distinct row stands first, and for each row which of these it is.

    Arguments:
        rows: of whole numbers (rows, columns).

    >>> from micrograd_plus.arrays import np
    >>> first, which = distinct(np.array([[1, 2], [3, 4], [1, 2]]))
    >>> first, which.tolist()
    ([0, 1], [0, 1, 0])
    """
    if not rows.size:
        return [0] * min(1, len(rows)), np.zeros(len(rows), np.int64)
    rows = rows - rows.min(axis=0)
    sizes = 1 + rows.max(axis=0)
    if np.log2(sizes).sum() < BITS:
        steps = np.cumprod(np.append(1, sizes[:0:-1]))[::-1]
        numbers = rows @ steps
    else:
        written, size = rows.tobytes(), rows.itemsize * rows.shape[1]
        known: dict[bytes, int] = {}
        pieces = [written[at : at + size] for at in range(0, len(written), size)]
        numbers = np.array([known.setdefault(piece, len(known)) for piece in pieces])
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    return first.tolist(), which
