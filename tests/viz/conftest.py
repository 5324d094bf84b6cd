"""A browser for pages, and machines without Graphviz."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


# For no longer than the tests of this folder: as long as it is open, playwright keeps an event loop
# running, which tests that need one of their own cannot bear.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """A headless Chromium: that of the machine, or the one that playwright has installed."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with api.sync_playwright() as playwright:
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("there is no Chromium: python -m playwright install chromium")
        # As root there is no sandbox.
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def no_dot(monkeypatch, tmp_path):
    """A machine without the program dot."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_wheel(monkeypatch):
    """A machine without pygraphviz."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
