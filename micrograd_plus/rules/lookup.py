"""Rows that look a value up by its place: `take`, one row for each number of values.

A row has as many arguments as it has, and the language of rows knows no lists. So that of two
values is `where(index < 1, x0, x1)`, and every reader of rows can read it; longer ones halve the
values again and again.
"""

import threading
from collections.abc import Sequence

from .table import Rule, read_rule

# How many values each of these rows chooses among.
LOOKUPS: dict[Rule, int] = {}

_by_count: dict[int, Rule] = {}
_lock = threading.Lock()


def lookup_row(count: int) -> Rule:
    """Return the row that chooses among so many values; it is made once.

    >>> row = lookup_row(3)
    >>> row.text[2]
    'where(index < 2, where(index < 1, x0, x1), x2)'
    """
    with _lock:
        if count not in _by_count:
            row = _made(count)
            _by_count[count], LOOKUPS[row] = row, count
        return _by_count[count]


def _made(count: int) -> Rule:
    places = [str(place) for place in range(count)]
    names = [f"x{place}" for place in places]
    return read_rule(
        "take",
        " ".join(["index", *names]),
        _chosen(names),
        None,
        *[f"where(index == {place}, 1, 0)" for place in places],
        # True for the places themselves and for nothing else: no other number is the place that
        # the same choice leads to.
        domain=f"{_chosen(places)} == index",
        law="take routes",
    )


def _chosen(texts: Sequence[str]) -> str:
    """The formula that chooses one of some formulas by `index`."""
    level = list(enumerate(texts))
    while len(level) > 1:
        pairs = [level[start : start + 2] for start in range(0, len(level), 2)]
        level = [
            (pair[0][0], f"where(index < {pair[1][0]}, {pair[0][1]}, {pair[1][1]})")
            if len(pair) == 2
            else pair[0]
            for pair in pairs
        ]
    return level[0][1]
