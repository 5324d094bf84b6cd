"""A page in one file: text and figures, readable offline, by day and by night."""

import base64
import html
import io
import re
import warnings
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# So much of its size a drawing keeps: letters of 10 pixels can be read, smaller ones cannot.
_LEAST = 0.72

_STYLE = """
:root { color-scheme: light dark; --edge: #8886; --soft: #8881;
        background: Canvas; color: CanvasText; }
body { font: 17px/1.55 system-ui, sans-serif; max-width: WIDTH; margin: 2rem auto;
       padding: 0 1rem; overflow-wrap: break-word; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
pre { background: var(--soft); border: 1px solid var(--edge); border-radius: 6px;
      padding: .8rem; overflow-x: auto; font-size: 14px; line-height: 1.4; }
figure { margin: 1rem 0; background: #fff; color: #000; border: 1px solid var(--edge);
         border-radius: 6px; padding: .6rem; text-align: center; color-scheme: light; }
figure.drawing { background: none; color: inherit; color-scheme: light dark; }
.wide { overflow-x: auto; }
nav ul { columns: 22rem 3; padding-left: 1.2rem; } nav li { break-inside: avoid; }
table { border-collapse: collapse; font-size: 14px; }
td, th { padding: .3rem .7rem; border-bottom: 1px solid var(--edge); text-align: left;
         vertical-align: top; }
figcaption { font-size: 14px; } img, object { max-width: 100%; height: auto; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
          gap: 0 1rem; } .beside > * { min-width: 0; }
.back { display: none; }
figure:target { position: fixed; inset: 0; margin: 0; overflow: auto; z-index: 1; }
figure:target img { max-width: none; min-width: 100%; } figure:target .back { display: block; }
@media print { pre { white-space: pre-wrap; } }
"""


def page(title: str, sections: list[str], width: str = "56rem") -> str:
    """Return a whole page.

    Arguments:
        title: plain text.
        sections: HTML.
        width: how wide the text runs at most, in CSS.
    """
    body, style = "\n".join(sections), _STYLE.replace("WIDTH", width)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n"
        f"<main>\n<h1>{html.escape(title)}</h1>\n{body}\n</main>\n</html>\n"
    )


def section(title: str, *parts: str) -> str:
    """Return parts, HTML, below a title, which is plain text."""
    return "\n".join([f"<h2>{html.escape(title)}</h2>", *parts])


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{html.escape(text)}</p>"


def preformatted(text: str) -> str:
    """Return plain text with its lines and columns, which scrolls by keys too where it is wide."""
    return f'<pre tabindex="0">{html.escape(text)}</pre>'


def scrolling(content: str) -> str:
    """Return HTML that scrolls by itself where it is wider than the page, by keys too."""
    return f'<div class="wide" tabindex="0">{content}</div>'


def drawing(source: str, svg: str, caption: str) -> str:
    """Return the drawing of a graph, whose letters can be read on any screen.

    Arguments:
        source: its file, seen from the page.
        svg: what is in the file.
        caption: what it shows, as plain text.
    """
    width = re.search(r'<svg [^>]*?width="([\d.]+)"', svg)
    least = f"min-width: {float(width[1]) * _LEAST:.0f}px" if width else ""
    place, words = html.escape(source), html.escape(caption)
    shown = (
        f'<object type="image/svg+xml" data="{place}" aria-label="{words}" '
        f'style="{least}">{words}</object>'
    )
    large = f'<figcaption>{words} (<a href="{place}">open it large</a>)</figcaption>'
    return f'<figure class="drawing">{scrolling(shown)}{large}</figure>'


def image(source: str, caption: str) -> str:
    """Return a picture in a file, as seen from the page, which opens large."""
    place, words = html.escape(source), html.escape(caption)
    return (
        f'<figure><a href="{place}"><img src="{place}" alt="{words}"></a>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def picture(figure: "Figure", caption: str) -> str:
    """Return a figure of matplotlib, inside the page, with its caption; it opens large."""
    file = io.BytesIO()
    import matplotlib

    # Without a salt the names inside of the picture are others each time.
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": "page"}):
        # A letter that the font lacks is drawn as a box, which says enough.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    data = base64.b64encode(file.getvalue()).decode("ascii")
    words, name = html.escape(caption), f"picture-{zlib.crc32(file.getvalue()):08x}"
    return (
        f'<figure id="{name}"><a class="back" href="#back-{name}">back to the page</a>'
        f'<a href="#{name}"><img src="data:image/svg+xml;base64,{data}" alt="{words}"></a>'
        f"<figcaption>{words}</figcaption></figure>"
    )
