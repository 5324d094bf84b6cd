"""Models of any kind: their parameters, the paths of these, and what summary shows."""

from micrograd_plus import Value
from micrograd_plus.nn import MLP, Layer, Module, Neuron


class TestModules:
    def test_gradients_reach_every_parameter_and_input(self) -> None:
        """One backward pass leaves no parameter unreached."""
        model = MLP(3, [4, 2], activation="sigmoid", output="tanh", seed=0)
        inputs = [Value(0.1), Value(-0.2), Value(0.3)]
        first, second = model(inputs)
        (first * second).backward()
        assert all(p.is_reached and p.grad != 0 for p in [*model.parameters(), *inputs])

    def test_paths_are_labels(self) -> None:
        """Each parameter is labelled with its path, which leads to it."""
        model = MLP(2, [3, 1])
        assert model.parameters()[4].label == "layers[0].neurons[1].w[1]"
        for path, parameter in model.named_parameters().items():
            assert parameter.label == path
            assert eval(f"model.{path}") is parameter
        assert [p.label for p in Neuron(2).parameters()] == ["w[0]", "w[1]", "b"]

    def test_modules_of_ones_own(self) -> None:
        """Parameters are found in attributes, lists, dicts and modules; each once."""

        class Mine(Module):
            def __init__(self) -> None:
                self.scale = Value(2.0)
                self.parts = {"in": Layer(2, 2), "out": [Neuron(2), self.scale]}
                self.note = "not a parameter"
                self.result = self.scale * 3

        mine = Mine()
        assert len(mine.parameters()) == 1 + 6 + 3
        assert next(iter(mine.named_parameters())) == "scale"
        assert "parts['out'][0].w[1]" in mine.named_parameters()
        assert "parts['in']" in mine.summary()
        mine.scale.grad = 3.0
        mine.zero_grad()
        assert mine.scale.grad == 0.0
        assert Module().parameters() == []

    def test_summary(self) -> None:
        """A row for each layer and the number of all parameters."""
        text = MLP(2, [16, 16, 1]).summary()
        assert "Layer 2 -> 16, relu" in text
        assert text.splitlines()[-1].split()[-1] == "337"
        assert "ReLUNeuron(2)" in Neuron(2).summary()
