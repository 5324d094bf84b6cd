"""The command `predict`, as it is typed."""

import argparse
from pathlib import Path

from .options import Commands, add_command, add_output


def add_predict(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(
        commands, "predict", "add a column of predictions to a table, by a saved model", _predict
    )
    command.add_argument("model", metavar="MODEL.json", type=Path, help="what train --save wrote")
    command.add_argument("data", metavar="FILE.csv", help="a table with the same columns")
    add_output(command, "the file to write (default: standard output)")


def _predict(options: argparse.Namespace) -> int:
    # Needs numpy, without which the other commands run.
    from .tables.predict import predict

    return predict(options)
