"""What a plain `pytest` leaves to `pytest --thorough`, and how it says so.

Two marks name it: `thorough`, a test that is slow and whose subject others test too, and
`share(n)`, a test of many alike cases of which every nth is enough day by day.
"""

from collections import defaultdict
from collections.abc import Sequence

import pytest

LEFT_OUT = pytest.StashKey[list[int]]()


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what only --thorough runs; a test that is asked for by its name stays."""
    config.stash[LEFT_OUT] = [0, len(items)]
    if config.getoption("--thorough") or any("::" in argument for argument in config.args):
        return
    left = left_out(items)
    config.stash[LEFT_OUT] = [len(left), len(items)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=sorted(left, key=lambda item: item.nodeid))


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The tests that a plain run leaves out: the same ones each time."""
    cases: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    left = set()
    for item in items:
        if item.get_closest_marker("thorough"):
            left.add(item)
        elif item.get_closest_marker("share"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for alike in cases.values():
        left |= {item for place, item in enumerate(alike) if place % _step(item)}
    return left


def _step(item: pytest.Item) -> int:
    """One of how many cases stays."""
    mark = item.get_closest_marker("share")
    assert mark is not None
    (step,) = mark.args
    if not isinstance(step, int) or step < 2:
        raise ValueError(f"{item.nodeid} has share({step!r}); write share(3)")
    return step


def said(left: int, of: int) -> str:
    """The line of the summary; empty where nothing was left out."""
    return f"{left} of {of} cases are run by --thorough alone" if left else ""
