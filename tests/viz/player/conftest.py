"""The programs of the player, run in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages import quiet_pages
from tests.viz.player.lab import lab_script
from viz.player_page import make_player


@pytest.fixture
def lab(browser: Any) -> Iterator[Any]:
    """A page whose `lab` holds what the programs declare."""
    page = browser.new_page()
    page.add_script_tag(content=lab_script())
    yield page
    page.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page of a result; nothing may be printed on its console or fetched."""
    with quiet_pages(browser) as open_address:

        def open_page(y: Any, address: str = "", **settings: Any) -> Any:
            made = y if hasattr(y, "page") else make_player(y)
            path = made.save(tmp_path / f"page{len(list(tmp_path.iterdir()))}.html")
            page = open_address(path.as_uri() + address, **settings)
            page.wait_for_selector("html[data-ready=yes]")
            return page

        yield open_page
