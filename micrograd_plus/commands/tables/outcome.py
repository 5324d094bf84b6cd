"""What came of learning a table: predictions for rows learned from and held out, and how good."""

from dataclasses import dataclass

from ...arrays import np
from ...nn.layers import MLP
from ...nn.rows import accuracy, r_squared
from ...training.history import History
from ..confusion import confusion_counts
from .columns import Column
from .csv_file import Table
from .description import Description
from .encoding import Categories, Numbers
from .importance import Importance

# Scores of rows learned from and held out that part by more than this are told.
BY_HEART = 0.2


@dataclass(frozen=True)
class Judged:
    """Predictions for some rows.

    Attributes:
        name: what the rows, or the way to predict, are called.
        rows: the places of the rows in the table.
        true: the place of each row's class, or its scaled number.
        predicted: likewise.
        score: accuracy or R²; None where R² is not defined, as all numbers are the same.
        error: the root of the mean squared error, in the unit of the table; None for classes.
        loss: the mean loss; None for predictions that no model made.
    """

    name: str
    rows: np.ndarray
    true: np.ndarray
    predicted: np.ndarray
    score: float | None
    error: float | None
    loss: float | None


@dataclass(frozen=True)
class Outcome:
    """A model that has learned a table.

    Attributes:
        table: the table.
        columns: those to learn from, with those left out.
        goal: the column to learn.
        description: how columns became inputs.
        model: what has learned.
        history: the course of the training.
        training: the rows learned from.
        held_out: the others.
        baseline: the same rows, if the most frequent class or the mean were always predicted.
        probabilities: that of the predicted class, for each row held out; empty for numbers.
        importances: what each column is worth for the rows held out.
    """

    table: Table
    columns: list[Column]
    goal: Column
    description: Description
    model: MLP
    history: History
    training: Judged
    held_out: Judged
    baseline: Judged
    probabilities: np.ndarray
    importances: list[Importance]

    def counts(self) -> list[list[int]]:
        """Return the confusion matrix of the rows held out."""
        held_out = self.held_out
        return confusion_counts(held_out.true, held_out.predicted, self.description.target.width)

    def warnings(self) -> list[str]:
        """Return what the scores say against the model, a sentence each."""
        training, held_out, baseline = self.training, self.held_out, self.baseline
        found = []
        if _is_worse(held_out, baseline):
            found.append(
                f"it is worse than {_said(baseline.name)}: the columns do not tell the target, or "
                "there are too few rows"
            )
        if _part(training, held_out):
            found.append(
                "it has learned by heart: it does much better for the rows that it learned from "
                "than for others; fewer --epochs, a smaller --hidden or more rows help"
            )
        return found


def _is_worse(held_out: Judged, baseline: Judged) -> bool:
    if held_out.error is not None and baseline.error is not None:
        return held_out.error > baseline.error
    if held_out.score is None or baseline.score is None:
        return False
    return held_out.score < baseline.score


def _part(training: Judged, held_out: Judged) -> bool:
    if training.score is None or held_out.score is None:
        return False
    return training.score - held_out.score > BY_HEART


def _said(name: str) -> str:
    """The way to predict that a baseline is, as words: `always saying the mean`."""
    return name.replace("always ", "always saying ", 1)


def judge(
    target: Numbers | Categories,
    name: str,
    rows: np.ndarray,
    true: np.ndarray,
    predicted: np.ndarray,
    loss: float | None = None,
) -> Judged:
    """Return predictions with how good they are; the arguments are those of `Judged`."""
    if isinstance(target, Categories):
        return Judged(name, rows, true, predicted, accuracy(true, predicted), None, loss)
    with np.errstate(over="ignore"):
        errors = ((true - predicted) ** 2).mean()
        score, error = r_squared(true, predicted), float(target.deviation * errors**0.5)
    return Judged(name, rows, true, predicted, score, error, loss)


def probabilities(outputs: np.ndarray) -> np.ndarray:
    """Return the probability of the class that each row's outputs tell, (n,).

    >>> probabilities(np.array([[0.0, 0.0], [0.0, 100.0]])).tolist()
    [0.5, 1.0]
    """
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    shares: np.ndarray = powers.max(axis=1) / powers.sum(axis=1)
    return shares


def always_the_same(
    target: Numbers | Categories, learned: np.ndarray, rows: np.ndarray, true: np.ndarray
) -> Judged:
    """Return what came of predicting the most frequent class, or the mean, for every row.

    Arguments:
        target: the column.
        learned: what it is in the rows learned from.
        rows: the places of the rows that are held out.
        true: what it is in these.
    """
    if isinstance(target, Categories):
        most = int(np.bincount(learned.astype(int)).argmax())
        return judge(target, f"always {target.values[most]}", rows, true, np.full_like(true, most))
    return judge(target, "always the mean", rows, true, np.zeros_like(true))
