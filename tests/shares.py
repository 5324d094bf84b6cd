"""What a plain `pytest` leaves to `pytest --thorough`, and how it says so.

A run of everything takes minutes: it leaves out what opens pages in a browser or runs the lecture,
tests that are marked `thorough`, slow ones whose subject others test too, and most cases of a test
that has many.
What is asked for by name, a room, a file, a test or a word, runs whole.
"""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

# Of a test with more cases than these, one in so many runs day by day.
FEW, SHARE = 5, 6
# What opens pages in a browser, or runs the lecture, has one of these fixtures.
SLOW_FIXTURES = {"browser", "firefox", "lecture"}

LEFT_OUT = pytest.StashKey[list[int]]()


def is_everything(config: pytest.Config) -> bool:
    """Whether nothing is asked for by name."""
    if hasattr(config, "workerinput"):
        everything: bool = config.workerinput["everything"]
        return everything
    if config.option.keyword or config.option.markexpr:
        return False
    named = config.args_source == config.ArgsSource.ARGS
    places = {Path(argument).resolve() for argument in config.args}
    return not named or not {config.rootpath, config.rootpath / "tests"}.isdisjoint(places)


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what only --thorough runs."""
    config.stash[LEFT_OUT] = [0, len(items)]
    if config.getoption("--thorough") or not is_everything(config):
        return
    left = left_out(items)
    config.stash[LEFT_OUT] = [len(left), len(items)]
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The tests that a run of everything leaves out: the same ones each time."""
    cases: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    left = set()
    for name, alike in cases.items():
        # Another share for each test: between them they have every row of the table.
        start = zlib.crc32(name.encode()) % SHARE
        kept = set(alike[start::SHARE] if len(alike) > FEW else alike)
        left |= {item for item in alike if item not in kept or _is_slow(item)}
    return left


def _is_slow(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", [])
    return item.get_closest_marker("thorough") is not None or not SLOW_FIXTURES.isdisjoint(fixtures)


def said(left: int, of: int) -> str:
    """The line of the summary; empty where nothing was left out."""
    return f"{left} of {of} cases are run by --thorough alone" if left else ""
