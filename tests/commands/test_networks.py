"""`train` and `predict`: the words reach the commands; what is wrong is told before training."""

import argparse
import sys
from pathlib import Path

import pytest

from micrograd_plus.commands import networks
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.tables import predict as table

pytestmark = pytest.mark.usefixtures("in_a_folder")


class TestBeforeTraining:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["iris.csv"], "--target says which column to predict; iris.csv has 'sepal length'"),
            (["iris.csv", "--target", "specie"], "did you mean 'species'?"),
            (["iris.csv", "--target", "species", "--category", "x"], "there is no column 'x'"),
            (["iris.csv", "--target", "species", "--save", "no/m.json"], "the folder no does not"),
            (["iris.csv", "--target", "species", "--save", "."], "is a folder"),
            (["iris.csv", "--target", "species", "--save", "m.onnx"], "micrograd-plus export"),
            (["iris.csv", "--target", "species", "--save", "iris.csv"], "written over itself"),
            (["iris.csv", "--target", "species", "-o", "r.txt"], "r.txt must end in .html, .svg"),
            (["iris.csv", "--target", "species", "--film", "f.svg"], "f.svg must end in .html"),
            (["iris.csv", "--target", "species", "--film", "no/f.html"], "the folder no does not"),
            (["moons", "-o", "r.html", "--film", "r.html"], "written over itself"),
            (["digits", "--save", "m.json", "--film", "m.json"], "m.json must end in .html"),
            (["iris.csv", "--target", "species", "--ignore", "colour"], "no column 'colour'"),
            (["iris.csv", "--target", "species", "-o", "no/r.html"], "the folder no does not"),
            (["iris.csv", "--target", "species", "--hidden", "9999,99"], "at most 300,000 are"),
            (["none.csv", "--target", "species"], "there is no file none.csv"),
            ([".", "--target", "species"], ". is a folder"),
            (["sun"], "no file sun, nor such a data set: moons, digits"),
            (["moons", "--target", "x"], "--target is for a table of your own; moons takes"),
            (["digits", "--no-header"], "--no-header is for a table of your own; digits takes"),
            (["digits", "-o", "r.gif"], "r.gif must end in .html"),
            (["spirals", "--save", "no/m.json"], "the folder no does not"),
            (["iris", "--target", "size"], "iris: there is no column 'size'"),
        ],
    )
    def test_wrong_words(self, words, said, capsys, monkeypatch) -> None:
        """What is wrong is told before any training, with exit code 2; nothing is written."""
        for place in ("tables.learn", "moons", "digits"):
            monkeypatch.setattr(f"micrograd_plus.commands.{place}.fit", None)
        assert main(["train", *words]) == 2
        printed = capsys.readouterr()
        assert said in printed.err
        assert printed.out == ""
        assert [path.name for path in Path().iterdir()] == ["iris.csv"]

    @pytest.mark.parametrize(
        ("option", "text"),
        [
            ("--missing", "guess"),
            ("--hidden", "abc"),
            ("--hidden", "0"),
            ("--hidden", "8,,8"),
            ("--epochs", "0"),
            ("--batch-size", "1.5"),
            ("--learning-rate", "0"),
            ("--learning-rate", "nan"),
            ("--seed", "-1"),
        ],
    )
    def test_wrong_settings(self, option, text, capsys) -> None:
        """A setting of the wrong kind is shown with its option."""
        with pytest.raises(SystemExit) as ended:
            main(["train", "iris.csv", "--target", "species", option, text])
        assert ended.value.code == 2
        printed = capsys.readouterr().err
        assert f"argument {option}" in printed
        assert repr(text) in printed

    def test_without_matplotlib(self, capsys, monkeypatch) -> None:
        """A report needs pictures, which is said at once."""
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        monkeypatch.setattr("micrograd_plus.commands.tables.learn.fit", None)
        assert main(["train", "iris.csv", "--target", "species", "-o", "r.html"]) == 2
        assert "pip install matplotlib" in capsys.readouterr().err


def test_the_words_reach_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model, a table, and perhaps a file to write."""
    parser = argparse.ArgumentParser()
    networks.add_networks(parser.add_subparsers())
    seen: list[argparse.Namespace] = []
    monkeypatch.setattr(table, "predict", lambda options: seen.append(options) or 7)
    options = parser.parse_args(["predict", "m.json", "rows.csv", "-o", "out.csv"])
    assert options.run(options) == 7
    assert (seen[0].model, seen[0].data) == (Path("m.json"), "rows.csv")
    assert seen[0].output == Path("out.csv")
    assert parser.parse_args(["predict", "m.json", "rows.csv"]).output is None


@pytest.mark.parametrize("words", [["predict"], ["predict", "m.json"], ["predict", *"abc"]])
def test_words_too_few_or_too_many(words: list[str]) -> None:
    """argparse refuses them."""
    parser = argparse.ArgumentParser()
    networks.add_networks(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(words)
