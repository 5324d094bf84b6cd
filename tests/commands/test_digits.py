"""`train digits`: five splits, their mean, and a report with pictures."""

import re
from pathlib import Path

import pytest

from micrograd_plus import datasets
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.digits import SCALE, learn_split
from micrograd_plus.commands.tables.split import fifths
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
