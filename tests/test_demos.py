"""Every demo runs by itself, as a newcomer runs it, and asserts its own result."""

import ast
import contextlib
import io
import os
import runpy
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.texts.common import DEMOS as FOLDER, computed, load

ROOT = Path(__file__).parent.parent
# Tables of formulas are no demos; tests/texts is about them.
DEMOS = [path for path in sorted(FOLDER.glob("*/*.py")) if not path.stem.startswith("formulas")]
GALLERY = load("gallery")


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


def test_every_demo_stands_in_the_gallery() -> None:
    """The gallery shows every demo of every room, once, and knows where it is."""
    assert misplaced(GALLERY.ORDER) == []
    assert sorted(map(GALLERY.path_of, GALLERY.all_demos())) == DEMOS


def test_a_demo_that_is_misplaced_is_found() -> None:
    """One that is left out, there twice, in another room, or in the order without a file."""
    order = GALLERY.ORDER
    first, *others = order["networks"]
    path = FOLDER / "networks" / f"{first}.py"
    without = order | {"networks": others}
    assert misplaced(without) == [path]
    assert misplaced(order | {"networks": [first, first, *others]}) == [path]
    elsewhere = without | {"text1": [*order["text1"], first]}
    assert misplaced(elsewhere) == [path, FOLDER / "text1" / f"{first}.py"]
    assert misplaced(order | {"text4": ["text4_new"]}) == [FOLDER / "text4" / "text4_new.py"]


def test_the_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gallery runs demos, and shows what they print and draw, and every formula."""
    for text in GALLERY.TEXTS:
        formulas = load(f"{text}.formulas")
        shared = [(*row, partial(computed, numbers)) for *row, numbers in formulas.FORMULAS]
        monkeypatch.setattr(formulas, "FORMULAS", shared)
    folder = tmp_path / "gallery"
    GALLERY.main(folder, ["a_plus_a", "neuron_graph"])
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert '<object type="image/svg+xml" data="neuron_graph/neuron.svg"' in page
    assert "<h2>A neuron with two inputs, step by step and as a picture</h2>" in page
    code, printed = page.index("b = a + a"), page.index("The two paths from b to a:\n")
    assert page.index("demos/first_steps/a_plus_a.py") < code < printed
    assert page.index("<h2>One number used twice") < page.index("demos/first_steps/a_plus_a.py")
    assert "chain rule through tanh" in page
    assert str(tmp_path) not in page
    for words in ("does not hold", "holds with care", "1.11224, not 0.221713"):
        assert words in page


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--help"], 0, "text1_square"),
        (["somewhere", "nonsense"], 2, "there is no demo 'nonsense': --help lists them"),
        (["--nonsense"], 2, "usage: gallery.py"),
    ],
)
def test_the_gallery_as_a_command(
    arguments: list[str], code: int, words: str, tmp_path: Path
) -> None:
    """It says what it takes, and writes nothing then."""
    answered = subprocess.run(
        [sys.executable, str(FOLDER / "gallery.py"), *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert answered.returncode == code
    assert words in answered.stdout + answered.stderr
    assert not list(tmp_path.iterdir())


def test_the_gallery_writes_over_nothing_else(tmp_path: Path) -> None:
    """As a command it refuses a folder that holds something else, and says what to do."""
    (tmp_path / "thesis.txt").write_text("precious")
    refused = subprocess.run(
        [sys.executable, str(FOLDER / "gallery.py"), str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert refused.returncode == 1
    assert "name another one" in refused.stderr
