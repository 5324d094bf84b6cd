"""Pages of sheets in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages import quiet_pages
from tests.viz.conftest import browser as browser


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page from a file; nothing may be printed on its console or fetched."""
    with quiet_pages(browser) as open_address:

        def open_page(text: str, **settings: Any) -> Any:
            path = tmp_path / f"page{len(list(tmp_path.iterdir()))}.html"
            path.write_text(text, encoding="utf-8")
            return open_address(path.as_uri(), **settings)

        yield open_page
