"""The report on a model that has learned a table, a page in one file."""

from typing import Any

from ...aligned import aligned
from ...arrays import np
from ...display.pictures import pictures
from ..confusion import confusion_text
from ..options import human, printable
from ..page import page, paragraph, picture, preformatted as _pre, section
from .encoding import Categories, Numbers
from .outcome import Outcome
from .text import columns_text, head, importances_text, model_line, score_text, scores_text

# A figure with more classes than this has cells too small for their numbers.
MOST_CLASSES = 40

_MOST_POINTS = 1000
_MOST_ROWS = 20


def report(outcome: Outcome, again: str = "") -> str:
    """Return the page.

    Arguments:
        outcome: what it reports on.
        again: the command that predicts by the model, if it was saved.
    """
    name = printable(outcome.goal.name, 60)
    sections = [
        paragraph(_conclusion(outcome)),
        *(paragraph(f"Mind: {warning}.") for warning in outcome.warnings()),
        section(
            "What was learned from",
            paragraph(f"{head(outcome)}."),
            _pre(columns_text(outcome)),
        ),
        section("How well it went", paragraph(_explained(outcome)), _pre(scores_text(outcome))),
        section("How it was learned", _curve(outcome)),
        _classes(outcome) if outcome.description.classifies else _numbers(outcome),
        section(
            "Which columns matter",
            paragraph(
                "How much worse the model does for the rows held out when the cells of a column "
                "are shuffled, so that they tell nothing."
            ),
            _pre(importances_text(outcome)),
        ),
        section("The model", _pre(f"{model_line(outcome)}\n\n{outcome.model.summary()}")),
    ]
    if again:
        sections.append(section("Predicting further rows", _pre(f"$ {again}")))
    return page(f"{name}, predicted from the other columns", sections)


def figure_of(outcome: Outcome) -> Any:
    """Return the picture that tells most, a figure of matplotlib.

    It is the boundary of a classifier of two numbers, else how often each class was taken for each,
    or what was predicted over what is true.
    """
    description, views = outcome.description, pictures()
    target = description.target
    if not isinstance(target, Categories):
        return _true_and_predicted(outcome)
    first, *others = description.inputs
    if len(others) == 1 and isinstance(first, Numbers) and isinstance(others[0], Numbers):
        scales = [first, others[0]]
        X = np.stack([column.encode(outcome.table.cells(column.name)) for column in scales], axis=1)
        points = np.stack([column.decode(X[:, i]) for i, column in enumerate(scales)], axis=1)
        figure = views.decision_boundary(
            lambda x: outcome.model(
                [(x[i] - column.mean) / column.deviation for i, column in enumerate(scales)]
            ),
            points,
            description.read_targets(outcome.table).astype(int),
            title=_label(outcome.goal.name),
        )
        figure.axes[0].set(xlabel=_label(first.name), ylabel=_label(others[0].name))
        return figure
    return views.confusion_matrix(outcome.counts(), [printable(value) for value in target.values])


def _label(name: str) -> str:
    """The name of a column for a figure, where dollars would begin a formula."""
    return printable(name, 60).replace("$", r"\$")


def _conclusion(outcome: Outcome) -> str:
    held_out, baseline = outcome.held_out, outcome.baseline
    name, simple = printable(outcome.goal.name, 60), printable(baseline.name, 60)
    rows = f"{len(held_out.rows):,} rows that it has not learned from"
    if outcome.description.classifies:
        return (
            f"Of {rows}, the model tells {name} rightly for {score_text(held_out)}. Saying "
            f"{simple} would be right for {score_text(baseline)}."
        )
    return (
        f"For {rows}, the model predicts {name} with an R² of {score_text(held_out)}, and is "
        f"typically off by {human(held_out.error or 0.0)}. Saying {simple} would be off by "
        f"{human(baseline.error or 0.0)}."
    )


def _explained(outcome: Outcome) -> str:
    held = "Rows were held out by chance: they show what to expect of new ones."
    if outcome.description.classifies:
        return f"{held} The loss is the cross-entropy, the accuracy the share of rows told rightly."
    return (
        f"{held} The loss is the mean squared error of the scaled target; R² is the share of the "
        "spread that is explained, 1 at best; the typical error is the root of the mean squared "
        "error, in the unit of the column."
    )


def _curve(outcome: Outcome) -> str:
    history = outcome.history
    figure = pictures().loss_curve(
        history.loss,
        history.accuracy or None,
        history.validation_loss,
        history.validation_accuracy or None,
    )
    what = "loss and accuracy" if history.accuracy else "loss"
    return picture(figure, f"the {what} of the rows learned from and, dashed, of those held out")


def _classes(outcome: Outcome) -> str:
    target, held_out = outcome.description.target, outcome.held_out
    assert isinstance(target, Categories)
    parts = []
    if target.width <= MOST_CLASSES:
        names = [printable(value) for value in target.values]
        figure = pictures().confusion_matrix(outcome.counts(), names)
        parts.append(picture(figure, "how often each class was taken for each, in rows held out"))
    else:
        parts.append(_pre(confusion_text(outcome.counts(), target.values)))
    wrong = np.flatnonzero(held_out.true != held_out.predicted)
    if len(wrong):
        first = f", the first {_MOST_ROWS} of which are" if len(wrong) > _MOST_ROWS else ""
        parts.append(
            paragraph(f"{len(wrong):,} rows held out were taken for another class{first}:")
        )
        by_line = wrong[held_out.rows[wrong].argsort()]
        parts.append(_pre(_rows_text(outcome, by_line[:_MOST_ROWS])))
    return section("Which classes are mixed up", *parts)


def _true_and_predicted(outcome: Outcome) -> Any:
    target = outcome.description.target
    drawn = {
        words: [target.decode(numbers[:_MOST_POINTS]) for numbers in (part.true, part.predicted)]
        for words, part in (("learned from", outcome.training), ("held out", outcome.held_out))
    }
    return pictures().predicted_against_true(drawn, outcome.goal.name)


def _numbers(outcome: Outcome) -> str:
    held_out = outcome.held_out
    worst = abs(held_out.true - held_out.predicted).argsort()[::-1][:_MOST_ROWS]
    caption = "each row, what was predicted over what is true"
    if len(outcome.training.rows) > _MOST_POINTS:
        caption += f"; at most {_MOST_POINTS} of each kind"
    return section(
        "Predicted and true numbers",
        picture(_true_and_predicted(outcome), caption),
        paragraph("Rows held out, those that it missed by most first."),
        _pre(_rows_text(outcome, worst)),
    )


def _rows_text(outcome: Outcome, places: np.ndarray) -> str:
    """Some of the rows held out, with their lines in the file."""
    held_out, target = outcome.held_out, outcome.description.target
    lines = [outcome.table.lines[row] for row in held_out.rows[places]]
    pairs = (target.decode(part[places]) for part in (held_out.true, held_out.predicted))
    rows = [["line", "true", "predicted"]]
    for line, *answers in zip(lines, *pairs, strict=True):
        rows.append([str(line), *map(_answer, answers)])
    if outcome.description.classifies:
        shares = [f"{share:.1%}" for share in outcome.probabilities[places]]
        beside = ["probability of predicted", *shares]
        rows = [[*row, end] for row, end in zip(rows, beside, strict=True)]
    return aligned(rows, "r")


def _answer(answer: str | float) -> str:
    return printable(answer) if isinstance(answer, str) else human(answer, 6)
