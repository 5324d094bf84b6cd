"""A training step of a language model made of scalars: one name of 8 letters, Adam.

The model has one layer of width 16 with 4 heads over at most 16 tokens of 27: 4,192 parameters.
Every scalar engine runs the same text with operators alone, and makes the same graph; `eager, ops`
has the operations over sequences that we offer beside. `minimal` is the engine of `minimal.py`.
`fit` is `tape.fit` as it comes, `fit, arrays` the same without a compiler. `jax` is one jit a step,
`jax, scan` one for all of them: in arrays, since its compiler does not come to an end with scalars.
"""

import math
import random
from collections.abc import Callable
from functools import partial
from operator import add, mul
from typing import Any

from peers import MANY
from timing import Bar, Contender, Task, loop

WIDTH, HEADS, BLOCK, TOKENS = 16, 4, 16, 27
NAME = "isabella"
LR, BETAS, EPS, CHECKED = 0.01, (0.85, 0.99), 1e-8, 3
# So many steps are one call of jax's loop.
SCANNED = 200

# The matrices, (rows, columns) each; one row for each output.
SHAPES = {
    "token": (TOKENS, WIDTH),
    "place": (BLOCK, WIDTH),
    "query": (WIDTH, WIDTH),
    "key": (WIDTH, WIDTH),
    "value": (WIDTH, WIDTH),
    "joined": (WIDTH, WIDTH),
    "wide": (4 * WIDTH, WIDTH),
    "narrow": (WIDTH, 4 * WIDTH),
    "scores": (TOKENS, WIDTH),
}

Vector = list[Any]
Weights = dict[str, list[Vector]]


class Text:
    """The few formulas of the model that an engine may have operations of its own for."""

    def total(self, xs: Vector) -> Any:
        return sum(xs)

    def dot(self, xs: Vector, ys: Vector) -> Any:
        return sum(map(mul, xs, ys))

    def softmax(self, xs: Vector) -> Vector:
        top = max(x.data for x in xs)
        powers = [(x - top).exp() for x in xs]
        whole = self.total(powers)
        return [power / whole for power in powers]

    def surprise(self, xs: Vector, right: int) -> Any:
        """How little was to be expected what came."""
        return -self.softmax(xs)[right].log()


class Operations(Text):
    """The same by operations over sequences."""

    def __init__(self) -> None:
        from micrograd_plus.engine import ops

        self.ops = ops

    def total(self, xs: Vector) -> Any:
        return self.ops.sum(xs)

    def dot(self, xs: Vector, ys: Vector) -> Any:
        return self.ops.dot(xs, ys)

    def softmax(self, xs: Vector) -> Vector:
        return self.ops.softmax(xs)

    def surprise(self, xs: Vector, right: int) -> Any:
        return self.ops.logsumexp(xs) - xs[right]


def drawn(value: Callable[[float], Any]) -> Weights:
    """The weights to start from."""
    draw = random.Random(0)
    return {
        name: [[value(draw.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in SHAPES.items()
    }


def loss(text: Text, weights: Weights) -> Any:
    """The mean surprise at each letter of the name, and at its end."""

    def linear(x: Vector, name: str) -> Vector:
        return [text.dot(row, x) for row in weights[name]]

    def scaled(x: Vector) -> Vector:
        """To a root mean square of 1."""
        scale = (text.dot(x, x) / len(x) + 1e-5) ** -0.5
        return [each * scale for each in x]

    def attended(query: Vector, keys: list[Vector], values: list[Vector]) -> Vector:
        """The values of the places so far, weighed by how well their keys fit, head by head."""
        size, result = WIDTH // HEADS, []
        for start in range(0, WIDTH, size):
            own = slice(start, start + size)
            fits = [text.dot(query[own], key[own]) / size**0.5 for key in keys]
            shares = text.softmax(fits)
            for column in range(start, start + size):
                result.append(text.dot(shares, [value[column] for value in values]))
        return result

    tokens = [0, *(ord(letter) - ord("a") + 1 for letter in NAME), 0]
    keys: list[Vector] = []
    values: list[Vector] = []
    surprises = []
    for place, token in enumerate(tokens[:-1]):
        x = scaled(list(map(add, weights["token"][token], weights["place"][place])))
        inner = scaled(x)
        keys.append(linear(inner, "key"))
        values.append(linear(inner, "value"))
        heard = attended(linear(inner, "query"), keys, values)
        x = list(map(add, linear(heard, "joined"), x))
        hidden = [each.relu() for each in linear(scaled(x), "wide")]
        x = list(map(add, linear(hidden, "narrow"), x))
        surprises.append(text.surprise(linear(x, "scores"), tokens[place + 1]))
    return text.total(surprises) / len(surprises)


def flat(weights: Weights) -> Vector:
    return [weight for matrix in weights.values() for row in matrix for weight in row]


def trained(step: Callable[[], float], parameters: Vector) -> Contender:
    """The losses of the first steps, and the parameters after them."""
    losses = [step() for _ in range(CHECKED)]
    return loop(step, [*losses, *[parameter.data for parameter in parameters]])


def by_eager(kind: type[Text]) -> Contender:
    from micrograd_plus import Value, optim

    text, weights = kind(), drawn(Value)
    parameters, optimizer = flat(weights), optim.Adam(lr=LR, betas=BETAS, eps=EPS)

    def step() -> float:
        result = loss(text, weights)
        result.backward()
        optimizer.step(parameters)
        for parameter in parameters:
            parameter.grad = None
        found: float = result.data
        return found

    return trained(step, parameters)


def by_minimal() -> Contender:
    from minimal import Value

    text, weights = Text(), drawn(Value)
    parameters = flat(weights)
    means, squares, count = [0.0] * len(parameters), [0.0] * len(parameters), 0

    def step() -> float:
        nonlocal count
        result = loss(text, weights)
        result.backward()
        count += 1
        keep, keep_squares = BETAS
        for index, parameter in enumerate(parameters):
            slope = parameter.grad
            means[index] = keep * means[index] + (1 - keep) * slope
            squares[index] = keep_squares * squares[index] + (1 - keep_squares) * slope**2
            mean = means[index] / (1 - keep**count)
            square = squares[index] / (1 - keep_squares**count)
            parameter.data -= LR * mean / (square**0.5 + EPS)
            parameter.grad = 0.0
        found: float = result.data
        return found

    return trained(step, parameters)


def by_fit(compiled: bool) -> Contender:
    from micrograd_plus import Value, optim, record

    weights = drawn(Value)
    parameters = flat(weights)
    tape = record(lambda: loss(Operations(), weights))
    if not compiled:
        tape.plan.cost_of_compiling = math.inf
    else:
        tape.expect(1, MANY)
    adam = optim.Adam(lr=LR, betas=BETAS, eps=EPS)
    losses = tape.fit((), adam, steps=CHECKED).tolist()
    numbers = [parameter.data for parameter in parameters]
    # A call of fit begins anew: its costs are not those of a step.
    return Contender(
        [*losses, *numbers], lambda count: _run(tape, adam, count), fixed=20, least=100
    )


def _run(tape: Any, adam: Any, count: int) -> None:
    tape.fit((), adam, steps=count)


def by_jax(scan: bool) -> Contender:
    import jax
    import jax.numpy as jnp

    weights = {name: jnp.array(matrix) for name, matrix in drawn(float).items()}
    tokens = jnp.array([0, *(ord(letter) - ord("a") + 1 for letter in NAME), 0])
    keep, keep_squares = BETAS

    def scaled(x: Any) -> Any:
        return x * ((x * x).mean(axis=1, keepdims=True) + 1e-5) ** -0.5

    def mean_loss(w: Any) -> Any:
        length, size = len(NAME) + 1, WIDTH // HEADS
        x = scaled(w["token"][tokens[:-1]] + w["place"][:length])
        inner = scaled(x)
        query, key, value = (
            (inner @ w[name].T).reshape(length, HEADS, size) for name in ("query", "key", "value")
        )
        fits = jnp.einsum("qhd,khd->hqk", query, key) / size**0.5
        fits = jnp.where(jnp.tril(jnp.ones((length, length), bool)), fits, -jnp.inf)
        heard = jnp.einsum("hqk,khd->qhd", jax.nn.softmax(fits), value).reshape(length, WIDTH)
        x = heard @ w["joined"].T + x
        x = jax.nn.relu(scaled(x) @ w["wide"].T) @ w["narrow"].T + x
        scores = jax.nn.log_softmax(x @ w["scores"].T)
        return -scores[jnp.arange(length), tokens[1:]].mean()

    def update(state: Any, _: Any = None) -> Any:
        w, m, v, t = state
        found, g = jax.value_and_grad(mean_loss)(w)
        t = t + 1
        m = jax.tree.map(lambda m, g: keep * m + (1 - keep) * g, m, g)
        v = jax.tree.map(lambda v, g: keep_squares * v + (1 - keep_squares) * g * g, v, g)
        w = jax.tree.map(
            lambda w, m, v: (
                w - LR * (m / (1 - keep**t)) / ((v / (1 - keep_squares**t)) ** 0.5 + EPS)
            ),
            w,
            m,
            v,
        )
        return (w, m, v, t), found

    zeros = jax.tree.map(jnp.zeros_like, weights)
    state = (weights, zeros, zeros, 0.0)
    step = jax.jit(update, donate_argnums=0)
    losses = []
    state = jax.tree.map(jnp.copy, state)
    for _ in range(CHECKED):
        state, found = step(state)
        losses.append(float(found))
    result = [*losses, *[float(x) for name in SHAPES for x in state[0][name].ravel()]]
    many = jax.jit(
        lambda state, count: jax.lax.scan(update, state, None, length=count), static_argnums=1
    )

    def run(count: int) -> None:
        nonlocal state
        if scan:
            for _ in range(count // SCANNED):
                state, found = many(state, SCANNED)
                found.block_until_ready()
            return
        for _ in range(count):
            state, found = step(state)
            float(found)

    return Contender(result, run, least=SCANNED if scan else 1)


TASKS = {
    "microgpt": Task(
        f"microgpt: a step of Adam on a name of {len(NAME)} letters, 4,192 parameters",
        {
            "eager": partial(by_eager, Text),
            "eager, ops": partial(by_eager, Operations),
            "minimal": by_minimal,
            "fit": partial(by_fit, True),
            "fit, arrays": partial(by_fit, False),
            "jax": partial(by_jax, False),
            "jax, scan": partial(by_jax, True),
        },
        (
            Bar("eager", "minimal", 1 / 1.3),
            Bar("eager, ops", "minimal", 1 / 1.3),
            Bar("fit, arrays", "minimal", 1 / 200),
            Bar("fit", "jax", 0.8),
            Bar("fit", "jax, scan", 1.0),
        ),
    )
}
