"""What holds for every test."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from micrograd_plus.rules.table import TABLE


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Without Python's garbage collector, which looks through a million nodes again and again."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place for a model."""
    return tmp_path / "model.json"


@pytest.fixture(autouse=True)
def _table() -> Iterator[None]:
    """Rules that a test declares are gone after it."""
    before = dict(TABLE)
    yield
    TABLE.clear()
    TABLE.update(before)


def pytest_collection_finish() -> None:
    """Leave what was imported to itself: the garbage collector need not look at it each time.

    Nor need it look through a graph again whenever 700 nodes have been added.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
