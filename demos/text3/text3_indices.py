"""
One letter for two indices
==========================

One letter for two indices: what the third text's gammas are when they are read as printed.

"Neural Networks and the Backpropagation Algorithm" writes the gamma of a hidden neuron n with a
sum over n, and the change of a weight with one n for both of its ends.
"""

from text3_gammas import DESIRED, INPUTS, changes, forward, gammas, network, performance, stimuli

from micrograd_plus import check_derivation
from micrograd_plus.nn import MLP

Matrix = list[list[float]]


def weights_after(model: MLP) -> Matrix:
    """The weights of the last layer: row k has those of its neuron k."""
    return [[w.data for w in neuron.w] for neuron in model.layers[-1].neurons]


def one_sum_for_all(gamma: list[float], W: Matrix, n: int) -> float:
    """The sum's own n hides the neuron's: what is summed is the same for every neuron."""
    return sum(g * W[k][k] for k, g in enumerate(gamma))


def own_row(gamma: list[float], W: Matrix, n: int) -> float:
    """The weights that belong to neuron n of the layer after, instead of those that n feeds."""
    return sum(g * W[n][k] for k, g in enumerate(gamma))


def what_it_feeds(gamma: list[float], W: Matrix, n: int) -> float:
    """Over the neurons k of the layer after, each by its weight from n: this is meant."""
    return sum(g * W[k][n] for k, g in enumerate(gamma))


READINGS = {
    "one sum for all": one_sum_for_all,
    "row of neuron n": own_row,
    "what n feeds": what_it_feeds,
}


def main() -> None:
    model = network(2, [2, 2])
    hidden, z = forward(model, INPUTS)
    P = performance(z, DESIRED)
    after = gammas(model, [hidden, z], DESIRED)[-1]
    W, weights = weights_after(model), [k.w for k in model.layers[-1].neurons]
    y = [yn.data for yn in hidden]
    print("the sum in gamma_n       gamma_1    gamma_2")
    verdicts = {}
    for name, summed in READINGS.items():
        gamma = [yn * (1 - yn) * summed(after, W, n) for n, yn in enumerate(y)]
        quantities = {
            "gamma^2": (stimuli(z), after),
            "change of w^2": (weights, changes(after, y)),
            "gamma^1": (stimuli(hidden), gamma),
        }
        verdicts[name] = verdict = check_derivation(P, quantities)["gamma^1"]
        numbers = "".join(f"{g:>11.6f}" for g in gamma)
        print(f"{name:<20}{numbers}   {verdict.verdict}")
    kind = verdicts["row of neuron n"].kind
    print(f"the second is what a {kind} gives")
    assert [v.verdict for v in verdicts.values()] == ["wrong", "wrong", "right"]
    assert kind == "transposed matrix"

    print("\nthe change of the output neurons' weights, by y_n gamma_n with one n:")
    as_printed = [yn * g for yn, g in zip(y, after, strict=True)]
    for name, given in (("y_n gamma_n", as_printed), ("y_i gamma_n", changes(after, y))):
        verdict = check_derivation(P, {"change": (weights, given)})["change"]
        print(f"  {name}: {verdict.verdict}; {verdict.detail or 'a number for each weight'}")
        assert (verdict.verdict == "right") == (name == "y_i gamma_n")
    full = changes(after, y)
    assert [row[n] for n, row in enumerate(full)] == as_printed

    wider = network(2, [3, 2])
    W = weights_after(wider)
    print(f"\nwith 3 hidden neurons there are {len(W)} rows of {len(W[0])} weights:")
    try:
        own_row(after, W, 2)
    except IndexError as error:
        print(f"  the row of neuron 3: {error}; where layers differ in size it cannot be read so")
    else:
        raise AssertionError("there is no third row")


if __name__ == "__main__":
    main()
