"""Neurons, layers and networks: what they compute, how they begin, what they refuse."""

import math
import random

import numpy as np
import pytest

from micrograd_plus import Value, rule
from micrograd_plus.nn import MLP, Layer, Neuron
from micrograd_plus.rules.table import TABLE


class TestModules:
    def test_a_neuron_computes_its_formula(self) -> None:
        """The activation of the bias plus the weighted inputs, for Values, numbers and arrays."""
        neuron = Neuron(2, activation="tanh", seed=1)
        w1, w2 = neuron.w
        expected = math.tanh(w1.data * 0.5 + w2.data * -2.0)
        for row in ([0.5, -2.0], (Value(0.5), -2), np.array([0.5, -2.0])):
            assert neuron(row).data == pytest.approx(expected, rel=1e-15)

    def test_one_output_is_a_value_and_several_are_a_list(self) -> None:
        """As in micrograd; a hidden layer of one neuron works too."""
        assert isinstance(Layer(2, 1)([1, 2]), Value)
        assert len(Layer(2, 3)([1, 2])) == 3
        assert isinstance(MLP(2, [1, 1])([1, 2]), Value)

    def test_micrograd_weights(self) -> None:
        """seed=None draws from Python's random in micrograd's order."""
        random.seed(1337)
        expected = [random.uniform(-1, 1) for _ in range(2 * 3 + 3)]
        random.seed(1337)
        model = MLP(2, [3, 1])
        weights = [p.data for p in model.parameters() if "w" in p.label]
        assert weights == expected
        assert all(p.data == 0.0 for p in model.parameters() if p.label.endswith("b"))

    def test_seeds(self) -> None:
        """An integer seed gives the same weights every time, and leaves Python's random alone."""
        random.seed(0)
        expected = random.random()
        random.seed(0)
        first, second = MLP(2, [3, 1], seed=5), MLP(2, [3, 1], seed=5)
        assert random.random() == expected
        weights = [[p.data for p in model.parameters()] for model in (first, second)]
        assert weights[0] == weights[1]
        assert weights[0] != [p.data for p in MLP(2, [3, 1], seed=6).parameters()]

    @pytest.mark.parametrize(
        ("init", "half"),
        [("uniform", 1.0), ("xavier", math.sqrt(6 / 500)), ("he", math.sqrt(6 / 400))],
    )
    def test_initialisations(self, init: str, half: float) -> None:
        """Weights fill the interval of their formula evenly."""
        weights = [w.data for n in Layer(400, 100, seed=0, init=init).neurons for w in n.w]
        assert max(map(abs, weights)) <= half
        assert max(weights) > 0.99 * half
        assert np.mean(weights) == pytest.approx(0, abs=0.01 * half)
        assert np.std(weights) == pytest.approx(half / math.sqrt(3), rel=0.01)

    def test_activations_by_name(self) -> None:
        """Any operation of one argument serves, one's own too."""
        rule("cube", "x", "x**3", "3 * x**2")
        try:
            neuron = Neuron(1, activation="cube", seed=0)
            assert neuron([2.0]).data == pytest.approx((2 * neuron.w[0].data) ** 3)
        finally:
            del TABLE["cube"]
        assert Neuron(1, nonlin=False, seed=0)([2.0])._op == "+"

    def test_repr_is_micrograds(self) -> None:
        """What micrograd prints, and the names of other activations."""
        assert repr(MLP(2, [2, 1])) == (
            "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"
        )
        assert repr(Neuron(3, activation="leaky_relu")) == "LeakyReluNeuron(3)"

    @pytest.mark.parametrize(
        ("make", "kind", "said"),
        [
            (lambda: MLP(2, 3), TypeError, r"\[16, 16, 1\]"),
            (lambda: MLP(2, []), TypeError, "layers"),
            (lambda: MLP(2, [0]), ValueError, "at least 1"),
            (lambda: MLP(-1, [1]), ValueError, "nin"),
            (lambda: MLP(2.5, [1]), TypeError, "whole number"),
            (lambda: MLP(2, [1], activation="rleu"), ValueError, "relu"),
            (lambda: MLP(2, [1], output="hypot"), ValueError, "tanh"),
            (lambda: MLP(2, [1], init="xavir"), ValueError, "xavier"),
            (lambda: MLP(2, [1], seed="a"), TypeError, "seed"),
            (lambda: MLP(2, [1])([1.0]), ValueError, "2 inputs, here are 1"),
            (lambda: MLP(2, [1])([1.0] * 3), ValueError, "2 inputs, here are 3"),
            (lambda: Neuron(2)([1.0]), ValueError, "2 inputs"),
            (lambda: Layer(2, 3)([1.0]), ValueError, "2 inputs"),
            (lambda: Neuron(1)(1.0), TypeError, r"write \[1.0\]"),
            (lambda: MLP(2, [1])(np.zeros((3, 2))), ValueError, "2 inputs, here are 3"),
            (lambda: MLP(2, [1])([1.0, "a"]), TypeError, "text"),
        ],
    )
    def test_errors(self, make, kind: type, said: str) -> None:
        """Wrong sizes, names and inputs are told what would be right."""
        with pytest.raises(kind, match=said):
            make()
