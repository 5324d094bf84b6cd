"""The commands on expressions: explain, draw, and ops, which lists what may stand in them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ..display.pictures import draw_dot
from ..engine.value import Value
from ..explanation.output import for_output
from ..explanation.text import Explanation, explain
from ..rules.notation import number_text
from ..rules.reference import operations_table
from .kinks import kinks_table
from .options import PICTURES, Commands, add_command, add_looks, add_output, check_suffix, say
from .page import page, preformatted
from .typed import read

Leaves = dict[str, Value]


def add_expressions(commands: Commands) -> None:
    """Add the commands to the parser."""
    command = add_command(
        commands, "explain", "show every step of an expression's gradient", _explain
    )
    add_expression(command)
    command.add_argument(
        "--format",
        choices=list(_FORMATS),
        default="text",
        help="how it is written, on standard output (default: text); html is a whole page, "
        "document a whole LaTeX document",
    )

    command = add_command(commands, "draw", "draw the graph of an expression", _draw)
    add_expression(command)
    formats = "the file to write: .svg, .png or .pdf (default: graph.svg)"
    add_output(command, formats, Path("graph.svg"))
    themes = "classic, circuit, flow or print (default: classic)"
    command.add_argument("--theme", default="classic", help=themes)
    command.add_argument("--rankdir", default="LR", help="LR or TB (default: LR)")
    levels = "operation, neuron, layer or network: what is one box (default: the finest that fits)"
    command.add_argument("--level", help=levels)
    add_looks(command)

    command = add_command(commands, "ops", "list every operation with its derivatives", _ops)
    command.add_argument(
        "--kinks",
        action="store_true",
        help="list the conventions at kinks, ties and edges, beside those of other libraries",
    )


def add_expression(command: argparse.ArgumentParser, needed: bool = True) -> None:
    """Add an expression and what its names stand for to the arguments of a command."""
    nargs = None if needed else "?"
    command.add_argument("expression", nargs=nargs, help='such as "tanh(q + b)"')
    command.add_argument(
        "bindings",
        nargs="*",
        metavar="name=value",
        help='numbers (x=2) or named parts of the expression ("q=x*w")',
    )


def computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    """Return the result of the expression that was typed, and its leaves by name.

    Raises:
        FormulaError: for what cannot be computed.
    """
    expression = read(options.expression, options.bindings)
    for name in expression.unused():
        say(f"note: {name} is not used by the expression")
    return expression.compute()


def _explain(options: argparse.Namespace) -> int:
    result, leaves = computed(options)
    result.backward()
    print(_FORMATS[options.format](options.expression, explain(result), leaves))
    return 0


def _as_text(_: str, explanation: Explanation, leaves: Leaves) -> str:
    return for_output("\n".join([str(explanation), *gradients(explanation, leaves)]))


def _as_page(expression: str, explanation: Explanation, leaves: Leaves) -> str:
    parts = [explanation.html()]
    if leaves:
        parts.append(preformatted("\n".join(gradients(explanation, leaves))))
    return _in_markup(page(expression.strip(), parts, width="80rem"))


_FORMATS: dict[str, Callable[[str, Explanation, Leaves], str]] = {
    "text": _as_text,
    "markdown": lambda _, explanation, leaves: for_output(explanation.markdown()),
    "latex": lambda _, explanation, leaves: for_output(explanation.latex()),
    "document": lambda title, explanation, leaves: explanation.latex_document(title),
    "html": _as_page,
    "json": lambda _, explanation, leaves: for_output(explanation.json()),
    "mathml": lambda _, explanation, leaves: _in_markup(explanation.mathml()),
}


def gradients(explanation: Explanation, leaves: Leaves) -> list[str]:
    """Return the gradient of every leaf, below a heading."""
    if not leaves:
        return []
    root, width = explanation.name(explanation.root), max(map(len, leaves))
    lines = [
        f"     ∂{root}/∂{name:<{width}}  = {number_text(leaf.grad)}"
        for name, leaf in leaves.items()
    ]
    return ["gradients", *lines]


def _in_markup(text: str) -> str:
    """Write letters by their numbers where standard output does not write UTF-8, as pages say."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower().replace("-", "") == "utf8":
        return text
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _draw(options: argparse.Namespace) -> int:
    output: Path = options.output
    check_suffix(output, PICTURES)
    if options.dpi is not None and output.suffix.lower() != ".png":
        raise ValueError(f"{output} is sharp at any size: --dpi is for a .png")
    result, _ = computed(options)
    result.backward()
    drawing = draw_dot(
        result,
        output.suffix[1:].lower(),
        options.rankdir,
        options.theme,
        options.level,
        digits=options.digits,
        width=options.width,
        dpi=options.dpi,
    )
    drawing.render(outfile=str(output), cleanup=True)
    print(f"wrote {output}")
    return 0


def _ops(options: argparse.Namespace) -> int:
    print(for_output(kinks_table() if options.kinks else operations_table()))
    return 0
