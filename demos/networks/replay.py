"""
Recorded once, replayed over a batch
====================================

A scalar function recorded once, and replayed over a batch as a short numpy program.
"""

import numpy as np

from micrograd_plus import Value, mean, record, tanh

w1, w2, b = Value(0.7, label="w1"), Value(-1.2, label="w2"), Value(0.1, label="b")


def squared_error(x: list[Value], target: Value) -> Value:
    return (tanh(w1 * x[0] + w2 * x[1] + b) - target) ** 2


def main() -> None:
    tape = record(squared_error, [0.0, 0.0], 0.0)
    random = np.random.default_rng(0)
    X, y = random.standard_normal((1000, 2)), random.standard_normal(1000)
    replayed = tape.backward(X, y)
    print(tape)
    gradient = [w1.grad, w2.grad, b.grad]

    for parameter in (w1, w2, b):
        parameter.grad = 0.0
    loss = mean([squared_error(row, target) for row, target in zip(X, y, strict=True)])
    loss.backward()
    print(f"\nmean loss         {replayed:.12f} by replay, {loss.data:.12f} by the scalar engine")
    for parameter, slope in zip((w1, w2, b), gradient, strict=True):
        print(f"its slope by {parameter.label:<4} {slope:.12f} and {parameter.grad:.12f}")
        assert abs(slope - parameter.grad) < 1e-12
    assert abs(replayed - loss.data) < 1e-12


if __name__ == "__main__":
    main()
