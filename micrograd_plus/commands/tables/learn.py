"""The command `train FILE.csv`: a network for one column of a table, from the others."""

import argparse
import shlex
from itertools import pairwise
from pathlib import Path

from ...arrays import np
from ...display.pictures import pictures
from ...files.saving import write_whole
from ...nn.layers import MLP
from ...nn.rows import told_classes
from ...optim import AdamW, cosine
from ...training.fit import fit
from ...training.history import History
from ..course import check_course, quietly
from ..options import check_outputs, printable, say, show
from .columns import Column, chosen_columns, named_columns
from .csv_file import Table, listed, read_table
from .description import describe
from .importance import importances
from .notes import column_notes
from .outcome import Outcome, always_the_same, judge, probabilities
from .report import figure_of, report
from .rows import mostly_gaps, usable_rows
from .split import fifths
from .text import summary

# Larger networks take minutes to record, and gigabytes.
MOST_PARAMETERS = 300_000

HIDDEN, EPOCHS, RATE, DECAY = [16, 16], 200, 0.01, 0.3
# A batch has as many rows, or as many that an epoch has no more steps than this.
BATCH, STEPS = 32, 50


def train_table(options: argparse.Namespace) -> int:
    """Learn a column of a table; print how well that went, save and report if asked."""
    check_outputs(options, Path(options.data))
    wanted = [] if options.target is None else [options.target]
    table = read_table(options.data, header=False if options.no_header else None, wanted=wanted)
    if options.target is None:
        raise ValueError(
            f"--target says which column to predict; {table.source} has {listed(table.names)}"
        )
    return learn_and_report(table, options)


def learn_and_report(table: Table, options: argparse.Namespace) -> int:
    """Learn a column of a table that has been read; the rest as `train_table` does it."""
    check_outputs(options)
    try:
        outcome = _learned(table, options)
    except ValueError:
        # What was made of the file may be why.
        for note in table.notes:
            say(f"note: {note}")
        raise
    show(summary(outcome))
    save, output, film = options.save, options.output, options.film
    if save is not None:
        outcome.model.save(save)
        show(f"wrote {save}")
    if output is not None:
        if output.suffix.lower() == ".html":
            again = f"micrograd-plus predict {shlex.quote(str(save))} MORE.csv -o predicted.csv"
            write_whole(output, report(outcome, again if save else ""))
        else:
            figure_of(outcome).savefig(output)
        show(f"wrote {output}")
    if film is not None:
        title = f"{printable(outcome.goal.name, 60)}, epoch by epoch"
        pictures().film(outcome.history, film, title=title)
        show(f"wrote {film}")
    return 0


def _learned(table: Table, options: argparse.Namespace) -> Outcome:
    """A model that has learned the rows that can be learned, after what is said of the table."""
    usable, columns, goal, _ = ready(table, options)
    return learn(usable, columns, goal, options)


def ready(
    table: Table, options: argparse.Namespace
) -> tuple[Table, list[Column], Column, list[str]]:
    """Return a table as it can be learned from, its columns, the goal, and notes, which are said.

    Arguments:
        table: the table.
        options: those that were typed: `target`, `category`, `ignore`, `only` and `missing`, of
            which the last is set to `"fill"` where most rows have an empty cell.

    Raises:
        ValueError: if nothing can be learned from it.
    """
    categories, ignore, only = (
        named_columns(table, given or ())
        for given in (options.category, options.ignore, options.only)
    )
    columns, goal = chosen_columns(table, options.target, categories, ignore, only)
    gaps = mostly_gaps(columns, goal) if options.missing is None else 0
    if gaps:
        options.missing = "fill"
    rows, left_out = usable_rows(table, columns, goal, fill=options.missing == "fill")
    if gaps:
        left_out.append(
            f"{gaps:,} rows have an empty cell somewhere, most of all: they are kept, with what is "
            "usual in place of it (--missing drop leaves them out)"
        )
    notes = [*table.notes, *column_notes(table, columns, goal), *left_out]
    for note in notes:
        say(f"note: {note}")
    table.notes.clear()
    return table.at(rows), [column.at(rows) for column in columns], goal.at(rows), notes


def learn(
    table: Table, columns: list[Column], goal: Column, options: argparse.Namespace
) -> Outcome:
    """Return a model that has learned four fifths of the rows, and what came of it.

    Arguments:
        table: the table, of rows that can be learned.
        columns, goal: as `chosen_columns` gives them, of these rows.
        options: those that were typed; None stands for the default.

    Raises:
        ValueError: if nothing can be learned, or the network would be too large.
    """
    seed = options.seed or 0
    classes = goal.cells if goal.kind == "categories" else None
    held, *others = fifths(len(table), seed, classes)
    learned = np.concatenate(others)
    description, columns = describe(
        columns,
        goal,
        learned.tolist(),
        options.missing or "drop",
        unnamed=0 if table.named else len(table.names),
    )
    X, y = description.read_inputs(table), description.read_targets(table)
    target = description.target
    sizes = [*(options.hidden or HIDDEN), target.width]
    _check_size(description.width, sizes)
    model = MLP(description.width, sizes, activation="silu", seed=seed, init="he")
    history = _fitted(model, X, y, learned, held, options, description.classifies)
    model.table = description.to_plain()
    outputs = model.outputs(X)
    predicted = told_classes(outputs, 1) if description.classifies else outputs
    losses = (history.loss[-1], history.validation_loss[-1])
    training, held_out = (
        judge(target, name, rows, y[rows], predicted[rows], loss)
        for name, rows, loss in zip(("training", "held out"), (learned, held), losses, strict=True)
    )

    def worth(inputs: np.ndarray) -> float:
        found = model.outputs(inputs)
        said = told_classes(found, 1) if description.classifies else found
        again = judge(target, "shuffled", held, y[held], said)
        return -again.error if again.error is not None else again.score or 0.0

    return Outcome(
        table,
        columns,
        goal,
        description,
        model,
        history,
        training,
        held_out,
        always_the_same(target, y[learned], held, y[held]),
        probabilities(outputs[held]) if description.classifies else np.zeros(0),
        importances(description, X[held], worth, seed),
    )


def _fitted(
    model: MLP,
    X: np.ndarray,
    y: np.ndarray,
    learned: np.ndarray,
    held: np.ndarray,
    options: argparse.Namespace,
    classifies: bool,
) -> History:
    watch = ["gradients", "units"] if options.film else []
    if watch and classifies and X.shape[1] == 2:
        watch.append("boundary")
    with quietly():
        history = fit(
            model,
            X[learned],
            y[learned],
            loss="cross_entropy" if classifies else "mse",
            optimizer=AdamW(lr=options.learning_rate or RATE, weight_decay=DECAY),
            epochs=options.epochs or EPOCHS,
            batch_size=options.batch_size or max(BATCH, len(learned) // STEPS),
            seed=options.seed or 0,
            validation=(X[held], y[held]),
            schedule=cosine(),
            watch=watch,
        )
    check_course(history)
    return history


def _check_size(inputs: int, sizes: list[int]) -> None:
    parameters = sum((before + 1) * after for before, after in pairwise([inputs, *sizes]))
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"a network of {inputs} inputs and layers of {', '.join(map(str, sizes))} has "
            f"{parameters:,} parameters; at most {MOST_PARAMETERS:,} are practical here: choose a "
            "smaller --hidden, or remove columns (each category of a column is an input)"
        )
