"""Every test of what a tape computes runs with both of its programs."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import record
from micrograd_plus.tape import Tape
from tests.tape.helpers import assert_agrees

Taping = Callable[..., Tape]


@pytest.fixture(params=[True, False], ids=["arrays", "scalars"])
def taped(request: pytest.FixtureRequest) -> Taping:
    """`record`, for tapes that are bound to one of the two programs."""

    def make(f: Callable[..., Any], *example_row: Any) -> Tape:
        tape = record(f, *example_row)
        tape.plan.by_arrays = lambda rows: request.param  # type: ignore[method-assign]
        return tape

    return make


@pytest.fixture
def agrees(taped: Taping) -> Callable[..., None]:
    """Record a function with the first of some rows, and compare a replay of all of them."""

    def check(f: Callable[..., Any], rows: list[Any]) -> None:
        assert_agrees(taped(f, *rows[0]), f, rows)

    return check
