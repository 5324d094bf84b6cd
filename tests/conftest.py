"""What holds for every test."""

from collections.abc import Iterator

import pytest

from micrograd_plus.rules import TABLE


@pytest.fixture(autouse=True)
def _table() -> Iterator[None]:
    """Rules that a test declares are gone after it."""
    before = dict(TABLE)
    yield
    TABLE.clear()
    TABLE.update(before)
