"""
A threshold learns nothing
==========================

A threshold learns nothing: less for its one jump than for being flat everywhere else.

Follows the third text, "Neural Networks and the Backpropagation Algorithm". Run
`python demos/text3/text3_threshold.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import Value, gradcheck, optim, rule
from micrograd_plus.nn import Neuron

# A logical "and": an output of 1 is desired where both inputs are 1.
X, DESIRED = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 0.0, 0.0, 1.0]
RATE, EPOCHS = 4.0, 100
# Zeros and ones, as in the text, and the derivative that it has on either side of the jump.
step = rule("step", "x", "where(x < 0, 0, 1)", "0")


def performance(z: Value, d: Value) -> Value:
    """The P of the text."""
    return -0.5 * (d - z) ** 2


def taught(activation: str) -> tuple[Neuron, float, int]:
    """A neuron that was taught, how far its weights have moved, and how often it is right."""
    neuron = Neuron(2, activation=activation, seed=1)
    before = [p.data for p in neuron.parameters()]
    uphill = optim.SGD(lr=RATE, maximize=True)
    neuron.fit(X, DESIRED, loss=performance, optimizer=uphill, epochs=EPOCHS)
    moved = max(abs(p.data - w) for p, w in zip(neuron.parameters(), before, strict=True))
    right = sum((neuron(x).data > 0.5) == (d > 0.5) for x, d in zip(X, DESIRED, strict=True))
    return neuron, moved, right


def main(folder: Path) -> None:
    print("the threshold at its jump, and on either side of it:")
    verdicts = []
    for alpha in (0.0, -0.3, 0.3):
        (row,) = gradcheck(step, alpha).rows
        print(f"  alpha = {alpha:4.1f}   derivative {row.exact}   {row.verdict}")
        verdicts.append(row.verdict)
    assert verdicts == ["not differentiable here", "agrees", "agrees"]

    print(f'\nthe logical "and", {EPOCHS} steps up the gradient of P with a rate of {RATE}:')
    print("  activation   weights moved by   right of 4")
    found = {}
    for activation in ("step", "sigmoid"):
        _, moved, right = found[activation] = taught(activation)
        print(f"  {activation:<10}{moved:>19.4f}{right:>13}")
    print("a product with a zero in it is zero: no weight before a threshold hears of an error")
    assert found["step"][1] == 0.0
    assert found["step"][2] < 4
    assert found["sigmoid"][2] == 4

    print("\nthe sigmoid of a steeper stimulus comes near to the threshold, but never reaches it:")
    for steepness in (1.0, 10.0, 30.0):
        below, above = (Value(steepness * alpha).sigmoid() for alpha in (-0.3, 0.3))
        print(f"  S({steepness:.0f} alpha) at -0.3 and 0.3:  {below:.6f}  {above:.6f}")
        assert 0.0 < below.data < above.data < 1.0

    picture = folder / "text3_threshold.png"
    viz.activations(["step", "sigmoid"]).savefig(picture)
    print(f"\nboth are drawn, with their derivatives, in {picture}")
    assert picture.stat().st_size > 1000


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
