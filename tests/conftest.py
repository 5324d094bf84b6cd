"""What holds for every test."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from micrograd_plus.rules.table import TABLE
from micrograd_plus.tape.plan import Plan


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--native",
        action="store_true",
        help="let every tape run as machine code from its first call",
    )
    parser.addoption("--site", metavar="FOLDER", help="look at the documentation built there")


def pytest_configure(config: pytest.Config) -> None:
    """With --native the tests of tapes and training are tests of machine code."""
    if config.getoption("--native"):
        Plan.cost_of_compiling = 0.0  # type: ignore[assignment]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep for the next process is no business of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


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
