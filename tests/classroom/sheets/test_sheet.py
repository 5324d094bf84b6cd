"""Sheets: drawn from a seed, in turn over levels and kinds, no exercise twice."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from micrograd_plus.classroom import exercise
from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.asked import asked
from micrograd_plus.classroom.sheets.sheet import heading, sheet

ROOT = Path(__file__).parents[3]
SEVEN = "0ab5520202ec8533448a2d5a43b78bb8735fc6c1021989f626f42c48f02cc82f"


def test_a_seed_settles_it() -> None:
    """The same seed gives the same text; another one, or a learner's name, another."""
    drawn = sheet(seed=7, count=3)
    assert str(drawn) == str(sheet(seed=7, count=3))
    others = [str(sheet(seed=8, count=3)), str(sheet(seed=7, count=3, variant="Ada"))]
    assert len({str(drawn), *others}) == 3


def drawn_text() -> str:
    """What is drawn for fifty exercises, without the words around it."""
    levels = [level for level in LEVELS if level != "operation"]
    drawn = sheet(seed=7, count=50, level=levels, kind=list(KINDS))
    lines = [[*one.given, *one.asks.worked, str(one.key), str(asked(one))] for one in drawn]
    return "\n".join("\n".join(each) for each in lines)


def test_the_same_on_every_version() -> None:
    """To the last letter: this digest was the same on Python 3.11, 3.12 and 3.13."""
    assert hashlib.sha256(drawn_text().encode()).hexdigest() == SEVEN


@pytest.mark.thorough
def test_the_same_in_another_process() -> None:
    """Whatever the order of its sets is."""
    code = (
        "import hashlib; from tests.classroom.sheets.test_sheet import drawn_text;"
        "print(hashlib.sha256(drawn_text().encode()).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == SEVEN, done.stderr


def test_a_longer_sheet_begins_with_the_shorter_one() -> None:
    """A teacher who adds an exercise keeps those that there are."""
    short, long = sheet(seed=7, count=2), sheet(seed=7, count=5)
    assert [str(each) for each in long][:2] == [str(each) for each in short]


def test_in_turn() -> None:
    """Levels and kinds alternate, each by itself."""
    drawn = sheet(count=6, level=["chain", "fork"], kind=["forward", "gradients", "order"])
    pairs = [(each.level, each.kind) for each in drawn]
    assert pairs[:4] == [
        ("chain", "forward"),
        ("fork", "gradients"),
        ("chain", "order"),
        ("fork", "forward"),
    ]


def test_no_exercise_twice() -> None:
    """Also where a level has few."""
    drawn = sheet(count=30, level="softmax", kind="order")
    assert len({str(each) for each in drawn}) == 30
    with pytest.raises(ValueError, match=r"no \d+ exercises of the level operation that differ"):
        sheet(count=200, level="operation", operations=["neg"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_and_kind(level: str, kind: str) -> None:
    """Each is drawn, and its own key has every point."""
    if (level, kind) == ("operation", "order"):
        with pytest.raises(ValueError, match="no order"):
            sheet(count=1, level=level, kind=kind)
        return
    drawn = sheet(seed=3, count=2, level=level, kind=kind)
    assert sum(each.check(each.key).points for each in drawn) == drawn.points > 0


def test_as_text() -> None:
    """The title, then every exercise with its number."""
    text = str(sheet(seed=7, count=2, title="Week 3"))
    assert text.startswith("Week 3\n\n1. A fork that meets again\n\n  a = ")
    assert "\n\n2. A fork that meets again\n" in text


def test_an_exercise_can_be_drawn_again() -> None:
    """From what it says of itself."""
    for one in sheet(seed=5, count=3, operations=["add", "mul"], variant="Ada"):
        again = exercise(one.level, one.kind, one.seed, one.operations, one.variant)
        assert str(again) == str(one)
        assert again.key == one.key


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"count": 0}, ValueError, "count must be at least 1"),
        ({"count": 201}, ValueError, "several sheets"),
        ({"count": 2.0}, TypeError, "count is a whole number"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"level": "frok"}, ValueError, "level is one of operation, chain, fork"),
        ({"kind": ["gradients", 3]}, ValueError, "kind is one of forward"),
        ({"level": []}, ValueError, "level is empty"),
        ({"operations": ["sin"]}, ValueError, "choose from these"),
        ({"variant": 3}, TypeError, "variant and title are texts, here is 3"),
        ({"title": None}, TypeError, "here is None"),
    ],
)
def test_nonsense(wrong, error, said: str) -> None:
    """An error names the setting and what it may be."""
    with pytest.raises(error, match=said):
        sheet(**({"count": 1} | wrong))


def test_headings() -> None:
    """A number and a capital letter."""
    assert heading(12, sheet(count=1, level="neuron").exercises[0]).startswith("12. A neuron")
