"""Sheets as notebooks, released, filled in and autograded by nbgrader itself."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.notebook import notebook, notebook_key
from micrograd_plus.classroom.sheets.sheet import Sheet, sheet

ROOT = Path(__file__).parents[3]


def every_kind() -> Sheet:
    """A sheet with an exercise of each kind and level."""
    return sheet(seed=7, count=7, level=list(LEVELS), kind=list(KINDS), title="Week *3*")


def cells(text: str) -> dict[str, dict[str, Any]]:
    """The cells of a notebook by their ids."""
    return {cell["id"]: cell for cell in json.loads(text)["cells"]}


def run(name: str, source: str, answers: str) -> Any:
    """What the last line of a cell of marks gives for a cell of answers."""
    names: dict[str, Any] = {}
    exec(answers, names)
    *lines, last = [line for line in source.splitlines() if not line.startswith("###")]
    exec("\n".join(lines), names)
    return eval(last, names)


def test_it_is_a_notebook() -> None:
    """nbformat finds nothing wrong with it."""
    nbformat = pytest.importorskip("nbformat")
    for text in (notebook(every_kind()), notebook_key(every_kind())):
        nbformat.validate(nbformat.reads(text, as_version=4))


def test_marks_are_those_of_check() -> None:
    """All points for the key, none for what is empty, and a number on the last line."""
    drawn = every_kind()
    empty, filled = cells(notebook(drawn)), cells(notebook_key(drawn))
    for number, one in enumerate(drawn, 1):
        marks = empty[f"marks-{number}"]
        assert marks == filled[f"marks-{number}"]
        assert marks["metadata"]["nbgrader"]["points"] == len(one.questions)
        last = marks["source"].splitlines()[-2]
        assert last == "_points"
        key = filled[f"answers-{number}"]["source"]
        assert run(last, marks["source"], key) == len(one.questions)
        assert run(last, marks["source"], empty[f"answers-{number}"]["source"]) == 0
        # A key that was renamed or left out costs its own point alone.
        assert run(last, marks["source"], f"answers_{number} = {{'other': 1}}") == 0


def test_nothing_reaches_standard_error(capsys) -> None:
    """A warning, of whomever, would cost every point."""
    drawn = sheet(seed=1, count=1, kind="symbols", level="neuron")
    made = cells(notebook(drawn))
    (one,) = drawn
    answers = f"answers_1 = {dict.fromkeys(one.key, '1 if w1 is 1 else 2')!r}"
    noisy = made["marks-1"]["source"].replace(
        "    _drawn = ", "    import sys; print('noise', file=sys.stderr)\n    _drawn = "
    )
    assert run("_points", noisy, answers) == 0
    assert capsys.readouterr().err == ""


def test_what_learners_see_tells_nothing() -> None:
    """Seed and variant stand between the marks of hidden tests alone."""
    drawn = sheet(seed=98765, count=1, kind="forward", variant="Ada")
    text = notebook(drawn)
    made = cells(text)
    hidden = made["marks-1"]["source"]
    before, _, rest = hidden.partition("### BEGIN HIDDEN TESTS")
    inside, _, after = rest.partition("### END HIDDEN TESTS")
    assert "98765" in inside
    assert "98765" not in before + after
    assert text.count("98765") == 1
    assert "''" in made["answers-1"]["source"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader with one assignment, released, and three submissions."""
    if importlib.util.find_spec("nbgrader") is None:
        pytest.skip("nbgrader is not installed")
    folder = tmp_path_factory.mktemp("course")
    source = folder / "source" / "week3"
    source.mkdir(parents=True)
    (source / "sheet.ipynb").write_text(notebook(every_kind()), encoding="utf-8")
    said = nbgrader(folder, "generate_assignment", "week3", "--create")
    assert "error" not in said.lower(), said
    released = (folder / "release" / "week3" / "sheet.ipynb").read_text(encoding="utf-8")
    filled = json.loads(notebook_key(every_kind()))
    for name, answers in (("right", filled), ("half", filled), ("empty", None)):
        submitted = json.loads(released)
        for place, cell in enumerate(submitted["cells"]):
            if not answers or not cell["id"].startswith("answers-"):
                continue
            cell["source"] = answers["cells"][place]["source"]
            if name == "half" and place > len(submitted["cells"]) // 2:
                cell["source"] = re.sub("': '[^']*'", "': '99'", cell["source"])
        target = folder / "submitted" / name / "week3"
        target.mkdir(parents=True)
        (target / "sheet.ipynb").write_text(json.dumps(submitted), encoding="utf-8")
    nbgrader(folder, "autograde", "week3", "--create")
    return folder


def nbgrader(folder: Path, *words: str) -> str:
    """Run nbgrader in the folder of a course, and return what it says."""
    # The program's own settings stay out of it, and our package is found by the kernel.
    own = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    own |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / "ipython")}
    # It runs alembic, which is installed beside it.
    own["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=os.environ | own,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_hidden_tests_are_removed(course: Path) -> None:
    """What learners get has neither the seed nor a way to the key."""
    released = (course / "release" / "week3" / "sheet.ipynb").read_text(encoding="utf-8")
    assert "HIDDEN" not in released
    assert "seed" not in released
    assert "# Here your answers to exercise 1 are marked." in released


def test_validated(course: Path) -> None:
    """`nbgrader validate` runs what a learner hands in, and finds no cell that fails."""
    done = nbgrader(course, "validate", "submitted/right/week3/sheet.ipynb")
    assert "Success" in done


def test_autograded(course: Path) -> None:
    """Right answers have all points, half of them fewer, none none."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        scores = {
            name: book.find_submission("week3", name).score for name in ("right", "half", "empty")
        }
        assert book.find_assignment("week3").max_score == every_kind().points
    assert scores["right"] == every_kind().points
    assert scores["empty"] == 0
    assert 0 < scores["half"] < scores["right"]
