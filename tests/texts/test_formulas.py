"""Each formula of the three texts holds, or fails by the numbers that are stated here."""

import math

import pytest

from .common import computed, load

TABLES = {name: load(f"{name}.formulas").FORMULAS for name in ("text1", "text2", "text3")}
ROWS = [(name, row) for name, rows in TABLES.items() for row in rows]

# What a text gives where a formula does not hold, or holds with care, and what is true.
STATED: dict[str, dict[str, tuple[float, float]]] = {
    "text1": {
        "x W1, where x is a vector": (0.0005792, 0.5404),
        "phi is an activation function": (0, -0.0848),
        "the same for several outputs": (0.6315, 1.895),
        "the same where scores are far apart, 0 and 800": (math.inf, 800),
        "L is the loss": (0.7594, 3),
        "the same in W2, b2 alone": (-1, 1),
        "SGD gets away from local minima": (3, 5),
        "SGD gets away from saddle points": (0, 2.412),
        "weights are adjusted to minimise the errors": (60, 28),
        "the same as an equation": (0.6888, 0.7279),
        "the updates as printed, W1 and b1 before W2 and b2": (0.1083, 0.1062),
        "the updates on the way back, W2 before W1": (-0.07649, -0.03903),
        "d(h W2 + b2)/dW2 is h, so dL/dW2 is delta_2 times h": (-0.3013, 0.2288),
        "similarly for b2, with N = 3": (0.0604, -0.1304),
        "the errors y^ - y are propagated back, regression": (1.397, 2.794),
        "dphi/d(h W2 + b2) for each output by itself": (0, 0.1812),
        "CE for classification, whatever phi is": (0, 0.1812),
        "errors go back from the output layer to the input layer": (8, 0),
        "backpropagation trains the network": (0, 0.03903),
        "for any sigma the derivatives can be fully derived": (0, 1),
    },
    "text2": {
        "back propagation finds the weights": (0.04101, 0.0),
        "gradient descent reaches a local minimum": (0.03573, 0.02013),
        "gradient boosting is a variation of gradient descent": (2, 6),
        "the cost gets higher all around, like a bowl": (1.23, -0.00104),
        "the gradient is the slope of a line in the picture": (0.6777, 10.12),
        "downhill is the way to the minimum": (-145.9, -131.5),
        "theta := theta - dJ/dtheta": (3099, 0.00796),
        'every iteration or "epoch"': (1, 3),
        "without a rate the gradient is more often too large": (0.03748, 0.01056),
        "a sigmoid at the end predicts a continuous outcome": (18.98, 0.9999),
        "for categorization the process is more complex": (-0.004921, -0.9975),
        "the sum over M samples, i from 0 to M": (13, 12),
        "J = 1/M sum from 0 to M of (y - a)^2, all off by 1/2": (0.3125, 0.25),
        "(A2 - y)^2 with several outputs": (1.132, 0.6222),
        "J = 1/M sum over i of (A2 - y)^2": (0.9006, 0.1501),
        "A2 - y, with the labels as a column": (16, 4),
        "y^(i) and a^(L): raised indices": (5, 2),
        "squares make sure the error is always positive": (3, 2),
        "derivatives find the perfect amount to turn each knob": (4.695, 3.817),
        "dJ/dW = dJ/da * da/dz * dz/dtheta": (0.1046, 0.05228),
        "the same for three samples": (0.05228, 0.1051),
        "dJ/dA2 = 2 (A2 - y), J with its 1/M": (-0.2676, -0.05352),
        "the same with 2 outputs": (-0.02436, -0.02326),
        "plugged in: dJ/dW2 = dJ/dZ2 * A1": (-0.02406, -0.01826),
        "plugged in: dJ/dB2 = dJ/dZ2 * 1": (-0.0669, -0.1834),
        "plugged in: dJ/dA1 by W2 and dZ2": (-0.312, 0.07978),
        "dA2 = 2(A2 - y), as a line of Python": (0, 10),
        "d_sigmoid(Z), from the tables: A (1 - A)": (0.01067, 0.25),
        "dZ2 = W1.T.dot(dA2) * d_sigmoid(Z2)": (-0.1693, -0.0669),
        "the same with 2-3-1 units": (0, 5),
        "these are gradients of J with its 1/M": (-0.1868, -0.03736),
        "one lr for any number of samples": (1.044, 0.1044),
        "the loop as printed makes J small": (0.4027, 0.04966),
    },
    "text3": {
        "the bias b of the diagram is w0": (1.26, 0.66),
        "a step function is not differentiable, so it has to go": (0.0, 20 / 21),
        "all functions in the network must be differentiable": (0.0, 0.1311),
        "P(d, y) = -1/2 (d - z)^2": (0.0, 0.7),
        "P = -1/2 (g(x) - f(x, w))^2 of vectors": (-0.045, -0.445),
        "d and x are our vectors of inputs and desired outputs": (3, 2),
        "P is really just a function of x and w": (0.0, -0.3407),
        "w for each layer is a vector": (2, 6),
        "gradient descent (or ascent depending on direction)": (-0.004580, 0.004327),
        "moving along the gradient gets closer to d": (0.0001222, -0.04417),
        "the partial derivative of w with respect to P": (21.77, 0.04593),
        "S is similar to the step": (1.0, 0.8808),
        "d beta / d alpha = (1 + e^-alpha)^2 e^-alpha, at 0.7": (1.112, 0.2217),
        "the same at 0": (4.0, 0.25),
        "the same at -5": (3.313e6, 0.006648),
        "the same at 8": (3.3569e-4, 3.3524e-4),
        "in gamma, y_n is the output of the threshold function": (0.0, 0.07654),
        "the same with one d - z for all output neurons": (0.04763, -0.07441),
        "hidden: gamma_n = y_n (1 - y_n) sum over n of gamma_n w_n": (0.01338, 0.0002661),
        "the sum goes from 0 to N": (3, 2),
        "change of w = rate * y_n gamma_n, one n for both": (-0.04893, -0.03132),
        "the change depends on input, output and weights after": (0.04593, -0.07538),
        "the change of weights at the end comes before the beginning": (0.0009925, 0.0002661),
        "few, if any, wasted computations": (0.0, 14 / 60),
        "more neurons convey more complex functions": (-0.125, -0.0003404),
    },
}


def four_digits(*numbers):
    """Numbers as they are stated above."""
    return [f"{number:.4g}" for number in numbers]


@pytest.mark.parametrize(("text", "row"), ROWS, ids=[f"{text}: {row[0]}" for text, row in ROWS])
def test_formulas(text, row):
    """What holds gives the true number; what does not is off by as much as is stated here."""
    formula, verdict, reason, numbers = row
    given, true = computed(numbers)
    assert reason
    if verdict == "holds":
        assert formula not in STATED[text]
        assert given == pytest.approx(true, rel=1e-12, abs=1e-15)
    else:
        assert verdict in ("holds with care", "does not hold")
        assert four_digits(given, true) == four_digits(*STATED[text][formula])
        assert four_digits(given) != four_digits(true)


@pytest.mark.parametrize("text", TABLES)
def test_the_tables_are_whole(text):
    """Formulas are told once, and nothing is stated of one that is not there."""
    names = [formula for formula, *_ in TABLES[text]]
    assert len(names) == len(set(names))
    assert set(STATED[text]) < set(names)
