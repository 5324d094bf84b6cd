"""The command `predict`: a saved model's answer for each row of a table."""

import argparse
import csv
import io
import sys
from dataclasses import replace
from pathlib import Path

from ...arrays import np
from ...files.saving import write_whole
from ...nn.layers import load
from ...nn.module import Module
from ...nn.rows import told_classes
from ..options import check_place, human, say, shown
from .csv_file import Table, read_table
from .description import Description, description_of
from .encoding import Categories, Numbers
from .notes import folded
from .outcome import judge, probabilities
from .text import score_text

_MOST_NOTES = 10


def predict(options: argparse.Namespace) -> int:
    """Write the table with predictions beside it, and say how good they are if the table knows."""
    output: Path | None = options.output
    if output is not None:
        check_place(output, options.model, Path(options.data))
    model = load(options.model)
    description = description_of(str(options.model), model)
    table = _read(options.data, description)
    if not len(table):
        raise ValueError(f"{table.source} has no rows below the names of the columns")
    for note in table.notes:
        say(f"note: {note}")
    rows, outputs = _outputs(model, description, table)
    text = _csv(description, table, rows, outputs)
    if output is not None:
        write_whole(output, text)
        say(f"wrote {output}")
    else:
        _print(text)
    if description.target.name in table.names and len(rows):
        say(_verdict(description, table, rows, outputs))
    return 0


def _read(path: str, description: Description) -> Table:
    """The table, with the names that the model knows."""
    if not description.unnamed:
        return read_table(path, wanted=description.names)
    table = read_table(path, header=False)
    target = description.target.name
    if len(table.names) != description.unnamed - 1 or target not in table.names:
        return table
    # Without the target, what stands behind it is a place further on than here.
    place = table.names.index(target)
    names = [*table.names[:place], *(_next(name) for name in table.names[place:])]
    return replace(table, names=names)


def _next(name: str) -> str:
    word, _, number = name.rpartition(" ")
    return f"{word} {int(number) + 1}"


def _outputs(model: Module, description: Description, table: Table) -> tuple[list[int], np.ndarray]:
    """The rows that have an answer, and the outputs of the model for these."""
    inputs = description.read_inputs(table)
    _tell_faults(description, table)
    rows = np.flatnonzero(np.isfinite(inputs).all(axis=1))
    if not len(rows):
        say("note: no row has an answer")
        return [], np.zeros((0, description.target.width))
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = model.outputs(inputs[rows]).reshape(len(rows), -1)
        target = description.target
        numbers = outputs if isinstance(target, Categories) else target.decode(outputs)
    finite = np.isfinite(numbers).all(axis=1)
    if not finite.all():
        line = table.lines[rows[~finite][0]]
        what = (
            f"{table.source}, line {line}: the numbers of this row are so far from those that were "
            "learned from that there is no finite prediction"
        )
        if not finite.any():
            raise ValueError(f"{what}: check them")
        say(f"note: {what}; {(~finite).sum()} rows have no answer for this reason")
    return rows[finite].tolist(), outputs[finite]


def _tell_faults(description: Description, table: Table) -> None:
    """Say which cells give no input, or a strange one, alike ones together."""
    filled = description.missing == "fill"
    rows: dict[tuple[str, str], list[int]] = {}
    for name, faults in description.faults(table).items():
        for row, what in faults:
            rows.setdefault((name, what), []).append(row)
    notes = []
    for (name, what), places in rows.items():
        so = "it is filled in" if filled else "the row has no answer"
        notes.append((name, f"{what} in {_lines(table, places)}: {so}"))
    for name, places in description.far_outside(table).items():
        count = "1 row is" if len(places) == 1 else f"{len(places):,} rows are"
        so = "do not rely on the answer"
        notes.append(
            (name, f"{count} far outside what was learned from, {_lines(table, places)}: {so}")
        )
    told = folded(notes)
    for note in told[:_MOST_NOTES]:
        say(f"note: {note}")
    if len(told) > _MOST_NOTES:
        say(f"note: {len(told) - _MOST_NOTES} more notes of this kind")


def _lines(table: Table, rows: list[int]) -> str:
    """Where some rows stand in the file: `line 7`, or `lines 7, 9, 12, 13, 15 and 90 more`."""
    lines = ", ".join(str(table.lines[row]) for row in rows[:5])
    more = f" and {len(rows) - 5:,} more" if rows[5:] else ""
    return f"lines {lines}{more}" if rows[1:] else f"line {lines}"


def _csv(description: Description, table: Table, rows: list[int], outputs: np.ndarray) -> str:
    """The table with the predictions beside it, empty where a row has no answer."""
    target, names = description.target, [f"predicted {description.target.name}"]
    if isinstance(target, Categories):
        names.append(f"probability of {names[0]}")
        shares = probabilities(outputs) if rows else np.zeros(0)
        answers = [
            [text, _as_there(f"{share:.3f}", description, table)]
            for text, share in zip(target.decode(told_classes(outputs, 1)), shares, strict=True)
        ]
    else:
        numbers = target.decode(outputs[:, 0]).tolist()
        answers = [[_as_there(_written(number), description, table)] for number in numbers]
    for name in names:
        if name in table.names:
            raise ValueError(
                f"{table.source} has a column {shown(name)} already: rename or remove it"
            )
    beside = dict(zip(rows, answers, strict=True))
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=table.delimiter, lineterminator="\n")
    if table.named:
        writer.writerow([*table.names, *names])
    for place, row in enumerate(table.rows):
        writer.writerow([*row, *beside.get(place, [""] * len(names))])
    return file.getvalue()


def _written(number: float) -> str:
    """A number for a table: seven digits, and an exponent only where there is no way without."""
    if number and not 1e-5 < abs(number) < 1e15:
        return repr(number)
    return np.format_float_positional(number, precision=7, fractional=False, trim="-")


def _as_there(number: str, description: Description, table: Table) -> str:
    """A number with the mark before decimals that the columns of the table have."""
    columns = [*description.inputs, description.target]
    commas = any(isinstance(column, Numbers) and column.mark == "," for column in columns)
    return number.replace(".", ",") if commas and table.delimiter != "," else number


def _print(text: str) -> None:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"standard output cannot show {text[error.start]!a}: write to a file, -o predicted.csv"
        ) from None
    sys.stdout.write(text)


def _verdict(description: Description, table: Table, rows: list[int], outputs: np.ndarray) -> str:
    """How good the predictions are, by the column that says what is true."""
    target = description.target
    name, cells = shown(target.name), table.cells(target.name)
    if not any(cells):
        return f"note: column {name} is empty, so nobody can say how many are right"
    true = description.read_targets(table.at(rows))
    told = np.flatnonzero(~np.isnan(true))
    odd = [
        row for row, known in zip(rows, ~np.isnan(true), strict=True) if cells[row] and not known
    ]
    if odd:
        say(
            f"note: column {name}: {target.fault(cells[odd[0]])} in line {table.lines[odd[0]]}"
            + (f", and {len(odd) - 1:,} rows more like it" if odd[1:] else "")
            + ": this is not counted"
        )
    if not len(told):
        return f"note: nothing in column {name} says which predictions are right"
    predicted = told_classes(outputs, 1) if description.classifies else outputs[:, 0]
    part = judge(target, target.name, told, true[told], predicted[told])
    count = "1 row" if len(told) == 1 else f"{len(told):,} rows"
    if part.error is None:
        return f"accuracy {score_text(part)} in {count}"
    return f"R² {score_text(part)}, typical error {human(part.error)} in {count}"
