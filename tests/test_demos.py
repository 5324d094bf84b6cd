"""Every demo runs by itself, as a newcomer runs it, and asserts its own result."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEMOS = sorted((ROOT / "demos").glob("*.py"))


@pytest.mark.parametrize("path", DEMOS, ids=lambda path: path.stem)
def test_demo(path: Path, tmp_path: Path) -> None:
    """The demo ends well, prints what it shows, and has something that could fail."""
    asserts = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Assert)]
    assert asserts
    result = subprocess.run(
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) >= 3
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
