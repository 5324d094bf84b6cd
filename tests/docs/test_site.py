"""The site as browsers show it: `pytest tests/docs/test_site.py --site OUT` after a build."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.common import DOCS
from tests.pages import quiet_pages
from tests.viz.conftest import browser as browser

# Pages of every kind; every page of prose is there.
PAGES = [
    *(path.relative_to(DOCS).with_suffix("").as_posix() for path in sorted(DOCS.rglob("*.md"))),
    "api/operations",
    "api/values",
    "gallery/first_steps/index",
    "gallery/first_steps/player",
    "gallery/networks/watch_training",
]


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    given = request.config.getoption("--site")
    if given is None:
        pytest.skip("no --site: a build takes minutes")
    return Path(given).resolve()


@pytest.fixture
def open_page(site: Path, browser: Any) -> Iterator[Any]:
    """Open a page of the site from its folder; it prints nothing and fetches nothing."""
    with quiet_pages(browser) as opened:
        yield lambda name, **settings: opened(f"{site.as_uri()}/{name}", **settings)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_to_find(open_page: Any, name: str, scheme: str, width: int) -> None:
    """axe-core finds nothing, and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    screen = {"width": width, "height": 900}
    page = open_page(f"{name}.html", viewport=screen, color_scheme=scheme)
    # Its preloading would fetch style sheets, which a page from a folder may not.
    found = axe.Axe().run(page, options={"preload": False}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_anchor_is_there(site: Path) -> None:
    """A link to a place on a page of the site leads there, also from a page of sources."""
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    places = {path: {*re.findall(r'\bid="([^"]+)"', text)} for path, text in texts.items()}
    dead = [
        (path.relative_to(site).as_posix(), link)
        for path, text in texts.items()
        for link in re.findall(r'href="([^":]+#[^"]+)"', text)
        if (to := (path.parent / link.split("#")[0]).resolve()) in places
        and link.split("#")[1] not in places[to]
    ]
    assert dead == []


@pytest.mark.parametrize("name", ["api/explanations", "api/networks", "api/tape"])
def test_a_link_to_a_source_is_within_its_signature(open_page: Any, name: str) -> None:
    page = open_page(f"{name}.html", viewport={"width": 360, "height": 900})
    outside = """[...document.querySelectorAll("dt .viewcode-link")].filter(link => {
        const low = link.closest("dt").getBoundingClientRect().bottom
        return link.getBoundingClientRect().bottom > low + 1
    }).length"""
    assert page.locator("dt .viewcode-link").count() > 5
    assert page.evaluate(outside) == 0


@pytest.mark.parametrize("width", [1280, 1440])
def test_code_of_100_columns_fits(open_page: Any, width: int) -> None:
    page = open_page("getting_started.html", viewport={"width": width, "height": 900})
    page.locator(".highlight pre").first.evaluate("pre => { pre.textContent = 'x'.repeat(100) }")
    wide = page.locator(".highlight pre").first
    assert wide.evaluate("pre => pre.scrollWidth <= pre.clientWidth")


def test_the_search_works_offline(open_page: Any) -> None:
    """From a folder, without a network: a name leads to where it is explained."""
    page = open_page("index.html")
    page.fill("input[name=q]", "logsumexp")
    page.press("input[name=q]", "Enter")
    link = page.locator("#search-results a", has_text="micrograd_plus.logsumexp").first
    link.wait_for(timeout=20_000)
    link.click()
    assert page.url.endswith("api/operations.html#micrograd_plus.logsumexp")


def test_the_switch_of_the_theme_names_the_scheme(open_page: Any) -> None:
    """Pictures follow the scheme of the page: light, dark, or that of the system."""
    page = open_page("index.html", color_scheme="light")
    scheme = "getComputedStyle(document.body).colorScheme"
    assert page.evaluate(scheme) == "light"
    for theme in ("dark", "light", "dark"):
        page.evaluate(f"document.body.dataset.theme = '{theme}'")
        assert page.evaluate(scheme) == theme
