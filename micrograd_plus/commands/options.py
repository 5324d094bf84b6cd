"""What commands share: options as numbers, files to be written, words to the user."""

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ..display.pictures import pictures
from ..explanation.text import for_output

PICTURES = (".svg", ".png", ".pdf")


class Commands(Protocol):
    """What `add_subparsers` returns, by what is used of it."""

    def add_parser(
        self, name: str, *, help: str, description: str, allow_abbrev: bool
    ) -> argparse.ArgumentParser:
        """Add a command and return its parser."""
        ...


def add_command(
    commands: Commands, name: str, help: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """Add a command to the parser; `run` does it and returns the exit code."""
    command = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    command.set_defaults(run=run, parser=command)
    return command


def add_output(command: argparse.ArgumentParser, help: str, default: Path | None = None) -> None:
    """Add the option that names the file to write."""
    command.add_argument("-o", "--output", type=Path, metavar="FILE", default=default, help=help)


def add_looks(command: argparse.ArgumentParser) -> None:
    """Add the options that say how exact, how wide and how sharp a picture is."""
    digits = "how many digits of a number stand behind the point (default: 4)"
    command.add_argument("--digits", type=whole(0), default=4, metavar="N", help=digits)
    width = "the width, in pixels, of a 16:9 slide that the picture is to fill, such as 1920"
    command.add_argument("--width", type=positive, metavar="PIXELS", help=width)
    dpi = "how many dots an inch of a .png has (default: 96; for paper 300)"
    command.add_argument("--dpi", type=positive, metavar="DOTS", help=dpi)


def whole(least: int) -> Callable[[str], int]:
    """Return a reader of whole numbers that are large enough."""

    def whole_number(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(
                f"{shown(text)} is not a whole number of at least {least}"
            )
        return number

    return whole_number


def positive(text: str) -> float:
    """Read a finite number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{shown(text)} is not a finite number above 0")
    return number


def layer_sizes(text: str) -> list[int]:
    """Read the sizes of layers, such as 16,16."""
    try:
        sizes = [int(part) for part in text.split(",")]
    except ValueError:
        sizes = [0]
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is no list of layers: give each a number of neurons, such as 16,16"
        )
    return sizes


def check_suffix(output: Path, suffixes: Sequence[str]) -> None:
    """Raise `ValueError` unless a file that is to be written ends as its format demands."""
    if output.suffix.lower() not in suffixes:
        raise ValueError(f"{output} must end in {', '.join(suffixes)}: the ending says the format")
    check_place(output)


def check_outputs(options: argparse.Namespace, *kept: Path) -> None:
    """Raise if what a training is to write cannot be written, before anybody waits for it.

    Arguments:
        options: those that were typed: `save` for the model, `output` for a page or a picture,
            `film` for a page.
        kept: files that must not be written over.

    Raises:
        ValueError, OSError: for a place or an ending that will not do.
        ImportError: if pictures are wanted and matplotlib is missing.
    """
    taken = list(kept)
    if options.output is not None:
        check_suffix(options.output, (".html", *PICTURES))
        pictures().plots.figure_class()
        taken.append(options.output)
    if options.film is not None:
        check_suffix(options.film, (".html",))
        check_place(options.film, *taken)
        taken.append(options.film)
    if options.save is not None:
        if options.save.suffix.lower() == ".onnx":
            raise ValueError(
                f"{options.save}: --save writes JSON; choose model.json, of which micrograd-plus "
                "export makes a file of ONNX"
            )
        check_place(options.save, *taken)


def check_place(output: Path, *kept: Path) -> None:
    """Raise `ValueError` or `OSError` if a file cannot be written there.

    Arguments:
        output: the file.
        kept: files that must not be written over.
    """
    if not output.parent.is_dir():
        raise ValueError(f"the folder {output.parent} does not exist: make it first")
    if output.is_dir():
        raise ValueError(f"{output} is a folder: add the name of a file")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise PermissionError(f"{output} may not be written: choose another name, or allow it")
    for other in kept:
        if output.resolve() == other.resolve():
            raise ValueError(f"{output} would be written over itself: choose another name")


def say(message: str) -> None:
    """Say something beside the result, on standard error."""
    print(for_output(message), file=sys.stderr)


def show(text: str = "") -> None:
    """Print a part of the result."""
    print(for_output(text))


def is_terminal() -> bool:
    """Return whether somebody sits there who can press keys."""
    try:
        return sys.stdin.isatty() and sys.stdout.isatty()
    except (AttributeError, ValueError):
        # One of them is closed, or there is none.
        return False


def printable(text: str, longest: int = 30) -> str:
    """Return text from a file in few characters, none of which a terminal would obey.

    >>> printable("petal width"), printable("a\\tb")
    ('petal width', 'a\\\\tb')
    """
    plain = text if text.isprintable() else repr(text)[1:-1]
    return plain if len(plain) <= longest else plain[: longest - 3] + "..."


def human(number: float, digits: int = 4) -> str:
    """Return a number as people write it: so many digits that count, thousands set apart.

    >>> human(14110.2), human(1234567.0), human(1984.0), human(0.012345), human(-3.0), human(1e20)
    ('14,110', '1,235,000', '1984', '0.01235', '-3', '1e+20')
    """
    text = f"{number:.{digits}g}"
    # Up to 9999 it may be a year.
    return f"{float(text):,.0f}" if 1e4 <= abs(float(text)) < 1e15 else text


def shown(text: str) -> str:
    """Return text between quotes, with nothing in it that would upset a terminal.

    >>> shown("petal\\twidth")
    "'petal\\\\twidth'"
    """
    return repr(text if len(text) <= 40 else text[:37] + "...")
