"""
The gammas of every layer
=========================

The gammas of every layer, by the rules of the third text with their indices put right.

Follows "Neural Networks and the Backpropagation Algorithm". A gamma is the gradient of P by a
neuron's stimulus alpha; the engine computes it anyway, as that of any other number in between.
"""

from micrograd_plus import Value, check_derivation
from micrograd_plus.nn import MLP

INPUTS, DESIRED = [0.5, -1.2], [0.9, 0.2]


def network(nin: int, sizes: list[int], seed: int = 2) -> MLP:
    """Layers of sigmoid neurons, their biases other than zero."""
    model = MLP(nin, sizes, activation="sigmoid", output="sigmoid", seed=seed)
    for layer in model.layers:
        for n, neuron in enumerate(layer.neurons):
            neuron.b.data = 0.3 - 0.2 * n
    return model


def forward(model: MLP, inputs: list[float]) -> list[list[Value]]:
    """The outputs y of each layer; those of the last one are z."""
    outputs: list[list[Value]] = []
    for layer in model.layers:
        y = layer(outputs[-1] if outputs else inputs)
        outputs.append([y] if isinstance(y, Value) else y)
    return outputs


def performance(z: list[Value], desired: list[float]) -> Value:
    """Minus half the squared distance of what is from what is desired."""
    return -0.5 * sum((d - zn) ** 2 for zn, d in zip(z, desired, strict=True))


def stimuli(outputs: list[Value]) -> list[Value]:
    """The alpha of each neuron: what its sigmoid was given."""
    return [y.parents[0] for y in outputs]


def gammas(model: MLP, outputs: list[list[Value]], desired: list[float]) -> list[list[float]]:
    """The gammas of each layer: the last by d - z, the others by those of the layer after."""
    found = [
        [y.data * (1 - y.data) * (d - y.data) for y, d in zip(outputs[-1], desired, strict=True)]
    ]
    for layer, before in zip(model.layers[:0:-1], outputs[-2::-1], strict=True):
        # The weight from neuron n to neuron k of the layer after is the n-th that k has.
        back = [
            sum(gamma * k.w[n].data for gamma, k in zip(found[0], layer.neurons, strict=True))
            for n in range(len(before))
        ]
        found.insert(0, [y.data * (1 - y.data) * b for y, b in zip(before, back, strict=True)])
    return found


def changes(gamma: list[float], before: list[float]) -> list[list[float]]:
    """What to multiply with the rate: the change of w from i to n is y_i of before, gamma_n."""
    return [[y * g for y in before] for g in gamma]


def main() -> None:
    model = network(2, [3, 4, 2])
    outputs = forward(model, INPUTS)
    P = performance(outputs[-1], DESIRED)
    P.backward()
    by_hand = gammas(model, outputs, DESIRED)
    print("layer  neuron   gamma by hand   alpha.grad")
    quantities = {}
    before = INPUTS
    for L, (layer, y, gamma) in enumerate(zip(model.layers, outputs, by_hand, strict=True), 1):
        for n, (g, alpha) in enumerate(zip(gamma, stimuli(y), strict=True), 1):
            print(f"{L:>5}{n:>8}{g:>16.6f}{alpha.grad:>13.6f}")
            assert abs(g - alpha.grad) < 1e-15
        quantities[f"gamma^{L}"] = (stimuli(y), gamma)
        weights = [neuron.w for neuron in layer.neurons]
        quantities[f"change of w^{L}"] = (weights, changes(gamma, before))
        biases = [neuron.b for neuron in layer.neurons]
        quantities[f"change of -w0^{L}"] = (biases, gamma)
        before = [yn.data for yn in y]

    report = check_derivation(P, quantities)
    print("\nand with the change of each weight (for a rate of 1), all layers by one rule:")
    print(report)
    assert report


if __name__ == "__main__":
    main()
