"""Networks that ONNX Runtime computes in double, to the last digits."""

import sys
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus import rule
from micrograd_plus.nn import MLP, Layer, Module, Neuron, to_onnx
from micrograd_plus.nn.layers import ACTIVATIONS
from tests.onnx_files import session

ROWS = np.concatenate(
    [
        np.random.default_rng(0).standard_normal((20, 3)) * 3,
        [[0.0, 0.0, 0.0], [-1e-17, 1e-9, -1e-9], [-800.0, 800.0, 0.5], [40.0, -40.0, 700.0]],
    ]
)


@pytest.mark.parametrize("activation", [*ACTIVATIONS, "sin", "exp", "asinh"])
@pytest.mark.parametrize("sizes", [[1], [4, 3]])
def test_outputs_are_equal(activation: str, sizes: list[int], tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    model = MLP(3, sizes, activation=activation, output=activation, seed=1)
    rows = ROWS / 1000 if activation == "exp" else ROWS
    path = tmp_path / "model.onnx"
    to_onnx(model, path)
    (found,) = session(path).run(None, {"X": rows})
    assert found.dtype == np.float64
    ours = model.outputs(rows).reshape(len(rows), -1)
    assert found == pytest.approx(ours, rel=1e-12, abs=1e-300)


def test_a_user_s_own_activation_goes_along(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    rule("bent", "x", "x + softplus(2 * x)", "1 + 2 * sigmoid(2 * x)", replace=True)
    model = Layer(3, 2, activation="bent", seed=0)
    to_onnx(model, tmp_path / "model.onnx")
    (found,) = session(tmp_path / "model.onnx").run(None, {"X": ROWS})
    assert found == pytest.approx(model.outputs(ROWS), rel=1e-12)


def test_the_file_has_no_more_than_the_network(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    path = tmp_path / "model.onnx"
    to_onnx(Neuron(2, activation="sigmoid", seed=0), path)
    made = onnx.load(path)
    assert [entry.version for entry in made.opset_import] == [21]
    assert "Sigmoid" not in {node.op_type for node in made.graph.node}
    assert all(not node.attribute for node in made.graph.node)
    assert {each.data_type for each in made.graph.initializer} == {onnx.TensorProto.DOUBLE}
    assert list(tmp_path.iterdir()) == [path]
    assert str(tmp_path).encode() not in path.read_bytes()


def test_what_cannot_leave_is_told(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    with pytest.raises(TypeError, match="to_onnx takes an MLP, a Layer or a Neuron"):
        to_onnx(Module(), tmp_path / "model.onnx")
    mixed = Layer(2, 2)
    mixed.neurons[0].activation = "tanh"
    with pytest.raises(ValueError, match="a layer has the activations relu, tanh"):
        to_onnx(mixed, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_without_onnx_the_cure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match="files of ONNX need it: pip install onnx"):
        to_onnx(MLP(1, [1]), tmp_path / "model.onnx")
