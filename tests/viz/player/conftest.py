"""The programs of the player, run in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.viz.player.lab import lab_script


@pytest.fixture
def lab(browser: Any) -> Iterator[Any]:
    """A page whose `lab` holds what the programs declare."""
    page = browser.new_page()
    page.add_script_tag(content=lab_script())
    yield page
    page.close()
