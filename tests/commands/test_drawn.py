"""The options that settle which exercises are drawn."""

import argparse

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.commands.drawn import add_drawn, draw


def parsed(*words: str) -> argparse.Namespace:
    """What a command with these options reads."""
    parser = argparse.ArgumentParser()
    add_drawn(parser, count=4)
    return parser.parse_args(words)


def test_defaults() -> None:
    """Forks and gradients, as many as the command says."""
    drawn = draw(parsed())
    assert {(each.level, each.kind) for each in drawn} == {("fork", "gradients")}
    assert (len(drawn), drawn.seed) == (4, 0)


def test_lists() -> None:
    """Several with commas, or all that there are."""
    drawn = draw(parsed("--level", "chain, fork", "--kind", "all", "--count", "7"))
    assert {each.level for each in drawn} == {"chain", "fork"}
    assert [each.kind for each in drawn] == list(KINDS)
    assert [each.level for each in draw(parsed("--level=all", "--count=7"))] == list(LEVELS)
    only = draw(parsed("--operations", "add,mul"), variant="Ada", title="T")
    assert {line.operation for each in only for line in each.problem.lines} == {"add", "mul"}
    assert (only.variant, only.title) == ("Ada", "T")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--level", "frok"], "level is one of"),
        (["--kind", "fork"], "kind is one of"),
        (["--level", ","], "level is empty"),
        (["--operations", "sin"], "choose from these"),
        (["--operations", ""], "operations is empty"),
        (["--count", "900"], "several sheets"),
    ],
)
def test_nonsense(words: list[str], said: str) -> None:
    """An error that names what there is."""
    with pytest.raises(ValueError, match=said):
        draw(parsed(*words))


@pytest.mark.parametrize("words", [["--seed", "x"], ["--seed=-1"], ["--count", "0"]])
def test_numbers(words: list[str], capsys) -> None:
    """What is no whole number is refused before anything is drawn."""
    with pytest.raises(SystemExit):
        parsed(*words)
    assert "is not a whole number of at least" in capsys.readouterr().err
