"""
Wasted computations
===================

Few, if any, wasted computations: which they are, and how to have none.

The third text, "Neural Networks and the Backpropagation Algorithm", is nearly right: a way back
that treats all numbers alike also finds the gradients of inputs, of the desired output and of the
constant -1, and nobody asks for these. What is a number and no Value costs nothing.
"""

from collections import Counter

from micrograd_plus import Value, explain, sigmoid, sum as total

WIDTHS = (1, 4, 16, 32)
USELESS = ("x1", "x2", "-1", "d")

Number = Value | float


def neuron(y: list[Number], minus_one: Number, serial: int) -> Value:
    """A neuron of the text, with weights of some size, w0 on the constant -1."""
    inputs = [minus_one, *y]
    weights = [Value(0.3 - 0.1 * ((serial + i) % 7), label="w") for i in range(len(inputs))]
    return sigmoid(total([w * yi for w, yi in zip(weights, inputs, strict=True)]))


def performance(width: int, all_values: bool) -> Value:
    """P of a network with a hidden layer; its data as Values, or as plain numbers."""
    numbers = dict(zip(USELESS, (0.5, -0.8, -1.0, 0.9), strict=True))
    data = [Value(n, label=name) if all_values else n for name, n in numbers.items()]
    x1, x2, minus_one, d = data
    hidden = [neuron([x1, x2], minus_one, n) for n in range(width)]
    return -0.5 * (d - neuron(hidden, minus_one, width)) ** 2


def edges_back(P: Value) -> Counter[str]:
    """Over how many edges a gradient flows to each number by name, and to all together."""
    edges = [step for step in explain(P).steps if step.kind == "backward"]
    found = Counter(edge.parent_name for edge in edges)
    return Counter({name: found[name] for name in USELESS} | {"all": len(edges)})


def main() -> None:
    print("edges on the way back where all numbers are Values:")
    print("hidden neurons   all    x1    x2    -1     d    wasted   all, as plain numbers")
    for width in WIDTHS:
        values, plain = (edges_back(performance(width, kind)) for kind in (True, False))
        useless = sum(values[name] for name in USELESS)
        each = "".join(f"{values[name]:>6}" for name in ("all", *USELESS))
        print(f"{width:>14}{each}{useless / values['all']:>10.0%}{plain['all']:>24}")
        assert values["-1"] == width + 1
        assert values["x1"] == values["x2"] == width
        assert plain["all"] == values["all"] - useless
        assert not any(plain[name] for name in USELESS)
    print("\nthe rules of the text compute none of these: a gamma is found for neurons alone")


if __name__ == "__main__":
    main()
