"""Pages put together from their parts."""

import base64
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.imports import ROOT
from tests.pages import quiet_pages
from viz.pages import Page, asset, code_of, filled, packed, style_of


@pytest.mark.parametrize("folder", ["film", "player", "playground"])
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


def test_code_is_packed_without_what_is_for_readers() -> None:
    """What is known, the programs without comments and indents, and the call that begins."""
    code = code_of("const A = 1;", ["// a comment\nfunction begin() {\n  A;\n}\n"])
    assert zlib.decompress(base64.b64decode(code)).decode() == (
        '"use strict";\n(() => {\nconst A = 1;\nfunction begin() {\nA;\n}\nbegin();\n})();'
    )
    assert style_of("a {\n  color: red;\n}") == "a {\ncolor: red;\n}"


def test_a_page_is_saved_whole(tmp_path: Path) -> None:
    """Its file holds its text, and it tells its title."""
    page = Page("a < b", "<p>here</p>")
    path = page.save(tmp_path / "page.html")
    assert path.read_text(encoding="utf-8") == "<p>here</p>"
    assert repr(page) == "Page('a < b', 11 characters)"


def test_the_player_needs_no_numpy() -> None:
    """A page of a graph is made without arrays; one that trains says what is missing."""
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "import viz\n"
        "from micrograd_plus import Value\n"
        "a = Value(2.0)\n"
        "print(viz.player(a * a).title)\n"
        "try:\n"
        "    viz.playground()\n"
        "except ImportError as error:\n"
        "    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    first, second = done.stdout.splitlines()
    assert first == "The gradient of v2"
    assert "need numpy: pip install numpy" in second


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
