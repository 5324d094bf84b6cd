"""An SVG from Graphviz made fit for a page that holds many: ids, titles, width, night."""

from xml.dom import minidom
from xml.parsers.expat import ExpatError

from .style import BLUE, GREEN, GREY, MARK, ORANGE, RED, SHADE

# What each colour becomes for a reader who has chosen dark pages: the same hue, as easy to read.
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

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tidy(picture: bytes, prefix: str) -> str:
    """Return the bare `<svg>` element, to be saved or put into a page.

    Every id gets the prefix, a node's `<title>` is its tooltip instead of the name that Graphviz
    knows it by, inside a page the picture shrinks to the width that there is, and it is dark for a
    reader who has chosen dark pages.

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
    name = f"{prefix}svg"
    root.setAttribute("id", name)
    style = document.createElement("style")
    style.appendChild(document.createTextNode("\n".join([_fitting(name), *_darkening(root, name)])))
    root.insertBefore(style, root.firstChild)
    return str(root.toxml()) + "\n"


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
    # Opened by itself, a picture is darkened to the edges of the window.
    rules = {
        f":root {{ background: {counterparts['white']}; }}",
        f" text:not([fill]) {{ fill: {counterparts['black']}; }}",
    }
    for element in elements:
        for attribute in ("fill", "stroke"):
            colour = element.getAttribute(attribute)
            if colour in ("", "none", "transparent"):
                continue
            if colour.lower() not in counterparts:
                return []
            dark = counterparts[colour.lower()]
            rules.add(f" [{attribute}='{colour}'] {{ {attribute}: {dark}; }}")
    scoped = [f"#{name}{rule}" for rule in sorted(rules)]
    return ["@media (prefers-color-scheme: dark) {", *scoped, "}"]


def _parent(element: minidom.Element) -> minidom.Element:
    parent = element.parentNode
    assert isinstance(parent, minidom.Element)
    return parent


def _text_of(element: minidom.Element) -> str:
    return "".join(child.data for child in element.childNodes if isinstance(child, minidom.Text))
