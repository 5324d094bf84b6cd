"""An SVG from Graphviz made fit for a page that holds many: ids, titles, width."""

from xml.dom import minidom
from xml.parsers.expat import ExpatError

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tidy(picture: bytes, prefix: str) -> str:
    """Return the bare `<svg>` element, to be saved or put into a page.

    Every id gets the prefix, a node's `<title>` is its tooltip instead of the name that Graphviz
    knows it by, and inside a page the picture shrinks to the width that there is.

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
    _fit_page(document, root, f"{prefix}svg")
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


def _fit_page(document: minidom.Document, root: minidom.Element, name: str) -> None:
    """Let the picture shrink inside a page; opened by itself it keeps its size, to be scrolled."""
    root.setAttribute("id", name)
    style = document.createElement("style")
    rule = f"#{name}:not(:root) {{ max-width: 100%; height: auto; }}"
    style.appendChild(document.createTextNode(rule))
    root.insertBefore(style, root.firstChild)


def _parent(element: minidom.Element) -> minidom.Element:
    parent = element.parentNode
    assert isinstance(parent, minidom.Element)
    return parent


def _text_of(element: minidom.Element) -> str:
    return "".join(child.data for child in element.childNodes if isinstance(child, minidom.Text))
