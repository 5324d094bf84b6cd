"""What commands share that draw exercises: the options, and the sheet that they ask for."""

import argparse

from ..classroom.exercises.exercise import KINDS
from ..classroom.exercises.levels import LEVELS
from ..classroom.sheets.sheet import Sheet, sheet
from .options import whole

ALL = "all"


def add_drawn(command: argparse.ArgumentParser, count: int) -> None:
    """Add the options that settle which exercises are drawn; `count` is how many by default."""
    command.add_argument(
        "--seed", type=whole(0), default=0, help="what they are drawn from (default: 0)"
    )
    command.add_argument(
        "--count", type=whole(1), default=count, help=f"how many (default: {count})"
    )
    for name, default, among in (("level", "fork", LEVELS), ("kind", "gradients", KINDS)):
        listed = ", ".join(among)
        command.add_argument(
            f"--{name}",
            default=default,
            help=f"{listed}; several with commas, to be taken in turn, or {ALL} "
            f"(default: {default})",
        )
    command.add_argument("--operations", help="those to choose from, as in add,mul,relu")


def draw(options: argparse.Namespace, variant: str = "", title: str = "") -> Sheet:
    """Draw the sheet that options ask for.

    Raises:
        ValueError: for a level, a kind or operations that there are not.
    """
    operations = None if options.operations is None else _listed(options.operations)
    return sheet(
        options.seed,
        options.count,
        list(LEVELS) if options.level == ALL else _listed(options.level),
        list(KINDS) if options.kind == ALL else _listed(options.kind),
        operations,
        variant,
        title,
    )


def _listed(text: str) -> list[str]:
    """The names in a list with commas.

    >>> _listed("chain, fork")
    ['chain', 'fork']
    """
    return [part.strip() for part in text.split(",") if part.strip()]
