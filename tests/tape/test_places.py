"""Places that are evenly spaced along each axis, in a line or in a rectangle."""

import numpy as np
import pytest

from micrograd_plus.tape.places import evenly_spaced, rectangle


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
