"""What the second text gives, and what is true: two numbers for each formula and claim of it.

The first is what the text gives, read as it is printed. They are equal where it holds.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from text2_columns import Arrays, data, forward, gradient, network
from text2_contours import (
    START,
    X as MAP_X,
    Y as MAP_Y,
    cost,
    gradient as on_the_map,
    neuron_at,
    slope_towards,
)
from text2_epochs import SAMPLES as DATA, steps
from text2_labels import Y as TEMPERATURES, outputs as taught
from text2_learning_rate import costs, line, two_layers
from text2_links import links
from text2_listing import checked, listing, numbers_of
from text2_not_a_bowl import (
    learned,
    line as line_of_the_bowl,
    slope_and_curvature,
    two_layers as no_bowl,
)
from text2_squares import X as ACROSS, Y as LABELS, fitted, squares
from text2_terms import all_off_by, of_several
from text2_update_loop import by_engine, by_listing, moved, start
from verdicts import Numbers

from micrograd_plus import Value, grad, optim, sigmoid
from micrograd_plus.losses import binary_cross_entropy, mse
from micrograd_plus.nn import Neuron

# As many inputs as hidden neurons and outputs: all lines of the listing run.
UNITS, SAMPLES = (2, 2, 2), 5


def case(mean: bool = False) -> tuple[Arrays, Value]:
    """The arrays of a network after the backward pass, and J: a plain sum, or with its 1/M."""
    arrays = network(UNITS, SAMPLES)
    J = forward(arrays, mean)
    J.backward()
    return arrays, J


def line_of_listing(name: str, extra: bool = False, mean: bool = False) -> Callable[[], Numbers]:
    """The largest number of what a line of the listing gives, and its true one."""

    def numbers() -> Numbers:
        arrays, J = case(mean)
        given, true = listing(numbers_of(arrays), extra)[f"d{name}"], gradient(J, name)
        place = np.unravel_index(np.argmax(abs(given)), given.shape)
        return float(given[place]), float(true[place])

    return numbers


def link(place: int) -> Callable[[], Numbers]:
    """One of the eight derivatives, each of one number by another."""

    def numbers() -> Numbers:
        arrays, J = case()
        _, by_hand, true = links(arrays, J)[place]
        return float(by_hand), true

    return numbers


def weights_of_backprop() -> Numbers:
    """How far W1 moves by a step of descent, and by backpropagation alone."""
    arrays = network(UNITS, SAMPLES)
    J, first = forward(arrays), data(arrays["W1"])
    J.backward()
    second = data(arrays["W1"])
    optim.SGD(lr=1.0).step(arrays["W1"].ravel().tolist())
    third = data(arrays["W1"])
    return float(np.linalg.norm(third - second)), float(np.linalg.norm(second - first))


def random_start() -> Numbers:
    return learned(alike=True)[0], learned(alike=False)[0]


def boosting() -> Numbers:
    """How many parameters there are after three steps of descent, and of boosting with lines."""
    X, rest, models = [[x] for x in ACROSS], np.array(LABELS), []
    for _ in range(3):
        model = Neuron(1, nonlin=False, seed=0)
        model.fit(X, rest, epochs=1)
        rest = rest - 0.5 * np.ravel(model.outputs(X))
        models.append(model)
    return float(len(models[0].parameters())), float(sum(len(m.parameters()) for m in models))


def along_a_contour() -> Numbers:
    """The lowest and the highest cost on an ellipse whose shape follows from the curvatures."""
    neuron = neuron_at(*START)
    slopes = grad(cost(neuron), neuron.parameters(), create_graph=True)
    H = np.array([grad(slope, neuron.parameters()) for slope in slopes])
    g = np.array([slope.data for slope in slopes])
    centre = np.array(START) - np.linalg.solve(H, g)
    L = np.linalg.cholesky(H)
    start = L.T @ (START - centre)
    heights = []
    for angle in np.linspace(0, 2 * math.pi, 37):
        turn = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
        place = centre + np.linalg.solve(L.T, turn @ start)
        heights.append(cost(neuron_at(*place.tolist())).data)
    return min(heights), max(heights)


def bowl() -> Numbers:
    """The least curvature of the cost along one weight: of a fitted line, of two sigmoid layers."""
    places = [i / 4 for i in range(-40, 41)]
    of_line, of_two = line_of_the_bowl(), no_bowl()
    pairs = ((of_line, of_line.w[0]), (of_two, of_two.layers[0].neurons[0].w[0]))
    found = [min(slope_and_curvature(*pair, at)[1] for at in places) for pair in pairs]
    return found[0], found[1]


def slope_of_a_line() -> Numbers:
    across, up = on_the_map()
    return up / across, math.hypot(across, up)


def steepest_ascent() -> Numbers:
    across, up = on_the_map()
    return slope_towards(math.atan2(up, across)), math.hypot(across, up)


def steepest_descent() -> Numbers:
    across, up = on_the_map()
    return slope_towards(math.atan2(-up, -across)), -math.hypot(across, up)


def towards_the_minimum() -> Numbers:
    """The angles, in degrees, of the way downhill and of the way to the lowest place."""
    across, up = on_the_map()
    lowest = neuron_at(*START)
    lowest.fit(MAP_X, MAP_Y, epochs=2000)
    way = math.atan2(lowest.b.data - START[1], lowest.w[0].data - START[0])
    return math.degrees(math.atan2(-up, -across)), math.degrees(way)


def rate_of_one() -> Numbers:
    """J of a line after 20 steps, with a rate of 1 and of 0.5."""
    return costs(line(), 1.0, epochs=20)[-1], costs(line(), 0.5, epochs=20)[-1]


def rate_of_one_for_layers() -> Numbers:
    """J after 60 steps with a rate of 1, and of 10."""
    return costs(two_layers(), 1.0)[-1], costs(two_layers(), 10.0)[-1]


def step_downhill() -> Numbers:
    arrays, J = case(mean=True)
    w = arrays["W1"][0, 0]
    by_text = w.data - 0.3 * grad(J, w)
    optim.SGD(lr=0.3).step([w])
    return by_text, w.data


def epoch() -> Numbers:
    return float(steps(None, 1)), float(steps(5, 1))


def terms() -> Numbers:
    return float(len(range(DATA + 1))), float(DATA)


def too_many_terms() -> Numbers:
    return all_off_by(0.5, 4)


def repaired_sum() -> Numbers:
    """From 1 to M, of one output: what mse of the library gives."""
    arrays = network((2, 3, 1), 4)
    outputs = forward(arrays).data, mse(arrays["A2"][0].tolist(), arrays["y"][0]).data
    return outputs[0], outputs[1]


def square_of_a_column() -> Numbers:
    arrays = network((2, 3, 2), 4)
    J = forward(arrays)
    return of_several(arrays)["square of the sum"].data, J.data


def order_of_the_difference() -> Numbers:
    """The slope of (y - a)^2 and of (a - y)^2 by a."""
    a = Value(0.3)
    return grad((0.9 - a) ** 2, a), grad((a - 0.9) ** 2, a)


def largest_output() -> Numbers:
    """The largest of some labels, and the largest output after training."""
    out = taught(np.array(TEMPERATURES))
    return max(TEMPERATURES), float(out.max())


def always_positive() -> Numbers:
    """Of three samples: how many squares should be above 0, and how many are."""
    found = [((Value(0.3) - label) ** 2).data for label in (0.5, 0.3, 0.1)]
    return float(len(found)), float(sum(square > 0 for square in found))


def cancelling() -> Numbers:
    """The sum of two errors that are not squared, and what it is if they cancel out."""
    outputs, labels = [Value(0.5), Value(0.5)], [0.0, 1.0]
    return sum(a - y for a, y in zip(outputs, labels, strict=True)).data, 0.0


def areas() -> Numbers:
    neuron = fitted(10)
    mean = float(np.mean([s.get_width() * s.get_height() for s in squares(neuron)]))
    return mean, mse([neuron([x]) for x in ACROSS], LABELS).data


def perfect_amount() -> Numbers:
    """The gradient at a place of the bowl, and how far away the lowest place is."""
    model = line_of_the_bowl()
    slope, curvature = slope_and_curvature(model, model.w[0], 4.0)
    return slope, slope / curvature


def one_neuron(samples: int) -> tuple[list[float], list[Value], Value, Value]:
    """Inputs, the outputs, the weight and J of a single neuron with one input."""
    x = [0.5, -1.0, 2.0][:samples]
    w = Value(0.8)
    outputs = [sigmoid(w * each + 0.1) for each in x]
    return x, outputs, w, sum((a - 0.4) ** 2 for a in outputs) / samples


def chain(samples: int) -> Callable[[], Numbers]:
    """The product of three factors at the first sample, and dJ/dw."""

    def numbers() -> Numbers:
        x, outputs, w, J = one_neuron(samples)
        a = outputs[0]
        return 2 * (a.data - 0.4) * a.data * (1 - a.data) * x[0], grad(J, w)

    return numbers


def mixed_symbols() -> Numbers:
    """With dz/db, another theta than W, on the right of dJ/dW."""
    _, (a,), w, J = one_neuron(1)
    return 2 * (a.data - 0.4) * a.data * (1 - a.data) * 1, grad(J, w)


def layer(symbol: str) -> Callable[[], Numbers]:
    """A number of a line of the forward pass by numpy, and that of the graph."""

    def numbers() -> Numbers:
        arrays, _ = case()
        n = numbers_of(arrays)
        by_text = {
            "Z1": lambda: n["W1"] @ n["X"] + n["B1"],
            "A1": lambda: 1 / (1 + np.exp(-n["Z1"])),
            "Z2": lambda: n["W2"] @ n["A1"] + n["B2"],
            "A2": lambda: 1 / (1 + np.exp(-n["Z2"])),
        }[symbol]()
        return float(by_text[1, 3]), arrays[symbol][1, 3].data

    return numbers


def derivative_of_the_mean() -> Numbers:
    arrays, J = case(mean=True)
    n = numbers_of(arrays)
    return float(2 * (n["A2"] - n["y"])[0, 0]), grad(J, arrays["A2"][0, 0])


def bias_without_sum() -> Numbers:
    """dJ/dB2 as dJ/dZ2 of one sample, times 1, and as it is."""
    _, J = case()
    return float(gradient(J, "Z2")[0, 0]), float(gradient(J, "B2")[0, 0])


def star_of_numbers() -> Numbers:
    """dJ/dW2 as dZ2 * A1, number by number, of as many samples as neurons, and as it is."""
    arrays = network(UNITS, 2)
    J = forward(arrays)
    J.backward()
    by_number = gradient(J, "Z2") * data(arrays["A1"])
    return float(by_number[0, 0]), float(gradient(J, "W2")[0, 0])


def not_transposed() -> Numbers:
    """A number of dJ/dA1 by W2 @ dZ2, and as it is."""
    arrays, J = case()
    product = data(arrays["W2"]) @ gradient(J, "Z2")
    return float(product[0, 0]), float(gradient(J, "A1")[0, 0])


def sizes_found(find: Callable[[Arrays], np.ndarray], n: Arrays) -> Numbers:
    """How many outputs get a derivative by a line that may stop, and how many there are."""
    try:
        found = find(n).size
    except (TypeError, ValueError):
        found = 0
    return float(found), float(n["A2"].size)


def two_called() -> Numbers:
    two = 2
    return sizes_found(lambda n: two(n["A2"] - n["y"]), numbers_of(case()[0]))


def other_sizes() -> Numbers:
    arrays = network((2, 3, 1), SAMPLES)
    forward(arrays)
    return sizes_found(lambda n: listing(n)["dZ2"], numbers_of(arrays))


def slope_at_the_wrong_place() -> Numbers:
    """A (1 - A) of the tables, given Z as in the listing, and the slope of the sigmoid there."""
    arrays, _ = case()
    Z, A = arrays["Z2"][0, 0], arrays["A2"][0, 0]
    return Z.data * (1 - Z.data), grad(A, Z)


def later_lines() -> Numbers:
    """How many lines below dZ2 there are, and how many are right, given those above."""
    arrays, J = case()
    rows = checked(listing(numbers_of(arrays)), arrays, J).rows[2:]
    return float(len(rows)), float(sum(row.verdict.startswith("right") for row in rows))


def all_by_old_values() -> Numbers:
    """A weight of layer 1 after a step of the loop, and after one of SGD."""
    n = start()
    by_listing(n, 0.7, 1, extra=False, mean=True)
    arrays = network(UNITS, 8)
    by_engine(arrays, 0.7, 1)
    return float(n["W1"][1, 0]), arrays["W1"][1, 0].data


def goes_downhill() -> Numbers:
    """J after 300 steps of the listing, as printed and repaired."""
    printed, repaired = (by_listing(start(), 0.125, 300, extra=extra) for extra in (True, False))
    return printed[-1], repaired[-1]


def step_of_a_sum() -> Numbers:
    """How far one step of the listing moves W1, with every sample ten times, and once."""
    return moved(10), moved(1)


def no_index() -> Numbers:
    """M + 1 times all of (A2 - y)^2, which has no i in it, over M; and J."""
    arrays, J = case(mean=True)
    total = ((data(arrays["A2"]) - arrays["y"]) ** 2).sum()
    return float((SAMPLES + 1) * total / SAMPLES), J.data


def labels_as_a_column() -> Numbers:
    """How many numbers A2 - y has for labels in a column, and how many outputs there are."""
    arrays = network((2, 3, 1), 4)
    forward(arrays)
    A2 = data(arrays["A2"])
    return float((A2 - arrays["y"].T).size), float(A2.size)


def five_factors(sizes: tuple[int, int, int]) -> Callable[[], Numbers]:
    """The product of the five factors of dJ/dW1 on the way by the first output, and dJ/dW1."""

    def numbers() -> Numbers:
        arrays = network(sizes, samples=1)
        J = forward(arrays, mean=False)
        v = {name: a[0, 0] for name, a in arrays.items()}
        way = (J, v["A2"], v["Z2"], v["A1"], v["Z1"], v["W1"])
        factors = [grad(one, other) for one, other in pairwise(way)]
        return math.prod(factors), grad(J, v["W1"])

    return numbers


def raised_index() -> Numbers:
    """How many numbers the raised index of y takes, and that of a."""
    arrays, _ = case()
    layers = [name for name in arrays if name.startswith("A")]
    return float(arrays["y"].shape[1]), float(len(layers))


def categories() -> Numbers:
    """The slope by z of an output that is wrong, by the square and by cross-entropy."""
    z = Value(-6.0)
    return grad((sigmoid(z) - 1) ** 2, z), grad(binary_cross_entropy(z, 1), z)
