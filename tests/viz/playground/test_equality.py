"""The page trains to the numbers of Python: every loss, optimiser, activation and schedule."""

from collections.abc import Sequence
from typing import Any

import pytest

from micrograd_plus import datasets, fit, optim
from micrograd_plus.datasets.common import Data
from micrograd_plus.nn import MLP
from micrograd_plus.nn.layers import ACTIVATIONS, INITIALISATIONS
from micrograd_plus.rules.table import TABLE

STEPS, WITHIN = 50, 1e-9

SETS: dict[str, tuple[str, Data]] = {
    "two": ("moons", datasets.moons(100, seed=0)),
    "three": ("blobs", datasets.blobs(100, seed=0)),
    "numbers": ("sine", datasets.sine(100, seed=0)),
}
RECIPES = {
    "SGD": optim.SGD(lr=0.1),
    "momentum": optim.SGD(lr=0.05, momentum=0.9),
    "RMSProp": optim.RMSProp(lr=0.01, decay=0.95),
    "Adam": optim.Adam(lr=0.02, betas=(0.8, 0.99)),
    "AdamW": optim.AdamW(lr=0.02, weight_decay=0.1),
}
SCHEDULES = {
    "linear": ({"end": 0.2}, optim.linear(end=0.2)),
    "cosine": ({"end": 0.0}, optim.cosine()),
    "step_decay": ({"every": 7, "factor": 0.5}, optim.step_decay(every=7, factor=0.5)),
}
# What of the table can be trained with at all, beside those that are of use between layers.
OTHERS = ("sin", "atan", "asinh", "expm1", "abs", "sinh", "cos", "neg")

TRAIN = """([settings, name, epochs]) => {
    const data = lab.DATA.sets.find(set => set.name === name);
    const run = new lab.Run(settings, data);
    while (run.epoch < epochs) run.takeEpoch();
    const told = curve => run.curves[curve].numbers;
    return {
        loss: told("loss"), accuracy: told("accuracy"), heldLoss: told("heldLoss"),
        heldAccuracy: told("heldAccuracy"), p: [...run.network.p],
        now: run.evaluate(run.training).loss,
    };
}"""


def recipe(optimizer: Any) -> dict[str, Any]:
    """A recipe as the page has it."""
    found = {"name": type(optimizer).__name__, "lr": optimizer.lr}
    for name in ("momentum", "decay", "eps", "weight_decay"):
        if hasattr(optimizer, name):
            found[name] = getattr(optimizer, name)
    if hasattr(optimizer, "betas"):
        found |= dict(zip(("b1", "b2"), optimizer.betas, strict=True))
    return found


def compare(
    lab: Any,
    kind: str,
    loss: str,
    optimizer: Any,
    activation: str = "tanh",
    hidden: Sequence[int] = (6, 5),
    init: str = "uniform",
    seed: int = 3,
    epochs: int = STEPS,
    **others: Any,
) -> None:
    """Train in the page and in Python, and hold losses, accuracies and weights together."""
    name, (X, y) = SETS[kind]
    outputs = 3 if kind == "three" else 2 if loss == "cross_entropy" else 1
    schedule_name = others.pop("schedule", None)
    told, schedule = SCHEDULES[schedule_name] if schedule_name else ({}, None)
    settings = {
        "layers": list(hidden),
        "activations": [activation] * len(hidden) + ["linear"],
        "init": init,
        "loss": loss,
        "optimiser": recipe(optimizer),
        "schedule": {"name": schedule_name or "constant", **told},
        "epochs": epochs,
        "batch": others.get("batch_size", 0),
        "l2": others.get("l2", 0.0),
        "seed": seed,
        "share": others.get("validation", 0.0),
    }
    model = MLP(X.shape[1], [*hidden, outputs], activation=activation, seed=seed, init=init)
    history = fit(
        model, X, y, loss, optimizer, epochs, seed=seed, schedule=schedule, progress=False, **others
    )
    found = lab.evaluate(TRAIN, [settings, name, epochs])
    near = {"abs": WITHIN, "rel": WITHIN}
    assert found["loss"] == pytest.approx(history.loss, **near)
    assert found["accuracy"] == history.accuracy
    assert found["heldLoss"] == pytest.approx(history.validation_loss, **near)
    assert found["heldAccuracy"] == history.validation_accuracy
    ours = [p.data for layer in model.layers for n in layer.neurons for p in [*n.w, n.b]]
    assert found["p"] == pytest.approx(ours, abs=1e-7)


@pytest.mark.parametrize("optimizer", RECIPES)
@pytest.mark.parametrize(
    ("kind", "loss"),
    [
        ("two", "binary_cross_entropy"),
        ("two", "hinge"),
        ("two", "cross_entropy"),
        ("three", "cross_entropy"),
        ("numbers", "mse"),
        ("numbers", "mae"),
        ("numbers", "huber"),
    ],
)
def test_losses_and_optimisers(kind: str, loss: str, optimizer: str, lab: Any) -> None:
    """After 50 steps the losses on the way are equal to 1e-9."""
    compare(lab, kind, loss, RECIPES[optimizer])


@pytest.mark.parametrize("activation", [*ACTIVATIONS, *OTHERS])
def test_activations(activation: str, lab: Any) -> None:
    """Those between layers, and others of the table that are defined everywhere."""
    assert activation == "linear" or activation in TABLE
    compare(lab, "two", "binary_cross_entropy", optim.SGD(lr=0.05), activation, init="xavier")


@pytest.mark.parametrize("init", INITIALISATIONS)
def test_batches_and_what_is_held_out(init: str, lab: Any) -> None:
    """Rows are held out and shuffled by the generator of numpy: the same ones in the same order."""
    compare(
        lab,
        "three",
        "cross_entropy",
        optim.Adam(lr=0.02),
        init=init,
        epochs=6,
        batch_size=16,
        validation=0.25,
        l2=0.001,
    )


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules(schedule: str, lab: Any) -> None:
    """The rate changes with the epochs as the schedules of Python say."""
    compare(lab, "two", "hinge", optim.SGD(lr=0.2), schedule=schedule, epochs=30, batch_size=40)
