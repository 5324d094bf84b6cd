"""An SVG made fit for a page: ids, titles, and its colours by day and by night."""

import base64
import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from micrograd_plus import Value, tanh
from micrograd_plus.nn import Neuron
from tests.viz.graphs import product
from viz import draw_dot
from viz.style import MARK, SHADE, THEMES
from viz.svg import DARK, PAPER, in_cell, tidy

NIGHT = "@supports (color: light-dark(red, red)) {"
BACKGROUND, INK = DARK["white"], DARK["black"]
SVG = "{http://www.w3.org/2000/svg}"


def result():
    x = Value(2.0, label="x")
    y = Neuron(2, activation="tanh", seed=0)([x, x]) * 0.1 - x
    y.label = "y"
    y.backward()
    return y


def picture(content, kind="graph"):
    """A picture as Graphviz makes it."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    page = '<polygon fill="white" stroke="none" points="0,0 9,9"/>'
    return f'{start}<g class="{kind}">{page}{content}</g></svg>'.encode()


def style_of(text):
    return ElementTree.fromstring(text).find(f"{SVG}style").text


def test_svg_is_well_formed():
    """An SVG parses, has a viewBox and its own size, and shrinks inside a page."""
    root = ElementTree.fromstring(draw_dot(product()).pipe())
    assert root.tag == f"{SVG}svg"
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    # In pixels, which need no resolution.
    assert float(root.attrib["width"]) == pytest.approx(width * 4 / 3, abs=1)
    assert float(root.attrib["height"]) == pytest.approx(height * 4 / 3, abs=1)
    style = root.find(f"{SVG}style").text
    assert style.startswith(f"#{root.attrib['id']}:not(:root) {{ max-width: 100%; height: auto; }}")


def test_svg_titles():
    """Hovering over a box or an edge shows names and full numbers: each has one title."""
    root = ElementTree.fromstring(draw_dot(product(), theme="flow").pipe())
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") in ("node", "edge")]
    titles = [[title.text for title in group.iter(f"{SVG}title")] for group in groups]
    assert sorted(titles) == sorted(
        [
            ["a\ndata = 2.0\ngrad = -3.0"],
            ["b\ndata = -3.0\ngrad = 2.0"],
            ["y = a * b\ndata = -6.0\ngrad = 1.0"],
            ["y = a * b"],
            ["y = a * b"],
            ["a → y, operand 1 of 2\ngradient that flows back here = -3.0"],
            ["b → y, operand 2 of 2\ngradient that flows back here = 2.0"],
        ]
    )
    assert not list(root.iter(f"{SVG}a"))


def test_titles_of_what_is_left_out():
    """The mark of a cut and the line to it say what is missing, not what Graphviz calls them."""
    y = product()
    root = ElementTree.fromstring(draw_dot(-y * 2.0, focus=y, around=0).pipe())
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert titles.count("2 operands not drawn here") == titles.count("1 use not drawn here") == 2


def test_svg_ids_are_unlike():
    """Pictures in one page share no id, even two of the same graph."""
    drawing = draw_dot(product())
    page = "".join(drawing.inline_svg() for _ in range(2))
    page += draw_dot(tanh(Value(1.0))).inline_svg()
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) > 20
    assert all(re.fullmatch(r"g[0-9a-f]{8}-\d+-\w+", name) for name in ids)


def test_picture_that_cannot_be_parsed():
    """What is no XML is passed on as it came, without a prolog of its own."""
    assert tidy(b"<svg>\x07", "g-") == "<svg>\x07"
    assert tidy(b"<?xml?>\n<!DOCTYPE svg>\n<svg>&x", "g-") == "<svg>&x"


def test_title_of_older_versions():
    """The name that older versions give to a graph without one is not shown."""
    old = b'<svg viewBox="0 0 1 1"><g class="graph"><title>%3</title></g></svg>'
    assert "title" not in tidy(old, "g-")


def test_nodes_added_by_hand():
    """A drawing takes more nodes, as any Digraph does, and links keep working."""
    drawing = draw_dot(product())
    drawing.node("mine", "note", URL="https://example.org/?a=1")
    drawing.attr(fillcolor="red:blue", bgcolor="white:grey")
    text = drawing.pipe(encoding="utf-8")
    assert 'xlink:href="https://example.org/?a=1"' in text
    (name,) = re.findall(r"url\(#([^)]*)\)", text)
    assert f'id="{name}"' in text


def luminance(colour):
    """As the WCAG define it: https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_right():
    """Black on white has the highest contrast there is, a colour on itself none."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#D55E00", "#D55E00") == 1


@pytest.mark.parametrize("light", sorted(set(DARK) - {"white", SHADE, MARK}))
def test_colours_of_the_night_can_be_read(light):
    """Each ink stands out from every background of a dark picture, as text has to."""
    assert contrast(DARK[light], BACKGROUND) >= 4.5
    assert contrast(DARK[light], DARK[SHADE]) >= 4.5
    assert contrast(DARK[light], DARK[MARK]) >= 4.5


def test_colours_of_the_night_are_unlike():
    """No two colours become one."""
    assert len(set(DARK.values())) == len(DARK)
    assert luminance(BACKGROUND) < luminance(DARK[SHADE]) < 0.05


@pytest.mark.parametrize("level", ["operation", "neuron"])
@pytest.mark.parametrize("theme", sorted(set(THEMES) - {PAPER}))
def test_every_theme_has_a_night(theme, level):
    """Whatever colour a theme draws with, it has a counterpart, and each rule is for one id."""
    text = draw_dot(result(), theme=theme, level=level).pipe(encoding="utf-8")
    name = ElementTree.fromstring(text).get("id")
    first, alone, notebook, night, *rules, last = style_of(text).splitlines()
    assert first == f"#{name}:not(:root) {{ max-width: 100%; height: auto; }}"
    assert alone == f"#{name}:root {{ color-scheme: light dark; }}"
    assert notebook == f"[data-jp-theme-light=false] #{name} {{ color-scheme: dark; }}"
    assert (night, last) == (NIGHT, "}")
    assert all(rule.startswith(f"#{name}") for rule in rules)
    assert f"#{name} [fill='white'] {{ fill: light-dark(white, {BACKGROUND}); }}" in rules
    assert f"#{name} text:not([fill]) {{ fill: light-dark(black, {INK}); }}" in rules
    drawn = set(re.findall(r' ((?:fill|stroke)="[^"]+")', text)) - {'fill="none"', 'stroke="none"'}
    ruled = set(re.findall(r"\[((?:fill|stroke)='[^']+')\]", "".join(rules)))
    assert {pair.replace('"', "'") for pair in drawn if "transparent" not in pair} == ruled


def test_inside_a_page():
    """A picture inside of a page, or an image of it there, says nothing about the page itself."""
    drawing = draw_dot(result())
    assert ":root {" in drawing.pipe(encoding="utf-8")
    assert "color-scheme: light dark" not in drawing.inline_svg()
    assert "background" not in drawing.inline_svg()


def test_paper_stays_white():
    """The theme for paper is black on white, day and night."""
    assert NIGHT not in draw_dot(result(), theme=PAPER).inline_svg()


@pytest.mark.parametrize(
    ("content", "kind", "dark"),
    [
        ('<text>a</text><path fill="none" stroke="black"/>', "graph", True),
        ('<text fill="#0072B2">a</text><text fill="#0072b2">b</text>', "graph", True),
        ('<path fill="transparent" stroke="transparent"/>', "graph", True),
        ('<g class="node print"><path stroke="black"/></g>', "graph", True),
        ("<text>a</text>", "graph print", False),
        ('<ellipse fill="yellow" stroke="black"/>', "graph", False),
        ('<path stroke="#123456"/>', "graph", False),
        ('<polygon fill="url(#l_0)"/>', "graph", False),
    ],
)
def test_what_is_darkened(content, kind, dark):
    """A picture is dark by night if all its colours have a counterpart, and is not for paper."""
    assert (NIGHT in style_of(tidy(picture(content, kind), "g-"))) is dark


def test_colours_are_found_as_they_are_written():
    """Graphviz writes one colour in small letters, a label in large ones: both have their rule."""
    drawn = '<text fill="#0072B2">a</text><path stroke="#0072b2"/>'
    rules = style_of(tidy(picture(drawn), "g-")).splitlines()
    blue = DARK["#0072B2"]
    assert f"#g-svg [fill='#0072B2'] {{ fill: light-dark(#0072B2, {blue}); }}" in rules
    assert f"#g-svg [stroke='#0072b2'] {{ stroke: light-dark(#0072b2, {blue}); }}" in rules


def test_style_survives_a_page():
    """No character of the rules is escaped, so that XML and HTML read them alike."""
    text = tidy(picture('<text fill="black">a</text>'), "g-")
    (style,) = re.findall("<style>(.*)</style>", text, flags=re.DOTALL)
    assert style == style_of(text)


def test_fonts():
    """The layout is told one font; the picture names more, the next one with the same widths."""
    drawing = draw_dot(result())
    assert set(re.findall(r'fontname="?([^"\n\]]*)"', drawing.source)) == {"DejaVu Sans"}
    families = re.findall(r'font-family="([^"]*)"', drawing.inline_svg())
    assert set(families) == {"DejaVu Sans,Verdana,sans-serif"}


# What a page says of itself, what the reader's system asks for, and which of them counts.
PAGES = [
    ("", "dark", "light"),
    ("<meta name=color-scheme content='light dark'>", "light", "light"),
    ("<meta name=color-scheme content='light dark'>", "dark", "dark"),
    ("<style>:root { color-scheme: dark; }</style>", "light", "dark"),
    ("<body data-jp-theme-light=false>", "light", "dark"),
    ("<body data-jp-theme-light=true>", "dark", "light"),
]


@pytest.mark.parametrize(("head", "scheme", "shown"), PAGES)
def test_in_a_browser(browser, head, scheme, shown):
    """A picture has the colours of the page around it, and one for paper has its own."""
    drawn = draw_dot(result(), theme="flow").inline_svg()
    paper = draw_dot(result(), theme=PAPER).inline_svg()
    page = browser.new_page(color_scheme=scheme)
    page.set_content(f"<!doctype html>{head}<section>{drawn}</section><main>{paper}</main>")
    script = "s => getComputedStyle(document.querySelector(s)).fill"
    found = [
        page.evaluate(script, f"{place} {kind}")
        for place in ("section", "main")
        for kind in ("polygon", "text:not([fill])")
    ]
    page.close()
    white, black = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
    night = [f"rgb{tuple(bytes.fromhex(colour[1:]))}" for colour in (BACKGROUND, INK)]
    assert found == [*(night if shown == "dark" else [white, black]), white, black]


@pytest.mark.parametrize(("head", "scheme", "shown"), PAGES[1:4])
def test_as_an_image(browser, head, scheme, shown):
    """An image takes the colours of a page that says which it has."""
    data = base64.b64encode(draw_dot(result()).pipe()).decode()
    page = browser.new_page(color_scheme=scheme)
    page.set_content(f"<!doctype html>{head}<img src='data:image/svg+xml;base64,{data}'>")
    corner = page.locator("img").screenshot()
    page.close()
    red, *_ = Image.open(io.BytesIO(corner)).convert("RGB").getpixel((2, 2))
    assert (red < 128) is (shown == "dark")


def shown_in_cell(browser, content, scheme="dark"):
    page = browser.new_page(color_scheme=scheme)
    page.set_content(f"<!doctype html><body>{content}</body>")
    return page


def test_trusted_cell(browser):
    """In a trusted cell the picture is alive: it has its titles, and no letter is spoilt."""
    x = Value(2.0, label="α漢🙂")
    page = shown_in_cell(browser, draw_dot(x * 3.0).in_cell())
    assert page.locator("img").count() == 0
    assert page.locator("svg").count() == 1
    titles = page.locator("svg title").all_text_contents()
    page.close()
    assert "α漢🙂\ndata = 2.0\ngrad: not reached yet" in titles


def test_cell_that_is_not_trusted(browser):
    """Where scripts are taken out the image stays, with its words, as white as the notebook."""
    cell = in_cell(draw_dot(result()).inline_svg(), 'y < "z"')
    stripped = re.sub("<script>.*</script>", "", cell)
    assert "<svg" not in stripped
    page = shown_in_cell(browser, stripped)
    image = page.locator("img")
    assert image.get_attribute("alt") == 'y < "z"'
    corner = Image.open(io.BytesIO(image.screenshot())).convert("RGB")
    page.close()
    assert corner.getpixel((2, 2)) == (255, 255, 255)
    assert min(corner.convert("L").getextrema()) < 64
