"""The settings of the site: they load, and hold what the site promises."""

import runpy
from typing import Any

import pytest

from tests.docs.common import DOCS
from tests.texts.common import load


@pytest.fixture(scope="module")
def conf() -> dict[str, Any]:
    pytest.importorskip("sphinx")
    return runpy.run_path(str(DOCS / "conf.py"))


def test_nothing_is_asked_of_a_network(conf: dict[str, Any]) -> None:
    """Every inventory is a file of the repository, in the format that is text."""
    for address, file in conf["intersphinx_mapping"].values():
        assert address.startswith("https://")
        first, project, version, *names = (DOCS / file).read_text(encoding="utf-8").splitlines()
        assert first == "# Sphinx inventory version 1"
        assert project.startswith("# Project: ")
        assert version.startswith("# Version: ")
        assert names == sorted(set(names))
        assert all(len(name.split(" ")) == 3 for name in names)


def test_the_gallery_has_every_room(conf: dict[str, Any]) -> None:
    """Sections are the rooms of the demos in their order, and the page names each."""
    order = load("order").ORDER
    gallery = conf["sphinx_gallery_conf"]
    assert gallery["gallery_dirs"] == [f"gallery/{room}" for room in order]
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    places = [page.index(f"\ngallery/{room}/index\n") for room in order]
    assert places == sorted(places)


def test_static_files_are_there(conf: dict[str, Any]) -> None:
    """A style, a script or a thumbnail that is missing would be no warning."""
    names = [*conf["html_css_files"], *conf["html_js_files"]]
    files = [DOCS / "static" / name for name in names]
    files.append(DOCS / conf["sphinx_gallery_conf"]["default_thumb_file"])
    assert all(file.is_file() for file in files)
    assert len(files) >= 3


def test_signatures_are_readable(conf: dict[str, Any]) -> None:
    """What a dataclass makes anew for each object is no Python in a signature."""
    readable = conf["_readable"]
    assert readable(None, "class", "History", None, {}, "(a=<factory>)", "None") == (
        "(a=...)",
        "None",
    )
    assert readable(None, "data", "x", None, {}, None, None) == (None, None)
