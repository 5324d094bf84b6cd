"""What the third text gives, and what is true: two numbers for each formula and claim of it.

The first is what the text gives, read as it is printed. They are equal where it holds.
"""

from collections.abc import Callable

from text3_counts import Costs
from text3_gammas import DESIRED, INPUTS, changes, forward, gammas, network, performance, stimuli
from text3_indices import one_sum_for_all, weights_after
from text3_old_weights import stale_gammas
from text3_sigmoid_slope import as_printed, by_engine, repaired
from text3_wasted import USELESS, edges_back as back, performance as of_width
from verdicts import Numbers

from micrograd_plus import Value, exp, grad, gradcheck, optim, sigmoid, where
from micrograd_plus.nn import MLP, Neuron

# One neuron: its inputs, w0 and the other weights, and the output that is desired.
X, W0, W, D = [0.6, -0.4], 0.3, [0.8, -1.2], 1.0
# "Exclusive or".
CORNERS, XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]


def one_neuron(w0: float = W0, d: float = D) -> tuple[list[Value], Value, Value, Value]:
    """The weights with w0 first, the stimulus, the output and P."""
    weights = [Value(w) for w in (w0, *W)]
    alpha = -weights[0] + X[0] * weights[1] + X[1] * weights[2]
    z = sigmoid(alpha)
    return weights, alpha, z, -0.5 * (d - z) ** 2


def ours(b: float) -> float:
    """The stimulus of a neuron of the library with these weights and a bias."""
    neuron = Neuron(2, activation="linear")
    neuron.b.data = b
    for w, number in zip(neuron.w, W, strict=True):
        w.data = number
    return neuron(X).data


def two_layers() -> tuple[MLP, list[list[Value]], Value, list[list[float]]]:
    """Two inputs, two hidden neurons, two outputs: all is square, so indices can be confused."""
    model = network(2, [2, 2])
    outputs = forward(model, INPUTS)
    return model, outputs, performance(outputs[-1], DESIRED), gammas(model, outputs, DESIRED)


def step(alpha: Value) -> Value:
    return where(alpha < 0, 0.0, 1.0)


def stimulus() -> Numbers:
    return one_neuron()[1].data, ours(-W0)


def bias_named_twice() -> Numbers:
    return ours(W0), one_neuron()[1].data


def fires_above_w0() -> Numbers:
    grid = [i / 10 for i in range(-20, 21)]
    fired = [step(-Value(W0) + s).data for s in grid]
    return float(sum(fired)), float(sum(s >= W0 for s in grid))


def must_be_differentiable() -> Numbers:
    """What is gained by climbing with a relu, which has a kink; by the text nothing could be."""
    model = MLP(2, [8, 1], activation="relu", output="sigmoid", seed=0)
    climb = optim.SGD(lr=1.0, maximize=True)
    loss = model.fit(CORNERS, XOR, loss=p_of_one, optimizer=climb, epochs=500).loss
    return 0.0, loss[-1] - loss[0]


def step_not_differentiable() -> Numbers:
    grid = [i / 10 for i in range(-10, 11)]
    return 0.0, sum(bool(gradcheck(step, alpha)) for alpha in grid) / len(grid)


def p_of_one(z: Value, d: Value) -> Value:
    return -0.5 * (d - z) ** 2


def best_of_p() -> Numbers:
    z = Value(D)
    return 0.0, grad(p_of_one(z, D), z)


def p_of_y() -> Numbers:
    y, z = Value(0.3), Value(0.3)
    return grad(p_of_one(z, D), y), grad(p_of_one(y, D), y)


def slope_of_p() -> Numbers:
    y = Value(0.3)
    return D - y.data, grad(p_of_one(y, D), y)


def p_of_several() -> Numbers:
    z, d = [Value(0.3), Value(0.9)], [0.8, 0.1]
    return p_of_one(z[0] + z[1], sum(d)).data, performance(z, d).data


def inputs_and_outputs_swapped() -> Numbers:
    x = [0.1, 0.2, 0.3]
    return float(len(x)), float(len(forward(network(3, [2]), x)[-1]))


def only_inputs_and_weights() -> Numbers:
    d = Value(D)
    return 0.0, grad(p_of_one(one_neuron()[2], d), d)


def step_uphill() -> Numbers:
    weights, _, _, P = one_neuron()
    by_text = weights[1].data + 0.5 * grad(P, weights[1])
    P.backward()
    optim.SGD(lr=0.5, maximize=True).step(weights)
    return by_text, weights[1].data


def change_of_p(rate: float, d: float = D) -> float:
    weights, _, _, P = one_neuron(d=d)
    w0, *w = [w.data + rate * g for w, g in zip(weights, grad(P, weights), strict=True)]
    z = sigmoid(X[0] * Value(w[0]) + X[1] * Value(w[1]) - w0)
    return (p_of_one(z, d) - P).data


def descent_or_ascent() -> Numbers:
    return change_of_p(-0.5), change_of_p(0.5)


def always_closer() -> Numbers:
    """The output is 0.66 and 0.7 is desired: a small rate climbs, a large one jumps to 1."""
    return change_of_p(1.0, d=0.7), change_of_p(10_000.0, d=0.7)


def w_by_p() -> Numbers:
    weights, _, _, P = one_neuron()
    slope = grad(P, weights[1])
    return 1 / slope, slope


def sigmoid_formula() -> Numbers:
    alpha = Value(0.7)
    return (1 / (1 + exp(-alpha))).data, sigmoid(alpha).data


def like_a_step() -> Numbers:
    return step(Value(2.0)).data, sigmoid(Value(2.0)).data


def slope_at(alpha: float) -> Callable[[], Numbers]:
    return lambda: (as_printed(alpha), by_engine(alpha))


def slope_repaired() -> Numbers:
    return repaired(0.7), by_engine(0.7)


def slope_by_itself() -> Numbers:
    beta = sigmoid(Value(0.7)).data
    return beta * (1 - beta), by_engine(0.7)


def layer_of_vectors() -> Numbers:
    (layer,) = network(2, [3]).layers
    return float(len(layer.neurons[0].w)), float(sum(len(n.w) for n in layer.neurons))


def output_of_threshold() -> Numbers:
    _, alpha, z, P = one_neuron()
    y = step(alpha).data
    return y * (1 - y) * (D - z.data), grad(P, alpha)


def gamma_of_output() -> Numbers:
    _, alpha, z, P = one_neuron()
    return z.data * (1 - z.data) * (D - z.data), grad(P, alpha)


def one_z_for_all() -> Numbers:
    _, (_, z), P, _ = two_layers()
    y = z[1].data
    return y * (1 - y) * (DESIRED[0] - z[0].data), grad(P, stimuli(z)[1])


def gamma_as_printed() -> Numbers:
    model, (hidden, _), P, (_, after) = two_layers()
    y = hidden[0].data
    printed = y * (1 - y) * one_sum_for_all(after, weights_after(model), 0)
    return printed, grad(P, stimuli(hidden)[0])


def gamma_repaired() -> Numbers:
    _, (hidden, _), P, (gamma, _) = two_layers()
    return gamma[0], grad(P, stimuli(hidden)[0])


def from_zero_to_n() -> Numbers:
    neurons = len(two_layers()[0].layers[-1].neurons)
    return float(len(range(neurons + 1))), float(neurons)


def change_with_one_index() -> Numbers:
    """The weight from the first hidden neuron to the second output neuron."""
    model, (hidden, _), P, (_, after) = two_layers()
    return hidden[1].data * after[1], grad(P, model.layers[1].neurons[1].w[0])


def change_of_weight(layer: int) -> Callable[[], Numbers]:
    def numbers() -> Numbers:
        model, outputs, P, gamma = two_layers()
        before = [y.data for y in outputs[layer - 1]] if layer else INPUTS
        by_text = changes(gamma[layer], before)[1][0]
        return by_text, grad(P, model.layers[layer].neurons[1].w[0])

    return numbers


def change_of_w0() -> Numbers:
    weights, alpha, _, P = one_neuron()
    return -grad(P, alpha), grad(P, weights[0])


def three_things() -> Numbers:
    """The change of w1 of an output neuron for two desired outputs, all else the same."""
    changed = [grad(P, w[1]) for w, _, _, P in (one_neuron(d=D), one_neuron(d=0.1))]
    return changed[0], changed[1]


def change_at_the_end_first() -> Numbers:
    early, right = stale_gammas(1.0)
    return early[0], right[0]


def calculated_anyway() -> Numbers:
    """All gammas added up, and what the way back leaves in every stimulus."""
    _, outputs, P, gamma = two_layers()
    P.backward()
    return sum(map(sum, gamma)), sum(alpha.grad for y in outputs for alpha in stimuli(y))


def efficient() -> Numbers:
    """By how much all gradients cost more than twice P alone."""
    costs = Costs(8)
    return 0.0, max(0.0, costs.backwards()[1] / costs.once - 2)


def few_wasted() -> Numbers:
    edges = back(of_width(4, all_values=True))
    return 0.0, sum(edges[name] for name in USELESS) / edges["all"]


def nothing_wasted_of_numbers() -> Numbers:
    edges = back(of_width(4, all_values=False))
    return 0.0, float(sum(edges[name] for name in USELESS))


def more_neurons() -> Numbers:
    """P of "exclusive or", learned with hidden neurons that are linear, then sigmoid."""
    found = []
    for activation in ("linear", "sigmoid"):
        model = MLP(2, [3, 1], activation=activation, output="sigmoid", seed=2)
        climb = optim.SGD(lr=8.0, maximize=True)
        found.append(model.fit(CORNERS, XOR, loss=p_of_one, optimizer=climb, epochs=1000).loss[-1])
    return found[0], found[1]
