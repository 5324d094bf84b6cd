"""The layers of a model by name, as fit tells of them."""

import pytest

from micrograd_plus import Value
from micrograd_plus.nn import MLP, Layer, Module, Neuron
from tests.training.models import Mine


class TestGradients:
    @pytest.mark.parametrize(
        ("model", "expected"),
        [
            (MLP(1, [2, 1]), {"layers[0]", "layers[1]"}),
            (Layer(1, 3), {"Layer"}),
            (Neuron(1), {"Neuron"}),
            (
                Mine(
                    lambda model, x: model.own * x[0],
                    own=Value(1.0),
                    first=[Neuron(1), Neuron(1)],
                    parts={"a.b": MLP(1, [2])},
                    last=Neuron(2),
                ),
                {"Mine", "first", "parts['a.b'].layers[0]", "last"},
            ),
        ],
    )
    def test_names_of_layers(self, model: Module, expected: set[str]) -> None:
        """A list of neurons is one layer, called by what holds it."""
        history = model.fit(
            [[1.0]],
            [1.0],
            loss=lambda outputs, y: sum(outputs) if isinstance(outputs, list) else outputs,
            epochs=1,
            watch="gradients",
        )
        assert set(history.layers) == expected
