"""Places that are evenly spaced, in a line or in a rectangle; where they lead; equal rows."""

import numpy as np
import pytest

from micrograd_plus.tape.places import distinct, evenly_spaced, followed, rectangle


@pytest.mark.parametrize(
    "places",
    [[3], [1, 2, 3], [7, 5, 3], [4, 4, 4], [[5, 7], [15, 17]], [[0, 1, 2], [10, 11, 12]], [[9]]],
)
def test_evenly_spaced_places_are_an_offset_and_steps(places) -> None:
    """From which the same places can be made again."""
    found = evenly_spaced(np.array(places))
    assert found is not None
    offset, strides = found
    grid = np.indices(np.shape(places))
    again = offset + sum(step * axis for step, axis in zip(strides, grid, strict=True))
    assert np.array_equal(again, places)


@pytest.mark.parametrize("places", [[1, 2, 4], [[0, 1], [2, 4]], [[0, 1], [5, 7]]])
def test_other_places_are_none(places) -> None:
    """They have to be gathered."""
    assert evenly_spaced(np.array(places)) is None


def test_rectangles() -> None:
    """Found where every column steps evenly in it; else all stand in one line."""
    inner, outer = np.arange(8), np.repeat([4, 7, 10, 13], 2)
    assert rectangle([inner]) == (8,)
    assert rectangle([outer, inner]) == (4, 2)
    assert rectangle([np.tile([9, 3], 4), inner]) == (4, 2)
    assert rectangle([outer, np.array([0, 1, 2, 3, 9, 5, 6, 7])]) == (8,)
    assert rectangle([np.array([1, 5, 2])]) == (3,)
    assert rectangle([np.array([3])]) == (1,)


def test_rectangles_of_columns_with_further_axes() -> None:
    """Each entry may have several places, which step evenly by themselves."""
    table = np.add.outer(np.repeat([0, 100, 200], 2), [0, 5])
    assert rectangle([table, np.tile([1, 2], 3)]) == (3, 2)
    uneven = table.copy()
    uneven[4, 1] += 1
    assert rectangle([uneven, np.tile([1, 2], 3)]) == (6,)


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_places_are_followed_to_their_end(count: int) -> None:
    """As one would by going from each to the next."""
    draw = np.random.default_rng(count)
    leads_to = np.array([draw.integers(0, place + 1) for place in range(count)], np.int64)
    before = leads_to.copy()
    expected = []
    for place in range(count):
        while leads_to[place] != place:
            place = leads_to[place]
        expected.append(place)
    assert followed(leads_to).tolist() == expected
    assert (leads_to == before).all()


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


def test_a_row_may_be_long() -> None:
    """As that of the gradient of a weight that every step of a long chain uses."""
    rows = np.zeros((2, 300_000), np.int64)
    assert distinct(rows)[0] == [0]
    rows[1, -1] = 1
    assert sorted(distinct(rows)[0]) == [0, 1]
