"""What came of learning: how good predictions are, beside always predicting the same."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus.commands.tables.encoding import Categories, Numbers
from micrograd_plus.commands.tables.outcome import (
    Judged,
    Outcome,
    always_the_same,
    judge,
    probabilities,
)

KINDS = Categories("kind", ("a", "b", "c"))
PRICE = Numbers("price", mean=100.0, deviation=20.0)


def test_classes_have_an_accuracy_and_numbers_an_error_in_their_unit() -> None:
    """R² is of the scaled numbers; the typical error is that of the table."""
    found = judge(KINDS, "", np.arange(4), np.array([0, 1, 2, 1]), np.array([0, 1, 1, 1]))
    assert (found.score, found.error) == (0.75, None)
    found = judge(PRICE, "", np.arange(2), np.array([-1.0, 1.0]), np.array([-0.5, 0.5]))
    assert found.score == pytest.approx(0.75)
    assert found.error == pytest.approx(10.0)


def test_always_the_same() -> None:
    """The most frequent class of the rows learned from, or their mean, which is 0 when scaled."""
    found = always_the_same(KINDS, np.array([2, 2, 1]), np.array([5, 6]), np.array([2, 0]))
    assert (found.name, found.predicted.tolist(), found.score) == ("always c", [2, 2], 0.5)
    found = always_the_same(PRICE, np.array([0.0]), np.array([5, 6]), np.array([-1.0, 1.0]))
    assert (found.name, found.score, found.error) == ("always the mean", 0.0, 20.0)


def test_a_judgement_keeps_what_it_is_about() -> None:
    """Rows, truth, predictions and loss, beside the score."""
    found = judge(KINDS, "held out", np.array([3]), np.array([1]), np.array([1]), loss=0.25)
    assert (found.name, found.rows.tolist(), found.loss, found.score) == ("held out", [3], 0.25, 1)


def test_where_all_numbers_are_the_same_there_is_no_r2() -> None:
    """Nothing could be explained."""
    found = judge(PRICE, "", np.arange(2), np.array([1.0, 1.0]), np.array([0.0, 2.0]))
    assert found.score is None


def judged(score: float | None, error: float | None = None, name: str = "") -> Judged:
    rows = np.arange(2)
    return Judged(name, rows, rows, rows, score, error, None)


@pytest.mark.parametrize(
    ("training", "held_out", "baseline", "said"),
    [
        (judged(0.9), judged(0.8), judged(0.5), []),
        (judged(0.9), judged(0.6), judged(0.5), ["learned by heart"]),
        (judged(0.5), judged(0.4), judged(0.5, name="always a"), ["worse than always saying a"]),
        (judged(0.5), judged(0.5), judged(0.5), []),
        (judged(0.9, 1.0), judged(0.8, 2.0), judged(0.0, 5.0), []),
        (
            judged(1.0, 0.1),
            judged(-0.5, 6.0),
            judged(0.0, 5.0, "always the mean"),
            ["worse than always saying the mean", "learned by heart"],
        ),
        (judged(0.9, 1.0), judged(None, 1.0), judged(None, 2.0), []),
    ],
)
def test_what_speaks_against_a_model(training, held_out, baseline, said) -> None:
    """Scores that part, or are below those of a guess, are told."""
    unused: Any = None
    outcome = Outcome(
        table=unused,
        columns=[],
        goal=unused,
        description=unused,
        model=unused,
        history=unused,
        training=training,
        held_out=held_out,
        baseline=baseline,
        probabilities=np.zeros(0),
        importances=[],
    )
    warnings = outcome.warnings()
    assert len(warnings) == len(said)
    assert all(part in warning for part, warning in zip(said, warnings, strict=True))


def test_probabilities_are_those_of_the_class_that_is_told() -> None:
    """Huge scores do no harm."""
    found = probabilities(np.array([[1e300, 0.0], [0.0, np.log(3.0)]]))
    assert found == pytest.approx([1.0, 0.75])
