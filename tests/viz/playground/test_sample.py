"""Every number opens: the chain rule of one sample, and why a weight moved."""

from typing import Any

import pytest

from micrograd_plus import Value, datasets, losses
from micrograd_plus.datasets.common import Data
from micrograd_plus.nn import MLP
from tests.viz.playground.test_equality import RECIPES, recipe

SETS: dict[str, Data] = {
    "moons": datasets.moons(100, seed=0),
    "blobs": datasets.blobs(100, seed=0),
    "sine": datasets.sine(100, seed=0),
}


def settings(loss: str, **others: Any) -> dict[str, Any]:
    return {
        "layers": [4, 3],
        "activations": ["tanh", "silu", "linear"],
        "init": "uniform",
        "loss": loss,
        "optimiser": {"name": "SGD", "lr": 0.1, "momentum": 0},
        "schedule": {"name": "constant"},
        "epochs": 10,
        "batch": 0,
        "l2": 0.0,
        "seed": 5,
        "share": 0.0,
    } | others


GRADIENTS = """([settings, name, row]) => {
    const run = new lab.Run(settings, lab.DATA.sets.find(set => set.name === name));
    const graph = new lab.SampleGraph(run, row);
    return {
        loss: graph.number(graph.loss),
        outputs: graph.outputs.map(node => graph.number(node)),
        inputs: graph.inputs.map(node => graph.gradient(node)),
        slopes: [...run.network.p.keys()].map(place => graph.gradient(graph.parameters.get(place))),
        names: [...graph.parameters.values()].map(node => graph.name(node)),
    };
}"""


@pytest.mark.parametrize(
    ("name", "loss", "outputs"),
    [
        ("moons", "binary_cross_entropy", 1),
        ("moons", "hinge", 1),
        ("moons", "cross_entropy", 2),
        ("blobs", "cross_entropy", 3),
        ("sine", "mse", 1),
        ("sine", "mae", 1),
        ("sine", "huber", 1),
    ],
)
def test_a_sample_is_what_python_makes_of_it(name: str, loss: str, outputs: int, lab: Any) -> None:
    """Loss, outputs, and the gradient of every parameter and input."""
    X, y = SETS[name]
    row = 17
    found = lab.evaluate(GRADIENTS, [settings(loss), name, row])
    model = MLP(X.shape[1], [4, 3, outputs], seed=5)
    for layer, activation in zip(model.layers, ["tanh", "silu", "linear"], strict=True):
        for neuron in layer.neurons:
            neuron.__setstate__(vars(neuron) | {"activation": activation})
            neuron.nonlin = activation != "linear"
    inputs = [Value(number) for number in X[row].tolist()]
    result = model(inputs)
    made = getattr(losses, loss)(result, float(y[row]))
    made.backward()
    assert found["loss"] == pytest.approx(made.data, abs=1e-12)
    several = result if isinstance(result, list) else [result]
    assert found["outputs"] == pytest.approx([value.data for value in several], abs=1e-12)
    ours = [p.grad for layer in model.layers for n in layer.neurons for p in [*n.w, n.b]]
    assert found["slopes"] == pytest.approx(ours, abs=1e-12)
    assert found["inputs"] == pytest.approx([x.grad for x in inputs], abs=1e-12)
    assert "w1_4_1" in found["names"]


WHY = """([settings, name, steps, places]) => {
    const run = new lab.Run(settings, lab.DATA.sets.find(set => set.name === name));
    for (let step = 0; step < steps; step++) run.step();
    return places.map(place => {
        const { samples, others, before, after, gradient, per } = lab.whyMoved(run, place);
        return {
            moved: samples.map(({ moved }) => moved), rows: samples.map(({ row }) => row),
            slopes: samples.map(({ slope }) => slope), others: others.map(([, moved]) => moved),
            step: after - before, gradient, per, batch: run.last.batch.places,
        };
    });
}"""


@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", RECIPES)
def test_why_a_weight_moved(optimizer: str, l2: float, lab: Any) -> None:
    """What the samples of the batch gave, largest first, and what else did, is the step."""
    given = settings("hinge", optimiser=recipe(RECIPES[optimizer]), l2=l2, batch=16)
    places = [0, 2, 13, 30]
    for found in lab.evaluate(WHY, [given, "moons", 9, places]):
        total = sum(found["moved"]) + sum(found["others"])
        assert total == pytest.approx(found["step"], abs=1e-12, rel=1e-9)
        sizes = [abs(moved) for moved in found["moved"]]
        assert sizes == sorted(sizes, reverse=True)
        assert sorted(found["rows"]) == sorted(found["batch"])
        assert len(found["batch"]) == 16
        if not l2:
            assert sum(found["slopes"]) == pytest.approx(found["gradient"], abs=1e-12)


def test_nothing_has_moved_before_the_first_step(lab: Any) -> None:
    """Then there is nothing to tell."""
    script = """settings => {
        const run = new lab.Run(settings, lab.DATA.sets[0]);
        return lab.whyMoved(run, 0);
    }"""
    assert lab.evaluate(script, settings("hinge")) is None
