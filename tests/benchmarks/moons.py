"""A training step of moons: 100 points, MLP(2, [16, 16, 1]), hinge + L2, full batch, SGD.

Every step gives the loss before it as a float, as training needs it; only `jax-unread` leaves the
losses where they are, so that Python need not wait for the step to end.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import moons_by_hand
import moons_compiled
import networks
import peers
from moons_task import CHECKED, L2, POINTS, RATE, SIZES, problem, trained
from timing import Bar, Contender, Task, loop


def by_fit() -> Contender:
    from micrograd_plus import fit, optim

    X, y, _ = problem()

    def train(model: Any, epochs: int) -> Any:
        return fit(model, X, y, loss="hinge", optimizer=optim.SGD(lr=RATE), epochs=epochs, l2=L2)

    model = networks.ours(SIZES)
    losses = train(model, CHECKED).loss
    numbers = [parameter.data for parameter in model.parameters()]

    def run(count: int) -> None:
        train(model, count)

    return Contender([*losses, *numbers], run, fixed=20, least=8192)


def by_tape(whole: bool) -> Contender:
    """`tape.backward` by hand, timed alone or with the step that changes every parameter."""
    from micrograd_plus import optim, record
    from micrograd_plus.engine import ops

    X, y, _ = problem()
    model = networks.ours(SIZES)
    parameters, optimizer = model.parameters(), optim.SGD(lr=RATE)

    def loss(x: Any, label: Any) -> Any:
        return ops.relu(1 - label * model(x)) + L2 * ops.sum(p * p for p in parameters)

    tape = record(loss, X[0], y[0])
    tape.expect(POINTS, peers.MANY)

    def step() -> float:
        start = time.perf_counter()
        found.append(tape.backward(X, y))
        seconds = time.perf_counter() - start
        optimizer.step(parameters)
        for parameter in parameters:
            parameter.grad = None
        return time.perf_counter() - start if whole else seconds

    def run(count: int) -> float:
        found.clear()
        return sum(step() for _ in range(count))

    found: list[float] = []
    run(CHECKED)
    return Contender([*found, *[parameter.data for parameter in parameters]], run)


def by_compiler(compiled: Callable[..., Callable[[], float]]) -> Contender:
    """Loops written for a compiler; see `moons_compiled`."""
    X, y, p = problem()
    return trained(compiled(p, X, y, RATE, L2), lambda: p)


def by_torch() -> Contender:
    """With one vector of parameters: PyTorch pays by the call, six tensors take a third longer."""
    import torch

    X, y, flat = map(torch.tensor, problem())
    ones = torch.ones(POINTS, 1)
    inputs = torch.hstack([X, ones])
    p = flat.clone().requires_grad_()

    def step() -> float:
        p.grad = None
        W1, W2, w3 = p.split([48, 272, 17])
        h = (inputs @ W1.view(16, 3).T).relu()
        h = (torch.hstack([h, ones]) @ W2.view(16, 17).T).relu()
        score = torch.hstack([h, ones]) @ w3
        loss = (1 - y * score).relu().mean() + L2 * p.dot(p)
        loss.backward()
        with torch.no_grad():
            p.sub_(p.grad, alpha=RATE)
        return loss.item()

    return trained(step, p.tolist)


def by_jax(read: bool) -> Contender:
    """The whole step in one jit, its one vector of parameters donated."""
    import jax
    import jax.numpy as jnp
    from jax.nn import relu

    X, y, p = map(jnp.array, problem())

    def loss(p: Any) -> Any:
        W1, W2, (w3,) = networks.cut(p, SIZES)
        h = relu(X @ W1[:, :-1].T + W1[:, -1])
        h = relu(h @ W2[:, :-1].T + W2[:, -1])
        return relu(1 - y * (h @ w3[:-1] + w3[-1])).mean() + L2 * (p @ p)

    @partial(jax.jit, donate_argnums=0)
    def update(p: Any) -> Any:
        found, gradient = jax.value_and_grad(loss)(p)
        return p - RATE * gradient, found

    def step() -> Any:
        nonlocal p
        p, found = update(p)
        return float(found) if read else found

    def run(count: int) -> None:
        for _ in range(count):
            step()
        p.block_until_ready()

    return Contender(trained(step, lambda: p).result, run)


def by_sklearn() -> Contender:
    """Its own loss, cross-entropy: there is no hinge in `MLPClassifier`."""
    from sklearn.neural_network import MLPClassifier

    X, y, _ = problem()
    model = MLPClassifier(
        (16, 16), solver="sgd", alpha=L2, batch_size=POINTS, learning_rate_init=RATE, momentum=0
    )
    model.partial_fit(X, y, classes=[-1.0, 1.0])
    return loop(lambda: model.partial_fit(X, y), None)


def by_casadi() -> Contender:
    """A row's loss and gradient as SX, mapped over the rows and summed by casadi."""
    import casadi
    import numpy as np

    X, y, p = problem()
    g, found = np.empty_like(p), np.empty(1)
    leaves, x, label = (casadi.SX.sym(name, n) for name, n in (("p", p.size), ("x", 2), ("y", 1)))
    h, start = x, 0
    for nin, nout in pairwise(SIZES):
        # casadi stores by columns.
        layer = casadi.reshape(leaves[start : start + nout * (nin + 1)], nin + 1, nout).T
        start += nout * (nin + 1)
        z = layer[:, :nin] @ h + layer[:, nin]
        h = casadi.fmax(z, 0)
    loss = casadi.fmax(1 - label * z, 0)
    row = casadi.Function("row", [leaves, x, label], [loss, casadi.gradient(loss, leaves)])
    rows = row.map("rows", "serial", POINTS, [0], [0, 1])
    call = peers.casadi_call(rows, [p, X, y], [found, g])

    def step() -> float:
        call()
        loss = found[0] / POINTS + L2 * (p @ p)
        np.subtract(p, RATE * (g / POINTS + 2 * L2 * p), out=p)
        return float(loss)

    return trained(step, lambda: p)


def by_xad() -> Contender:
    X, y, p = problem()
    rows, labels, numbers = X.tolist(), y.tolist(), p.tolist()

    def mean(p: list[Any]) -> Any:
        loss = L2 * sum(w * w for w in p)
        for x, label in zip(rows, labels, strict=True):
            margin = 1 - label * score(x, iter(p))
            loss += (margin if margin > 0 else 0.0) * (1 / POINTS)
        return loss

    def score(h: Any, p: Iterator[Any]) -> Any:
        for nout in SIZES[1:]:
            z = [sum(next(p) * x for x in h) + next(p) for _ in range(nout)]
            h = [total if total > 0 else 0.0 for total in z]
        return z[0]

    def step() -> float:
        loss, *gradient = peers.xad_gradient(mean, numbers)
        numbers[:] = [p - RATE * g for p, g in zip(numbers, gradient, strict=True)]
        return loss

    return trained(step, lambda: numbers)


def by_micrograd() -> Contender:
    from micrograd.engine import Value
    from micrograd.nn import MLP

    sys.setrecursionlimit(100_000)
    X, y, flat = problem()
    model = MLP(2, [16, 16, 1])
    parameters = model.parameters()
    for parameter, number in zip(parameters, flat.tolist(), strict=True):
        parameter.data = number

    def step() -> float:
        scores = [model([Value(x) for x in row]) for row in X.tolist()]
        margins = [
            (1 + -label * score).relu() for label, score in zip(y.tolist(), scores, strict=True)
        ]
        loss = sum(margins) * (1 / POINTS) + L2 * sum(p * p for p in parameters)
        model.zero_grad()
        loss.backward()
        for p in parameters:
            p.data -= RATE * p.grad
        return loss.data

    return trained(step, lambda: [p.data for p in parameters])


TASKS = {
    "moons": Task(
        "moons: a step of training, 100 points, MLP(2, [16, 16, 1]), hinge + L2, full batch, SGD",
        {
            "fit": by_fit,
            "tape.backward": partial(by_tape, whole=False),
            "tape+step": partial(by_tape, whole=True),
            "limit": moons_by_hand.by_limit,
            "limit, tuned": moons_by_hand.by_tuned_limit,
            "numpy": moons_by_hand.by_numpy,
            "c": partial(by_compiler, moons_compiled.c_step),
            "numba": partial(by_compiler, moons_compiled.numba_step),
            "jax": partial(by_jax, read=True),
            "jax-unread": partial(by_jax, read=False),
            "torch": by_torch,
            "sklearn": by_sklearn,
            "casadi": by_casadi,
            "xad": by_xad,
            "micrograd": by_micrograd,
        },
        (
            Bar("fit", "limit", 1.25),
            Bar("fit", "limit, tuned", 1.25),
            Bar("fit", "jax", 1 / 2),
            Bar("fit", "numba", 1.0),
            Bar("fit", "c", 2.3),
            Bar("fit", "torch", 1 / 8),
            Bar("tape.backward", "limit", 2.5),
        ),
    )
}
