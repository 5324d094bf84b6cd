"""The playground and its programs, run in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages import quiet_pages
from tests.viz.playground.lab import lab_script
from viz.playground_page import Playground, playground


@pytest.fixture(scope="package")
def lab(browser: Any) -> Iterator[Any]:
    """A page whose `lab` holds what the programs declare."""
    page = browser.new_page()
    page.add_script_tag(content=lab_script())
    yield page
    page.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a playground; nothing may be printed on its console or fetched."""
    with quiet_pages(browser) as open_address:

        def open_page(made: Playground | None = None, link: str = "", **settings: Any) -> Any:
            path = (made or playground()).save(tmp_path / f"{len(list(tmp_path.iterdir()))}.html")
            page = open_address(path.as_uri() + link, **settings)
            page.wait_for_selector("html[data-ready=yes]")
            return page

        yield open_page
