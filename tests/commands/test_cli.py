"""The command line: what it prints, and that wrong input gets a sentence."""

import argparse
import errno
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from micrograd_plus.commands import cli
from micrograd_plus.commands.cli import main
from micrograd_plus.engine.hints import hint
from tests.imports import ROOT


class TestCommands:
    def test_interruption(self, capsys, monkeypatch) -> None:
        """Ctrl-C ends with a word, not with a traceback."""

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("micrograd_plus.commands.expressions.explain", interrupted)
        assert main(["explain", "x", "x=1"]) == 130
        assert capsys.readouterr().err.strip() == "stopped"


WRONG = [
    (["explain", "x ^ 2", "x=3"], "write ** instead"),
    (["explain", "2x", "x=3"], "2*x"),
    (["explain", "sin x", "x=3"], "sin(...)"),
    (["explain", "sine(x)", "x=3"], "did you mean sin"),
    (["explain", "x + y", "x=3"], "y has no value"),
    (["explain", "x + (y", "x=3"], "never closed"),
    (["explain", ""], "empty"),
    (["explain", "log(x)", "x=0"], "x > 0"),
    (["explain", "1 / x", "x=0"], "b != 0"),
    (["explain", "exp(x)", "x=1000"], "too large"),
    (["explain", "x**0.5", "x=-4"], "negative base"),
    (["explain", "9**9**9"], "too large"),
    (["explain", "x", "x"], "x=2"),
    (["explain", "x", "x="], "no value"),
    (["explain", "x", "x=1", "x=2"], "given twice"),
    (["explain", "x", "x=y", "y=x"], "computed from itself"),
    (["explain", "x", "x=x+1"], "computed from itself"),
    (["explain", "x", "2=x"], "x=2"),
    (["explain", "x", "x=one"], "one has no value"),
    (["explain", "x < 1", "x=2"], "where"),
    (["explain", "where(x, 1, 2)", "x=2"], "by a comparison"),
    (["explain", "softmax(x)", "x=2"], "not an operation"),
    (["explain", "sum(x for x in xs)", "xs=1"], "only in a rule"),
    (["explain", "__import__('os')"], "only numbers"),
    (["explain", "x" * 100_000], "no value"),
    (["explain", "(" * 5000], ""),
    (["explain", "+".join(["x"] * 30_000), "x=1"], "deep"),
    (["explain", "x*\udcff", "x=1"], "holds the byte ff, which is no UTF-8"),
    (["step", "x ^ 2", "x=3"], "write ** instead"),
    (["step", "x + y", "x=3"], "y has no value"),
    (["step", "log(x)", "x=0"], "x > 0"),
    (["step", "x*\udcff", "x=1"], "holds the byte ff, which is no UTF-8"),
    (["draw", "x*x", "x\udce9=2", "-o", "graph.svg"], "holds the byte e9, which is no UTF-8"),
    (["draw", "x*x", "x=2", "-o", "graph.gif"], ".svg"),
    (["draw", "x*x", "x=2", "-o", "nowhere/at/all.svg"], "folder"),
    (["draw", "x*x", "x=2", "-o", "graph.svg", "--theme", "neon"], "flow"),
    (["draw", "x*x", "x=2", "-o", "graph.svg", "--rankdir", "UP"], "LR"),
    (["train", "moons", "--epochs", "2", "-o", "boundary.txt"], ".svg"),
    (["train", "sun"], "moons, digits"),
    (["tour", __file__], "is a file"),
]


def test_no_number_of_the_system(capsys, monkeypatch, tmp_path) -> None:
    """An error that says what is wrong, but not by which file, is shown without its number."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "cannot write graph.svg: Read-only file system")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("viz.files.write_whole", refuse)
    assert main(["draw", "x*x", "x=2", "-o", "graph.svg"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("micrograd-plus draw: cannot write graph.svg: ")
    assert "[Errno" not in said


def test_too_little_memory(capsys, monkeypatch) -> None:
    """Python's error has no words of its own."""

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("micrograd_plus.commands.expressions.read", fail)
    assert main(["explain", "x*x", "x=2"]) == 2
    said = "micrograd-plus explain: there is not enough memory for this\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_input_gets_a_sentence(words, said: str, capsys, tmp_path, monkeypatch) -> None:
    """Exit code 2, one message that helps, nothing written."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.startswith(f"micrograd-plus {words[0]}: ")
    assert len(printed.err) < 600
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["explian", "x"],
        ["explain"],
        ["train", "moons", "--epochs", "many"],
        ["train", "moons", "--epochs", "0"],
        ["train", "moons", "--speed", "9"],
        ["ops", "all"],
    ],
)
def test_wrong_commands_show_the_usage(words, capsys) -> None:
    """argparse says what there is, with exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: micrograd-plus" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "ops", "predict"])
def test_an_unknown_option_shows_the_usage_of_the_command(command, capsys) -> None:
    """The options that there are stand above the error."""
    words = {"train": ["moons"], "ops": [], "predict": ["m.json", "a.csv"]}
    with pytest.raises(SystemExit) as ended:
        main([command, *words[command], "--speed=9"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"usage: micrograd-plus {command} [-h]")
    assert f"micrograd-plus {command}: error: unrecognized arguments: --speed=9" in said


def run(*words: str, **more) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "micrograd_plus", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **more)


def test_as_a_module() -> None:
    """python -m micrograd_plus is the same command."""
    result = run("explain", "x*x", "x=3")
    assert result.returncode == 0
    assert "6.0000" in result.stdout
    assert run("--help").returncode == 0
    assert "Traceback" not in run("explain", "x ^ 2").stderr


def test_without_numpy(tmp_path: Path) -> None:
    """Explanations need no numpy; what trains or predicts says how to get it; the tour goes on."""
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from pathlib import Path\n"
        "from micrograd_plus.commands import tour\n"
        "from micrograd_plus.commands.cli import main\n"
        "codes = [main(['explain', 'x*x', 'x=3']), main(['ops'])]\n"
        "codes += [main(['train', 'moons']), main(['predict', 'model.json', 'rows.csv'])]\n"
        "print(codes, tour._trained(Path())[-1])"
    )
    words = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    last = result.stdout.splitlines()[-1]
    assert last.startswith("[0, 0, 2, 2] no training: ")
    assert "pip install numpy" in last
    assert result.stderr.count("need numpy: pip install numpy") == 2


def test_an_output_without_unicode() -> None:
    """A terminal that knows ASCII alone gets ASCII."""
    result = run("explain", "x*x", "x=3", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0
    assert "dL/dx" in result.stdout


def test_a_reader_that_leaves() -> None:
    """A closed pipe is no traceback."""
    command = f'"{sys.executable}" -m micrograd_plus ops | head -n 1'
    result = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert "operation" in result.stdout
    assert "Traceback" not in result.stderr
    assert "Exception" not in result.stderr


def test_hints_are_notes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has written the line at which they would stand; other warnings are as they were."""

    def told(options: argparse.Namespace) -> int:
        hint("look here")
        with pytest.warns(RuntimeWarning, match="other"):
            warnings.warn("other", RuntimeWarning, stacklevel=1)
        return 0

    monkeypatch.setattr(cli, "_tour", told)
    assert main(["tour"]) == 0
    assert capsys.readouterr().err == "note: look here\n"
