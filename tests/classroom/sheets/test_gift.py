"""Sheets in GIFT, read back by a parser of it."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.asked import Asked, asked
from micrograd_plus.classroom.sheets.gift import escaped, gift
from micrograd_plus.classroom.sheets.sheet import Sheet, sheet

PARSE = (
    "const text = require('fs').readFileSync(0, 'utf8');"
    "console.log(JSON.stringify(require('gift-pegjs').parse(text)));"
)


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory):
    """Reads GIFT by gift-pegjs, a package of npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed")
    folder: Path = tmp_path_factory.mktemp("gift")
    command = ["npm", "install", "--no-save", "--prefix", str(folder), "gift-pegjs@1.0.2"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("gift-pegjs does not arrive")
    if done.returncode:
        pytest.skip("gift-pegjs cannot be installed")

    def parse(text: str) -> list[dict[str, Any]]:
        found = subprocess.run(
            ["node", "-e", PARSE],
            cwd=folder,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    return parse


def drawn_with(shift: int) -> Sheet:
    """A sheet of every level, each time with other kinds."""
    kinds = [*list(KINDS)[shift:], *list(KINDS)[:shift]]
    kinds[0] = "forward" if kinds[0] == "order" else kinds[0]
    return sheet(seed=shift, count=7, level=list(LEVELS), kind=kinds)


@pytest.mark.parametrize("shift", range(len(KINDS)))
def test_it_is_read_as_it_is_meant(shift: int, parser) -> None:
    """Every graph, task, answer and tolerance comes back, at every level for every kind."""
    drawn = drawn_with(shift)
    found = parser(gift(drawn))
    expected = [(one, each) for one in drawn for each in asked(one)]
    assert len(found) == len(expected) == drawn.points
    for read, (one, each) in zip(found, expected, strict=True):
        assert read["title"].endswith(each.prompt)
        text = html.unescape(read["stem"]["text"])
        assert "\n".join(one.given) in text
        assert "\n".join(one.asks.worked) in text
        assert f"<p>{each.prompt}</p>" in text
        compared(read, each)


def compared(read: dict[str, Any], each: Asked) -> None:
    """Hold the answers that were read against those that were written."""
    choices = read["choices"]
    if each.how == "number":
        assert read["type"] == "Numerical"
        numbers = [choices] if isinstance(choices, dict) else [one["text"] for one in choices]
        assert [number["number"] for number in numbers] == [float(right) for right in each.right]
        assert {number["range"] for number in numbers} == {float(each.tolerance)}
        if each.exact:
            assert each.exact in read["globalFeedback"]["text"]
        return
    texts = [html.unescape(one["text"]["text"]) for one in choices]
    right = [text for text, one in zip(texts, choices, strict=True) if one["isCorrect"]]
    assert sorted(right) == sorted(each.right)
    assert texts == list(each.choices or each.right)
    assert read["type"] == ("Short" if each.how == "text" else "MC")


@pytest.mark.parametrize(
    "text",
    [r"\nabla \ne \nu", "{a = b} ~c #d: e", "::title::", "a\nb", r"\\", r"\=", "=", "// no", "->"],
)
def test_escaped(text: str, parser) -> None:
    """In title, question, choice and feedback alike."""
    written = escaped(text)
    source = f"::t {written}::q {written}{{=x {written} ~y {written}####g {written}}}"
    assert "\n" not in source
    (read,) = parser(source)
    flat = text.replace("\n", " ")
    assert read["title"].replace("\n", " ") == f"t {flat}"
    assert read["stem"]["text"] == f"q {text}"
    assert [one["text"]["text"] for one in read["choices"]] == [f"x {text}", f"y {text}"]
    assert read["globalFeedback"]["text"] == f"g {text}"


@pytest.mark.parametrize("shift", range(len(KINDS)))
def test_the_traps(shift: int) -> None:
    """A line a question, an empty one between two; numbers without exponents or bare points."""
    blocks = gift(drawn_with(shift)).rstrip("\n").split("\n\n")
    assert blocks[0].startswith("// ")
    for block in blocks[1:]:
        assert "\n" not in block
        body = re.sub(r"\\.", "", block)
        assert re.fullmatch(r"::[^:{}]*::\[html\][^{}]*\{[^{}]*\}", body)
        answers = body[body.index("{") :]
        if answers.startswith("{#"):
            numbers = answers.partition("####")[0]
            assert re.fullmatch(r"\{#(=-?\d+(\.\d+)?:\d(\.\d+)?)+\}?", numbers)
