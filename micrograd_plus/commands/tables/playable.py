"""A table of the user's own as data for the playground."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...display.pictures import pictures
from ..options import say, shown
from .csv_file import listed, read_table
from .description import Description, describe
from .encoding import Categories
from .learn import ready
from .notes import folded
from .plain_file import plain_file


def playable(options: argparse.Namespace) -> tuple[dict[str, Any], list[str], list[int]]:
    """Return a table as a data set of the page, what was said of it, and its two axes.

    Beside the numbers, which are scaled, the set has the description of the `table`; and how a
    `file` is read by a script, if it is read simply.

    Arguments:
        options: those that were typed: `data`, `target`, `category`, `ignore`, `only`, `missing`.

    Raises:
        OSError, ValueError: for a table that cannot be read or learned from.
    """
    pictures()
    from viz.playground_data import MOST_CLASSES, MOST_INPUTS, own_set

    wanted = [] if options.target is None else [options.target]
    table = read_table(options.data, wanted=wanted)
    if options.target is None:
        raise ValueError(
            f"--target says which column to predict; {table.source} has {listed(table.names)}"
        )
    table, columns, goal, notes = ready(table, options)
    rows = range(len(table))
    unnamed = 0 if table.named else len(table.names)
    whole, checked = describe(columns, goal, rows, options.missing or "drop", unnamed)
    description = _narrowed(whole, MOST_INPUTS)
    target = description.target
    if isinstance(target, Categories) and target.width > MOST_CLASSES:
        raise ValueError(
            f"{shown(target.name)} has {target.width} classes, and a page has colours for "
            f"{MOST_CLASSES}: choose another --target, or train on all of them by micrograd-plus "
            "train"
        )
    own, told = own_set(
        description.read_inputs(table),
        description.read_targets(table),
        classifies=description.classifies,
        names=_names(description),
        target=target.name,
        classes=target.values if isinstance(target, Categories) else None,
        title=Path(table.source).name,
    )
    unused = [(each.name, each.why) for each in checked if each.kind == "left out"]
    told += [f"Left out: {note}." for note in folded(unused)]
    left = [column.name for column in whole.inputs[len(description.inputs) :]]
    if left:
        told.append(
            f"The page takes {MOST_INPUTS} inputs: {listed(left)} stay out. Choose others by "
            "--only COLUMN,COLUMN."
        )
    told.append(
        "The network takes numbers scaled to a mean of 0 and a standard deviation of 1; the page "
        "shows them as they are in the table."
    )
    for sentence in told:
        say(f"note: {sentence}")
    own["table"] = description.to_plain()
    file = plain_file(options.data, table, description)
    if file is not None:
        own["file"] = file
    return own, [*notes, *told], _axes(description)


def _narrowed(description: Description, most: int) -> Description:
    """The description with as many of its columns as give so many inputs, from the first on."""
    used, width = [], 0
    for column in description.inputs:
        width += column.width
        if width > most:
            break
        used.append(column)
    if not used:
        (first, *_) = description.inputs
        raise ValueError(
            f"the column {first.name!r} has {first.width} categories, and a page takes {most} "
            "inputs: choose other columns by --only COLUMN,COLUMN"
        )
    return replace(description, inputs=used)


def _axes(description: Description) -> list[int]:
    """The places of the two inputs to look at first: numbers, before words that are 0 or 1."""
    are_words: list[bool] = []
    for column in description.inputs:
        are_words += [isinstance(column, Categories)] * column.width
    places = sorted(range(len(are_words)), key=are_words.__getitem__)
    return [places[0], places[min(1, len(places) - 1)]]


def _names(description: Description) -> list[str]:
    """A name for each input: that of its column, with the category if it stands for one."""
    names = []
    for column in description.inputs:
        if isinstance(column, Categories):
            names += [f"{column.name}={value}" for value in column.values]
        else:
            names.append(column.name)
    return names
