"""
A bias is a weight
==================

A bias is a weight: w0 on an input that is always -1, or b = -w0 added; both learn alike.

Follows the third text, "Neural Networks and the Backpropagation Algorithm". Run
`python demos/text3/text3_bias.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

from micrograd_plus import Value, draw_dot, sigmoid, sum as total
from micrograd_plus.nn import Neuron

INPUTS, DESIRED, RATE = [0.6, -0.4], 1.0, 0.5
BIAS_WEIGHT, WEIGHTS = 0.3, [0.8, -1.2]


def labelled(value: Value, label: str) -> Value:
    """Give a result its name in the text."""
    value.label = label
    return value


def neuron_of_the_text(weights: list[Value]) -> tuple[Value, Value, Value]:
    """The stimulus, the output and the performance of one neuron; weights[0] is w0."""
    x = [-1.0, *INPUTS]
    terms = [
        labelled(xi * wi, f"x{i}w{i}") for i, (xi, wi) in enumerate(zip(x, weights, strict=True))
    ]
    alpha = labelled(total(terms), "alpha")
    z = labelled(sigmoid(alpha), "z")
    return alpha, z, labelled(-0.5 * (DESIRED - z) ** 2, "P")


def main(folder: Path) -> None:
    weights = [Value(w, label=f"w{i}") for i, w in enumerate([BIAS_WEIGHT, *WEIGHTS])]
    alpha, z, P = neuron_of_the_text(weights)
    P.backward()
    gamma = alpha.grad
    print(f"alpha = -w0 + x1 w1 + x2 w2 = {alpha:.4f}, z = {z:.4f}, P = {P:.4f}")
    print(f"gamma, the gradient of P by alpha, is {gamma:.4f}; the rate is {RATE}\n")
    print("weight   its input   rate * dP/dw   rate * gamma * input")
    for xi, w in zip([-1.0, *INPUTS], weights, strict=True):
        print(f"{w.label:<6}{xi:>12.1f}{RATE * w.grad:>15.4f}{RATE * gamma * xi:>23.4f}")
        assert abs(RATE * w.grad - RATE * gamma * xi) < 1e-15

    ours = Neuron(2, activation="sigmoid")
    ours.b.data = -BIAS_WEIGHT
    for w, number in zip(ours.w, WEIGHTS, strict=True):
        w.data = number
    output = ours(INPUTS)
    (-0.5 * (DESIRED - output) ** 2).backward()
    print(f"\nour neuron adds b = -w0: its output is {output:.4f} too")
    print(f"change of w0: {RATE * weights[0].grad:+.4f}, of b: {RATE * ours.b.grad:+.4f}")
    assert abs(output.data - z.data) < 1e-15
    assert abs(ours.b.grad + weights[0].grad) < 1e-15

    for p in (*weights, *ours.parameters()):
        p.data += RATE * p.grad
    after, same = neuron_of_the_text(weights)[1], ours(INPUTS)
    print(f"after the step: {after:.4f} and {same:.4f}; with the same sign, w0 would go astray")
    assert abs(after.data - same.data) < 1e-15
    assert z.data < after.data < DESIRED

    picture = folder / "text3_neuron.svg"
    draw_dot(P).render(outfile=str(picture), cleanup=True)
    print(f"the neuron is drawn in {picture}")
    assert "alpha" in picture.read_text(encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
