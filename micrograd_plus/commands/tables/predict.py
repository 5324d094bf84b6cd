"""The command `predict`: a saved model's answer for each row of a table."""

import argparse
import csv
import io
import sys
from dataclasses import replace
from pathlib import Path

from ...arrays import np
from ...files.document import Part
from ...files.saving import write_whole
from ...nn.layers import load
from ...nn.module import Module
from ...nn.rows import told_classes
from ..options import check_place, say, shown
from .csv_file import Table, read_table
from .description import Description, read_description
from .encoding import Categories
from .outcome import judge
from .text import score_text


def predict(options: argparse.Namespace) -> int:
    """Write the table with a column more, and say how good it is if the table knows."""
    output: Path | None = options.output
    if output is not None:
        check_place(output, options.model, Path(options.data))
    model = load(options.model)
    description = _description(str(options.model), model)
    table = read_table(options.data, wanted=[column.name for column in description.inputs])
    if not len(table):
        raise ValueError(f"{table.source} has no rows below the names of the columns")
    predicted = _predictions(model, description, table)
    text = _csv(description, table, predicted)
    if output is not None:
        write_whole(output, text)
        say(f"wrote {output}")
    else:
        _print(text)
    if description.target.name in table.names:
        say(_verdict(description, table, predicted))
    return 0


def _description(source: str, model: Module) -> Description:
    """How the model reads a table, once it is sure that the two fit together."""
    if model.table is None:
        raise ValueError(
            f"{source} holds a model that has not learned from a table: make one by micrograd-plus "
            "train FILE.csv --target COLUMN --save model.json"
        )
    part = Part(source, model.table, "table")
    description = read_description(part)
    try:
        outputs = model([0.0] * description.width)
    except ValueError as error:
        raise part["inputs"].wrong(f"do not fit the model: {error}") from None
    found = len(outputs) if isinstance(outputs, list) else 1
    if found != description.target.width:
        raise part["target"].wrong(
            f"asks for {description.target.width} outputs, but the model has {found}"
        )
    return description


def _predictions(model: Module, description: Description, table: Table) -> np.ndarray:
    """The place of each row's class, or its number, scaled as the model gives it."""
    inputs = description.read_inputs(table)
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = model.outputs(inputs)
        target = description.target
        numbers = outputs if isinstance(target, Categories) else target.decode(outputs)[:, None]
    for row in np.flatnonzero(~np.isfinite(numbers).all(axis=1)):
        raise ValueError(
            f"{table.source}, line {table.lines[row]}: the numbers of this row are so far from "
            "those that were learned from that there is no finite prediction: check them"
        )
    return told_classes(outputs, 1) if description.classifies else outputs


def _csv(description: Description, table: Table, predicted: np.ndarray) -> str:
    """The table with a column more."""
    name = f"predicted {description.target.name}"
    if name in table.names:
        raise ValueError(f"{table.source} has a column {shown(name)} already: rename or remove it")
    answers = description.target.decode(predicted)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow([*table.names, name])
    for row, answer in zip(table.rows, answers, strict=True):
        writer.writerow([*row, answer if description.classifies else repr(float(answer))])
    return file.getvalue()


def _print(text: str) -> None:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"standard output cannot show {text[error.start]!a}: write to a file, -o predicted.csv"
        ) from None
    sys.stdout.write(text)


def _verdict(description: Description, table: Table, predicted: np.ndarray) -> str:
    """How good the predictions are, by the column that says what is true."""
    name = description.target.name
    told = [row for row, text in enumerate(table.cells(name)) if text]
    if not told:
        return f"note: column {shown(name)} is empty, so nobody can say how many are right"
    known = replace(
        table, rows=[table.rows[row] for row in told], lines=[table.lines[row] for row in told]
    )
    try:
        true = description.read_targets(known)
    except ValueError as reason:
        return f"note: the predictions cannot be compared with what is true: {reason}"
    part = judge(description.target, name, np.array(told), true, predicted[told])
    rows = "1 row" if len(told) == 1 else f"{len(told):,} rows"
    if part.error is None:
        return f"accuracy {score_text(part)} in {rows}"
    return f"R² {score_text(part)}, typical error {part.error:.4g} in {rows}"
