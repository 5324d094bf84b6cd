"""
An epoch, or an iteration
=========================

An epoch, or an iteration: they are the same only where a step takes all samples.

The second text, "Back Propogation", says 'iteration or "epoch"'. Steps are counted here by a weight
whose gradient is 1 and whose rate is 1, so that each step takes 1 away from it.
"""

import math

from micrograd_plus import Value, optim
from micrograd_plus.nn import Neuron

SAMPLES, EPOCHS = 12, 3
X = [[i / SAMPLES] for i in range(SAMPLES)]
Y = [0.2 + 0.5 * x for (x,) in X]


def output(out: Value, target: Value) -> Value:
    """A cost that only counts: its slope by the bias is 1."""
    return out + 0 * target


def steps(batch_size: int | None, epochs: int) -> int:
    """How many steps fit takes."""
    counter = Neuron(1, nonlin=False, seed=0)
    counter.b.data = 0.0
    counter.fit(
        X,
        Y,
        loss=output,
        optimizer=optim.SGD(lr=1.0),
        epochs=epochs,
        batch_size=batch_size,
    )
    return round(-counter.b.data)


def learned(batch_size: int | None) -> float:
    """The mean squared error of a line after a few epochs."""
    neuron = Neuron(1, nonlin=False, seed=0)
    neuron.fit(X, Y, optimizer=optim.SGD(lr=0.1), epochs=EPOCHS, batch_size=batch_size)
    return sum((neuron(x).data - y) ** 2 for x, y in zip(X, Y, strict=True)) / SAMPLES


def main() -> None:
    print(f"{SAMPLES} samples, {EPOCHS} epochs")
    print("samples a step  iterations an epoch  in all   error of a line in the end")
    for batch_size in (SAMPLES, 6, 5, 1):
        in_one, in_all = steps(batch_size, 1), steps(batch_size, EPOCHS)
        error = learned(batch_size)
        print(f"{batch_size:>14}{in_one:>21}{in_all:>8}{error:>29.6f}")
        assert in_one == math.ceil(SAMPLES / batch_size)
        assert in_all == EPOCHS * in_one
        assert (in_one == 1) == (batch_size == SAMPLES)
    print("an epoch goes once through all samples; an iteration is one step")
    assert learned(1) < learned(SAMPLES)
    assert steps(None, EPOCHS) == EPOCHS


if __name__ == "__main__":
    main()
