"""micrograd-plus play: a page from an expression, or from an example."""

from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main
from micrograd_plus.commands.play import program_of
from micrograd_plus.commands.typed import read


def test_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """It is written where it should, and said so."""
    monkeypatch.chdir(tmp_path)
    assert main(["play", "tanh(q + b)", "q=x*w", "x=2", "w=-3", "b=6.88"]) == 0
    assert capsys.readouterr().out == "wrote page.html\n"
    assert "The gradient of L" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["fork", "neuron", "lecture", "mazur", "softmax"])
def test_examples(name: str, tmp_path: Path, capsys) -> None:
    """Each named example has a page."""
    path = tmp_path / "page.html"
    assert main(["play", "--example", name, "-o", str(path), "--theme", "flow"]) == 0
    assert f"Example: {name}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "or an --example"),
        (["--example", "nron"], "did you mean neuron"),
        (["--example", "?"], "choose one of fork"),
        (["x", "x=1", "--example", "fork"], "leave"),
        (["x*x", "x=2", "-o", "page.txt"], ".html"),
        (["x*x", "x=2", "-o", "none/page.html"], "make it first"),
        (["x*x", "x=2", "--theme", "neon"], "choose one of classic"),
        (["2x", "x=2"], "2*x"),
        (["log(x)", "x=0"], "x > 0"),
    ],
)
def test_wrong_input(words, said: str, tmp_path: Path, monkeypatch, capsys) -> None:
    """One sentence, exit code 2, nothing written."""
    monkeypatch.chdir(tmp_path)
    assert main(["play", *words]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.startswith("micrograd-plus play: ")
    assert not list(tmp_path.iterdir())


def test_unused_names_are_told(tmp_path: Path, capsys) -> None:
    """As by explain."""
    assert main(["play", "x*x", "x=2", "y=3", "-o", str(tmp_path / "p.html")]) == 0
    assert "y is not used" in capsys.readouterr().err


def test_the_program() -> None:
    """Lines in order, the result last; leaves with their numbers, infinite ones as text."""
    expression = read("tanh(q) * k", ["q=x*x", "x=2", "k=1"])
    program = program_of(expression, "L", {"x": 2.0, "k": float("inf")})
    assert [line["name"] for line in program["lines"]] == ["q", "L"]
    assert program["leaves"] == {"x": 2.0, "k": "inf"}
