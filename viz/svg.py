"""An SVG from Graphviz made fit for a page that holds many: ids, titles, width, fonts, night."""

import base64
import html
import re
import zlib
from collections.abc import Mapping
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from .style import BLUE, FALLBACKS, FONT, GREEN, GREY, MARK, ORANGE, RED, SHADE

# What each colour becomes on a dark page: the same hue, as easy to read.
DARK = {
    "white": "#161616",
    SHADE: "#2B2B2B",
    MARK: "#403600",
    "black": "#EDEDED",
    GREY: "#A6A6A6",
    BLUE: "#5BB5EE",
    ORANGE: "#FF9248",
    GREEN: "#3CC795",
    RED: "#FF8A80",
}

# The class of a graph that is meant for paper.
PAPER = "print"

# Pixels of a page to a point of Graphviz.
_PIXELS = 96 / 72

# JupyterLab tells its own pages that they are dark by this, not by their colour scheme.
_DARK_NOTEBOOK = "[data-jp-theme-light=false]"

# What counts for a picture that is a file by itself.
_ALONE = re.compile(r"#[\w-]+:root \{[^}]*\}\n")

# Where a notebook is trusted, the image gives way to the picture itself, which shows its titles.
_LIVE = (
    '<script>document.querySelectorAll("img.{name}").forEach(image => '
    '{{ image.outerHTML = atob(image.src.split(",")[1]); }});</script>'
)

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tidy(picture: bytes, prefix: str) -> str:
    """Return the bare `<svg>` element, to be saved or put into a page.

    Every id gets the prefix, a node's `<title>` is its tooltip instead of the name that Graphviz
    knows it by, inside a page the picture shrinks to the width that there is, and it is dark where
    the page is. Every reader of SVG understands what it is without the rules for that: colours are
    plain attributes, and sizes are pixels, as points need a resolution that not everyone has.

    Arguments:
        picture: what Graphviz made.
        prefix: different for each picture of a page; it begins with a letter.
    """
    try:
        document = minidom.parseString(picture)
    except ExpatError:
        # Text that XML cannot hold, from a node that was added by hand: as Graphviz made it.
        text = picture.decode("utf-8", "replace")
        return text[max(0, text.find("<svg")) :]
    root = document.documentElement
    assert root is not None
    for link in root.getElementsByTagName("a"):
        if not link.hasAttribute("xlink:href"):
            _move_tooltip(document, link)
    for title in root.getElementsByTagName("title"):
        # Older versions call a graph without a name %3.
        if _text_of(title).startswith("%") and _parent(title).getAttribute("class") == "graph":
            _parent(title).removeChild(title)
    for element in root.getElementsByTagName("*"):
        _prefix_ids(element, prefix)
        if element.getAttribute("font-family") == FONT:
            element.setAttribute("font-family", f"{FONT},{FALLBACKS}")
    for side in ("width", "height"):
        _in_pixels(root, side)
    name = f"{prefix}svg"
    root.setAttribute("id", name)
    root.setAttribute("role", "img")
    root.setAttribute("aria-label", "computation graph")
    style = document.createElement("style")
    style.appendChild(document.createTextNode("\n".join([_fitting(name), *_darkening(root, name)])))
    root.insertBefore(style, root.firstChild)
    return str(root.toxml()) + "\n"


def inside(picture: str) -> str:
    """Return a picture as a part of a page, which alone decides whether it is day or night."""
    return _ALONE.sub("", picture.removeprefix(PROLOG))


def in_cell(picture: str, words: str) -> str:
    """Return HTML that shows a picture in a notebook, whoever has run it.

    A notebook from somebody else is not trusted: JupyterLab takes `<svg>` and scripts out of it,
    and leaves images.

    Arguments:
        picture: a bare `<svg>` element.
        words: what it shows, as plain text.
    """
    name = f"micrograd-{zlib.crc32(picture.encode()):08x}"
    # The script knows letters of ASCII only.
    data = base64.b64encode(picture.encode("ascii", "xmlcharrefreplace")).decode()
    image = (
        f'<img class="{name}" alt="{html.escape(words)}" style="max-width: 100%; height: auto;" '
        f'src="data:image/svg+xml;base64,{data}"/>'
    )
    return image + _LIVE.format(name=name)


def _move_tooltip(document: minidom.Document, link: minidom.Element) -> None:
    """Make the tooltip the title of its node: a browser shows the innermost title."""
    holder = _parent(link)
    group = _parent(holder)
    for title in group.getElementsByTagName("title"):
        # The label of an edge carries the same tooltip once more.
        if not holder.getAttribute("id").endswith("-label"):
            while title.firstChild is not None:
                title.removeChild(title.firstChild)
            title.appendChild(document.createTextNode(link.getAttribute("xlink:title")))
    for child in list(link.childNodes):
        group.insertBefore(child, holder)
    group.removeChild(holder)


def _prefix_ids(element: minidom.Element, prefix: str) -> None:
    if element.hasAttribute("id"):
        element.setAttribute("id", prefix + element.getAttribute("id"))
    for name, value in list(element.attributes.items()):
        if value.startswith("url(#"):
            element.setAttribute(name, value.replace("url(#", f"url(#{prefix}", 1))


def _in_pixels(root: minidom.Element, side: str) -> None:
    points = root.getAttribute(side)
    if points.endswith("pt"):
        root.setAttribute(side, f"{float(points.removesuffix('pt')) * _PIXELS:g}")


def _fitting(name: str) -> str:
    """Let the picture shrink inside a page; opened by itself it keeps its size, to be scrolled."""
    return f"#{name}:not(:root) {{ max-width: 100%; height: auto; }}"


def _darkening(root: minidom.Element, name: str) -> list[str]:
    """The rules that make a picture dark; none for paper, or a colour that has no counterpart.

    Such a colour was chosen by hand, as was what stands on it: they are left as they are together.
    """
    elements = root.getElementsByTagName("*")
    if any({"graph", PAPER} <= set(element.getAttribute("class").split()) for element in elements):
        return []
    counterparts = {light.lower(): dark for light, dark in DARK.items()}
    rules = {f" text:not([fill]) {{ fill: {_either('black', counterparts)}; }}"}
    for element in elements:
        for attribute in ("fill", "stroke"):
            colour = element.getAttribute(attribute)
            if colour in ("", "none", "transparent"):
                continue
            if colour.lower() not in counterparts:
                return []
            both = _either(colour, counterparts)
            rules.add(f" [{attribute}='{colour}'] {{ {attribute}: {both}; }}")
    # Opened by itself, a picture asks the reader's system, and is dark to the edges of the window.
    rules.add(f":root {{ background: {_either('white', counterparts)}; }}")
    return [
        f"#{name}:root {{ color-scheme: light dark; }}",
        f"{_DARK_NOTEBOOK} #{name} {{ color-scheme: dark; }}",
        "@supports (color: light-dark(red, red)) {",
        *(f"#{name}{rule}" for rule in sorted(rules)),
        "}",
    ]


def _either(colour: str, counterparts: Mapping[str, str]) -> str:
    """A colour by day and by night; the page around the picture chooses."""
    return f"light-dark({colour}, {counterparts[colour.lower()]})"


def _parent(element: minidom.Element) -> minidom.Element:
    parent = element.parentNode
    assert isinstance(parent, minidom.Element)
    return parent


def _text_of(element: minidom.Element) -> str:
    return "".join(child.data for child in element.childNodes if isinstance(child, minidom.Text))
