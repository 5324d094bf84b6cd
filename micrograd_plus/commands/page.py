"""A page in one file: text and figures, readable offline, by day and by night."""

import base64
import html
import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE = """
:root { color-scheme: light dark; --edge: #8886; --soft: #8881; }
body { font: 17px/1.55 system-ui, sans-serif; max-width: WIDTH; margin: 2rem auto;
       padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
pre { background: var(--soft); border: 1px solid var(--edge); border-radius: 6px;
      padding: .8rem; overflow-x: auto; font-size: 14px; line-height: 1.4; }
figure { margin: 1rem 0; background: #fff; color: #000; border: 1px solid var(--edge);
         border-radius: 6px; padding: .6rem; overflow-x: auto; text-align: center; }
figure.drawing { background: none; color: inherit; }
nav ul { columns: 14rem 4; } table { border-collapse: collapse; font-size: 14px; }
td, th { padding: .3rem .7rem; border-bottom: 1px solid var(--edge); text-align: left;
         vertical-align: top; }
figcaption { font-size: 14px; } img, object { max-width: 100%; height: auto; }
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
        f"<h1>{html.escape(title)}</h1>\n{body}\n</html>\n"
    )


def section(title: str, *parts: str) -> str:
    """Return parts, HTML, below a title, which is plain text."""
    return "\n".join([f"<h2>{html.escape(title)}</h2>", *parts])


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{html.escape(text)}</p>"


def preformatted(text: str) -> str:
    """Return plain text with its lines and columns."""
    return f"<pre>{html.escape(text)}</pre>"


def picture(figure: "Figure", caption: str) -> str:
    """Return a figure of matplotlib, inside the page, with what it shows in words."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box, which says enough.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    data = base64.b64encode(file.getvalue()).decode("ascii")
    words = html.escape(caption)
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{words}">'
        f"<figcaption>{words}</figcaption></figure>"
    )
