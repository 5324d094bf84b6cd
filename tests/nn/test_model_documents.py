"""Models that no file can hold, and files that hold no model: each is told what is wrong."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, nn, tanh
from micrograd_plus.nn import MLP, Layer, Module


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
