"""A model of a table as a file of ONNX, which takes the columns as they are."""

import json
import math
from collections.abc import Iterable
from os import PathLike
from typing import Any

from ...nn.module import Module
from ...nn.onnx_file import outputs_of
from ...rules.onnx_nodes import End, Nodes
from .cells import LARGEST
from .description import Description, description_of
from .encoding import Categories, Numbers

# What `str.strip` takes away.
_BLANKS = r"[\t-\r\x1c-\x1f\x85\p{Z}]*"


def table_to_onnx(model: Module, path: str | PathLike[str]) -> None:
    """Write a model that has learned from a table; `nn.to_onnx` says what the file is like.

    Arguments:
        model: with its table.
        path: of the file.

    Raises:
        ValueError: if the table does not fit the model.
        OSError: if the file cannot be written.
    """
    description = description_of("the model", model)
    target = description.target
    nodes = Nodes(description.names)
    outputs = outputs_of(model, nodes, _inputs(nodes, description))
    about = {"inputs": json.dumps(list(map(_about, description.inputs)))}
    if isinstance(target, Categories):
        made = _classes(nodes, target, outputs)
        about["classes"] = json.dumps(target.values)
    else:
        made = _value(nodes, target, outputs)
        about["unit"] = json.dumps(target.unit)
    nodes.write(path, map(_end, description.inputs), made, about)


def _end(column: Numbers | Categories) -> End:
    return End(column.name, "DOUBLE" if isinstance(column, Numbers) else "STRING", ("n",))


def _about(column: Numbers | Categories) -> dict[str, Any]:
    """What a file says of an input: its categories, or its unit."""
    told: dict[str, Any] = {"name": column.name}
    if isinstance(column, Numbers):
        return told | {"type": "double", "unit": column.unit}
    return told | {"type": "text", "categories": column.values}


def _inputs(nodes: Nodes, description: Description) -> str:
    """What the network takes: scaled numbers, and an input for each category."""
    gap = nodes.constant(0.0 if description.missing == "fill" else math.nan)
    parts = [
        _scaled(nodes, column, gap) if isinstance(column, Numbers) else _one_of(nodes, column, gap)
        for column in description.inputs
    ]
    return nodes.node("Concat", *parts, axis=1)


def _scaled(nodes: Nodes, column: Numbers, gap: str) -> str:
    """A column of numbers, (n, 1); `gap` stands where there is none, or none to compute with."""
    numbers = nodes.node("Unsqueeze", column.name, nodes.whole(1))
    distances = nodes.node("Sub", numbers, nodes.constant(column.mean))
    scaled = nodes.node("Div", distances, nodes.constant(column.deviation))
    usable = nodes.node(
        "And",
        nodes.node("LessOrEqual", nodes.node("Abs", numbers), nodes.constant(LARGEST)),
        _finite(nodes, scaled),
    )
    return nodes.node("Where", usable, scaled, gap)


def _one_of(nodes: Nodes, column: Categories, gap: str) -> str:
    """A column of texts, (n, categories): a 1 among 0s, and `gap` if a text is not known."""
    texts = nodes.node("Unsqueeze", column.name, nodes.whole(1))
    same = [
        nodes.node("RegexFullMatch", texts, pattern=_pattern(spellings))
        for spellings in column.spellings()
    ]
    numbers = nodes.cast(nodes.node("Concat", *same, axis=1), "DOUBLE")
    known = nodes.node("ReduceMax", numbers, nodes.whole(1), keepdims=1)
    return nodes.node("Where", nodes.cast(known, "BOOL"), numbers, gap)


def _pattern(spellings: Iterable[str]) -> str:
    """What matches any of some texts with blanks around it, as cells of a table may have them."""
    plain = (
        "".join(sign if sign.isalnum() else f"\\x{{{ord(sign):x}}}" for sign in text)
        for text in sorted(spellings)
    )
    return f"{_BLANKS}(?:{'|'.join(plain)}){_BLANKS}"


def _classes(nodes: Nodes, target: Categories, outputs: str) -> list[End]:
    """The outputs of a model of classes, from its scores (n, classes)."""
    # 0 * inf is nan, as is 0 * nan: the sum is 0 where all scores are finite.
    zero = nodes.constant(0.0)
    spoilt = nodes.node("ReduceSum", nodes.node("Mul", outputs, zero), nodes.whole(1), keepdims=1)
    answered = nodes.node("Equal", spoilt, zero)
    best = nodes.node("ArgMax", outputs, axis=1, keepdims=1)
    text = nodes.node("Gather", nodes.texts("classes", target.values), best)
    label = nodes.node("Where", answered, text, nodes.texts("none", [""]))
    shares = nodes.node("Where", answered, nodes.node("Softmax", outputs), nodes.constant(math.nan))
    names = nodes.free("label"), nodes.free("probabilities")
    nodes.output(names[0], nodes.node("Squeeze", label, nodes.whole(1)))
    nodes.output(names[1], shares)
    return [End(names[0], "STRING", ("n",)), End(names[1], "DOUBLE", ("n", target.width))]


def _value(nodes: Nodes, target: Numbers, outputs: str) -> list[End]:
    """The output of a model of a number, from the scaled one (n, 1)."""
    scaled = nodes.node("Squeeze", outputs, nodes.whole(1))
    distance = nodes.node("Mul", scaled, nodes.constant(target.deviation))
    value = nodes.node("Add", distance, nodes.constant(target.mean))
    told = nodes.node("Where", _finite(nodes, value), value, nodes.constant(math.nan))
    name = nodes.free("value")
    nodes.output(name, told)
    return [End(name, "DOUBLE", ("n",))]


def _finite(nodes: Nodes, numbers: str) -> str:
    return nodes.node("Less", nodes.node("Abs", numbers), nodes.constant(math.inf))
