"""The command line: what it prints, and that wrong input gets a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from micrograd_plus import Value
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.typed import compute, read
from micrograd_plus.errors import FormulaError
from tests.imports import ROOT

EXAMPLE = ["tanh(q + b)", "q=x*w", "x=2", "w=-3", "b=6.88"]


class TestCompute:
    def test_bindings_in_any_order(self) -> None:
        """Names may be given before or after they are needed; results carry them as labels."""
        result, leaves = compute("d * f", ["d=e+c", "e=a*b", "a=2", "b=-3", "c=10", "f=-2"])
        result.backward()
        assert result.data == -8.0
        assert {name: leaf.grad for name, leaf in leaves.items()} == {
            "a": 6.0,
            "b": -4.0,
            "c": -2.0,
            "f": 4.0,
        }
        assert result.label == "L"
        assert result.parents[0].label == "d"

    def test_numbers_may_be_worked_out(self) -> None:
        """A binding without names is a number, such as pi/2; e is a number unless it is given."""
        result, leaves = compute("x * e", ["x=-pi/2"])
        assert leaves["x"].data == pytest.approx(-1.5707963267948966)
        assert leaves["x"].rule is None
        assert result.data == pytest.approx(-1.5707963267948966 * 2.718281828459045)
        assert compute("x * e", ["x=2", "e=5"])[0].data == 10.0

    def test_every_kind_of_operation(self) -> None:
        """Variadic operations, compositions, conditions and comparisons are computed."""
        values = ["a=1", "b=2", "c=3"]
        for text, expected in [
            ("sum(a, b, c)", 6.0),
            ("mean(a, b, c)", 2.0),
            ("prod(a, b, c)", 6.0),
            ("where(a < b, a, b)", 1.0),
            ("where(a == 1, c, b)", 3.0),
            ("where(1 >= 2, c, b)", 2.0),
            ("2**-a", 0.5),
            ("--a", 1.0),
        ]:
            assert compute(text, values)[0].data == expected

    def test_what_is_undefined_is_pointed_at(self) -> None:
        """An operation outside its domain is shown in the text where it stands."""
        with pytest.raises(FormulaError) as caught:
            compute("1 + log(x)", ["x=0"])
        assert "x > 0" in str(caught.value)
        assert (caught.value.text, caught.value.column) == ("1 + log(x)", 4)
        with pytest.raises(FormulaError) as caught:
            compute("q + 1", ["x=0", "q=2 * (1/x)"])
        assert (caught.value.text, caught.value.column) == ("2 * (1/x)", 5)

    def test_the_root_keeps_clear_of_taken_names(self) -> None:
        """The result is called L unless L is a name already."""
        assert compute("L * x", ["L=2", "x=3"])[0].label == "out"
        assert compute("x", ["x=3"])[0].label == "x"
        assert compute("L*out*L_2", ["L=2", "out=1", "L_2=2"])[0].label == "L_3"

    def test_names_are_read_in_their_normal_form(self) -> None:
        """A name in another form of the same letters is the same name, as in Python."""
        assert compute("\U0001d431 * 2", ["\U0001d431=3"])[0].data == 6.0

    def test_what_is_not_used_is_told(self) -> None:
        """Names that the result does not need are found."""
        assert read("a * b", ["a=1", "b=2", "c=3", "d=c"]).unused() == ["c", "d"]

    def test_nothing_typed_is_run(self, tmp_path: Path) -> None:
        """Text that would do something as Python is only refused."""
        target = tmp_path / "made"
        for text in (
            f"open({str(target)!r}, 'w')",
            f"__import__('pathlib').Path({str(target)!r}).touch()",
            "().__class__.__bases__",
            "[x for x in ().__class__.__base__.__subclasses__()]",
            "exit()",
            "x" * 3 + "(" + "1" + ")",
        ):
            with pytest.raises(FormulaError):
                compute(text, ["x=1"])
        assert not target.exists()


class TestCommands:
    def test_explain(self, capsys) -> None:
        """Steps, then the gradients of what was given."""
        assert main(["explain", *EXAMPLE]) == 0
        printed = capsys.readouterr().out
        assert "chain rule through tanh" in printed
        assert "∂L/∂x  = -1.5029" in printed

    def test_an_expression_may_begin_with_a_minus(self, capsys) -> None:
        """A sign is no option, wherever the expression stands."""
        for words in (["explain", "-x**2", "x=3"], ["explain", "-(x - 1)", "x=-3"]):
            assert main(words) == 0
        assert main(["explain", "--x", "x=3"]) == 0
        assert "∂L/∂x  = -6.0000" in capsys.readouterr().out

    def test_signs_and_options(self, tmp_path: Path, monkeypatch) -> None:
        """Options keep their arguments, whatever they begin with; -- ends the options."""
        monkeypatch.chdir(tmp_path)
        assert main(["explain", "--", "-x", "x=1"]) == 0
        assert main(["draw", "-x", "x=1", "-og.svg"]) == 0
        with pytest.raises(SystemExit):
            main(["draw", "-x", "x=1", "-o", "-x.svg"])
        assert [path.name for path in tmp_path.iterdir()] == ["g.svg"]

    def test_unused_names_are_noted(self, capsys) -> None:
        """A name that is not used is no error, but it is told."""
        assert main(["explain", "x * x", "x=2", "w=3"]) == 0
        assert "w is not used" in capsys.readouterr().err

    @pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
    def test_draw(self, suffix: str, tmp_path: Path, capsys) -> None:
        """The file's ending says the format."""
        path = tmp_path / f"graph.{suffix}"
        assert main(["draw", *EXAMPLE, "--theme", "flow", "-o", str(path)]) == 0
        beginning = path.read_bytes()[:200]
        assert {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix] in beginning
        assert str(path) in capsys.readouterr().out
        assert [file.name for file in tmp_path.iterdir()] == [path.name]

    def test_ops(self, capsys) -> None:
        """Every operation stands in the list."""
        assert main(["ops"]) == 0
        printed = capsys.readouterr().out
        assert "tanh(x)" in printed
        assert "1 - out**2" in printed
        assert "log_softmax" in printed

    def test_train(self, tmp_path: Path, capsys) -> None:
        """Loss and accuracy at the end, a picture if asked, and no bar off a terminal."""
        path = tmp_path / "boundary.png"
        assert main(["train", "moons", "--epochs", "3", "-o", str(path)]) == 0
        printed = capsys.readouterr()
        assert "after 3 epochs" in printed.out
        assert "accuracy" in printed.out
        assert printed.err == ""
        assert path.read_bytes().startswith(b"\x89PNG")

    def test_a_bar_on_a_terminal(self, capsys, monkeypatch) -> None:
        """On a terminal the epochs are shown, on one line."""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert main(["train", "moons", "--epochs", "2"]) == 0
        shown = capsys.readouterr().err
        assert shown.startswith("\repoch 0/2")
        assert "\repoch 2/2" in shown
        assert shown.count("\n") == 1

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
    (["draw", "x*x", "x=2", "-o", "graph.gif"], ".svg"),
    (["draw", "x*x", "x=2", "-o", "nowhere/at/all.svg"], "folder"),
    (["draw", "x*x", "x=2", "-o", "graph.svg", "--theme", "neon"], "flow"),
    (["draw", "x*x", "x=2", "-o", "graph.svg", "--rankdir", "UP"], "LR"),
    (["train", "moons", "--epochs", "2", "-o", "boundary.txt"], ".svg"),
    (["train", "sun"], "moons, digits"),
    (["tour", __file__], "is a file"),
]


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


def test_compute_gives_values() -> None:
    """A bare number is a constant Value all the same."""
    assert isinstance(compute("2")[0], Value)
