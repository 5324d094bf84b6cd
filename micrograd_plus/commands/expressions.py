"""The commands on expressions: explain, draw, and ops, which lists what may stand in them."""

import argparse
import html
from pathlib import Path

from ..display.pictures import draw_dot
from ..engine.value import Value
from ..explanation.page import html_tables
from ..explanation.text import Explanation, explain, for_output
from ..rules.notation import number_text
from ..rules.reference import operations_table
from .kinks import kinks_table
from .options import PICTURES, Commands, add_command, add_output, check_suffix, say
from .typed import read


def add_expressions(commands: Commands) -> None:
    """Add the three commands to the parser."""
    command = add_command(
        commands, "explain", "show every step of an expression's gradient", _explain
    )
    _add_expression(command)
    command.add_argument(
        "--format",
        choices=("text", "markdown", "latex", "html", "mathml"),
        default="text",
        help="how to write the steps (default: text)",
    )

    command = add_command(commands, "draw", "draw the graph of an expression", _draw)
    _add_expression(command)
    formats = "the file to write: .svg, .png or .pdf (default: graph.svg)"
    add_output(command, formats, Path("graph.svg"))
    themes = "classic, circuit, flow or print (default: classic)"
    command.add_argument("--theme", default="classic", help=themes)
    command.add_argument("--rankdir", default="LR", help="LR or TB (default: LR)")

    ops = add_command(commands, "ops", "list every operation with its derivatives", _ops)
    ops.add_argument(
        "--kinks",
        action="store_true",
        help="list the conventions at kinks, ties and edges, beside those of other libraries",
    )


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument("expression", help='such as "tanh(q + b)"')
    command.add_argument(
        "bindings",
        nargs="*",
        metavar="name=value",
        help='numbers (x=2) or named parts of the expression ("q=x*w")',
    )


def _computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    expression = read(options.expression, options.bindings)
    for name in expression.unused():
        say(f"note: {name} is not used by the expression")
    return expression.compute()


def _explain(options: argparse.Namespace) -> int:
    result, leaves = _computed(options)
    explanation = explain(result)
    if options.format != "text":
        print(_written(explanation, options.format))
        return 0
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


def _written(explanation: Explanation, kind: str) -> str:
    """The steps in another format; a page needs neither a network nor a script."""
    if kind == "html":
        body = html_tables(explanation.steps)
        title = f"the gradient of {explanation.name(explanation.root)}"
        head = f'<meta charset="utf-8">\n<title>{html.escape(title)}</title>'
        return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n{body}\n</html>'
    return str(getattr(explanation, kind)())


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
    print(for_output(kinks_table() if options.kinks else operations_table()))
    return 0
