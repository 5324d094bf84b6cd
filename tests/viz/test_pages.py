"""Pages put together from their parts."""

import base64
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.pages import quiet_pages
from viz.pages import asset, filled, packed


@pytest.mark.parametrize("folder", ["film", "player"])
def test_parts_are_found(folder: str) -> None:
    """Each page has its places."""
    page = asset(folder, "page.html")
    assert page.startswith("<!DOCTYPE html>")
    assert "{{style}}" in page


def test_what_is_put_in_is_no_place_again() -> None:
    """A title may look like a place; a place without a text is an error."""
    assert filled("{{a}} {{b}}", {"a": "{{b}}", "b": r"\1"}) == r"{{b}} \1"
    with pytest.raises(KeyError):
        filled("{{a}}", {})


def test_packing() -> None:
    """It comes back as it was."""
    content = bytes(range(256)) * 9
    assert zlib.decompress(base64.b64decode(packed(content))) == content
    assert len(packed(content)) < len(content)


@pytest.mark.parametrize("script", ["console.log(1)", "throw Error('no')", "fetch('http://a.b/')"])
def test_a_page_that_is_not_quiet_is_noticed(browser: Any, tmp_path: Path, script: str) -> None:
    """Or the tests of pages would find nothing."""
    page = tmp_path / "page.html"
    page.write_text(f"<script>{script}</script>")
    with pytest.raises(AssertionError), quiet_pages(browser) as open_page:
        open_page(page.as_uri())


def test_a_quiet_page_is_left_in_peace(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>here</p>")
    with quiet_pages(browser) as open_page:
        assert open_page(page.as_uri()).inner_text("p") == "here"
