"""Random networks: layers with weights, biases and terms in every order and disorder."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value
from micrograd_plus.engine import ops
from tests.tape.conftest import Taping
from tests.tape.helpers import assert_agrees, drawn, weights

ACTIVATIONS: list[Callable[[Any], Any]] = [
    ops.tanh,
    ops.relu,
    ops.leaky_relu,
    ops.sigmoid,
    ops.softplus,
    ops.silu,
    ops.abs,
    ops.detach,
    ops.sin,
    lambda x: x**2,
    lambda x: -x,
    lambda x: x * x,
]
PAIRINGS: list[Callable[[Any, Any], Any]] = [
    ops.maximum,
    ops.hypot,
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a - b,
    lambda a, b: ops.where(a < b, a, b * 2),
    lambda a, b: ops.where(a >= 0.1, b, a),
]


class Network:
    """A function of some numbers, the same in each call: what it does is drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.width = random.Random(seed).randint(1, 5)
        self.pool = weights(random.Random(seed).randint(2, 40), seed)

    def __call__(self, x: Any, y: Any) -> Any:
        self.draw = random.Random(self.seed)
        vectors = [list(x), [y, *x]]
        for _ in range(self.draw.randint(1, 7)):
            chosen, other = self.draw.choice(vectors), self.draw.choice(vectors)
            vectors.append(self.step(chosen, other))
        last = vectors[-1]
        result = self.draw.choice([ops.sum(last), last[-1], ops.sum(a * a for a in last)])
        if not self.draw.randrange(3):
            result = result + 0.01 * ops.sum([weight * weight for weight in self.pool])
        if not self.draw.randrange(4):
            result = ops.sum([result, *(value for vector in vectors for value in vector)])
        return result if self.draw.randrange(8) else [result, *last]

    def step(self, chosen: list[Value], other: list[Value]) -> list[Value]:
        """What is done with a vector, or with two."""
        kind = self.draw.random()
        if kind < 0.45:
            return self.layer(chosen)
        if kind < 0.65:
            activation = self.draw.choice(ACTIVATIONS)
            return [activation(value) for value in chosen]
        if kind < 0.75:
            pairing = self.draw.choice(PAIRINGS)
            return [pairing(a, b) for a, b in zip(chosen, other, strict=False)]
        if kind < 0.8:
            return (chosen + other)[:6]
        if kind < 0.85:
            return ops.softmax(chosen)
        if kind < 0.9:
            return [ops.logsumexp(*chosen, self.shared(), self.draw.choice([0.5, -1.0]))]
        if kind < 0.95:
            return [ops.sum([a * b for a, b in zip(chosen, other, strict=False)])]
        return [c for value in chosen for c in (value * self.shared(), value + self.shared())][:6]

    def shared(self) -> Any:
        """A weight, something computed from weights, or a number."""
        weight = self.draw.choice(self.pool)
        kinds = [weight, weight, weight, weight * self.pool[0], ops.tanh(weight), 2.0, -1.0]
        return self.draw.choice(kinds)

    def layer(self, x: list[Value]) -> list[Value]:
        """Sums of products: terms may lack, or be out of order; biases of any kind."""
        start, step = self.draw.randrange(40), self.draw.choice([1, 1, 1, 2, -1, 0, len(x), 3])
        regular, order = self.draw.random() < 0.6, self.draw.choice(["", "", "shuffled", "fewer"])
        bias = self.draw.choice(["none", "own", "one", "some", "two", "number", "row"])
        written = self.draw.choice(["sum", "sum", "+", "sums in sums"])
        only = self.shared()
        outputs = []
        for unit in range(self.draw.randint(1, 5)):
            places = list(range(len(x)))
            if order:
                self.draw.shuffle(places)
            if order == "fewer":
                places = places[: self.draw.randint(1, len(places))]
            terms = []
            for place in places:
                at = (start + (unit * len(x) + place) * step) % len(self.pool)
                weight = self.pool[at] if regular else self.shared()
                terms.append(weight * x[place] if place % 2 else x[place] * weight)
            own = self.pool[(start + unit) % len(self.pool)]
            biases = {"own": [own], "one": [only], "two": [own, only], "number": [0.5]}
            biases |= {"some": [own] * (unit % 2), "row": [x[unit % len(x)]]}
            outputs.append(_added(written, [*biases.get(bias, []), *terms]))
        return outputs


def _added(written: str, terms: list[Any]) -> Value:
    if written == "+":
        return sum(terms[1:], terms[0]) + terms[-1] * 0.5
    if written == "sums in sums":
        return ops.sum(ops.sum(terms[:2]), *terms[2:])
    return ops.sum(terms)


@pytest.mark.parametrize("seed", range(50))
def test_random_networks(taped: Taping, seed: int) -> None:
    """Values and gradients are those of the scalar engine, for batches of any size."""
    network = Network(seed)
    rows = drawn([1, 2, 3, 7, 64][seed % 5], network.width, None, seed=seed)
    assert_agrees(taped(network, *rows[0]), network, rows)
