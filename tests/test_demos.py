"""Every demo runs by itself, as a newcomer runs it, and asserts its own result."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
# The gallery runs all of them, and has a test of its own.
DEMOS = sorted(path for path in (ROOT / "demos").glob("*.py") if path.stem != "gallery")


Results = dict[Path, Future[subprocess.CompletedProcess[str]]]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Results]:
    """What the demos print, several at a time; only those that are asked for are run."""

    def run(path: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(path)],
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path_factory.getbasetemp() / path.stem,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            timeout=120,
        )

    specs = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = {spec.params["path"] for spec in specs if spec and spec.params.get("path") in DEMOS}
    for path in wanted:
        (tmp_path_factory.getbasetemp() / path.stem).mkdir()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {path: pool.submit(run, path) for path in sorted(wanted)}


@pytest.mark.parametrize("path", DEMOS, ids=lambda path: path.stem)
def test_demo(path: Path, results: Results, tmp_path_factory: Any) -> None:
    """The demo ends well, prints what it shows, and has something that could fail."""
    asserts = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Assert)]
    assert asserts
    result = results[path].result()
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) >= 3
    assert not list((tmp_path_factory.getbasetemp() / path.stem).iterdir())


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
