"""`train digits`: five splits, their mean, and a report with pictures."""

import re
from pathlib import Path

import pytest

from micrograd_plus import datasets, nn
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.digits import SCALE, learn_split
from micrograd_plus.commands.tables.split import fifths
from micrograd_plus.training.history import History
from tests.commands.tables.examples import share


class TestDigits:
    def test_one_split(self) -> None:
        """Digits that were held out are read by a network that learned from the others."""
        X, y = datasets.digits()
        parts = fifths(len(X), 0, y)
        model, history = learn_split(X, y, parts, 0, epochs=20)
        accuracy = model.score(X[parts[0]] / SCALE, y[parts[0]])
        assert accuracy > 0.95
        assert history.validation_accuracy[-1] == accuracy

    @pytest.mark.usefixtures("in_a_folder")
    @pytest.mark.thorough
    def test_the_command(self, capsys) -> None:
        """Five splits with their mean, the matrix over all pictures, and a report with pictures."""
        assert main(["train", "digits", "--epochs", "1", "-o", "r.html"]) == 0
        printed = capsys.readouterr().out
        lines = printed.splitlines()
        assert [line.split()[0] for line in lines[3:9]] == ["1", "2", "3", "4", "5", "mean"]
        assert share(" mean", printed) > 80
        counts = [list(map(int, line.split()[1:])) for line in lines if re.match(r"\d  ", line)]
        assert sum(map(sum, counts)) == 1797
        page = Path("r.html").read_text(encoding="utf-8")
        assert page.count("data:image/svg+xml;base64") == 3

    @pytest.mark.usefixtures("in_a_folder")
    def test_options_of_every_data_set(self, capsys) -> None:
        """Layers are obeyed; model, picture and film are written."""
        words = ["train", "digits", "--epochs", "1", "--hidden", "8", "--learning-rate", "0.01"]
        words += ["--batch-size", "128", "--save", "m.json", "-o", "r.svg", "--film", "f.html"]
        assert main(words) == 0
        printed = capsys.readouterr().out
        assert "MLP(64, [8, 10]) with 610 parameters, 1 epochs" in printed
        assert len(nn.load("m.json").parameters()) == 610
        assert "<svg" in Path("r.svg").read_text()
        assert '"gradients"' in Path("f.html").read_text()

    @pytest.mark.parametrize("epochs", [0, 2])
    def test_an_interruption_keeps_what_was_learned(self, epochs, capsys, monkeypatch) -> None:
        """The splits that are done are told, and one that is not with the epochs that it has."""

        def interrupted(X, y, parts, place, *words, **settings):
            model, history = learn_split(X, y, parts, place, max(1, epochs if place else 1))
            if place == 2:
                history.stopped = f"interrupted in epoch {epochs + 1}: what was learned is kept"
                history.loss[epochs:] = []
            return model, history

        monkeypatch.setattr("micrograd_plus.commands.digits.learn_split", interrupted)
        assert main(["train", "digits"]) == 0
        lines = capsys.readouterr().out.splitlines()
        splits = [line.split()[0] for line in lines if re.match(r" +\d  |  ?mean", line)]
        assert splits == [*"123"[: 2 + (epochs > 0)], "mean"]
        counts = [list(map(int, line.split()[1:])) for line in lines if re.match(r"\d  ", line)]
        assert sum(map(sum, counts)) == (1079 if epochs else 720)
        said = f"split 3 of 5 was interrupted in epoch {epochs + 1}"
        assert any(line.startswith(said) for line in lines) == (epochs > 0)

    def test_an_interruption_at_once(self, capsys, monkeypatch) -> None:
        """Nothing was learned, and nothing is told."""
        monkeypatch.setattr(
            "micrograd_plus.commands.digits.learn_split",
            lambda *words, **settings: (None, History(stopped="interrupted in epoch 1")),
        )
        assert main(["train", "digits"]) == 130
        printed = capsys.readouterr()
        assert (printed.out, printed.err) == ("", "stopped\n")
