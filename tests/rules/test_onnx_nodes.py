"""Formulas as nodes of ONNX: right where rounding would take their digits."""

import math
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import Call, Name, parse
from micrograd_plus.rules.inlining import inlined
from micrograd_plus.rules.onnx_nodes import End, Nodes
from micrograd_plus.rules.table import BUILT_IN, arity
from tests.onnx_files import session

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

# What has a kernel in double, or one for truth values, and needs no setting.
DOUBLE = {
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "Abs",
    "Sqrt",
    "Exp",
    "Log",
    "Sin",
    "Cos",
    "Tanh",
    "Pow",
    "Max",
    "Min",
    "Less",
    "Equal",
    "Not",
    "Where",
    "Sum",
}


def computed(text: str, numbers: list[float], path: Path) -> list[float]:
    """A formula of x by ONNX Runtime."""
    nodes = Nodes("xy")
    formula = inlined(parse(text, arity()), BUILT_IN["add"])
    nodes.output("y", nodes.compute(formula, {"x": "x"}))
    nodes.write(path, [End("x", "DOUBLE", ("n",))], [End("y", "DOUBLE", ("n",))])
    (found,) = session(path).run(None, {"x": np.array(numbers)})
    return [float(number) for number in np.broadcast_to(found, len(numbers))]


@pytest.mark.parametrize("name", sorted({*ALL, "where"}))
def test_every_function_has_nodes(name: str) -> None:
    nodes = Nodes(["a", "b", "c", "y"])
    count = 3 if name == "where" else arity().get(name, 2)
    names = "abc"[:count] if count > 0 else "abc"
    given = {each: each for each in names}
    if name == "where":
        given["a"] = nodes.node("Less", "a", "b")
    nodes.compute(Call(name, tuple(map(Name, names))), given)
    made = {node.op_type for node in nodes.nodes}
    assert made <= DOUBLE, made - DOUBLE
    assert not [node for node in nodes.nodes if node.attribute]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where(x < 1, 10, 20)", [10.0, 20.0, 20.0]),
        ("where(x <= 1, 10, 20)", [10.0, 10.0, 20.0]),
        ("where(x > 1, 10, 20)", [20.0, 20.0, 10.0]),
        ("where(x >= 1, 10, 20)", [20.0, 10.0, 10.0]),
        ("where(x == 1, 10, 20)", [20.0, 10.0, 20.0]),
        ("where(x != 1, 10, 20)", [10.0, 20.0, 10.0]),
        ("maximum(x, 1) - minimum(x, 1)", [1.0, 0.0, 1.0]),
        ("-x**2 / (2 + x)", [0.0, -1 / 3, -1.0]),
        ("pi * x", [0.0, math.pi, 2 * math.pi]),
        ("3", [3.0, 3.0, 3.0]),
    ],
)
def test_choices_and_operators(text: str, expected: list[float], tmp_path: Path) -> None:
    assert computed(text, [0.0, 1.0, 2.0], tmp_path / "f.onnx") == pytest.approx(expected, abs=0.0)


def test_what_is_there_is_not_made_again() -> None:
    nodes = Nodes(["x"])
    first = nodes.node("Exp", "x")
    assert nodes.node("Exp", "x") == first
    assert nodes.node("Neg", "x") != first
    assert nodes.node("ArgMax", "x", axis=0) != nodes.node("ArgMax", "x", axis=1)
    assert nodes.constant(0.5) == nodes.constant(0.5)
    assert nodes.constant(0.0) != nodes.constant(-0.0)
    assert nodes.constant(math.nan) == nodes.constant(float("nan"))
    assert nodes.whole(1, 2) == nodes.whole(1, 2) != nodes.whole(2, 1)


def test_names_that_are_taken_are_left_alone() -> None:
    nodes = Nodes(["t0", "c0", "c0_"])
    assert nodes.node("Exp", "t0") == "t0_"
    assert nodes.constant(1.0) == "c0__"
    assert nodes.free("label") == "label"
    assert nodes.free("label") == "label_"


def test_a_matrix_is_split_into_its_columns(tmp_path: Path) -> None:
    nodes = Nodes(["X", "y"])
    first, second = nodes.split("X", 2)
    nodes.output("y", nodes.node("Sub", first, second))
    ends = [End("X", "DOUBLE", ("n", 2))], [End("y", "DOUBLE", ("n", 1))]
    nodes.write(tmp_path / "f.onnx", *ends, {"why": "a test"})
    made = session(tmp_path / "f.onnx")
    (found,) = made.run(None, {"X": np.array([[3.0, 1.0], [5.0, 7.0]])})
    assert found.tolist() == [[2.0], [-2.0]]
    assert made.get_modelmeta().custom_metadata_map == {"why": "a test"}
