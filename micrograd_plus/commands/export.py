"""The command `export`: a saved model as a file that other programs compute."""

import argparse
import json
from pathlib import Path
from typing import Any

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
    # It needs numpy and onnx, without which the other commands run.
    from ..nn import load, to_onnx

    output: Path = options.output or options.model.with_suffix(_ONNX)
    check_suffix(output, [_ONNX])
    check_place(output, options.model)
    model = load(options.model)
    to_onnx(model, output)
    show(f"wrote {output}")
    show(_ends(output))
    return 0


def _ends(path: Path) -> str:
    """What a file takes and gives."""
    import onnx

    made = onnx.load(path)
    about = {each.key: json.loads(each.value) for each in made.metadata_props}
    gives = f"it gives {', '.join(map(_end, made.graph.output))}"
    if "inputs" not in about:
        return f"it takes {', '.join(map(_end, made.graph.input))}\n{gives}"
    several = [f"{shown(each['name'])} ({_kind(each)})" for each in about["inputs"]]
    return (
        f"it takes n of each: {', '.join(several)}\n"
        "names have no blanks around them, texts may; numbers are given without their units, and "
        f"nan where there is none\n{gives}"
    )


def _end(end: Any) -> str:
    axes = [axis.dim_param or str(axis.dim_value) for axis in end.type.tensor_type.shape.dim]
    return f"{end.name} ({', '.join(axes)})"


def _kind(column: dict[str, str]) -> str:
    unit = column.get("unit")
    return f"{column['type']}, in {unit}" if unit else column["type"]
