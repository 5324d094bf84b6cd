"""What the first text gives, and what is true: two numbers for each formula and claim of it.

The first is what the text gives, read as it is printed. They are equal where it holds.
"""

import itertools
from collections.abc import Callable

import numpy as np
from text1_arrays import gradients, values
from text1_chain import jacobian, loss as of_one_row, product
from text1_local_minima import LABELS, ends
from text1_losses import cross_entropy, mse, one_hot
from text1_minima import curvatures, trained, valley
from text1_network import Perceptron, data, identity, same_in_layers
from text1_old_values import update_on_the_way
from text1_products import by_hand, loss
from text1_sgd import by_the_text, slopes
from text1_softmax import each_sigmoid
from text1_stages import at_once, by_hand as by_stages, staged
from verdicts import Numbers

from micrograd_plus import Value, explain, grad, log, losses, optim, relu, softmax

X, LABEL = [[0.6, -0.8]], 1
Y = one_hot([LABEL])
REGRESSION, CLASSIFICATION = "regression", "classification"


def square() -> Numbers:
    x = Value(4.0)
    return 8.0, grad(x**2, x)


def hidden() -> Numbers:
    model = Perceptron()
    by_text = values(model.forward(X)[0, 0], "h")[0, 0]
    return by_text.data, same_in_layers(model).layers[0](X[0])[0].data


def output() -> Numbers:
    model = Perceptron()
    scores = same_in_layers(model)(X[0])
    return model.forward(X)[0, 0].data, softmax(scores)[0].data


def row_or_column() -> Numbers:
    W, x = data(Perceptron(2, 2, 2).W1), np.array(X)
    return (W @ x.T)[0, 0], (x @ W)[0, 0]


def activation_of_one_number() -> Numbers:
    """How the first output depends on the second stimulus; elementwise it would not."""
    return 0.0, jacobian(of_one_row(), "ŷ", "a2")[0, 1]


def mse_of_one_output() -> Numbers:
    """The mean over three rows."""
    rows, targets = [*X, [-0.3, 0.5], [1.2, 0.4]], [[1.0], [0.5], [-0.2]]
    outputs = Perceptron(outputs=1).forward(rows, identity)
    return mse(targets, outputs).data, losses.mse(outputs.tolist(), targets).data


def mse_of_several_outputs() -> Numbers:
    L, targets = loss(3, REGRESSION, Perceptron())
    return losses.mse(values(L, "ŷ").tolist(), targets).data, L.data


def cross_entropy_of_rows() -> Numbers:
    L, targets = loss(3, CLASSIFICATION, Perceptron())
    labels = targets.argmax(axis=1)
    return L.data, losses.cross_entropy(values(L, "a2").tolist(), labels).data


def cross_entropy_far_away() -> Numbers:
    scores = [Value(0.0), Value(800.0)]
    try:
        by_text = -log(softmax(scores)[0]).data
    except ValueError:
        by_text = np.inf
    return by_text, losses.cross_entropy(scores, 0).data


def log_of_chosen() -> Numbers:
    L = of_one_row()
    return L.data, -log(values(L, "ŷ")[0, LABEL]).data


def two_meanings() -> Numbers:
    L = of_one_row()
    return L.data, float(values(L, "ŷ").size)


def least_curvature(inner: bool) -> Numbers:
    """Its sign at the saddle point: in W1 and b1, or in W2 and b2 alone."""
    model = valley((0.0, 0.0) if inner else (1.0, -1.0))
    chosen = (model.W1, model.b1) if inner else (model.W2, model.b2)
    least = curvatures(model, [value for array in chosen for row in array for value in row])[0]
    return -1.0, float(np.sign(least))


def not_convex() -> Numbers:
    return least_curvature(inner=True)


def not_convex_at_the_end() -> Numbers:
    return least_curvature(inner=False)


def learned() -> Numbers:
    counts = [sum(labels == LABELS for _, labels in ends(size)) for size in (1, None)]
    return float(counts[0]), float(counts[1])


def away_from_alike() -> Numbers:
    """How far apart two hidden neurons end that start alike, and that start 0.1 apart."""
    alike, apart = (trained(start, 1) for start in ((1.5, 1.5), (1.5, 1.4)))
    return alike[0] - alike[1], apart[0] - apart[1]


def one_point_at_a_time() -> Numbers:
    """The mean of the steps of all points, and the step of all of them together."""
    model, everything = Perceptron(), range(60)
    return float(np.mean([slopes(model, [i])[0] for i in everything])), slopes(model, everything)[0]


def steps_that_help() -> Numbers:
    _, found = by_the_text(60)
    return 60.0, float(sum(b < a for a, b in itertools.pairwise(found)))


def moved(rate: float = 1.0) -> tuple[Numbers, Numbers]:
    """W1[0,0] before and after a step by the library, and by the formula; then its gradient."""
    model = Perceptron()
    w = model.W1[0][0]
    before = w.data
    L = cross_entropy(Y, model.forward(X))
    L.backward()
    after_backward, slope = w.data, w.grad
    optim.SGD(lr=rate).step(model.parameters())
    return (before, after_backward), (before - rate * slope, w.data)


def update() -> Numbers:
    return moved()[1]


def as_an_equation() -> Numbers:
    (before, _), (after, _) = moved()
    return before, after


def backward_trains() -> Numbers:
    (before, after_backward), (after, _) = moved()
    return after_backward - before, after - before


def in_printed_order() -> Numbers:
    """The gradient by W2[0,0] after W1 and b1 have moved, and before."""
    model = Perceptron()
    L = cross_entropy(Y, model.forward(X))
    right = grad(L, model.W2[0][0])
    first = [value for array in (model.W1, model.b1) for row in array for value in row]
    for value, slope in zip(first, grad(L, first), strict=True):
        value.data -= slope
    return grad(cross_entropy(Y, model.forward(X)), model.W2[0][0]), right


def on_the_way_back() -> Numbers:
    L = of_one_row()
    return update_on_the_way(L, 1.0)["W1"][0, 0], grad(L, values(L, "W1")[0, 0])


def chain(symbol: str, *factors: tuple[str, str]) -> Callable[[], Numbers]:
    def numbers() -> Numbers:
        L = of_one_row()
        return product(L, factors)[1, 2], grad(L, values(L, symbol)[1, 2])

    return numbers


def as_matrices() -> Numbers:
    L = of_one_row()
    delta = by_hand(L, np.array(Y), CLASSIFICATION)["a2"]
    return (delta.T @ data(values(L, "h")))[1, 2], grad(L, values(L, "W2")[1, 2])


def hand(symbol: str, task: str = CLASSIFICATION, rows: int = 3) -> Callable[[], Numbers]:
    """The last number of a symbol, by the matrix products and by the engine."""

    def numbers() -> Numbers:
        L, targets = loss(rows, task, Perceptron())
        L.backward()
        return by_hand(L, targets, task)[symbol][-1, -1], gradients(L, symbol)[-1, -1]

    return numbers


def delta_of_the_first_row() -> Numbers:
    L, targets = loss(3, CLASSIFICATION, Perceptron())
    return by_hand(L, targets, CLASSIFICATION)["a2"][0, 0], grad(L, values(L, "b2")[0, 0])


def errors_of(task: str) -> Callable[[], Numbers]:
    def numbers() -> Numbers:
        L, targets = loss(1, task, Perceptron())
        error = data(values(L, "ŷ")) - targets
        return error[0, 1], grad(L, values(L, "a2")[0, 1])

    return numbers


def diagonal_of_softmax() -> Numbers:
    L = of_one_row()
    share = values(L, "ŷ")[0, 0]
    return grad(L, share) * share.data * (1 - share.data), grad(L, values(L, "a2")[0, 0])


def other_labels() -> Numbers:
    """The gradient by the stimulus of another label: with sigmoid outputs, and with softmax."""
    outputs = Perceptron().forward(X, each_sigmoid)
    alone = cross_entropy(Y, outputs)
    L = of_one_row()
    return grad(alone, values(alone, "a2")[0, 0]), grad(L, values(L, "a2")[0, 0])


def back_to_the_inputs() -> Numbers:
    """Over how many edges a gradient flows to x: where it is Values, and where it is numbers."""
    counts = []
    for x in ([[Value(number) for number in X[0]]], X):
        L = cross_entropy(Y, Perceptron().forward(x))
        steps = explain(L).steps
        counts.append(sum(step.kind == "backward" for step in steps))
    return float(counts[0] - counts[1]), 0.0


def slopes_of_relu() -> Numbers:
    """Just to the left of 0, and just to its right."""
    left, right = Value(-1e-9), Value(1e-9)
    return grad(relu(left), left), grad(relu(right), right)


def staged_or_at_once() -> Numbers:
    return by_stages()["x"], at_once()["x"]


def without_deriving() -> Numbers:
    stage = staged()
    return by_stages()["z"], grad(stage["f"], stage["z"])
