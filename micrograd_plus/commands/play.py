"""The command play: a page that goes through an expression's gradient, and can be played with."""

import argparse
import difflib
from pathlib import Path
from typing import Any

from ..display.pictures import pictures
from ..inputs import shown
from ..rules.notation import literal
from .expressions import add_expression
from .options import Commands, add_command, add_output, check_suffix, say
from .typed import Typed, read

_EXAMPLES = ("fork", "neuron", "lecture", "mazur", "softmax")


def add_play(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(commands, "play", "make a page that steps through the chain rule", _play)
    add_expression(command, needed=False)
    add_output(command, "the file to write (default: page.html)", Path("page.html"))
    command.add_argument(
        "--example", metavar="NAME", help=f"in place of an expression: {', '.join(_EXAMPLES)}"
    )
    themes = "classic, circuit, flow or print (default: classic)"
    command.add_argument("--theme", default="classic", help=themes)
    command.add_argument("--rankdir", default="LR", help="LR or TB (default: LR)")


def _play(options: argparse.Namespace) -> int:
    output: Path = options.output
    check_suffix(output, (".html",))
    expression, title = _expression(options)
    for name in expression.unused():
        say(f"note: {name} is not used by the expression")
    pictures()
    from viz.player_page import make_player

    result, leaves = expression.compute()
    program = program_of(expression, result.label, {name: x.data for name, x in leaves.items()})
    player = make_player(result, title, options.theme, options.rankdir, program)
    player.save(output)
    print(f"wrote {output}")
    return 0


def _expression(options: argparse.Namespace) -> tuple[Typed, str]:
    if options.example is None:
        if options.expression is None:
            raise ValueError('give an expression, such as "tanh(q + b)", or an --example')
        return read(options.expression, options.bindings), ""
    if options.expression is not None:
        raise ValueError(
            f"--example {options.example} comes with its own expression: leave "
            f"{shown(options.expression)} out"
        )
    pictures()
    from viz.player_page import examples

    known = examples()
    if options.example not in known:
        near = difflib.get_close_matches(options.example, known, n=1)
        cure = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)}"
        raise ValueError(f"there is no example {shown(options.example)}: {cure}")
    example = known[options.example]
    *parts, last = example["lines"]
    bindings = [f"{line['name']}={line['text']}" for line in parts]
    bindings += [f"{name}={number!r}" for name, number in example["leaves"].items()]
    return read(last["text"], bindings), f"Example: {options.example}"


def program_of(expression: Typed, result: str, leaves: dict[str, float]) -> dict[str, Any]:
    """Return an expression as the lines of a program, the result last, with numbers of leaves.

    >>> program_of(read("q + 1", ["q=2*x", "x=3"]), "L", {"x": 3.0})["lines"]
    [{'name': 'q', 'text': '2*x'}, {'name': 'L', 'text': 'q + 1'}]
    """
    named = [name for name in expression.order if name not in leaves]
    lines = [{"name": name, "text": expression.texts[name]} for name in named]
    # A bare leaf is the result of no formula: x = x would be computed from itself.
    name = "L" if result in leaves else result
    lines.append({"name": name, "text": expression.texts[""].strip()})
    finite = {name: number for name, number in leaves.items() if abs(number) < float("inf")}
    return {
        "lines": lines,
        "leaves": finite | {n: literal(x) for n, x in leaves.items() if n not in finite},
    }
