"""A training step of moons: 100 points, MLP(2, [16, 16, 1]), hinge + L2, full batch, SGD.

Every step gives the loss before it as a float, as training needs it; only `jax-unread` leaves the
losses where they are, so that Python need not wait for the step to end.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networks
import peers
from timing import Bar, Contender, Task, loop

if TYPE_CHECKING:
    import numpy as np

SIZES, POINTS, RATE, L2, CHECKED = [2, 16, 16, 1], 100, 0.1, 1e-4, 5


def problem() -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """The points, their labels 1 and -1, and the parameters to start from."""
    from micrograd_plus.datasets import moons

    X, labels = moons(POINTS, seed=1)
    return X, 2.0 * labels - 1.0, networks.draw(SIZES)


def trained(step: Callable[[], float], parameters: Callable[[], Any]) -> Contender:
    """Take the steps to be checked: their losses and the parameters after them are the result."""
    losses = [float(step()) for _ in range(CHECKED)]
    return loop(step, [*losses, *map(float, parameters())])


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


def by_limit() -> Contender:
    """numpy as a careful program has it: every buffer made beforehand, `out=` everywhere."""
    import numpy as np
    from numpy import add, dot, greater, maximum, multiply, subtract

    X, y, flat = problem()
    p, g = np.empty_like(flat), np.empty_like(flat)
    (W1, b1), (W2, b2), (W3, b3) = weights = list(blocks(p))
    (G1, c1), (G2, c2), (G3, c3) = [(G, c.ravel()) for G, c in blocks(g)]
    for (W, b), matrix in zip(weights, networks.cut(flat, SIZES), strict=True):
        W[:], b[:] = matrix[:, :-1], matrix[:, -1:]
    h1, h2, d1, d2 = (np.empty((16, POINTS)) for _ in range(4))
    mask, sign = np.empty((16, POINTS), bool), np.empty((1, POINTS), bool)
    score, margin, slope = (np.empty((1, POINTS)) for _ in range(3))
    xT, label, ones = np.ascontiguousarray(X.T), y[None], np.ones(POINTS)
    h1T, h2T, W2T, W3T = h1.T, h2.T, W2.T, W3.T
    downhill, part = -label / POINTS, np.empty_like(p)

    def step() -> float:
        add(dot(W1, xT, out=h1), b1, out=h1)
        maximum(h1, 0.0, out=h1)
        add(dot(W2, h1, out=h2), b2, out=h2)
        maximum(h2, 0.0, out=h2)
        add(dot(W3, h2, out=score), b3, out=score)
        subtract(1.0, multiply(label, score, out=margin), out=margin)
        maximum(margin, 0.0, out=margin)
        loss = dot(margin[0], ones) / POINTS + L2 * dot(p, p)
        multiply(downhill, greater(margin, 0.0, out=sign), out=slope)
        dot(slope, h2T, out=G3)
        dot(slope, ones, out=c3)
        multiply(dot(W3T, slope, out=d2), greater(h2, 0.0, out=mask), out=d2)
        dot(d2, h1T, out=G2)
        dot(d2, ones, out=c2)
        multiply(dot(W2T, d2, out=d1), greater(h1, 0.0, out=mask), out=d1)
        dot(d1, X, out=G1)
        dot(d1, ones, out=c1)
        add(g, multiply(p, 2 * L2, out=part), out=g)
        subtract(p, multiply(g, RATE, out=part), out=p)
        return float(loss)

    def found() -> Any:
        return np.concatenate([np.hstack(pair).ravel() for pair in weights])

    return trained(step, found)


def blocks(vector: Any) -> Iterator[tuple[Any, Any]]:
    """The weights (nout, nin) and biases (nout, 1) of the layers, one after the other."""
    start = 0
    for nin, nout in pairwise(SIZES):
        stop = start + nout * nin
        yield vector[start:stop].reshape(nout, nin), vector[stop : stop + nout].reshape(nout, 1)
        start = stop + nout


def by_tuned_limit() -> Contender:
    """Written for speed alone: biases in the matrices, by rows of ones; steps and decay in one."""
    import numpy as np
    from numpy import add, dot, maximum, multiply, sign, subtract

    X, y, p = problem()
    g = np.empty_like(p)
    W1, W2, (w3,) = networks.cut(p, SIZES)
    G1, G2, (g3,) = networks.cut(g, SIZES)
    x = np.vstack([X.T, np.ones(POINTS)])
    h1, h2 = np.ones((17, POINTS)), np.ones((17, POINTS))
    a1, a2, xT, h1T, h2T = h1[:16], h2[:16], x.T, h1.T, h2.T
    V2T, v3 = W2[:, :16].T, w3[:16].reshape(16, 1)
    d1, d2, mask = (np.empty((16, POINTS)) for _ in range(3))
    score, margin, slope = (np.empty(POINTS) for _ in range(3))
    row, against, share = slope.reshape(1, POINTS), -y, np.full(POINTS, 1 / POINTS)
    downhill = -y / POINTS
    # 0-d arrays are faster operands than Python's numbers.
    zero, one, rate, decay = map(np.array, (0.0, 1.0, RATE, 1 - 2 * RATE * L2))

    def step() -> float:
        squares = dot(p, p)
        dot(W1, x, out=a1)
        maximum(a1, zero, out=a1)
        dot(W2, h1, out=a2)
        maximum(a2, zero, out=a2)
        dot(w3, h2, out=score)
        multiply(score, against, out=margin)
        add(margin, one, out=margin)
        maximum(margin, zero, out=margin)
        loss = dot(margin, share) + L2 * squares
        sign(margin, out=slope)
        multiply(slope, downhill, out=slope)
        dot(slope, h2T, out=g3)
        dot(v3, row, out=d2)
        sign(a2, out=mask)
        multiply(d2, mask, out=d2)
        dot(d2, h1T, out=G2)
        dot(V2T, d2, out=d1)
        sign(a1, out=mask)
        multiply(d1, mask, out=d1)
        dot(d1, xT, out=G1)
        multiply(g, rate, out=g)
        multiply(p, decay, out=p)
        subtract(p, g, out=p)
        return float(loss)

    return trained(step, lambda: p)


def by_numpy() -> Contender:
    """As numpy is usually written."""
    import numpy as np

    X, y, flat = problem()
    weights = [matrix[:, :-1].T.copy() for matrix in networks.cut(flat, SIZES)]
    biases = [matrix[:, -1].copy() for matrix in networks.cut(flat, SIZES)]

    def step() -> float:
        hidden = [X]
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            hidden.append(np.maximum(hidden[-1] @ W + b, 0))
        margin = 1 - y * (hidden[-1] @ weights[-1] + biases[-1])[:, 0]
        loss = np.maximum(margin, 0).mean() + L2 * sum((p * p).sum() for p in weights + biases)
        slope = (-y * (margin > 0) / POINTS)[:, None]
        for index in (2, 1, 0):
            W, b, h = weights[index], biases[index], hidden[index]
            below = (slope @ W.T) * (h > 0)
            W -= RATE * (h.T @ slope + 2 * L2 * W)
            b -= RATE * (slope.sum(0) + 2 * L2 * b)
            slope = below
        return float(loss)

    def parameters() -> Any:
        layers = [np.vstack([W, b]).T for W, b in zip(weights, biases, strict=True)]
        return np.concatenate([layer.ravel() for layer in layers])

    return trained(step, parameters)


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
            "limit": by_limit,
            "limit, tuned": by_tuned_limit,
            "numpy": by_numpy,
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
            Bar("fit", "torch", 1 / 8),
            Bar("tape.backward", "limit", 2.5),
        ),
    )
}
