"""Training runs with an illness each, and healthy ones."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from micrograd_plus import Value, datasets, losses, optim, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP, Module, Neuron


class Case(NamedTuple):
    """What `diagnose` is given."""

    model: Any
    X: np.ndarray
    y: np.ndarray
    loss: str = "hinge"
    optimizer: optim.Optimizer | None = None


X, Y = datasets.moons(80, seed=0)
SIGNS = np.where(Y > 0, 1.0, -1.0)


def tanh(seed: int, *layers: int, **options: Any) -> MLP:
    return MLP(2, list(layers or (8, 1)), activation="tanh", seed=seed, **options)


class Half(Module):
    """Only one of two neurons is used."""

    def __init__(self, seed: int) -> None:
        self.used = Neuron(2, activation="linear", seed=seed)
        self.left = Neuron(2, activation="linear", seed=seed)

    def __call__(self, x: Any) -> Value:
        self.left(x)
        return self.used(x)


class Cut(Half):
    """What one of two neurons gives is detached."""

    def __call__(self, x: Any) -> Value:
        return self.used(x) + ops.detach(self.left(x))


def unreached(seed: int) -> Case:
    return Case((Half if seed % 2 else Cut)(seed), X, Y)


def not_cleared(seed: int) -> Case:
    model = tanh(seed)
    if seed % 2:
        tape = record(lambda x, t: (1 - t * model(x)).relu(), [0.1, 0.2], 1.0)
        tape.backward(X, SIGNS)
        tape.backward(X, SIGNS)
    else:
        for _ in range(3):
            losses.hinge(model(X[seed].tolist()), 1.0).backward()
            for parameter in model.parameters():
                parameter.data -= 0.01 * parameter.grad
    return Case(model, X, Y)


def dead(seed: int) -> Case:
    model = MLP(2, [8, 8, 1], seed=seed)
    for neuron in model.layers[1].neurons[: 4 + seed % 4]:
        neuron.b.data = -30.0
    return Case(model, X, Y)


def saturated(seed: int) -> Case:
    model = tanh(seed, 8, 8, 1)
    for parameter in model.parameters():
        parameter.data *= 60
    return Case(model, X, Y)


def vanishing(seed: int) -> Case:
    return Case(MLP(2, [8] * 7 + [1], activation="sigmoid", seed=seed), X, Y)


def exploding(seed: int) -> Case:
    model = MLP(2, [8] * 7 + [1], activation="leaky_relu", seed=seed)
    for parameter in model.parameters():
        parameter.data *= 10
    return Case(model, X, Y)


def rate(seed: int) -> Case:
    if seed % 3 == 0:
        return Case(tanh(seed), X, Y, "mse", optim.SGD(lr=20.0))
    if seed % 3 == 1:
        return Case(tanh(seed), X, Y, "mse", optim.Adam(lr=5.0))
    wide = np.random.default_rng(seed).standard_normal((50, 2)) * 4
    return Case(Neuron(2, activation="linear", seed=seed), wide, wide[:, 0], "mse", optim.SGD(lr=1))


def constant(seed: int) -> Case:
    model = MLP(2, [4, 1], seed=seed)
    for neuron in model.layers[0].neurons:
        neuron.b.data = -50.0
    return Case(model, X, Y)


def scale(seed: int) -> Case:
    if seed % 3 == 2:
        rows, goals = numbers(seed)
        model = MLP(3, [8, 1], activation="tanh", seed=seed)
        return Case(model, rows, 1e6 * goals + 3e6, "mse", optim.SGD(lr=1e-9))
    return Case(tanh(seed), X * ([1, 1000] if seed % 2 else [1e-5, 1e-6]), Y)


def labels(seed: int) -> Case:
    cases = (
        Case(tanh(seed, 4, 1, output="tanh"), X, Y * 10.0, "mse"),
        Case(tanh(seed, 4, 1, output="sigmoid"), X, Y),
        Case(tanh(seed, 4, 3, output="relu"), X, np.arange(80) % 3, "cross_entropy"),
        Case(tanh(seed), X, np.arange(80) % 4, "mse"),
        Case(tanh(seed), X, np.ones(80)),
    )
    return cases[seed % len(cases)]


def symmetry(seed: int) -> Case:
    model = tanh(seed)
    for parameter in model.parameters():
        parameter.data = 0.1 * seed
    return Case(model, X, Y)


ILL: dict[str, Callable[[int], Case]] = {
    "unreached": unreached,
    "not cleared": not_cleared,
    "dead": dead,
    "saturated": saturated,
    "vanishing": vanishing,
    "exploding": exploding,
    "learning rate": rate,
    "constant": constant,
    "scale": scale,
    "labels": labels,
    "symmetry": symmetry,
}


def numbers(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of three columns, and what is nearly linear in them."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((80, 3))
    return rows, rows @ [1.0, -2.0, 0.5] + 0.1 * random.standard_normal(80) + 3


def healthy(seed: int) -> Case:
    points, classes = datasets.moons(100, seed=seed)
    rows, goals = numbers(seed)
    turns, arms = datasets.spirals(120, seed=seed)
    several = MLP(2, [16, 16, len(set(arms.tolist()))], activation="tanh", seed=seed)
    cases = (
        Case(MLP(2, [16, 16, 1], seed=seed), points, classes, "hinge", optim.SGD(lr=0.1)),
        Case(MLP(2, [16, 16, 1], seed=seed), points, classes, "hinge", optim.SGD(lr=1.0)),
        Case(tanh(seed, 16, 1), points, classes, "binary_cross_entropy", optim.Adam(lr=0.05)),
        Case(several, turns, arms, "cross_entropy", optim.Adam(lr=0.02)),
        Case(MLP(3, [8, 1], activation="tanh", seed=seed), rows, goals, "mse", optim.SGD(lr=0.05)),
        Case(Neuron(3, activation="linear", seed=seed), rows, goals, "mse", optim.SGD(lr=0.1)),
        Case(tanh(seed, 8, 8, 8, 1), points, classes, "hinge", optim.SGD(lr=0.1, momentum=0.9)),
    )
    return cases[seed % len(cases)]
