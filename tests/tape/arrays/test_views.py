"""What the names of a program stand for: views that copy nothing, and temporaries."""

import numpy as np
import pytest

from micrograd_plus.tape.arrays.views import (
    Columns,
    Reshaped,
    Temporary,
    Turned,
    View,
    bind,
    contiguous,
)

ROWS = 4


@pytest.fixture
def space() -> dict[str, np.ndarray]:
    """The buffers of a program: rows by batch, and a vector."""
    return {"values": np.arange(40.0).reshape(10, ROWS), "shared": np.arange(10.0)}


def test_views_share_the_memory_of_their_buffer(space) -> None:
    """Rows of the batch, or numbers of the vector with an axis that stands for it."""
    rows = bind(View("values", 1, (2, 3), (4, 1)), space, ROWS)
    assert rows.tolist() == [space["values"][[1, 2, 3]].tolist(), space["values"][5:8].tolist()]
    assert np.shares_memory(rows, space["values"])
    assert bind(View("shared", 2, (3,), (2,)), space, ROWS).tolist() == [[2.0], [4.0], [6.0]]
    matrix = bind(View("shared", 0, (2, 2), (2, 1), matrix=True), space, ROWS)
    assert matrix.tolist() == [[0.0, 1.0], [2.0, 3.0]]


def test_other_names_in_another_form(space) -> None:
    """Temporaries have the size of the batch; the rest are views of a name that is bound."""
    space["t"] = bind(Temporary((2, 3), True, "float"), space, ROWS)
    assert space["t"].shape == (2, 3, ROWS)
    assert bind(Temporary((2,), False, "bool"), space, ROWS).shape == (2, 1)
    assert bind(Temporary((2, 2), False, "float", matrix=True), space, ROWS).shape == (2, 2)
    for spec, shape in (
        (Reshaped("t", (6,), True), (6, ROWS)),
        (Turned("t"), (2, ROWS, 3)),
        (Columns("t", 1, 3), (2, 2, ROWS)),
    ):
        bound = bind(spec, space, ROWS)
        assert bound.shape == shape
        assert np.shares_memory(bound, space["t"])


def test_rows_without_gaps_are_whole() -> None:
    """So that one line can do with all of them."""
    assert contiguous((2, 3, 4)) == (12, 4, 1)
    assert View("values", 5, (2, 3), (3, 1)).is_whole
    assert not View("values", 5, (2, 3), (4, 1)).is_whole
