"""Models of PyTorch and ours, equal in every output and gradient."""

import sys
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, rule
from micrograd_plus.nn import MLP, Layer, Module, Neuron, from_torch, to_torch
from micrograd_plus.nn.exchange import ACTIVATIONS

ROWS = np.random.default_rng(0).standard_normal((6, 3)) * 3


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch")


@pytest.mark.parametrize("activation", ["linear", *ACTIVATIONS])
@pytest.mark.parametrize("sizes", [[1], [4, 1], [5, 4, 3]])
def test_outputs_and_gradients_are_equal(torch: Any, activation: str, sizes: list[int]) -> None:
    model = MLP(3, sizes, activation=activation, output=activation, seed=1)
    theirs = to_torch(model)
    found = theirs(torch.tensor(ROWS))
    assert found.dtype == torch.float64
    ours = model.outputs(ROWS).reshape(len(ROWS), -1)
    assert found.detach().numpy() == pytest.approx(ours, rel=1e-12, abs=1e-12)
    found.sum().backward()
    outputs = [model(row) for row in ROWS.tolist()]
    total = sum([value for row in outputs for value in (row if isinstance(row, list) else [row])])
    assert isinstance(total, Value)
    total.backward()
    slopes = [p.grad for layer in model.layers for n in layer.neurons for p in n.w]
    weights = [part for name, part in theirs.named_parameters() if "weight" in name]
    assert np.concatenate([w.grad.numpy().ravel() for w in weights]) == pytest.approx(
        slopes, rel=1e-11, abs=1e-11
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_there_and_back_is_the_same_to_the_bit(torch: Any, activation: str) -> None:
    model = MLP(3, [4, 2], activation=activation, seed=2)
    again = from_torch(to_torch(model))
    assert [p.data for p in again.parameters()] == [p.data for p in model.parameters()]
    assert [n.activation for n in again.layers[0].neurons] == [activation] * 4
    assert (again.outputs(ROWS) == model.outputs(ROWS)).all()
    assert again.parameters()[0].label == model.parameters()[0].label


def test_a_model_of_pytorch_is_explained(torch: Any) -> None:
    """Nested, in float32, with parts that do nothing, without a bias."""
    nn = torch.nn
    torch.manual_seed(0)
    theirs = nn.Sequential(
        nn.Flatten(),
        nn.Sequential(nn.Linear(3, 4, bias=False), nn.LeakyReLU(), nn.Dropout(0.5)),
        nn.Linear(4, 2),
        nn.Identity(),
    ).eval()
    model = from_torch(theirs)
    expected = theirs(torch.tensor(ROWS, dtype=torch.float32)).detach().numpy()
    assert model.outputs(ROWS) == pytest.approx(expected, rel=1e-5, abs=1e-5)
    assert [neuron.b.data for neuron in model.layers[0].neurons] == [0.0] * 4


def test_a_layer_and_a_neuron_can_go_alone(torch: Any) -> None:
    layer, neuron = Layer(3, 2, activation="tanh", seed=0), Neuron(3, activation="sigmoid", seed=0)
    rows = torch.tensor(ROWS)
    assert to_torch(layer)(rows).detach().numpy() == pytest.approx(layer.outputs(ROWS), rel=1e-12)
    alone = to_torch(neuron)(rows).detach().numpy()
    assert alone[:, 0] == pytest.approx(neuron.outputs(ROWS), rel=1e-12)


def test_what_cannot_leave_is_told(torch: Any) -> None:
    rule("ramp", "x", "maximum(x, 0)", "where(x > 0, 1, 0)", check=False, replace=True)
    with pytest.raises(ValueError, match="PyTorch has no activation ramp of ours"):
        to_torch(MLP(2, [2, 1], activation="ramp"))
    mixed = Layer(2, 2)
    mixed.neurons[0].activation = "tanh"
    with pytest.raises(ValueError, match="a layer has the activations relu, tanh"):
        to_torch(mixed)
    with pytest.raises(TypeError, match="to_torch takes an MLP, a Layer or a Neuron"):
        to_torch(Module())


def test_what_cannot_arrive_is_told(torch: Any) -> None:
    nn = torch.nn
    for module, error, says in (
        (nn.Sequential(nn.Linear(2, 2), nn.GELU()), ValueError, "part 1 is GELU"),
        (nn.Sequential(nn.Tanh(), nn.Linear(2, 2)), ValueError, "stands behind a Linear"),
        (nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Tanh()), ValueError, "behind a Linear"),
        (nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(0.2)), ValueError, "negative_slope=0.01"),
        (nn.Sequential(nn.Linear(2, 2), nn.ELU(2.0)), ValueError, "alpha=1.0"),
        (nn.Sequential(nn.Identity()), ValueError, "has no Linear"),
        (nn.Conv1d(1, 1, 1), TypeError, "from_torch takes a torch.nn.Sequential"),
        ("model.pt", TypeError, "from_torch takes a torch.nn.Sequential"),
    ):
        with pytest.raises(error, match=says):
            from_torch(module)


def test_without_pytorch_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match="models of PyTorch need it: pip install torch"):
        to_torch(MLP(1, [1]))
