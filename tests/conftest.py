"""What holds for every test."""

import gc
import math
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.rules.table import TABLE
from micrograd_plus.tape.plan import Plan
from tests.shares import LEFT_OUT, is_everything, leave_out, said


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--native",
        action="store_true",
        help="let every tape run as machine code from its first call",
    )
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run every case: the slow ones too, and not a share of many that are alike",
    )
    parser.addoption("--site", metavar="FOLDER", help="look at the documentation built there")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """All tests run on every core where pytest-xdist is installed; `-n 0` keeps to one.

    A file stays on one core, with its fixtures. A room alone is quicker there too, since each
    core would collect it.
    """
    if hasattr(config, "workerinput") or not config.pluginmanager.hasplugin("xdist"):
        return
    options = config.option
    if is_everything(config) and options.numprocesses is None and not options.tx:
        options.numprocesses, options.dist = "auto", "loadfile"


def pytest_configure(config: pytest.Config) -> None:
    """With --native the tests of tapes and training are tests of machine code."""
    config.addinivalue_line("markers", "thorough: left to --thorough, since it is slow")
    if config.getoption("--native"):
        Plan.cost_of_compiling = 0.0  # type: ignore[assignment]
        # Half of the programs with care, half as they are compiled where less is to come.
        care: cached_property[float] = cached_property(
            lambda plan: 0.0 if plan.operations % 2 else math.inf
        )
        care.__set_name__(Plan, "cost_of_care")
        Plan.cost_of_care = care


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A plain run takes a share; each of several processes finds the same one."""
    leave_out(config, items)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each of several processes what was asked for."""
    node.workerinput["everything"] = is_everything(node.config)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process beside others tells the first what it has left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, [0, 0])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process leaves out the same, so that one of them is enough to know it."""
    if "left out" in getattr(node, "workeroutput", {}):
        node.config.stash[LEFT_OUT] = node.workeroutput["left out"]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how much was left out."""
    if line := said(*config.stash.get(LEFT_OUT, [0, 0])):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep for the next process is no business of the user's.

    Nor need each process that a test starts translate every file again, where the user keeps
    none of what Python has translated.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
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
