"""Every demo runs by itself, as a newcomer runs it, and asserts its own result."""

import ast
import contextlib
import io
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# The gallery runs all of them, and has a test of its own.
DEMOS = sorted(path for path in (ROOT / "demos").glob("*.py") if path.stem != "gallery")


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
    text = (ROOT / "demos" / "micrograd_example.py").read_text()
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


def test_the_gallery(tmp_path: Path) -> None:
    """The gallery runs demos, and shows what they print and draw, and every formula."""
    folder = tmp_path / "gallery"
    command = [sys.executable, str(ROOT / "demos" / "gallery.py"), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    demos = ["a_plus_a", "neuron_graph"]
    result = subprocess.run(
        [*command, *demos], capture_output=True, encoding="utf-8", env=environment, timeout=120
    )
    assert result.returncode == 0, result.stderr
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert '<object type="image/svg+xml" data="neuron_graph/neuron.svg">' in page
    assert "chain rule through tanh" in page
    assert str(tmp_path) not in page
    for words in ("does not hold", "holds with care", "1.11224, not 0.221713"):
        assert words in page
    (tmp_path / "thesis.txt").write_text("precious")
    refused = subprocess.run(
        [*command[:2], str(tmp_path)], capture_output=True, encoding="utf-8", env=environment
    )
    assert refused.returncode == 1
    assert "name another one" in refused.stderr
