"""The command `export`: a saved model as a file that other programs compute."""

import argparse
from pathlib import Path

from .options import Commands, add_command, add_output, check_place, check_suffix, show, shown

_ONNX = ".onnx"


def add_export(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(
        commands, "export", "write a saved model as a file of ONNX, to predict elsewhere", _export
    )
    command.add_argument("model", metavar="MODEL.json", type=Path, help="what train --save wrote")
    add_output(command, "the file to write (default: the name of the model, ending in .onnx)")


def _export(options: argparse.Namespace) -> int:
    # It needs numpy, without which the other commands run.
    from ..nn import load, to_onnx

    output: Path = options.output or options.model.with_suffix(_ONNX)
    check_suffix(output, [_ONNX])
    check_place(output, options.model)
    model = load(options.model)
    to_onnx(model, output)
    show(f"wrote {output}")
    if model.table is not None:
        types = {"numbers": "double", "categories": "text"}
        columns = [f"{shown(c['name'])} ({types[c['kind']]})" for c in model.table["inputs"]]
        show(f"it takes n of each: {', '.join(columns)}")
    return 0
