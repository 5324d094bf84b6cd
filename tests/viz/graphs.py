"""Graphs that are hard to draw."""

import random
from contextlib import ExitStack

from micrograd_plus import Value, datasets, losses, scope, sin, sum as total, tanh
from micrograd_plus.nn import MLP, Module


def chain(length):
    """Negations in a row."""
    v = Value(1.0)
    for _ in range(length):
        v = -v
    return v


def mixed_chain(length):
    """A long chain in which no two neighbours are of one kind."""
    v, w = Value(0.5, label="x"), Value(0.9, label="w")
    for _ in range(length // 2):
        v = sin(v * w)
    return v


def tangle(size, seed=0):
    """Values computed from any earlier ones."""
    stream = random.Random(seed)
    values = [Value(stream.random(), label=f"x{i}") for i in range(10)]
    while len(values) < size:
        a, b = stream.choice(values), stream.choice(values)
        values.append(stream.choice([lambda a, b: a + b, lambda a, b: a * b / 9, _squash])(a, b))
    return total(values[10:])


def _squash(a, b):
    return tanh(a - b)


def scoped_tangle(size, seed):
    """A tangle in which parts of the program begin and end anywhere, also across each other."""
    stream = random.Random(seed)
    values = [Value(0.5), Value(-0.25), Value(0.125, label="w")]
    with ExitStack() as stack:
        open_scopes = []
        while len(values) < size:
            if stream.random() < 0.3 and len(open_scopes) < 4:
                open_scopes.append(stack.enter_context(scope(stream.choice("abc"))))
            if stream.random() < 0.3 and open_scopes:
                stack.pop_all().close()
                open_scopes.clear()
            a, b = stream.choice(values[-6:]), stream.choice([*values[:3], 2.0])
            values.append(stream.choice([lambda a, b: a + b, lambda a, b: a * b, _squash])(a, b))
    return total(values[3:])


def wide(size):
    """The sum of many leaves."""
    return total([Value(float(i), label=f"w{i}") for i in range(size)])


def batch_loss(samples, widths=(16, 16, 1), as_values=False):
    """The loss of moons over some points, with its penalty, and the model."""
    X, y = datasets.moons(100, seed=0)
    model = MLP(2, list(widths), seed=0)
    rows = X[:samples].tolist()
    if as_values:
        rows = [[Value(x) for x in row] for row in rows]
    hinge = losses.SAMPLE_LOSSES[losses.hinge]
    found = [
        hinge(model(row), 2.0 * label - 1) for row, label in zip(rows, y.tolist(), strict=False)
    ]
    return total(found) / samples + 1e-4 * total([p * p for p in model.parameters()]), model


def micrograd_loss(samples):
    """The same loss as micrograd's code writes it: chains of additions, leaves without labels."""
    X, y = datasets.moons(100, seed=0)
    stream = random.Random(0)
    sizes = [(2, 16), (16, 16), (16, 1)]
    layers = [
        [([Value(stream.uniform(-1, 1)) for _ in range(nin)], Value(0.0)) for _ in range(nout)]
        for nin, nout in sizes
    ]

    def score(x):
        for place, layer in enumerate(layers):
            sums = [sum((w * xi for w, xi in zip(ws, x, strict=True)), b) for ws, b in layer]
            x = [out.relu() for out in sums] if place < 2 else sums
        return x[0]

    found = [
        (1 + -(2.0 * label - 1) * score([Value(x) for x in row])).relu()
        for row, label in zip(X[:samples].tolist(), y.tolist(), strict=False)
    ]
    parameters = [p for layer in layers for ws, b in layer for p in [*ws, b]]
    return sum(found) * (1.0 / samples) + 1e-4 * sum(p * p for p in parameters)


class Cell(Module):
    """A step of a recurrence."""

    def __init__(self):
        self.w, self.u = Value(0.5), Value(0.4)

    def __call__(self, x, state):
        return tanh(self.w * x + self.u * state)


def recurrence(steps):
    """A cell that is fed what it gave before."""
    cell, state = Cell(), Value(0.0, label="start")
    for step in range(steps):
        state = cell(0.01 * step, state)
    return state


def product():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    y = a * b
    y.label = "y"
    y.backward()
    return y


def example():
    """L = tanh(a b + c) + a, in which every value has a label."""
    a, b, c = (
        Value(number, label=label) for number, label in ((2.0, "a"), (-3.0, "b"), (6.5, "c"))
    )
    q = a * b
    q.label = "q"
    s = q + c
    s.label = "s"
    t = tanh(s)
    t.label = "t"
    root = t + a
    root.label = "L"
    return root, {"a": a, "b": b, "c": c, "q": q, "s": s, "t": t, "L": root}


def neuron():
    x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.5, label="b")
    out = tanh(x * w + b)
    out.label = "out"
    return out


def scopes_among(loose):
    """Two parts of a program, and the sum of their result and many leaves outside of them."""
    h = Value(0.5, label="x")
    for name in ("encoder", "decoder"):
        with scope(name):
            for place in range(20):
                h = tanh(h * Value(0.9, label=f"{name} {place}"))
    return total([h, *[Value(float(i), label=f"loose {i}") for i in range(loose)]])


def scopes_around(operations):
    """Two parts of a program, and between them operations of which no two are alike."""
    with scope("encoder"):
        values = [tanh(tanh(Value(0.5, label="x") * 2) * 3)]
    for place in range(operations):
        earlier = values[max(0, len(values) - 7)]
        values.append(tanh(values[-1] * Value(0.1, label=f"a{place}")) + earlier)
    with scope("decoder"):
        return tanh(tanh(values[-1] * 2) * 3)
