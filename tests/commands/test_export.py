"""`export` on the command line: a saved model becomes a file of ONNX."""

import sys
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus import nn
from micrograd_plus.commands.cli import main
from tests.commands.tables.examples import PLAIN
from tests.onnx_files import session

pytestmark = pytest.mark.usefixtures("in_a_folder")


def test_a_model_of_a_table(capsys) -> None:
    Path("a.csv").write_text(PLAIN, encoding="utf-8")
    assert main(["train", "a.csv", "--target", "y", "--epochs", "2", "--save", "m.json"]) == 0
    pytest.importorskip("onnx")
    capsys.readouterr()
    assert main(["export", "m.json"]) == 0
    said = capsys.readouterr().out
    assert said == (
        "wrote m.onnx\n"
        "it takes n of each: 'x' (double), 'colour' (text)\n"
        "names have no blanks around them, texts may; numbers are given without their units, and "
        "nan where there is none\n"
        "it gives value (n)\n"
    )
    columns = {"x": np.array([1.0, 2.0]), "colour": np.array(["red", "blue"], dtype=object)}
    (values,) = session("m.onnx").run(None, columns)
    assert np.isfinite(values).all()


def test_units_and_classes_are_told(capsys) -> None:
    pytest.importorskip("onnx")
    rows = [f"{i * i % 11} kg,{i % 7}%,{'abc'[i % 3]}" for i in range(30)]
    Path("a.csv").write_text("\n".join(["weight,share,kind", *rows]), encoding="utf-8")
    assert main(["train", "a.csv", "--target", "kind", "--epochs", "2", "--save", "m.json"]) == 0
    capsys.readouterr()
    assert main(["export", "m.json"]) == 0
    said = capsys.readouterr().out
    assert "it takes n of each: 'weight' (double, in kg), 'share' (double, in %)\n" in said
    assert said.endswith("\nit gives label (n), probabilities (n, 3)\n")


def test_a_model_without_a_table(capsys) -> None:
    pytest.importorskip("onnx")
    model = nn.MLP(2, [3, 1], seed=0)
    model.save("m.json")
    assert main(["export", "m.json", "-o", "other.onnx"]) == 0
    said = "wrote other.onnx\nit takes X (n, 2)\nit gives outputs (n, 1)\n"
    assert capsys.readouterr().out == said
    (outputs,) = session("other.onnx").run(None, {"X": np.array([[0.5, -1.0]])})
    assert outputs[:, 0] == pytest.approx(model.outputs([[0.5, -1.0]]), rel=1e-12)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.json"], "none.json"),
        (["m.json", "-o", "m.json"], "m.json must end in .onnx"),
        (["m.json", "-o", "no/m.onnx"], "the folder no does not exist"),
        (["iris.csv"], "iris.csv"),
    ],
)
def test_what_is_wrong_is_told(words, said, capsys) -> None:
    nn.MLP(2, [1]).save("m.json")
    assert main(["export", *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(Path().glob("**/*.onnx"))


def test_without_onnx_the_cure_is_told(capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    nn.MLP(2, [1]).save("m.json")
    assert main(["export", "m.json"]) == 2
    assert "pip install onnx" in capsys.readouterr().err
