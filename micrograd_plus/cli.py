"""The command line: explain, draw, ops, train, tour."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._display import draw_dot, pictures
from .engine import Value
from .explanation import explain, for_output
from .expression import compute, unused
from .notation import number_text
from .reference import operations_table

if TYPE_CHECKING:
    from .train import Epoch

_EXAMPLES = """\
examples:
  micrograd-plus explain "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88
  micrograd-plus draw "tanh(q + b)" "q=x*w" x=2 w=-3 b=6.88 -o graph.svg
  micrograd-plus train moons --epochs 40 -o boundary.png
  micrograd-plus tour
"""
_FORMATS = (".svg", ".png", ".pdf")


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
        _say("stopped")
        return 130
    except (ValueError, ArithmeticError, OSError, ImportError, RuntimeError, MemoryError) as error:
        _say(f"micrograd-plus {options.command}: {error or type(error).__name__}")
        return 2


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
        attached = word.startswith("-o") and word.lower().endswith(_FORMATS)
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

    command = _add(commands, "explain", "show every step of an expression's gradient", _explain)
    _add_expression(command)

    command = _add(commands, "draw", "draw the graph of an expression", _draw)
    _add_expression(command)
    command.add_argument(
        *("-o", "--output"),
        type=Path,
        default=Path("graph.svg"),
        help="the file to write: .svg, .png or .pdf (default: graph.svg)",
    )
    command.add_argument("--theme", default="classic", help="classic or flow (default: classic)")
    command.add_argument("--rankdir", default="LR", help="LR or TB (default: LR)")

    _add(commands, "ops", "list every operation with its derivatives", _ops)

    command = _add(commands, "train", "train a classifier with the scalar engine", _train)
    command.add_argument("dataset", choices=["moons"], help="the data to learn")
    command.add_argument("--epochs", type=_whole(1), default=40, help="default: 40")
    command.add_argument("--seed", type=_whole(0), default=0, help="default: 0")
    command.add_argument(
        "-o", "--output", type=Path, help="a picture of the decision boundary: .png, .svg or .pdf"
    )

    command = _add(commands, "tour", "go through all of it, into a folder with a page", _tour)
    command.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=Path, default=Path("tour"), help="default: tour"
    )
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    help: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    command.set_defaults(run=run)
    return command


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument("expression", help='such as "tanh(q + b)"')
    command.add_argument(
        "bindings",
        nargs="*",
        metavar="name=value",
        help='numbers (x=2) or named parts of the expression ("q=x*w")',
    )


def _whole(least: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {least}")
        return number

    return whole_number


def _say(message: str) -> None:
    print(for_output(message), file=sys.stderr)


def _computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    for name in unused(options.expression, options.bindings):
        _say(f"note: {name} is not used by the expression")
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
    _check_suffix(output)
    result, _ = _computed(options)
    result.backward()
    drawing = draw_dot(result, output.suffix[1:].lower(), options.rankdir, options.theme)
    drawing.render(outfile=str(output), cleanup=True)
    print(f"wrote {output}")
    return 0


def _check_suffix(output: Path) -> None:
    if output.suffix.lower() not in _FORMATS:
        raise ValueError(f"{output} must end in {', '.join(_FORMATS)}: the ending says the format")
    if not output.parent.is_dir():
        raise ValueError(f"the folder {output.parent} does not exist: make it first")


def _ops(options: argparse.Namespace) -> int:
    print(for_output(operations_table()))
    return 0


def _train(options: argparse.Namespace) -> int:
    from .datasets import moons
    from .nn import MLP
    from .train import descend

    output: Path | None = options.output
    draw: Callable[..., Any] | None = None
    if output is not None:
        # Before the training, so that nobody waits in vain.
        _check_suffix(output)
        draw = pictures().decision_boundary
    X, y = moons(100, noise=0.1, seed=options.seed)
    model = MLP(2, [16, 16, 1], seed=options.seed)
    epochs = list(_shown(descend(model, X.tolist(), y.tolist(), options.epochs), options.epochs))
    last = epochs[-1]
    print(
        f"moons, 100 points, MLP(2, [16, 16, 1]) with {len(model.parameters())} parameters: "
        f"after {last.number} epochs the loss is {last.loss:.4f}, the accuracy {last.accuracy:.1%}"
    )
    if draw is not None:
        draw(model, X, y, title="two moons").savefig(output)
        print(f"wrote {output}")
    return 0


def _shown(epochs: "Iterable[Epoch]", of: int) -> "Iterator[Epoch]":
    """Pass epochs on, and show on a terminal how far it has come."""
    live, width = sys.stderr.isatty(), 24
    try:
        for epoch in epochs:
            if live:
                filled = width * epoch.number // of
                bar = "#" * filled + "." * (width - filled)
                line = f"epoch {epoch.number}/{of}  [{bar}]  loss {epoch.loss:.4f}"
                line += f"  accuracy {epoch.accuracy:4.0%}"
                print(f"\r{line}", end="", file=sys.stderr, flush=True)
            yield epoch
    finally:
        if live:
            print(file=sys.stderr)


def _tour(options: argparse.Namespace) -> int:
    from .tour import tour

    for line in tour(options.folder):
        print(for_output(line), flush=True)
    return 0
