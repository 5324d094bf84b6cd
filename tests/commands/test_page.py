"""A page in one file: plain text stays text, and figures are inside."""

import base64
import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from micrograd_plus.commands.page import (
    drawing,
    image,
    page,
    paragraph,
    picture,
    preformatted,
    section,
)

ODD = '<b>&"text"</b>'


def test_plain_text_is_no_markup() -> None:
    """Titles, paragraphs and listings may hold anything."""
    for made in (page(ODD, []), section(ODD), paragraph(ODD), preformatted(ODD)):
        assert "<b>" not in made
        assert "&lt;b&gt;&amp;" in made


def test_a_page_holds_its_sections_in_order_and_fetches_nothing() -> None:
    """As wide as asked, by day and by night."""
    text = page("title", [section("one", paragraph("a")), section("two")], width="70rem")
    assert text.index("<h2>one</h2>") < text.index("<p>a</p>") < text.index("<h2>two</h2>")
    assert "max-width: 70rem" in text
    assert "color-scheme: light dark" in text
    assert "http" not in text


def test_a_picture_is_inside_the_page() -> None:
    """As SVG, with what it shows in words; the same figure gives the same bytes."""
    figure = Figure()
    figure.subplots().plot([1, 2])
    made = picture(figure, "a <line>")
    (data,) = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", made)
    assert ElementTree.fromstring(base64.b64decode(data)).tag.endswith("svg")
    assert 'alt="a &lt;line&gt;"' in made
    assert b"<dc:date>" not in base64.b64decode(data)


def test_a_page_has_a_main_part_that_scrolls_by_keys() -> None:
    """What is read is in one `<main>`, and what may be wider than the page can have the focus."""
    text = page("title", [preformatted("wide " * 100)])
    assert text.index("<main>") < text.index("<h1>") < text.index("</main>")
    assert '<pre tabindex="0">' in text


def test_pictures_open_large() -> None:
    """One in a file by a link to it, one inside the page in its place; each has its words."""
    figure = Figure()
    figure.subplots().plot([1, 2])
    (name,) = re.findall('<figure id="([^"]*)">', picture(figure, "words"))
    assert f'href="#{name}"' in picture(figure, "words")
    for made in (image("a&b.png", ODD), drawing("a&b.svg", '<svg width="1000">', ODD)):
        assert 'href="a&amp;b.' in made
        assert "<b>" not in made
        assert made.count("&lt;b&gt;&amp;&quot;text&quot;") >= 2


def test_letters_of_a_drawing_can_be_read() -> None:
    """A drawing keeps most of its size on a narrow page, and scrolls there."""
    made = drawing("a.svg", '<svg xmlns="x" width="1000" height="5">', "words")
    assert "min-width: 720px" in made
    assert '<div class="wide" tabindex="0"><object' in made
    assert "min-width" not in drawing("a.svg", "<svg>", "words")
