"""An epoch of digits: 1,437 pictures in batches of 64, MLP(64, [32, 10]), cross-entropy, Adam.

The pictures are shuffled anew for every epoch; the parameters after the first are compared.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import networks
from timing import Bar, Contender, Task, loop

if TYPE_CHECKING:
    import numpy as np

ROWS, BATCH, SIZES, RATE, DECAYS, EPS = 1437, 64, [64, 32, 10], 0.01, (0.9, 0.999), 1e-8


def problem() -> "tuple[np.ndarray, np.ndarray]":
    from micrograd_plus.datasets import digits

    X, y = digits()
    return X[:ROWS] / 16, y[:ROWS]


def shuffled() -> "Iterator[list[np.ndarray]]":
    """The places of the pictures in each batch, epoch by epoch."""
    import numpy as np

    random = np.random.default_rng(0)
    while True:
        order = random.permutation(ROWS)
        yield [order[start : start + BATCH] for start in range(0, ROWS, BATCH)]


def trained(step: Callable[[Any], Any], parameters: Callable[[], Any]) -> Contender:
    """A contender from one step, which takes the places of a batch and returns its loss."""
    epochs = shuffled()

    def epoch() -> float:
        return sum(float(loss) for loss in [step(places) for places in next(epochs)])

    epoch()
    return loop(epoch, list(map(float, parameters())))


def by_fit() -> Contender:
    from micrograd_plus import fit, optim

    X, y = problem()

    def train(model: Any, epochs: int) -> None:
        adam = optim.Adam(lr=RATE)
        fit(model, X, y, loss="cross_entropy", optimizer=adam, epochs=epochs, batch_size=BATCH)

    model = networks.ours(SIZES)
    train(model, 1)
    numbers = [parameter.data for parameter in model.parameters()]
    return Contender(numbers, partial(train, model), fixed=1, least=128)


def by_limit() -> Contender:
    """What is written for speed alone: one program for each size of a batch."""
    import numpy as np

    X, y = problem()
    pictures, answers = np.hstack([X, np.ones((ROWS, 1))]), np.eye(10)[y]
    p = networks.draw(SIZES)
    g, m, v, change, square = np.zeros((5, p.size))
    (W1, W2), (G1, G2) = networks.cut(p, SIZES), networks.cut(g, SIZES)
    steps = 0

    def program(rows: int) -> Callable[[Any], float]:
        x, target = np.empty((rows, 65)), np.empty((rows, 10))
        hidden, z, below = np.ones((33, rows)), np.empty((10, rows)), np.empty((32, rows))
        mask, top, total = np.empty((32, rows)), np.empty(rows), np.empty(rows)
        active, xT, hiddenT, targetT, V2T = hidden[:32], x.T, hidden.T, target.T, W2[:, :32].T
        zero, share = np.array(0.0), np.array(1 / rows)

        def gradient(places: Any) -> float:
            np.take(pictures, places, axis=0, out=x, mode="clip")
            np.take(answers, places, axis=0, out=target, mode="clip")
            np.dot(W1, xT, out=active)
            np.maximum(active, zero, out=active)
            np.dot(W2, hidden, out=z)
            np.maximum.reduce(z, axis=0, out=top)
            np.subtract(z, top, out=z)
            right = np.vdot(z.T, target)
            np.exp(z, out=z)
            np.add.reduce(z, axis=0, out=total)
            np.divide(z, total, out=z)
            np.log(total, out=total)
            np.subtract(z, targetT, out=z)
            np.multiply(z, share, out=z)
            np.dot(z, hiddenT, out=G2)
            np.dot(V2T, z, out=below)
            np.sign(active, out=mask)
            np.multiply(below, mask, out=below)
            np.dot(below, x, out=G1)
            return float((total.sum() - right) / rows)

        return gradient

    programs = {rows: program(rows) for rows in (BATCH, ROWS % BATCH)}

    def step(places: Any) -> float:
        nonlocal steps
        loss = programs[len(places)](places)
        steps += 1
        first, second = 1 - DECAYS[0] ** steps, 1 - DECAYS[1] ** steps
        np.multiply(m, DECAYS[0], out=m)
        np.multiply(g, 1 - DECAYS[0], out=change)
        np.add(m, change, out=m)
        np.multiply(v, DECAYS[1], out=v)
        np.multiply(g, g, out=square)
        np.multiply(square, 1 - DECAYS[1], out=square)
        np.add(v, square, out=v)
        np.sqrt(v, out=square)
        np.multiply(square, second**-0.5, out=square)
        np.add(square, EPS, out=square)
        np.divide(m, square, out=change)
        np.multiply(change, RATE / first, out=change)
        np.subtract(p, change, out=p)
        return loss

    return trained(step, lambda: p)


def by_torch() -> Contender:
    import torch

    X, y = map(torch.tensor, problem())
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    layers = [model[0], model[2]]
    for layer, start in zip(layers, networks.cut(networks.draw(SIZES), SIZES), strict=True):
        layer.weight.data[:] = torch.tensor(start[:, :-1])
        layer.bias.data[:] = torch.tensor(start[:, -1])
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)

    def step(places: Any) -> Any:
        chosen = torch.from_numpy(places)
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(model(X[chosen]), y[chosen])
        loss.backward()
        optimizer.step()
        return loss.detach()

    def parameters() -> Any:
        matrices = [torch.hstack([layer.weight, layer.bias[:, None]]) for layer in layers]
        return torch.cat([matrix.ravel() for matrix in matrices]).tolist()

    return trained(step, parameters)


def by_jax() -> Contender:
    """The whole step in one jit, parameters and Adam's averages donated."""
    import jax
    import jax.numpy as jnp

    X, y = map(jnp.array, problem())

    def loss(p: Any, places: Any) -> Any:
        W1, W2 = networks.cut(p, SIZES)
        h = jax.nn.relu(X[places] @ W1[:, :-1].T + W1[:, -1])
        scores = jax.nn.log_softmax(h @ W2[:, :-1].T + W2[:, -1])
        return -jnp.take_along_axis(scores, y[places][:, None], 1).mean()

    @partial(jax.jit, donate_argnums=0)
    def update(state: Any, places: Any) -> Any:
        p, m, v, t = state
        found, g = jax.value_and_grad(loss)(p, places)
        m = DECAYS[0] * m + (1 - DECAYS[0]) * g
        v = DECAYS[1] * v + (1 - DECAYS[1]) * g * g
        first, second = 1 - DECAYS[0] ** t, 1 - DECAYS[1] ** t
        return (p - RATE * (m / first) / (jnp.sqrt(v / second) + EPS), m, v, t + 1), found

    start = jnp.array(networks.draw(SIZES))
    state = (start, jnp.zeros_like(start), jnp.zeros_like(start), jnp.array(1.0))

    def step(places: Any) -> Any:
        nonlocal state
        state, found = update(state, places)
        return found

    return trained(step, lambda: state[0])


def by_sklearn() -> Contender:
    """Its own start and shuffling."""
    from sklearn.neural_network import MLPClassifier

    X, y = problem()
    model = MLPClassifier(32, batch_size=BATCH, learning_rate_init=RATE, alpha=0)
    model.partial_fit(X, y, classes=range(10))
    return loop(lambda: model.partial_fit(X, y), None)


TASKS = {
    "digits": Task(
        f"digits: an epoch of {ROWS:,} pictures, MLP(64, [32, 10]), batches of {BATCH}, Adam",
        {
            "fit": by_fit,
            "limit": by_limit,
            "jax": by_jax,
            "torch": by_torch,
            "sklearn": by_sklearn,
        },
        (Bar("fit", "torch", 1 / 2), Bar("fit", "jax", 0.8)),
    )
}
