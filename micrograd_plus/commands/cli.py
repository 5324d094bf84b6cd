"""The command line: explain, step, draw, play, train, predict, playground, grade and others."""

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..engine.core import NAME
from ..errors import LikelyMistake
from ..explanation.text import for_output
from ..higher import higher
from .export import add_export
from .expressions import add_expressions
from .grade import add_grade
from .networks import add_networks
from .options import PICTURES, add_command, say
from .play import add_play
from .playground import add_playground
from .quiz import add_quiz
from .step import add_step
from .worksheet import add_worksheet

# The commands that take an expression.
_ON_EXPRESSIONS = ("explain", "step", "draw", "play")
_EXAMPLES = """\
examples:
  micrograd-plus explain "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88
  micrograd-plus step "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88
  micrograd-plus draw "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88 -o graph.svg
  micrograd-plus play "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88 -o page.html
  micrograd-plus train moons --epochs 40 -o boundary.png
  micrograd-plus train flowers.csv --target species --save model.json -o report.html
  micrograd-plus predict model.json more_flowers.csv -o predicted.csv
  micrograd-plus export model.json -o model.onnx
  micrograd-plus playground flowers.csv --target species -o playground.html
  micrograd-plus grade engine.py:Value
  micrograd-plus worksheet --seed 7 --count 10 --level fork -o sheet.html
  micrograd-plus tour
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, or 2 for input that is wrong.

    That of grade is 1 for an engine that has not passed.

    Arguments:
        arguments: what was typed behind `micrograd-plus`; `sys.argv` if None.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    options, unknown = _parser().parse_known_args(_guard_signs(typed))
    if unknown:
        # By the parser of the command, whose usage names the options that there are.
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        _check_text(options.command, typed)
        with _hints_as_notes():
            return run(options)
    except BrokenPipeError:
        # The reader has left, as `head` does: what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except (ValueError, ArithmeticError, OSError, ImportError, RuntimeError, MemoryError) as error:
        say(f"micrograd-plus {options.command}: {_words(error)}")
        return 2


@contextmanager
def _hints_as_notes() -> Iterator[None]:
    """Let likely mistakes be told without a place in a program, which nobody has written here."""
    with warnings.catch_warnings():
        otherwise = warnings.showwarning

        def show(message: Any, category: type[Warning], *place: Any, **where: Any) -> None:
            if issubclass(category, LikelyMistake):
                say(f"note: {message}")
            else:
                otherwise(message, category, *place, **where)

        warnings.showwarning = show
        yield


def _check_text(command: str, typed: list[str]) -> None:
    """Raise `ValueError` for an expression in bytes that are no text; a path may be of any."""
    for word in typed if command in _ON_EXPRESSIONS else ():
        damaged = next((c for c in word if "\udc80" <= c <= "\udcff"), None)
        if damaged and not Path(word).suffix:
            raise ValueError(
                f"{word} holds the byte {ord(damaged) - 0xDC00:02x}, which is no UTF-8: type it "
                "again, or set the terminal to UTF-8"
            )


def _words(error: Exception) -> str:
    """What an error says, without the number that the system gives it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    return str(error) or type(error).__name__


def _guard_signs(typed: list[str]) -> list[str]:
    """Keep an expression that begins with a minus from being taken for an option."""
    if not typed or typed[0] not in _ON_EXPRESSIONS:
        return typed
    looks = ("--theme", "--rankdir", "--level", "--digits", "--width", "--dpi")
    taking = ("-o", "--output", "--format", "--example", *looks)
    guarded: list[str] = []
    for place, word in enumerate(typed):
        if word == "--":
            return guarded + typed[place:]
        option = word.partition("=")[0] in (*taking, "-h", "--help")
        attached = word.startswith("-o") and word.lower().endswith((*PICTURES, ".html"))
        argument = typed[place - 1] in taking
        plain = option or attached or argument or not word.startswith("-")
        guarded.append(word if plain else f" {word}")
    return guarded


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="micrograd-plus",
        description="Backpropagation in which every number explains itself.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    version = f"micrograd-plus {higher('version')()} (engine in {NAME})"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    add_expressions(commands)
    add_step(commands)
    add_play(commands)
    add_networks(commands)
    add_export(commands)
    add_playground(commands)
    add_grade(commands)
    add_worksheet(commands)
    add_quiz(commands)

    command = add_command(
        commands, "tour", "go through all of it, into a folder with a page", _tour
    )
    command.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=Path, default=Path("tour"), help="default: tour"
    )
    return parser


def _tour(options: argparse.Namespace) -> int:
    from .tour import tour

    for line in tour(options.folder):
        print(for_output(line), flush=True)
    return 0
