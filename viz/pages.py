"""Pages put together from their parts in assets: a page with places, styles, programs and data."""

import base64
import html
import os
import re
import zlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from .files import write


class Page:
    """A page in one file, which a notebook shows as a cell.

    Attributes:
        title: what stands above.
        page: the page as text, to be served or saved.
    """

    def __init__(self, title: str, page: str) -> None:
        self.title: str = title
        self.page: str = page

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file, whole or not at all, and return its path.

        Raises:
            OSError: if the file cannot be written.
        """
        target = Path(path)
        write(target, self.page.encode("utf-8", errors="replace"))
        return target

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r}, {len(self.page):,} characters)"

    def _frame(self, allow: str) -> str:
        """Return an element that covers the one around it with this page, as HTML."""
        return (
            f'<iframe sandbox="{allow}" '
            'style="position: absolute; inset: 0; width: 100%; height: 100%; border: 0; '
            # By default it would follow the system, and be black in a white notebook.
            f'background: Canvas; color-scheme: light" title="{html.escape(self.title)}" '
            f'srcdoc="{html.escape(self.page)}"></iframe>'
        )


def asset(folder: str, name: str) -> str:
    """Return a part of a page, from its folder in `assets`."""
    return (files("viz") / "assets" / folder / name).read_text(encoding="utf-8")


def filled(page: str, put: Mapping[str, str]) -> str:
    """Put texts into the places of a page; what they hold is no place again.

    >>> filled("<h1>{{title}}</h1>", {"title": "{{style}}"})
    '<h1>{{style}}</h1>'
    """
    return re.sub(r"\{\{(\w+)\}\}", lambda found: put[found[1]], page)


def packed(content: bytes) -> str:
    """Return bytes compressed, as letters that may stand in a page; a browser unpacks them.

    >>> zlib.decompress(base64.b64decode(packed(b"1 2 3")))
    b'1 2 3'
    """
    return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def code_of(known: str, programs: Iterable[str]) -> str:
    """Return the code of a page, packed: what it knows, its programs, and the call that begins.

    Packed, no text in it can be markup.

    Arguments:
        known: declarations that stand before the programs.
        programs: these declare `begin`.
    """
    # Comments and indents are for those who read the files.
    lines = [line.strip() for program in programs for line in program.splitlines()]
    script = "\n".join(line for line in lines if line and not line.startswith("//"))
    return packed(f'"use strict";\n(() => {{\n{known}\n{script}\nbegin();\n}})();'.encode())


def style_of(sheet: str) -> str:
    """Return a style sheet without its indents."""
    return "\n".join(line.strip() for line in sheet.splitlines())
