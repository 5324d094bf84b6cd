"""The commands on networks: train, on a data set or a table of one's own, and predict."""

import argparse
from pathlib import Path

from .options import Commands, add_command, add_output, layer_sizes, positive, whole
from .tables.file_text import STANDARD_INPUT

# What only a table has a meaning for: all other options are for every data set.
_FOR_TABLES = ("target", "category", "ignore", "only", "missing", "no_header")


def add_networks(commands: Commands) -> None:
    """Add both commands to the parser."""
    command = add_command(
        commands, "train", "train a network on a table of your own, or on a data set", _train
    )
    command.add_argument(
        "data",
        metavar="FILE.csv",
        help="a table with a line of names, - for standard input, or a data set: moons, digits, "
        "iris, circles, spirals, blobs, xor, yin_yang, linear, sine",
    )
    command.add_argument("--target", metavar="COLUMN", help="the column to predict")
    command.add_argument(
        "--category",
        metavar="COLUMN",
        action="append",
        help="a column, perhaps the target, whose numbers stand for categories; may be repeated",
    )
    command.add_argument(
        "--ignore",
        metavar="COLUMN",
        action="append",
        help="a column to leave out, or several with commas between them; may be repeated",
    )
    command.add_argument(
        "--only",
        metavar="COLUMN,COLUMN",
        action="append",
        help="the columns to learn from; all others are left out",
    )
    command.add_argument(
        "--missing",
        choices=("drop", "fill"),
        help="leave out rows with empty cells (drop, the default unless most rows have one), or "
        "fill these in by the mean",
    )
    command.add_argument(
        "--no-header",
        action="store_true",
        default=None,
        help="the first line is data: columns are called 'column 1', 'column 2' ...",
    )
    command.add_argument(
        "--hidden", type=layer_sizes, metavar="SIZES", help="of the hidden layers (default: 16,16)"
    )
    command.add_argument(
        "--epochs", type=whole(1), metavar="N", help="default: 200; 40 for moons, 60 for digits"
    )
    command.add_argument(
        "--batch-size",
        type=whole(1),
        metavar="N",
        help="default: 32, or a fiftieth of the rows if that is more",
    )
    command.add_argument("--learning-rate", type=positive, metavar="RATE", help="default: 0.01")
    command.add_argument("--seed", type=whole(0), metavar="N", help="default: 0")
    command.add_argument(
        "--save", type=Path, metavar="FILE", help="keep the model, such as model.json, for predict"
    )
    add_output(command, "a page: .html; or the picture that tells most: .png, .svg or .pdf")
    command.add_argument(
        "--film",
        type=Path,
        metavar="FILE.html",
        help="a page that shows the training, with a slider",
    )

    command = add_command(
        commands, "predict", "add a column of predictions to a table, by a saved model", _predict
    )
    command.add_argument("model", metavar="MODEL.json", type=Path, help="what train --save wrote")
    command.add_argument(
        "data", metavar="FILE.csv", help="a table with the same columns; - for standard input"
    )
    add_output(command, "the file to write (default: standard output)")


def _train(options: argparse.Namespace) -> int:
    # All of these need numpy, without which the other commands run.
    from .digits import train_digits
    from .moons import train_moons
    from .tables.learn import train_table
    from .tables.toy import TOYS, train_toy

    own = {"moons": train_moons, "digits": train_digits}
    data_sets = {**own, **dict.fromkeys(TOYS, train_toy)}
    learn = data_sets.get(options.data)
    if learn is None:
        named = Path(options.data).suffix or options.data == STANDARD_INPUT
        if not named and not Path(options.data).exists():
            raise FileNotFoundError(
                f"there is no file {options.data}, nor such a data set: {', '.join(data_sets)}"
            )
        return train_table(options)
    for name in _FOR_TABLES if options.data in own else ():
        if getattr(options, name) is not None:
            option = "--" + name.replace("_", "-")
            raise ValueError(
                f"{option} is for a table of your own; {options.data} takes --epochs, --hidden, "
                "--batch-size, --learning-rate, --seed, --save, --film and -o"
            )
    return learn(options)


def _predict(options: argparse.Namespace) -> int:
    from .tables.predict import predict

    return predict(options)
