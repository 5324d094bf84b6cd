"""The pictures of the pages, made anew by each build: they show what the code does now."""

from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

from . import charts, graphs, networks, shown
from .sketch import Sketch

# Where they are put, beside the pages.
FOLDER = "made"

# The picture of each word of the glossary.
WORDS: dict[str, Callable[[], Sketch]] = graphs.PICTURES | charts.PICTURES | networks.PICTURES


def make(folder: Path) -> None:
    """Write all pictures into a folder; one that has not changed keeps its file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in WORDS.items():
        keep(folder / f"{name}.svg", draw().svg(name).encode())
    for name, picture in shown.pictures():
        keep(folder / name, picture)


def keep(path: Path, content: bytes) -> None:
    """Write a file, unless it says so already: a page is built anew when its pictures are newer."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _before_the_build(app: Sphinx) -> None:
    make(Path(app.srcdir) / FOLDER)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the pictures before pages are read."""
    app.connect("builder-inited", _before_the_build)
    return {"parallel_read_safe": True}
