"""Pages put together from their parts."""

import base64
import zlib

import pytest

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
