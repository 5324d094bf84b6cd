"""Formulas as nodes of ONNX: right where rounding would take their digits."""

import math
from typing import Any

import numpy as np
import pytest

from micrograd_plus.rules.arithmetic import IEEE
from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.inlining import inlined
from micrograd_plus.rules.onnx_nodes import OPSET, Nodes
from micrograd_plus.rules.table import BUILT_IN, arity

onnx = pytest.importorskip("onnx")
runtime = pytest.importorskip("onnxruntime")


def computed(text: str, numbers: list[float]) -> list[float]:
    """A formula of x by ONNX Runtime."""
    nodes = Nodes()
    formula = inlined(parse(text, arity()), BUILT_IN["add"])
    nodes.node("Identity", nodes.compute(formula, {"x": "x"}), output="y")
    double = onnx.TensorProto.DOUBLE
    ends: list[Any] = [onnx.helper.make_tensor_value_info(name, double, ["n"]) for name in "xy"]
    graph = onnx.helper.make_graph(nodes.nodes, "g", ends[:1], ends[1:], nodes.constants)
    version = [onnx.helper.make_opsetid("", OPSET)]
    made = onnx.helper.make_model(graph, opset_imports=version, ir_version=10)
    session = runtime.InferenceSession(made.SerializeToString())
    (found,) = session.run(None, {"x": np.array(numbers)})
    return [float(number) for number in np.broadcast_to(found, len(numbers))]


NEAR_NOTHING = [0.0, 1e-300, 1e-17, -1e-17, 1e-9, -1e-9, 1e-3, -0.5, 0.5, 3.0]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("log1p", [1e300, 50.0, -0.999999]),
        ("expm1", [-40.1, -39.9, -744.0, -800.0, 39.9, 40.1, 700.0]),
        ("tan", [1.5, -1.5]),
        ("exp", [-700.0, 700.0]),
        ("tanh", [20.0, -800.0]),
        ("sin", [100.0]),
        ("cos", [100.0]),
        ("abs", [-3.0]),
    ],
)
def test_functions_keep_their_digits(name: str, more: list[float]) -> None:
    numbers = [*NEAR_NOTHING, *more]
    found = computed(f"{name}(x)", numbers)
    assert found == pytest.approx([IEEE[name](number) for number in numbers], rel=4e-15, abs=0.0)


@pytest.mark.parametrize("name", ["log", "log2", "log10", "sqrt"])
def test_functions_of_positive_numbers(name: str) -> None:
    numbers = [1e-300, 0.1, 1.0, 2.0, 1e300]
    assert computed(f"{name}(x)", numbers) == pytest.approx(
        [IEEE[name](number) for number in numbers], rel=4e-15, abs=1e-16
    )


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
def test_choices_and_operators(text: str, expected: list[float]) -> None:
    assert computed(text, [0.0, 1.0, 2.0]) == pytest.approx(expected, abs=0.0)


def test_what_onnx_has_not_is_told() -> None:
    with pytest.raises(ValueError, match="ONNX has no asinh in double"):
        computed("asinh(x)", [1.0])
