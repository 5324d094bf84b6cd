"""The code blocks of a page, run from top to bottom: what a page shows is what happens."""

import contextlib
import doctest
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.commands.cli import main

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
# What is set up before the tests run, or opens a program of its own.
_NOT_RUN = ("python3 -m venv", ". .venv", "python -m pip", "jupyter", "git")


@dataclass(frozen=True)
class Block:
    """A block of code in a page.

    Attributes:
        kind: its language.
        text: what it says.
        printed: the text in the block below it, if that is of the kind text.
    """

    kind: str
    text: str
    printed: str | None = None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page of Markdown in their order, each with what it prints."""
    found = _FENCED.findall(page)
    last = ("", "")
    return [
        Block(kind, text, following if next_kind == "text" else None)
        for (kind, text), (next_kind, following) in pairwise([*found, last])
    ]


def run_page(name: str, page: str) -> None:
    """Run the blocks of a page in one namespace, in the folder that is the working one.

    Raises:
        AssertionError: for a block that prints something else than the page says.
    """
    namespace: dict[str, Any] = {"__name__": "page"}
    for number, block in enumerate(blocks(page), 1):
        place = f"{name}, block {number}"
        if block.kind == "python":
            run_python(place, block, namespace)
        elif block.kind == "pycon":
            run_session(place, block.text, namespace)
        elif block.kind == "console":
            run_console(place, block.text)


def run_python(place: str, block: Block, namespace: dict[str, Any]) -> None:
    """Run a block of Python, and compare what it prints with the text below it."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(block.text, place, "exec"), namespace)
    if block.printed is not None:
        assert settled(printed.getvalue()) == settled(block.printed), place


def run_session(place: str, text: str, namespace: dict[str, Any]) -> None:
    """Run the lines of a session, and compare each answer."""
    example = doctest.DocTestParser().get_doctest(text, namespace, place, place, 0)
    told = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example, out=told.write, clear_globs=False)
    namespace.update(example.globs)
    assert not runner.failures, told.getvalue()


def run_console(place: str, text: str) -> None:
    """Run the commands of a block, and compare what they print where the block says it."""
    for typed, answer in commands(text):
        if typed.startswith(_NOT_RUN):
            continue
        printed = output_of(typed)
        if answer:
            assert settled(printed) == settled(answer), f"{place}: {typed}"


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line that begins with a dollar sign, and the lines that follow it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        typed, _, answer = part.replace("\\\n", "").partition("\n")
        yield typed, answer


def output_of(typed: str) -> str:
    """Return what a command prints.

    Raises:
        AssertionError: if it fails.
    """
    words = shlex.split(typed, comments=True)
    if words[0] == "micrograd-plus":
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            assert _status(words[1:]) in (0, 1), typed
        return printed.getvalue()
    assert words[0] == "python", f"{typed}: a page may type micrograd-plus and python"
    ended = subprocess.run([sys.executable, *words[1:]], capture_output=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _status(words: list[str]) -> object:
    try:
        return main(words)
    except SystemExit as ended:
        # As argparse ends, after --help and for what it does not know.
        return ended.code


def settled(text: str) -> list[str]:
    """Return the lines of a text without what differs from machine to machine."""
    # How far a numerical slope may be off is rounding.
    return [re.sub(r"\d\.\de-\d\d", "tiny", line).rstrip() for line in text.splitlines()]


def in_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page write where nothing is lost, and programs that it starts find this checkout."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
