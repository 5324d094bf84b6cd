"""The command playground: a page that trains a network as one looks, on a table of one's own."""

import argparse
from pathlib import Path
from typing import Any

from ..display.pictures import pictures
from .options import Commands, add_command, add_output, check_place, check_suffix, whole

# What only a table has a meaning for.
_FOR_TABLES = ("target", "category", "ignore", "only", "missing")


def add_playground(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(
        commands, "playground", "make a page that trains a network as you look", _playground
    )
    command.add_argument(
        "data",
        metavar="FILE.csv",
        nargs="?",
        help="a table with a line of names, - for standard input; without one, toy sets",
    )
    command.add_argument("--target", metavar="COLUMN", help="the column to predict")
    for name, help in (
        ("category", "a column whose numbers stand for categories; may be repeated"),
        ("ignore", "a column to leave out; may be repeated"),
        ("only", "the columns to learn from, with commas between them"),
    ):
        command.add_argument(f"--{name}", metavar="COLUMN", action="append", help=help)
    command.add_argument(
        "--missing", choices=("drop", "fill"), help="what to do with rows that have empty cells"
    )
    command.add_argument("--seed", type=whole(0), metavar="N", default=0, help="default: 0")
    add_output(command, "the file to write (default: playground.html)", Path("playground.html"))


def _playground(options: argparse.Namespace) -> int:
    output: Path = options.output
    check_suffix(output, (".html",))
    pictures()
    from viz.playground_data import toy_sets
    from viz.playground_page import make_playground

    sets = toy_sets()
    told: list[str] = []
    title = "Playground"
    settings: dict[str, Any] = {"seed": options.seed}
    if options.data is None:
        for name in _FOR_TABLES:
            if getattr(options, name) is not None:
                raise ValueError(f"--{name} is for a table of your own: give its file, too")
    else:
        # This needs numpy, without which other commands run.
        from .tables.playable import playable

        check_place(output, Path(options.data))
        own, told, axes = playable(options)
        sets.insert(0, own)
        title = f"Playground: {own['target']}"
        # One output for each class: so predict reads the model that the page saves.
        settings["loss"] = "cross_entropy" if own["classes"] else "mse"
        settings |= {"share": 0.2, "columns": axes}
    make_playground(sets, told, output, settings=settings, title=title)
    print(f"wrote {output}")
    return 0
