"""
Up or down
==========

P = -1/2 (d - z)^2 is a performance: it is climbed, while a loss of the same size is descended.

Follows the third text, "Neural Networks and the Backpropagation Algorithm", and adds what it
leaves open: several outputs, for which the square is that of a length.
"""

from itertools import pairwise

from micrograd_plus import Value, grad, optim
from micrograd_plus.nn import Neuron

INPUTS, DESIRED, RATE, STEPS = [0.5, -1.5], 0.8, 0.5, 30


def performance(outputs: list[Value], desired: list[float]) -> Value:
    """Minus half the squared length of d - z; for one output, the P of the text."""
    return -0.5 * sum((d - z) ** 2 for z, d in zip(outputs, desired, strict=True))


def followed(optimizer: optim.SGD, sign: float) -> tuple[Neuron, list[float]]:
    """A neuron after some steps by the gradient of sign * P, and P along the way."""
    neuron = Neuron(2, activation="sigmoid", seed=3)
    history = []
    for _ in range(STEPS):
        P = performance([neuron(INPUTS)], [DESIRED])
        history.append(P.data)
        neuron.zero_grad()
        (sign * P).backward()
        optimizer.step(neuron.parameters())
    history.append(performance([neuron(INPUTS)], [DESIRED]).data)
    return neuron, history


def main() -> None:
    z = Value(0.3, label="z")
    P = performance([z], [DESIRED])
    print(f"one output:   P = {P:.4f}, dP/dz = {grad(P, z):.4f}, d - z = {DESIRED - z.data:.4f}")
    assert abs(grad(P, z) - (DESIRED - z.data)) < 1e-15

    outputs, desired = [Value(0.3, label="z1"), Value(0.9, label="z2")], [0.8, 0.1]
    P = performance(outputs, desired)
    slopes = grad(P, outputs)
    print(
        f"two outputs:  P = {P:.4f}, gradient {[round(s, 4) for s in slopes]}: d - z, each its own"
    )
    for slope, out, d in zip(slopes, outputs, desired, strict=True):
        assert abs(slope - (d - out.data)) < 1e-15

    climbing, up = followed(optim.SGD(lr=RATE, maximize=True), 1.0)
    descending, loss = followed(optim.SGD(lr=RATE), -1.0)
    _, down = followed(optim.SGD(lr=RATE), 1.0)
    print("\nstep   w + rate grad P   w - rate grad(-P)   w - rate grad P")
    for at in (0, 1, 5, 10, STEPS):
        print(f"{at:>4}{up[at]:>18.6f}{loss[at]:>20.6f}{down[at]:>18.6f}")
    print("the first two are one and the same; the third goes away from what is desired")
    assert all(later > earlier for earlier, later in pairwise(up))
    assert all(later < earlier for earlier, later in pairwise(down))
    assert up == loss
    weights = zip(climbing.parameters(), descending.parameters(), strict=True)
    assert all(p.data == q.data for p, q in weights)


if __name__ == "__main__":
    main()
