"""Pages put together from their parts in assets: a page with places, styles, programs and data."""

import base64
import re
import zlib
from collections.abc import Mapping
from importlib.resources import files


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
