"""The command line: explain, draw, ops, train, predict, tour."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..display.pictures import draw_dot
from ..engine.value import Value
from ..explanation.text import explain, for_output
from ..rules.notation import number_text
from ..rules.reference import operations_table
from .options import PICTURES, add_command, check_suffix, say
from .tables.predict import add_predict
from .train import add_train
from .typed import compute, unused

_EXAMPLES = """\
examples:
  micrograd-plus explain "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88
  micrograd-plus draw "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88 -o graph.svg
  micrograd-plus train moons --epochs 40 -o boundary.png
  micrograd-plus train flowers.csv --target species --save model.json -o report.html
  micrograd-plus predict model.json more_flowers.csv -o predicted.csv
  micrograd-plus tour
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, or 2 for input that is wrong.

    Arguments:
        arguments: what was typed behind `micrograd-plus`; `sys.argv` if None.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(_guard_signs(typed))
    run: Callable[[argparse.Namespace], int] = options.run
    try:
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


def _words(error: Exception) -> str:
    """What an error says, without the number that the system gives it."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error) or type(error).__name__


def _guard_signs(typed: list[str]) -> list[str]:
    """Keep an expression that begins with a minus from being taken for an option."""
    if not typed or typed[0] not in ("explain", "draw"):
        return typed
    taking = ("-o", "--output", "--theme", "--rankdir")
    guarded: list[str] = []
    for place, word in enumerate(typed):
        if word == "--":
            return guarded + typed[place:]
        option = word.partition("=")[0] in (*taking, "-h", "--help")
        attached = word.startswith("-o") and word.lower().endswith(PICTURES)
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
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    command = add_command(
        commands, "explain", "show every step of an expression's gradient", _explain
    )
    _add_expression(command)

    command = add_command(commands, "draw", "draw the graph of an expression", _draw)
    _add_expression(command)
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("graph.svg"),
        help="the file to write: .svg, .png or .pdf (default: graph.svg)",
    )
    themes = "classic, circuit, flow or print (default: classic)"
    command.add_argument("--theme", default="classic", help=themes)
    command.add_argument("--rankdir", default="LR", help="LR or TB (default: LR)")

    add_command(commands, "ops", "list every operation with its derivatives", _ops)

    add_train(commands)
    add_predict(commands)

    command = add_command(
        commands, "tour", "go through all of it, into a folder with a page", _tour
    )
    command.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=Path, default=Path("tour"), help="default: tour"
    )
    return parser


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument("expression", help='such as "tanh(q + b)"')
    command.add_argument(
        "bindings",
        nargs="*",
        metavar="name=value",
        help='numbers (x=2) or named parts of the expression ("q=x*w")',
    )


def _computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    for name in unused(options.expression, options.bindings):
        say(f"note: {name} is not used by the expression")
    return compute(options.expression, options.bindings)


def _explain(options: argparse.Namespace) -> int:
    result, leaves = _computed(options)
    explanation = explain(result)
    print(explanation)
    result.backward()
    if leaves:
        root = explanation.name(result)
        width = max(map(len, leaves))
        print("gradients")
        for name, leaf in leaves.items():
            line = f"     ∂{root}/∂{name:<{width}}  = {number_text(leaf.grad)}"
            print(for_output(line))
    return 0


def _draw(options: argparse.Namespace) -> int:
    output: Path = options.output
    check_suffix(output, PICTURES)
    result, _ = _computed(options)
    result.backward()
    drawing = draw_dot(result, output.suffix[1:].lower(), options.rankdir, options.theme)
    drawing.render(outfile=str(output), cleanup=True)
    print(f"wrote {output}")
    return 0


def _ops(options: argparse.Namespace) -> int:
    print(for_output(operations_table()))
    return 0


def _tour(options: argparse.Namespace) -> int:
    from .tour import tour

    for line in tour(options.folder):
        print(for_output(line), flush=True)
    return 0
