"""Every demo runs by itself, as a newcomer runs it, and asserts its own result."""

import ast
import contextlib
import io
import os
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.texts.common import DEMOS as FOLDER, load

ROOT = Path(__file__).parent.parent
# Tables of formulas are no demos; tests/texts is about them.
DEMOS = [path for path in sorted(FOLDER.glob("*/*.py")) if not path.stem.startswith("formulas")]
ORDER = load("order").ORDER


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("path", DEMOS, ids=lambda path: path.stem)
def test_demo(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo ends well, prints what it shows, and has something that could fail.

    It runs in this process, which has imported everything; `.ci/run` gives each its own.
    """
    asserts = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Assert)]
    assert asserts
    monkeypatch.setattr(sys, "argv", [str(path)])
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(str(path), run_name="__main__")
    assert len(printed.getvalue().splitlines()) >= 3
    assert not list(tmp_path.iterdir())


def test_a_demo_that_is_wrong_fails(tmp_path: Path) -> None:
    """A demo whose result is off ends with an error."""
    text = (FOLDER / "first_steps" / "micrograd_example.py").read_text()
    broken = tmp_path / "broken.py"
    broken.write_text(text.replace("24.7041", "24.7042"))
    result = subprocess.run(
        [sys.executable, str(broken)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert result.returncode != 0
    assert b"AssertionError" in result.stderr


def misplaced(order: dict[str, list[str]]) -> list[Path]:
    """The demos that are not in an order exactly once, and what stands there without a file."""
    places = Counter(FOLDER / room / f"{name}.py" for room in order for name in order[room])
    return sorted(path for path in {*DEMOS, *places} if path not in DEMOS or places[path] != 1)


def test_every_demo_stands_in_the_order() -> None:
    """The gallery of the documentation shows every demo of every room, once."""
    assert misplaced(ORDER) == []


def test_the_gallery_keeps_the_order() -> None:
    """A demo comes after those that stand before it, and what is in no order after all."""
    place_of = load("order").place_of
    for names in ORDER.values():
        assert sorted(sorted(names), key=place_of) == names
    assert place_of("moons.py") == 0 < place_of("unknown.py")


@pytest.mark.parametrize("path", DEMOS, ids=lambda path: path.stem)
def test_a_demo_has_a_title(path: Path) -> None:
    """The gallery reads a title, underlined, and below it what the demo shows."""
    title, line, empty, *about = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")
    assert (line, empty) == ("=" * len(title), "")
    assert about


def test_every_room_of_demos_has_a_header() -> None:
    """The gallery has a section for each room, under the title that its header gives."""
    rooms = {path.parent for path in DEMOS}
    assert {room.name for room in rooms} == set(ORDER)
    for room in rooms:
        title, line, *_ = (room / "GALLERY_HEADER.rst").read_text(encoding="utf-8").split("\n")
        assert line == "=" * len(title) != ""


def test_a_demo_that_is_misplaced_is_found() -> None:
    """One that is left out, there twice, in another room, or in the order without a file."""
    first, *others = ORDER["networks"]
    path = FOLDER / "networks" / f"{first}.py"
    without = ORDER | {"networks": others}
    assert misplaced(without) == [path]
    assert misplaced(ORDER | {"networks": [first, first, *others]}) == [path]
    elsewhere = without | {"text1": [*ORDER["text1"], first]}
    assert misplaced(elsewhere) == [path, FOLDER / "text1" / f"{first}.py"]
    assert misplaced(ORDER | {"text4": ["text4_new"]}) == [FOLDER / "text4" / "text4_new.py"]
