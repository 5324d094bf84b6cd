"""The lecture runs as a teacher runs it, shows what it should, and becomes a page."""

import base64
import html
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LECTURE = ROOT / "demos" / "lecture.ipynb"
CELLS = json.loads(LECTURE.read_text(encoding="utf-8"))["cells"]
CODE = [cell for cell in CELLS if cell["cell_type"] == "code"]

# What each cell shows as its result, by the names of the cells.
SHOWN = {
    "number": {"text/plain", "text/html"},
    "nudge": {"text/plain"},
    "chain": {"text/plain"},
    "explain": {"text/plain", "text/markdown", "text/html"},
    "flow": {"text/plain", "text/html", "image/png"},
    "twice": {"text/plain", "text/html"},
    "player": {"text/plain", "text/html"},
    "neuron": {"text/plain", "text/html", "image/png"},
    "network": {"text/plain", "text/html"},
    "data": {"text/plain", "image/png"},
    "loss": {"text/plain", "text/html"},
    "whole": {"text/plain", "text/html", "image/png"},
    "tape": {"text/plain", "text/html"},
    "fit": {"text/plain", "text/html", "image/png"},
    "boundary": {"text/plain", "image/png"},
    "watch": {"text/plain", "image/png"},
    "film": {"text/plain"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lecture runs."""
    return tmp_path_factory.mktemp("lecture")


@pytest.fixture(scope="module")
def lecture(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The lecture after every cell of it has run."""
    for package in ("ipykernel", "nbformat"):
        pytest.importorskip(package, reason="notebooks run where jupyter is")
    nbclient = pytest.importorskip("nbclient", reason="notebooks run where jupyter is")
    import nbformat

    notebook = nbformat.read(LECTURE, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("settings")))
        place = {"metadata": {"path": str(folder)}}
        nbclient.NotebookClient(
            notebook, kernel_name="python3", timeout=60, resources=place
        ).execute()
    return notebook


def outputs_of(notebook: Any, name: str) -> list[Any]:
    (cell,) = [cell for cell in notebook.cells if cell.id == name]
    return list(cell.outputs)


def text_of(notebook: Any, name: str) -> str:
    """What a cell has printed, or the text of its result."""
    return "".join(
        output.text if output.output_type == "stream" else output.data["text/plain"]
        for output in outputs_of(notebook, name)
    )


def picture_of(notebook: Any, name: str) -> str:
    """The SVG that a cell shows."""
    (output,) = outputs_of(notebook, name)
    found = re.search('src="data:image/svg\\+xml;base64,([^"]*)"', output.data["text/html"])
    assert found is not None
    return html.unescape(base64.b64decode(found[1]).decode())


def test_what_is_stored() -> None:
    """The file holds no results, nothing of a machine, and cells that fit on a slide."""
    notebook = json.loads(LECTURE.read_text(encoding="utf-8"))
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in CELLS:
        assert list(cell["metadata"]) == ["slideshow"], cell["id"]
        assert len(cell["source"]) <= 12, cell["id"]
    for cell in CODE:
        assert (cell["outputs"], cell["execution_count"]) == ([], None), cell["id"]


def test_code_follows_words() -> None:
    """Before the code there are words that say what it is about, and names of cells are unlike."""
    kinds = [cell["cell_type"] for cell in CELLS]
    assert kinds[0] == "markdown"
    assert "code code code" not in " ".join(kinds)
    assert len({cell["id"] for cell in CELLS}) == len(CELLS)


def test_every_cell_runs(lecture: Any) -> None:
    """No cell ends with an error or a warning."""
    for cell in lecture.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", (cell.id, output.get("text"))


@pytest.mark.parametrize("name", SHOWN)
def test_results_show_themselves(lecture: Any, name: str) -> None:
    """A name alone on the last line is shown as text and as what says more than text."""
    (output,) = outputs_of(lecture, name)
    assert set(output.data) == SHOWN[name]


def test_numbers(lecture: Any) -> None:
    """What the lecture says is what its cells compute."""
    assert text_of(lecture, "nudge") == "-3.0"
    assert text_of(lecture, "chain") == "(-3.0, 2.0, 1.0)"
    assert text_of(lecture, "paths").count("1.0000 = 1.0000") == 2
    assert text_of(lecture, "paths").endswith("together: 2.0\n")
    assert text_of(lecture, "check").count("agrees") == 3
    before, after = map(float, re.findall(r"\d\.\d+", text_of(lecture, "step")))
    assert after < before
    assert "105 parameters" in text_of(lecture, "tape")
    assert "accuracy 100.0%" in text_of(lecture, "fit")
    (right,) = re.findall(r"([\d.]+)% of 1000", text_of(lecture, "new"))
    assert float(right) > 95


def test_pictures(lecture: Any) -> None:
    """The graph that is shown has the numbers of its cell, and two edges for `x + x`."""
    numbers = re.findall(">([^<>]+)</text>", picture_of(lecture, "number"))
    assert {"data 2.0000", "data -3.0000", "data 4.0000", "grad —"} <= set(numbers)
    assert picture_of(lecture, "twice").count("operand") == 2
    assert "12,808 values" in picture_of(lecture, "whole")
    (loss,) = outputs_of(lecture, "loss")
    assert "draw_dot(v)" in loss.data["text/html"]


def test_files(lecture: Any, folder: Path) -> None:
    """The film is the one file that the lecture writes, beside the notebook."""
    assert [path.name for path in folder.iterdir()] == ["moons.html"]
    assert "moons.html" in text_of(lecture, "film")


def test_page(lecture: Any) -> None:
    """As a page the lecture has its pictures, tables and program, and no id twice."""
    nbconvert = pytest.importorskip("nbconvert", reason="pages are made where jupyter is")
    page, _ = nbconvert.HTMLExporter().from_notebook_node(lecture)
    # The drawings, and the picture below the player for those who do not trust its frame.
    images = re.findall('<img [^>]*src="data:image/([a-z+]+);base64,', page)
    assert (images.count("svg+xml"), images.count("png")) == (6, 4)
    assert ">start here<" in page
    assert "Layer 8 -&gt; 1, linear" in page
    assert "tanh(v" in page


def test_latex(lecture: Any) -> None:
    """As LaTeX it needs no Inkscape, and has its pictures and the headings of its steps."""
    nbconvert = pytest.importorskip("nbconvert", reason="papers are made where jupyter is")
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    paper, resources = nbconvert.LatexExporter().from_notebook_node(lecture)
    kinds = [Path(name).suffix for name in resources["outputs"]]
    assert set(kinds) == {".png"}
    assert len(kinds) == 7
    assert {"forward", "backward"} <= set(re.findall(r"^(\w+)$", paper, flags=re.MULTILINE))


def test_slides(lecture: Any) -> None:
    """As slides the lecture has one for each heading, and more below; it shows the player, too."""
    nbconvert = pytest.importorskip("nbconvert", reason="slides are made where jupyter is")
    slides, _ = nbconvert.SlidesExporter().from_notebook_node(lecture)
    headings = [cell for cell in CELLS if cell["source"][0].startswith("#")]
    apart = re.findall("<section>\\s*<section>", slides)
    assert len(apart) == len(headings) > 10
    # Words and the code that they are about share one: none is longer than three cells.
    below = re.split("<section>", slides)[1:]
    assert max(part.count("jp-Cell-inputWrapper") for part in below) <= 3
    assert slides.count("<iframe sandbox=") == 1
    assert "srcdoc=" in slides
