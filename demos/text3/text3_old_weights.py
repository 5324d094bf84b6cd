"""
Gammas first, then changes
==========================

The gammas first, then the changes: a hidden gamma needs the weights as they were.

The third text, "Neural Networks and the Backpropagation Algorithm", says that the change in
weights at the end has to be calculated before that at the beginning. It is the gamma that has to;
whoever also makes the change before going on gets other numbers for the layers before it.
"""

from text3_gammas import DESIRED, INPUTS, changes, forward, gammas, network, performance, stimuli

from micrograd_plus import check_derivation

RATES = (0.0, 0.1, 1.0, 10.0)


def stale_gammas(rate: float) -> tuple[list[float], list[float]]:
    """The hidden gammas where the last layer is changed first, and the right ones."""
    model = network(2, [2, 2])
    outputs = forward(model, INPUTS)
    right, after = gammas(model, outputs, DESIRED)
    hidden = [y.data for y in outputs[0]]
    for neuron, change in zip(model.layers[-1].neurons, changes(after, hidden), strict=True):
        for w, c in zip(neuron.w, change, strict=True):
            w.data += rate * c
    early, _ = gammas(model, outputs, DESIRED)
    return early, right


def main() -> None:
    print("rate    hidden gammas, last layer changed first   the right ones")
    errors = []
    for rate in RATES:
        early, right = stale_gammas(rate)
        shown = [" ".join(f"{g:>10.6f}" for g in numbers) for numbers in (early, right)]
        print(f"{rate:>4}{shown[0]:>32}{shown[1]:>35}")
        errors.append(max(abs(e - r) for e, r in zip(early, right, strict=True)))
    print("the error grows with the rate: a small one hides that the order is wrong")
    assert errors[0] == 0.0
    assert 0 < errors[1] < errors[2] < errors[3]

    model = network(2, [2, 2])
    hidden, z = forward(model, INPUTS)
    P = performance(z, DESIRED)
    early, _ = stale_gammas(1.0)
    after = gammas(model, [hidden, z], DESIRED)[-1]
    report = check_derivation(
        P, {"gamma^2": (stimuli(z), after), "gamma^1": (stimuli(hidden), early)}
    )
    print(report)
    assert report["gamma^2"].verdict == "right"
    assert report.first_wrong is report["gamma^1"]


if __name__ == "__main__":
    main()
