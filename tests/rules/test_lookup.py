"""The rows of `take`: each chooses the value at its place, and knows what is a place."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from micrograd_plus.rules.expression import evaluate
from micrograd_plus.rules.lookup import LOOKUPS, lookup_row
from micrograd_plus.rules.on_arrays import ON_ARRAYS


@pytest.mark.parametrize("count", [*range(1, 18), 27, 100])
def test_each_place(count: int) -> None:
    """The value at the place, with a slope of 1 for it and 0 for all others."""
    row = lookup_row(count)
    given = {f"x{place}": float(10 + place) for place in range(count)}
    (inside,) = row.domain
    for place in range(count):
        numbers = given | {"index": float(place)}
        assert evaluate(row.forward, numbers, ON_ARRAYS) == 10 + place
        assert evaluate(inside, numbers, ON_ARRAYS)
        slopes = [evaluate(row.partial(slot + 1), numbers, ON_ARRAYS) for slot in range(count)]
        assert slopes == [float(slot == place) for slot in range(count)]
    assert row.partial(0) is None


@pytest.mark.parametrize("index", [-1.0, -0.5, 0.5, 2.999, 5.0, 5.5, 1e300, -math.inf, math.nan])
def test_what_is_no_place(index: float) -> None:
    """Of five values."""
    (inside,) = lookup_row(5).domain
    assert not evaluate(inside, {"index": index}, ON_ARRAYS)


def test_a_row_is_made_once() -> None:
    """Whoever asks first, and from however many threads."""
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda turn: lookup_row(150 + turn % 3), range(60)))
    assert len(set(rows)) == 3
    assert [LOOKUPS[row] for row in rows[:3]] == [150, 151, 152]
