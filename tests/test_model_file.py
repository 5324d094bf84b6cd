"""Models in files: the same to the last bit, and read with care."""

import json
import math
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, rule, tanh
from micrograd_plus.nn import MLP, Layer, Module, Neuron, layers as nn
from micrograd_plus.rules.table import TABLE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place for a model."""
    return tmp_path / "model.json"


@pytest.fixture
def cube() -> Any:
    """An operation of one's own, gone after the test."""
    declared = ("cube", "x", "x**3", "3 * x**2")
    rule(*declared)
    yield declared
    TABLE.pop("cube", None)


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


def other_kinds() -> dict[str, tuple[Callable[[], Module], type, str]]:
    """Models that a file cannot hold, and what is said of them."""

    class Mine(MLP):
        pass

    class Parts(Module):
        def __init__(self) -> None:
            self.layer = Layer(2, 1)

    def changed(change: Callable[[MLP], None]) -> Callable[[], MLP]:
        def make() -> MLP:
            model = MLP(2, [2, 1], seed=0)
            change(model)
            return model

        return make

    def put(value: Any) -> Callable[[], MLP]:
        return changed(lambda model: model.layers[1].neurons[0].w.__setitem__(0, value))

    def share(model: MLP) -> None:
        model.layers[0].neurons[1].b = model.layers[0].neurons[0].b

    def own_activation(model: MLP) -> None:
        model.layers[0].neurons[0].activation = "tanh"

    at = r"layers\[1\]\.neurons\[0\]\.w\[0\] is not a parameter"
    table = {"columns": [{"mean": np.float64(1.0)}]}
    endless: dict[str, Any] = {}
    endless["again"] = endless
    return {
        "subclass": (lambda: Mine(2, [1]), TypeError, "Mine cannot be saved here: .* no code"),
        "own class": (Parts, TypeError, "Parts cannot .*keep the numbers by name"),
        "own neuron inside": (
            changed(lambda m: m.layers[0].neurons.__setitem__(0, Layer(2, 1))),
            TypeError,
            "Layer cannot be saved here: .*MLP of Layers of Neurons",
        ),
        "computed": (put(tanh(Value(0.5))), TypeError, at),
        "plain number": (put(0.5), TypeError, at + r".*Value\(0\.5\)"),
        "no number": (put("0.5"), TypeError, "text"),
        "shared": (changed(share), TypeError, r"neurons\[1\]\.b is not a parameter by itself"),
        "extra": (
            changed(lambda m: setattr(m, "scale", Value(1.0))),
            TypeError,
            "scale is a parameter .* no place",
        ),
        "activation set": (changed(own_activation), ValueError, "called tanh now"),
        "misfit": (
            changed(lambda m: m.layers.__setitem__(1, Layer(3, 1))),
            ValueError,
            r"this model: layers\[1\]\.neurons\[0\]\.w has the length 3, but sizes asks for 2",
        ),
        "no layers": (changed(lambda m: m.layers.clear()), ValueError, "sizes"),
        "no neurons": (changed(lambda m: m.layers[0].neurons.clear()), ValueError, "sizes"),
        "task": (changed(lambda m: setattr(m, "task", "regress")), ValueError, "regression"),
        "array of classes": (
            changed(lambda m: setattr(m, "classes", np.arange(2))),
            ValueError,
            "must be a list",
        ),
        "numpy class": (
            changed(lambda m: setattr(m, "classes", [np.int64(2)])),
            ValueError,
            r"classes\[0\] .*tolist",
        ),
        "numpy in table": (
            changed(lambda m: setattr(m, "table", table)),
            TypeError,
            r"table\.columns\[0\]\.mean .*float64.*tolist",
        ),
        "nan in table": (
            changed(lambda m: setattr(m, "table", {"mean": math.nan})),
            ValueError,
            r"table\.mean is nan",
        ),
        "number as key": (
            changed(lambda m: setattr(m, "table", {3: 4})),
            TypeError,
            "the key 3 is not text",
        ),
        "endless table": (
            changed(lambda m: setattr(m, "table", endless)),
            ValueError,
            "table.again.again.*nested",
        ),
    }


class TestWhatCannotBeSaved:
    @pytest.mark.parametrize("case", other_kinds().values(), ids=other_kinds())
    def test_it_is_refused_with_the_place_and_the_cure(
        self, case: tuple[Callable[[], Module], type, str], path: Path
    ) -> None:
        """What would come back as something else is refused, and nothing is written."""
        make, kind, said = case
        path.write_text("old")
        with pytest.raises(kind, match=said):
            make().save(path)
        assert path.read_text() == "old"
        assert list(path.parent.iterdir()) == [path]


def edited(*steps: str | int, to: Any = None, drop: bool = False) -> Callable[[Any], Any]:
    """A change of one place in a document."""

    def change(document: Any) -> Any:
        place = document
        for step in steps[:-1]:
            place = place[step]
        if drop:
            del place[steps[-1]]
        else:
            place[steps[-1]] = to
        return document

    return change


CUBE = {"arguments": "x", "forward": "x**3", "partials": [], "domain": "", "check": True}
NEURON = ("layers", 1, "neurons", 0)
HERE = r"layers\[1\]\.neurons\[0\]"
DOCUMENTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "another format": (edited("format", to="my model"), "does not hold a micrograd_plus model"),
    "a list": (lambda document: [document], "does not hold"),
    "too new": (edited("version", to=2), "version is 2.* update micrograd_plus"),
    "version as text": (edited("version", to="1"), "version is the text '1'"),
    "version as bool": (edited("version", to=True), "version is true"),
    "no version": (edited("version", drop=True), "lacks the key 'version'"),
    "unknown kind": (edited("kind", to="CNN"), "kind is 'CNN': it is one of MLP"),
    "kind a list": (edited("kind", to=["MLP"]), "kind is a list"),
    "another kind": (edited("kind", to="Layer"), "lacks the key 'neurons'"),
    "unknown key": (edited("tsk", to=None), "unknown key 'tsk'"),
    "no layers": (edited("layers", drop=True), "lacks the key 'layers'"),
    "layers null": (edited("layers", to=None), "layers is null: it must be a list"),
    "too few layers": (
        edited("layers", 1, drop=True),
        "layers has the length 1, .* asks for 2",
    ),
    "layer is a list": (edited("layers", 0, to=[]), r"layers\[0\] is a list of 0"),
    "too few neurons": (
        edited("layers", 0, "neurons", 1, drop=True),
        r"layers\[0\]\.neurons has the length 1",
    ),
    "neuron is a number": (edited(*NEURON, to=3), HERE + " is 3: it must be an object"),
    "missing key": (edited(*NEURON, "w", drop=True), HERE + " lacks the key 'w'"),
    "unknown neuron key": (edited(*NEURON, "W", to=[]), HERE + " has the unknown key 'W'"),
    "too many weights": (
        edited(*NEURON, "w", to=[1, 2, 3]),
        HERE + r"\.w has the length 3",
    ),
    "weights as text": (edited(*NEURON, "w", to="12"), HERE + r"\.w is the text '12'"),
    "text for a number": (edited(*NEURON, "w", 1, to="0.5"), HERE + r"\.w\[1\] is the text '0\.5'"),
    "bool for a number": (edited(*NEURON, "b", to=True), HERE + r"\.b is true: .*a number"),
    "null for a number": (edited(*NEURON, "b", to=None), HERE + r"\.b is null"),
    "too large": (edited(*NEURON, "b", to=10**330), HERE + r"\.b is 1000.*too large for a float"),
    "far too large": (edited(*NEURON, "b", to=10**4000), HERE + r"\.b is 1000.*too large"),
    "real nan": (edited(*NEURON, "b", to=math.nan), HERE + r'\.b is NaN: .*"nan"'),
    "real infinity": (edited(*NEURON, "w", 1, to=-math.inf), HERE + r'\.w\[1\] is -Inf.*"-inf"'),
    "unknown activation": (edited(*NEURON, "activation", to="rleu"), "activation is 'rleu'.*ops"),
    "two arguments": (edited(*NEURON, "activation", to="hypot"), "activation is 'hypot'"),
    "activation null": (edited(*NEURON, "activation", to=None), "activation is null"),
    "negative size": (edited("sizes", 1, to=-2), r"sizes\[1\] is -2: .* at least 1"),
    "huge size": (edited("sizes", 1, to=10**12), r"asks for 1000000000000"),
    "broken size": (edited("sizes", 1, to=2.0), r"sizes\[1\] is 2\.0: it must be a whole number"),
    "no sizes": (edited("sizes", to=[]), "sizes is too short"),
    "task": (edited("task", to="both"), "task is 'both': it is one of classification, regression"),
    "classes": (edited("classes", to=[["a"]]), r"classes\[0\] is \['a'\]"),
    "table": (edited("table", to=[1]), "table is a list of 1"),
    "rules": (edited("rules", to=["x"]), "rules is a list"),
    "rule a number": (edited("rules", to={"cube": 3}), r"rules\.cube is 3"),
    "rule unknown": (edited("rules", to={"cube": CUBE}), r"rules\.cube is not declared"),
}


class TestBadDocuments:
    @pytest.mark.parametrize(("change", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
    def test_a_document_that_says_something_else(
        self, change: Callable[[Any], Any], said: str, path: Path
    ) -> None:
        """The error names the file, the place in it, what is there and what must be."""
        MLP(2, [2, 1], seed=0).save(path)
        document = change(json.loads(path.read_text()))
        path.write_text(json.dumps(document))
        with pytest.raises(ValueError, match=rf"(?s)model\.json.*{said}"):
            nn.load(path)

    def test_edits_by_hand_that_are_fine(self, path: Path) -> None:
        """Another layout, order, whole numbers and an editor's mark in front are accepted."""
        MLP(2, [2, 1], seed=0).save(path)
        document = json.loads(path.read_text())
        document["layers"][1]["neurons"][0] |= {"w": [3, "-inf"], "activation": "tanh"}
        text = json.dumps(dict(reversed(document.items())), indent=9)
        path.write_text("\ufeff" + text.replace("\n", "\r\n"), encoding="utf-8")
        neuron = nn.load(path).layers[1].neurons[0]
        assert [w.data for w in neuron.w] == [3.0, -math.inf]
        assert neuron([1.0, 0.5]).data == -1.0
