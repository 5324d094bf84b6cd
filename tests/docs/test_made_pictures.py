"""The pictures of the pages: one for each word, well formed, inside of their frames."""

import re
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.docs.common import DOCS, extension

_SVG = "{http://www.w3.org/2000/svg}"
_PICTURE = re.compile(r"!\[([^]]*)\]\((?:\.\./)*made/([\w.]+)\)")


def test_each_word_has_its_picture() -> None:
    """Each word of the glossary has one picture, told in words as well, and none is left over."""
    words = extension("made_pictures").WORDS
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    entries = re.split(r"^### ", page, flags=re.M)[1:]
    told = [_PICTURE.findall(entry) for entry in entries]
    assert all(len(pictures) == 1 for pictures in told)
    assert all(len(alternative) > 10 for ((alternative, _),) in told)
    assert sorted(name for ((_, name),) in told) == sorted(f"{name}.svg" for name in words)


def test_every_picture_is_inside_of_its_frame() -> None:
    """A picture is well-formed SVG, dark where the page is, and cuts nothing off."""
    for name, draw in extension("made_pictures").WORDS.items():
        text = draw().svg(name)
        root = ElementTree.fromstring(text)
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        places = [
            tuple(map(float, pair.split(",")))
            for element in root.iter()
            for pair in element.attrib.get("points", "").split()
        ]
        places += [
            (float(element.attrib["x"]), float(element.attrib["y"]))
            for element in root.iter(f"{_SVG}text")
        ]
        assert places, name
        assert all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in places), name
        assert "light-dark(" in text, name


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("value", ["2", "-3", "6.88", "-6", "0.88", "0.7064"]),
        ("backward", ["2 | -1.503", "-3 | 1.002", "6.88 | 0.501"]),
        ("contribution", ["contribution: 0.501 · 2 = 1.002"]),
        ("fork", ["3 | 2"]),
        ("softmax", ["0.79", "0.18", "0.04"]),
    ],
)
def test_the_numbers_are_those_of_the_engine(name: str, numbers: list[str]) -> None:
    root = ElementTree.fromstring(extension("made_pictures").WORDS[name]().svg(name))
    written = [element.text for element in root.iter(f"{_SVG}text")]
    assert set(numbers) <= set(written)


def test_a_picture_that_is_the_same_is_kept(tmp_path: Path) -> None:
    """A file that says so already is not touched, so that its page is not built anew."""
    keep, path = extension("made_pictures").keep, tmp_path / "a.svg"
    keep(path, b"one")
    path.chmod(0o400)
    before = path.stat().st_mtime_ns
    keep(path, b"one")
    assert path.stat().st_mtime_ns == before
    path.chmod(0o600)
    keep(path, b"two")
    assert path.read_bytes() == b"two"


def test_pages_show_what_is_made() -> None:
    """Each picture of the other pages is named in what makes them, and tells itself in words."""
    made = extension("made_pictures")
    source = Path(made.shown.__file__).read_text(encoding="utf-8")
    shown = [
        found
        for page in sorted(DOCS.rglob("*.md"))
        if page.name != "glossary.md"
        for found in _PICTURE.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(shown) >= 10
    for alternative, name in shown:
        drawn = re.sub(r"(_light|_dark)?\.\w+$", "", name)
        assert f'"{drawn}"' in source, name
        assert len(alternative) > 10, name


def test_gradients_of_one_graph_are_not_in_another() -> None:
    """Each drawing has leaves of its own: a second pass would add to those of the first."""
    drawn = dict(islice(extension("made_pictures").shown.pictures(), 3))
    assert len(drawn) == 3
    for name, picture in drawn.items():
        assert "-1.5029" in picture.decode(), name
        assert "-3.0058" not in picture.decode(), name


def test_each_rung_says_what_is_known() -> None:
    """A rung begins with what is known, ends with what comes next, and has the same slopes."""
    rungs = sorted((DOCS / "learn" / "ladder").glob("[1-5]_*.md"))
    assert len(rungs) == 5
    for place, path in enumerate(rungs, 1):
        page = path.read_text(encoding="utf-8")
        first, *_, last = re.findall(r"^## (.+)$", page, flags=re.M)
        assert first == "What is known so far", path.name
        assert last == ("What the next rung adds" if place < 5 else "What comes after"), path.name
        assert "-0.5029" in page, path.name
        assert "1.0019434875390165, 0.5009717437695082]" in page, path.name
