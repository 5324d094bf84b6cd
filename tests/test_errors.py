"""The exceptions: each is the nearest built-in too, and a formula's points at its column."""

import pickle

import pytest

from micrograd_plus.errors import (
    AnomalyError,
    FormulaError,
    RecordingError,
    RuleError,
    StaleGraphError,
)


@pytest.mark.parametrize(
    ("error", "built_in"),
    [
        (FormulaError, ValueError),
        (RuleError, ValueError),
        (StaleGraphError, RuntimeError),
        (RecordingError, TypeError),
        (AnomalyError, FloatingPointError),
    ],
)
def test_each_is_the_nearest_built_in(error: type[Exception], built_in: type[Exception]) -> None:
    """Who catches what Python would raise catches ours."""
    assert error.__bases__ == (built_in,)


def test_the_pointer_stands_below_the_column() -> None:
    """Columns are counted from 0 inside, from 1 for people."""
    error = FormulaError("what is this", "x + ?", 4)
    assert str(error) == "what is this (column 5)\n    x + ?\n        ^"
    assert (error.message, error.text, error.column) == ("what is this", "x + ?", 4)


@pytest.mark.parametrize("column", [0, 30, 100, 150, 198])
def test_of_a_long_formula_the_part_around_the_pointer_is_shown(column: int) -> None:
    """The pointer stands below the same character as in the whole."""
    text = "".join(chr(0x100 + place) for place in range(200))
    head, line, pointer = str(FormulaError("no", text, column)).splitlines()
    assert head == f"no (column {column + 1})"
    assert line[len(pointer) - 1] == text[column]
    assert len(line) <= 80


def test_a_long_message_keeps_both_ends() -> None:
    """What is wrong stands at the beginning, the cure at the end."""
    head = str(FormulaError("what" + "x" * 1000 + "cure", "x", 0)).splitlines()[0]
    assert head.startswith("what")
    assert head.endswith("cure (column 1)")
    assert len(head) < 320


def test_a_formulas_error_survives_a_pickle() -> None:
    """Worker processes hand errors on."""
    error = FormulaError("no", "x ?", 2)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_what_was_meant_is_told_first() -> None:
    """The message itself stays what it was, for those who compare it."""
    error = FormulaError("only numbers", "1,5", 0, "write 1.5")
    assert str(error).startswith("write 1.5; only numbers (column 1)")
    assert pickle.loads(pickle.dumps(error)).meant == "write 1.5"
    assert error.message == "only numbers"
