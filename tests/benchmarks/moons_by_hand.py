"""The training step of moons by hand with numpy: as usual, with care, and for speed alone."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networks
from moons_task import L2, POINTS, RATE, SIZES, problem, trained
from timing import Contender


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
