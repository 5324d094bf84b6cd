"""Models in files: the same to the last bit, with the operations that they need."""

import json
import math
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import nn, rule
from micrograd_plus.nn import MLP, Layer, Module, Neuron
from micrograd_plus.rules.table import TABLE


@pytest.fixture
def cube() -> tuple[str, ...]:
    """An operation of one's own."""
    declared = ("cube", "x", "x**3", "3 * x**2")
    rule(*declared)
    return declared


def bits(model: Module) -> dict[str, bytes]:
    """The parameters by path, each as its eight bytes; all nan count as the same."""
    return {
        name: b"nan" if math.isnan(p.data) else struct.pack("d", p.data)
        for name, p in model.named_parameters().items()
    }


def outputs(model: Module, row: list[float]) -> list[float]:
    """The outputs for a row of inputs."""
    result = model(row)
    return [out.data for out in (result if isinstance(result, list) else [result])]


MODELS = {
    "mlp": lambda: MLP(3, [4, 2], activation="tanh", output="sigmoid", seed=1),
    "mlp of one layer": lambda: MLP(3, [1], seed=2),
    "layer": lambda: Layer(3, 2, activation="silu", seed=3),
    "neuron": lambda: Neuron(3, activation="softplus", seed=4),
    "linear neuron": lambda: Neuron(3, nonlin=False, seed=5),
}


class TestRoundTrips:
    @pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
    def test_a_model_comes_back_to_the_last_bit(self, make: Callable[[], Any], path: Path) -> None:
        """Kind, parameters, labels and outputs are the same, and a second file is the same text."""
        model = make()
        model.save(path)
        loaded = nn.load(path)
        assert type(loaded) is type(model)
        assert repr(loaded) == repr(model)
        assert bits(loaded) == bits(model)
        assert [p.label for p in loaded.parameters()] == [p.label for p in model.parameters()]
        row = [0.1, -2.5, 1e-3]
        assert outputs(loaded, row) == outputs(model, row)
        text = path.read_text(encoding="utf-8")
        loaded.save(str(path))
        assert path.read_text(encoding="utf-8") == text

    def test_numbers_of_every_kind(self, path: Path) -> None:
        """The smallest, the largest, -0.0, infinities and nan come back as they were."""
        numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, math.inf, -math.inf, math.nan]
        rng = random.Random(0)
        for _ in range(500):
            numbers.append(struct.unpack("d", rng.randbytes(8))[0])
        model = Neuron(len(numbers), seed=0)
        for weight, number in zip(model.w, numbers, strict=True):
            weight.data = number
        model.save(path)
        assert bits(nn.load(path)) == bits(model)

    def test_neurons_may_differ_within_a_layer(self, path: Path) -> None:
        """Each neuron keeps an activation of its own; nonlin set to False is kept as linear."""
        model = MLP(2, [3, 1], seed=0)
        model.layers[0].neurons[1] = Neuron(2, activation="tanh", seed=7)
        model.layers[0].neurons[2].nonlin = False
        model.save(path)
        loaded = nn.load(path)
        for row in ([1.0, 2.0], [-1.0, -2.0]):
            assert outputs(loaded, row) == outputs(model, row)

    def test_what_training_leaves_is_kept(self, path: Path) -> None:
        """Task, classes and the description of a table come back; without them they are None."""
        model = MLP(2, [1], seed=0)
        model.save(path)
        fresh = nn.load(path)
        assert (fresh.task, fresh.classes, fresh.table) == (None, None, None)
        model.task = "classification"
        model.classes = ["café", "\udc80", 3, 2.5, True]
        model.table = {"target": "x.y", "columns": [{"mean": -0.0, "kinds": ["a", "b"]}], "n": {}}
        model.save(path)
        loaded = nn.load(path)
        assert loaded.task == "classification"
        assert repr(loaded.classes) == repr(model.classes)
        assert repr(loaded.table) == repr(model.table)
        assert "café" in path.read_text(encoding="utf-8")

    def test_no_random_numbers_are_drawn(self, path: Path) -> None:
        """Neither saving nor loading moves Python's random."""
        model = MLP(2, [3, 1])
        before = random.getstate()
        model.save(path)
        nn.load(path)
        assert random.getstate() == before

    def test_a_loaded_model_is_trained_on(self, path: Path) -> None:
        """Its parameters are leaves that take gradients."""
        MLP(2, [3, 1], activation="tanh", seed=0).save(path)
        loaded = nn.load(path)
        loaded([1.0, 2.0]).backward()
        assert all(p.is_reached for p in loaded.parameters())

    def test_the_file_is_for_people(self, path: Path) -> None:
        """Sizes stand at the top, and each neuron is one line."""
        MLP(2, [3, 1], seed=0).save(path)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert '  "sizes": [2, 3, 1],' in lines
        assert sum('"w": [' in line for line in lines) == 4
        assert json.loads("\n".join(lines))["version"] == 1


class TestRules:
    def test_an_activation_of_ones_own(self, cube: Any, path: Path) -> None:
        """Saved by name; where it is not declared, or otherwise, the call to write is told."""
        model = MLP(2, [2, 1], activation="cube", seed=0)
        model.save(path)
        assert outputs(nn.load(path), [1.0, 2.0]) == outputs(model, [1.0, 2.0])
        del TABLE["cube"]
        with pytest.raises(ValueError, match=r"rules\.cube .*rule\('cube', 'x', 'x\*\*3', '3 \*"):
            nn.load(path)
        rule("cube", "x", "x**3 + 0 * x", "3 * x**2")
        with pytest.raises(ValueError, match=r"but rule\('cube', 'x', 'x\*\*3 \+ 0"):
            nn.load(path)

    def test_what_the_rule_uses_is_asked_for_first(self, cube: Any, path: Path) -> None:
        """Rules that a rule is made of are saved too, in the order in which they are declared."""
        rule("nearby", "x", "cube(x) / 2", "3 * x**2", domain="x < 1e9", check=False)
        try:
            Neuron(1, activation="nearby", seed=0).save(path)
            assert list(json.loads(path.read_text())["rules"]) == ["cube", "nearby"]
            removed = {name: TABLE.pop(name) for name in ("nearby", "cube")}
            with pytest.raises(ValueError, match=r"rules\.cube is not declared"):
                nn.load(path)
            TABLE["cube"] = removed["cube"]
            with pytest.raises(ValueError, match=r"domain='x < 1e9', check=False\) before loading"):
                nn.load(path)
        finally:
            TABLE.pop("nearby", None)

    def test_a_rule_that_uses_one_that_was_replaced(self, cube: Any, path: Path) -> None:
        """A rule that keeps the old meaning of another is neither saved nor taken for the new."""
        half = ("half", "x", "cube(x) / 2", "1.5 * x**2")
        new = ("cube", "x", "x * x * x", "3 * x**2")
        try:
            rule(*half)
            rule(*new, replace=True)
            for name in ("half", "cube"):
                model = Layer(1, 2, activation="half", seed=0)
                model.neurons[1] = Neuron(1, activation=name, seed=0)
                with pytest.raises(ValueError, match=r"this model: rules.*cube"):
                    model.save(path)
            old = TABLE.pop("half")
            rule(*half)
            Neuron(1, activation="half", seed=0).save(path)
            nn.load(path)
            TABLE["half"] = old
            with pytest.raises(ValueError, match=r"rules does not have .cube. as .* use it here"):
                nn.load(path)
        finally:
            TABLE.pop("half", None)

    def test_a_rule_that_was_replaced(self, cube: Any, path: Path) -> None:
        """A name that by now means another operation is not written, nor taken for the old one."""
        model = Neuron(1, activation="cube", seed=0)
        rule("cube", "x", "x * x * x", "3 * x**2", replace=True)
        with pytest.raises(ValueError, match="make the model anew"):
            model.save(path)
        assert not path.exists()
        Neuron(1, activation="tanh", seed=0).save(path)
        built_in = TABLE["tanh"]
        rule("tanh", "x", "x", "1", replace=True)
        try:
            with pytest.raises(ValueError, match="rules does not have 'tanh'"):
                nn.load(path)
        finally:
            TABLE["tanh"] = built_in
