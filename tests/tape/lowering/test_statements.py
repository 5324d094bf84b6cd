"""Rows of whole numbers, each told from the others."""

import numpy as np
import pytest

from micrograd_plus.tape.lowering.statements import distinct


@pytest.mark.parametrize("largest", [2, 10**6, 10**17])
@pytest.mark.parametrize("width", [1, 3, 200])
def test_rows_are_told_apart(largest: int, width: int) -> None:
    """As one number where they fit into one, and as bytes where they do not."""
    draw = np.random.default_rng(0)
    some = draw.integers(-1, largest, (5, width))
    rows = some[draw.integers(0, len(some), 60)]
    first, which = distinct(rows)
    assert len(first) == len({tuple(row) for row in rows.tolist()})
    assert all((rows[first[number]] == row).all() for number, row in zip(which, rows, strict=True))
    assert all(which[at] == number for number, at in enumerate(first))


@pytest.mark.parametrize(("count", "width"), [(0, 3), (0, 0), (4, 0)])
def test_rows_of_nothing_are_one(count: int, width: int) -> None:
    first, which = distinct(np.zeros((count, width), np.int64))
    assert first == [0] * min(1, count)
    assert which.tolist() == [0] * count
