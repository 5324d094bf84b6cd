"""The tour: a folder with a page, which is never somebody else's."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from micrograd_plus.commands import tour as tour_module
from micrograd_plus.commands.tour import MARKER, tour
from tests.imports import ROOT

WRITTEN = ["index.html", "graph_flow.svg", "batch.svg", "film.html", "boundary.png"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A finished tour, in the folder of an earlier one to which a file was added."""
    folder = tmp_path_factory.mktemp("tours") / "tour"
    earlier = tour(folder)
    next(earlier)
    earlier.close()
    for name in WRITTEN:
        (folder / name).write_text("of an earlier tour")
    (folder / "mine.txt").write_text("kept")
    # A short training will do: the whole tour is timed elsewhere.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tour_module, "_EPOCHS", 5)
        lines = list(tour(folder))
    assert str(folder / "index.html") in lines[-1]
    return folder


def test_the_page_shows_what_there_is(folder: Path) -> None:
    """Every picture that the page names is there, and nothing comes from elsewhere."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    HTMLParser().feed(page)
    sources = re.findall(r'(?:src|data|href)="([^"]+)"', page)
    # Each picture is there twice: it opens large.
    assert len(sources) == 21
    for source in sources:
        assert (folder / source).stat().st_size > 1000
    assert "http" not in page
    assert "chain rule through tanh" in page
    assert "6,408 values in 24 boxes, by neuron" in (folder / "batch.svg").read_text("utf-8")
    assert "Two moons, epoch by epoch" in (folder / "film.html").read_text(encoding="utf-8")
    assert (folder / "boundary.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("ours", "tours"), [("graph", "graph_flow"), ("batch", "batch")])
def test_the_pictures_of_the_readme_come_from_here(folder: Path, ours: str, tours: str) -> None:
    """The README shows what the tour draws: the same words and numbers in the same picture."""
    pictures = [ROOT / ".github" / f"{ours}.svg", folder / f"{tours}.svg"]
    words = [
        sorted(re.findall("<text[^>]*>([^<]*)</text>", picture.read_text(encoding="utf-8")))
        for picture in pictures
    ]
    assert len(words[0]) > 10
    assert words[0] == words[1]


def test_an_earlier_tour_is_written_again(folder: Path) -> None:
    """A tour may be repeated in its folder; files that were added stay."""
    assert (folder / "mine.txt").read_text() == "kept"
    for name in WRITTEN:
        assert b"of an earlier tour" not in (folder / name).read_bytes()


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    """A folder with anything else in it, or a file, is refused and not touched."""
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(FileExistsError, match="name another"):
        next(tour(tmp_path))
    with pytest.raises(FileExistsError, match="is a file"):
        next(tour(tmp_path / "thesis.txt"))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert not (tmp_path / MARKER).exists()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """An empty folder, or one below folders that are not there yet, will do."""
    tours = tour(tmp_path / "a" / "b")
    next(tours)
    tours.close()
    assert (tmp_path / "a" / "b" / MARKER).exists()


def test_without_the_extras(tmp_path: Path, monkeypatch) -> None:
    """What is not installed is named with its cure, and the rest is shown."""
    import sys

    monkeypatch.setattr(tour_module, "_EPOCHS", 1)
    for name in [name for name in sys.modules if name.split(".")[0] in ("viz", "matplotlib")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("graphviz", "matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, name, None)
    lines = list(tour(tmp_path / "tour"))
    assert any("no drawing" in line and "pip install graphviz" in line for line in lines)
    assert any("no picture" in line and "pip install matplotlib" in line for line in lines)
    page = (tmp_path / "tour" / "index.html").read_text(encoding="utf-8")
    assert "chain rule through tanh" in page
