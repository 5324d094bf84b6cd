"""The pages as axe-core sees them, and as they are on a phone: by day and by night."""

from pathlib import Path

import pytest

from micrograd_plus import Value, datasets, explain, tanh
from micrograd_plus.commands.page import drawing, page, picture, preformatted, scrolling, section
from micrograd_plus.nn import MLP
from viz import activations, draw_dot, film, player


def result():
    x, w = Value(2.0, label="x"), Value(-3.0, label="w")
    y = tanh(x * w + 6.88)
    y.backward()
    return y


def a_page(folder: Path) -> Path:
    """A page with all that the tour and reports are made of."""
    y = result()
    draw_dot(y, theme="flow").render(outfile=folder / "graph.svg", cleanup=True)
    svg = (folder / "graph.svg").read_text(encoding="utf-8")
    listing = preformatted(str(explain(y)) + "\n" + "wide " * 60)
    table = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>wide</td></tr></tbody></table>"
    parts = [
        '<nav aria-label="contents"><ul><li><a href="#one">one</a></li></ul></nav>',
        section("One", '<p id="one"></p>', f'<div class="beside">{listing}{listing}</div>'),
        section("Two", drawing("graph.svg", svg, "a graph"), picture(activations(), "curves")),
        section("Three", scrolling(table), explain(y).html()),
    ]
    path = folder / "page.html"
    path.write_text(page("A page", parts, width="84rem"), encoding="utf-8")
    return path


def a_player(folder: Path) -> Path:
    return player(result()).save(folder / "player.html")


def a_film(folder: Path) -> Path:
    X, y = datasets.moons(20, seed=0)
    watch = ["boundary", "gradients", "units"]
    film(MLP(2, [4, 1], seed=0).fit(X, y, "hinge", epochs=2, watch=watch), folder / "film.html")
    return folder / "film.html"


PAGES = {"page": a_page, "player": a_player, "film": a_film}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    pytest.importorskip("matplotlib")
    folder = tmp_path_factory.mktemp("pages")
    return {name: make(folder) for name, make in PAGES.items()}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_to_find(browser, pages, name, scheme, width):
    """axe-core finds nothing, and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    shown = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown.goto(pages[name].as_uri())
    found = axe.Axe().run(shown).response["violations"]
    widest = shown.evaluate("document.documentElement.scrollWidth")
    shown.close()
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert widest <= width


def test_a_picture_opens_large(browser, pages):
    """A click on a picture fills the window with it, and the way back is a link."""
    shown = browser.new_page(viewport={"width": 700, "height": 800})
    shown.goto(pages["page"].as_uri())
    image = shown.locator("figure img")
    assert image.bounding_box()["width"] < 660
    image.click()
    assert image.bounding_box()["width"] > 660
    shown.get_by_text("back to the page").click()
    assert image.bounding_box()["width"] < 660
    shown.close()
