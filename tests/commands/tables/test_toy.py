"""The toy data sets as tables: one set of options for all of them."""

from pathlib import Path

import numpy as np
import pytest

from micrograd_plus import datasets
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.tables.toy import POINTS, TOYS
from tests.commands.tables.examples import IRIS, description_of

pytestmark = pytest.mark.usefixtures("in_a_folder")


@pytest.mark.parametrize("name", TOYS)
@pytest.mark.thorough
def test_every_data_set(name, capsys) -> None:
    """Each is learned, saved, and drawn, with nothing to be said against the table."""
    words = ["train", name, "--epochs", "3", "--save", "m.json", "-o", "r.svg"]
    assert main([*words, "--film", "f.html"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith(f"{name}: {150 if name == 'iris' else POINTS} rows")
    assert description_of("m.json").target.name == TOYS[name].target
    assert "<svg" in Path("r.svg").read_text()
    plane = '"boundary"' in Path("f.html").read_text().split("<script")[1]
    assert plane == (TOYS[name].inputs == ("x", "y"))


def test_the_numbers_are_those_of_the_data_set() -> None:
    """Inputs and answers, by name."""
    table = TOYS["iris"].table("iris", seed=0)
    lines = [",".join(row) for row in [table.names, *table.rows]]
    assert len(lines) == len(IRIS.splitlines())
    assert lines[0] == IRIS.splitlines()[0]
    X, y = datasets.sine(POINTS, seed=3)
    table = TOYS["sine"].table("sine", seed=3)
    np.testing.assert_allclose([float(text) for text in table.cells("x")], X[:, 0], rtol=1e-5)
    np.testing.assert_allclose([float(text) for text in table.cells("y")], y, rtol=1e-5)
    assert {*TOYS["blobs"].table("blobs", seed=0).cells("class")} == {"0", "1", "2"}


def test_another_column_may_be_learned(capsys) -> None:
    """Options for tables have their meaning here, too."""
    words = ["train", "iris", "--target", "petal width", "--only", "petal length,species"]
    assert main([*words, "--epochs", "20", "--save", "m.json", "-o", "r.png"]) == 0
    assert "R²" in capsys.readouterr().out
    assert description_of("m.json").names == ["petal length", "species"]
    assert Path("r.png").read_bytes().startswith(b"\x89PNG")


def test_a_saved_one_predicts_a_table(capsys) -> None:
    """Columns are called as they are told."""
    assert main(["train", "iris", "--epochs", "60", "--save", "m.json"]) == 0
    capsys.readouterr()
    assert main(["predict", "m.json", "iris.csv"]) == 0
    assert "in 150 rows" in capsys.readouterr().err


def test_standard_input(capsys, monkeypatch) -> None:
    """`-` stands for the table."""
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(IRIS.encode())))
    assert main(["train", "-", "--target", "species", "--epochs", "1"]) == 0
    assert capsys.readouterr().out.startswith("standard input: 150 rows")
