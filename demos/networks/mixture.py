"""
A mixture of Gaussians
======================

A mixture of Gaussians fitted by gradient ascent on its likelihood, written scalar by scalar.
"""

import math

import numpy as np

from micrograd_plus import Value, exp, logsumexp, optim, record

CENTRES = ((-2.0, 0.0), (1.5, 1.5), (2.0, -2.0))


def points(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    centre = np.array(CENTRES)[random.integers(0, 3, 600)]
    return centre + 0.5 * random.standard_normal((600, 2))


def main() -> None:
    X = points(0)
    means = [[Value(x) for x in row] for row in ((-1.0, 0.0), (0.5, 1.0), (0.5, -1.0))]
    log_widths = [Value(0.0) for _ in means]
    weights = [Value(0.0) for _ in means]

    def log_likelihood(x: list[Value]) -> Value:
        parts = []
        for mean, log_width, weight in zip(means, log_widths, weights, strict=True):
            squares = [((xi - mi) / exp(log_width)) ** 2 for xi, mi in zip(x, mean, strict=True)]
            parts.append(weight - 2 * log_width - 0.5 * sum(squares))
        return logsumexp(parts) - logsumexp(weights) - math.log(2 * math.pi)

    tape = record(log_likelihood, X[0])
    print(repr(tape))
    optimizer = optim.Adam(lr=0.05, maximize=True)
    for epoch in range(201):
        for parameter in tape.parameters:
            parameter.grad = 0.0
        likelihood = tape.backward(X)
        if epoch % 50 == 0:
            print(f"epoch {epoch:3}  mean log-likelihood {likelihood:.4f}")
        optimizer.step(tape.parameters)
    for mean, centre, log_width in zip(means, CENTRES, log_widths, strict=True):
        shown = ", ".join(f"{value:.2f}" for value in mean)
        print(f"centre ({shown}), true {centre}; width {math.exp(log_width.data):.2f}, true 0.5")
        assert math.dist([value.data for value in mean], centre) < 0.1


if __name__ == "__main__":
    main()
