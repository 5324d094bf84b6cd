"""`predict`, as it is typed."""

import argparse
from pathlib import Path

import pytest

from micrograd_plus.commands import predict
from micrograd_plus.commands.tables import predict as table


def test_the_words_reach_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model, a table, and perhaps a file to write."""
    parser = argparse.ArgumentParser()
    predict.add_predict(parser.add_subparsers())
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
    predict.add_predict(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(words)
