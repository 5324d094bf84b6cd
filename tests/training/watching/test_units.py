"""Units that do not learn: which are dead, which saturated, and where they are."""

import math
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, fit, rule, tanh
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.nn import MLP, Layer, Neuron
from micrograd_plus.optim import SGD
from micrograd_plus.rules.table import TABLE
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.units import slopes
from tests.training.models import Mine
from tests.training.watching.networks import X, Y, both


def shifted(activation: str, *shifts: float) -> MLP:
    """A network whose hidden units get the input, each shifted by another number."""
    model = MLP(1, [len(shifts), 1], activation=activation, seed=0)
    for neuron, shift in zip(model.layers[0].neurons, shifts, strict=True):
        neuron.w[0].data, neuron.b.data = 1.0, shift
    return model


@both
@pytest.mark.parametrize(
    ("activation", "shifts", "dead", "saturated"),
    [
        ("relu", [0.0, -2.0, -1.0, 5.0, -0.96], 2, 1),
        ("tanh", [0.0, 5.0, -5.0, 30.0, 1.0], 1, 2),
        ("sigmoid", [0.0, 9.0, -9.0, 800.0, 4.0], 1, 2),
        ("leaky_relu", [0.0, -2.0, -1.0, 5.0], 0, 2),
        ("softplus", [0.0, -5.0, 5.0, -800.0], 1, 1),
        ("elu", [0.0, -5.0], 0, 1),
        ("silu", [0.0, -50.0], 0, 1),
        ("sin", [0.0, 100.0], 0, 0),
    ],
)
def test_counts(
    engine: str, activation: str, shifts: list[float], dead: int, saturated: int
) -> None:
    """Inputs from -1 to 1, shifted: a slope of 0 for all is dead, a small one saturated."""
    rows = np.linspace(-1, 1, 41)[:, None]
    history = shifted(activation, *shifts).fit(
        rows, rows[:, 0], epochs=1, optimizer=SGD(lr=1e-9), engine=engine, watch="units"
    )
    units = history.units
    assert (units.layers, units.sizes) == (["layers[0]"], [len(shifts)])
    assert units.dead.tolist() == [[dead]] * 2
    assert units.saturated.tolist() == [[saturated]] * 2


@pytest.mark.parametrize(("flat", "saturated"), [(18, 0), (19, 1), (20, 1)])
def test_nearly_every_row(flat: int, saturated: int) -> None:
    """At least 95 % of the rows: 19 of 20."""
    rows = np.array([5.0] * flat + [0.0] * (20 - flat))[:, None]
    history = shifted("tanh", 0.0).fit(
        rows, rows[:, 0], epochs=1, optimizer=SGD(lr=1e-9), watch="units"
    )
    assert history.units.saturated.tolist() == [[saturated]] * 2
    assert history.units.dead.tolist() == [[0]] * 2


@both
def test_where_units_are(engine: str) -> None:
    """In parts of parts, of any depth, outputs too; also where the activation stands outside.

    A neuron that is called twice for a row is one unit.
    """
    shared = Layer(2, 2, activation="tanh", seed=0)
    computations: list[tuple[Any, Any, list[str], list[int]]] = [
        (
            {"net": MLP(2, [3, 2, 1], output="sigmoid", seed=0)},
            lambda m, x: m.net(x),
            ["net.layers[0]", "net.layers[1]", "net.layers[2]"],
            [3, 2, 1],
        ),
        (
            {"a": Layer(2, 3, activation="linear", seed=0), "b": Neuron(3, False, seed=0)},
            lambda m, x: m.b([tanh(h) for h in m.a(x)]),
            ["a"],
            [3],
        ),
        (
            {"hidden": [Neuron(2, seed=0), Neuron(2, activation="tanh", seed=1)]},
            lambda m, x: m.hidden[0](x) + m.hidden[1](x),
            ["hidden"],
            [2],
        ),
        (
            {"again": Layer(2, 2, activation="tanh", seed=0), "w": Value(1.0)},
            lambda m, x: -m.w * sum(m.again(m.again(x))),
            ["again"],
            [2],
        ),
        ({"w": Value(1.0)}, lambda m, x: m.w * sum(shared(x)), ["Layer"], [2]),
        ({"w": Value(1.0)}, lambda m, x: tanh(m.w * x[0] + x[1]), ["Mine"], [1]),
    ]
    for parts, compute, layers, sizes in computations:
        history = fit(Mine(compute, **parts), X, Y, epochs=1, engine=engine, watch="units")
        assert (history.units.layers, history.units.sizes) == (layers, sizes)


def test_a_model_that_calls_other_units_for_each_row() -> None:
    """Units are those that any row has called; one that none calls any more is dead."""
    parts = [Neuron(1, activation="tanh", seed=seed) for seed in range(2)]
    model = Mine(lambda m, x: m.parts[int((x[0] * m.w).data > 0)](x), parts=parts, w=Value(1.0))

    def turn(epoch: int, history: History) -> None:
        model.w.data = 0.0

    history = model.fit(
        [[-1.0], [1.0]],
        [0.0, 1.0],
        epochs=2,
        engine="scalar",
        callbacks=[turn],
        watch="units",
    )
    assert history.units.sizes == [2]
    assert history.units.dead.tolist() == [[0], [0], [1]]


def test_an_activation_of_ones_own() -> None:
    """Its row in the table is read like any other."""
    rule("step_like", "x", "minimum(maximum(x, 0), 1)", "where(x > 0, where(x < 1, 1, 0), 0)")
    model = shifted("step_like", 0.0, -3.0, 3.0)
    rows = np.linspace(-0.9, 0.9, 10)[:, None]
    units = model.fit(rows, rows[:, 0], epochs=1, watch="units").units
    assert units.dead[0].tolist() == [2]


@pytest.mark.parametrize(
    "name", [n for n, r in TABLE.items() if len(r.arguments) == 1 and not r.variadic]
)
def test_slopes_are_those_of_the_engine(name: str) -> None:
    """For every operation of one argument, at kinks and edges of the domain too."""
    row = TABLE[name]
    inputs = [-1.0, -0.5, -0.0, 0.0, 1e-300, 0.5, 1.0, 2.0, 20.0]
    expected = []
    for x in inputs:
        try:
            expected.append(OPERATIONS[row].local(OPERATIONS[row].apply(Value(x)))[0])
        except (ArithmeticError, ValueError):
            expected.append(math.nan)
    inside = [place for place, slope in enumerate(expected) if slope == slope]
    found = slopes(row, np.array(inputs))[inside]
    wanted = [expected[place] or 0.0 for place in inside]
    np.testing.assert_allclose(found, wanted, rtol=1e-14)
