"""Every formula and claim of the second text: does it hold, and by which numbers.

The text is "Back Propogation". Each function returns two numbers: what the text gives, read as it
is printed, and what is true. They are equal where it holds.
"""

from collections.abc import Callable

from formulas import CARE, FAILS, HOLDS, text2_numbers as numbers

# What the text says, whether it holds, why, and what computes the two numbers.
FORMULAS: list[tuple[str, str, str, Callable[[], tuple[float, float]]]] = [
    (
        *("back propagation finds the weights", CARE),
        *(
            "it finds gradients; W1 moves by the step, not by backward()",
            numbers.weights_of_backprop,
        ),
    ),
    (
        *("gradient descent reaches a local minimum", CARE),
        *("J if hidden neurons start alike, and at random", numbers.random_start),
    ),
    (
        *("gradient boosting is a variation of gradient descent", CARE),
        *("it adds models and changes none: parameters after 3 steps", numbers.boosting),
    ),
    (
        "a contour line joins places of the same value",
        HOLDS,
        "an ellipse here",
        numbers.along_a_contour,
    ),
    (
        *("the cost gets higher all around, like a bowl", CARE),
        *("that of a line; with two sigmoid layers it curves downwards too", numbers.bowl),
    ),
    (
        *("the gradient is the slope of a line in the picture", FAILS),
        *(
            "a vector normal to the contour; its length is the steepest slope",
            numbers.slope_of_a_line,
        ),
    ),
    (
        *("the gradient points in the direction of steepest ascent", HOLDS),
        *("the slope that way is its length", numbers.steepest_ascent),
    ),
    (
        "the negative gradient is steepest descent",
        HOLDS,
        "the same slope down",
        numbers.steepest_descent,
    ),
    (
        *("downhill is the way to the minimum", CARE),
        *("not straight to it: the directions, in degrees", numbers.towards_the_minimum),
    ),
    (
        *("theta := theta - dJ/dtheta", CARE),
        *("a rate of 1 is too large for every line: J, and that with 0.5", numbers.rate_of_one),
    ),
    (
        *('every iteration or "epoch"', CARE),
        *("the same for the full batch only: 12 samples, 5 a step", numbers.epoch),
    ),
    (
        *("without a rate the gradient is more often too large", CARE),
        *("two sigmoid layers: J with a rate of 1, and of 10", numbers.rate_of_one_for_layers),
    ),
    ("theta := theta - alpha dJ/dtheta", HOLDS, "a step of SGD(lr=alpha)", numbers.step_downhill),
    (
        *("a sigmoid at the end predicts a continuous outcome", CARE),
        *("within 0 and 1 only: labels are scaled", numbers.largest_output),
    ),
    (
        *("for categorization the process is more complex", CARE),
        *("but dJ/dZ2 is shorter, A2 - y, and does not vanish", numbers.categories),
    ),
    (
        *("the sum over M samples, i from 0 to M", FAILS),
        *("has M + 1 terms; from 1 to M, or from 0 to M - 1", numbers.terms),
    ),
    (
        *("J = 1/M sum from 0 to M of (y - a)^2, all off by 1/2", FAILS),
        *("(M + 1) / M times the mean, here M = 4", numbers.too_many_terms),
    ),
    ("J = 1/M sum from 1 to M of (y - a)^2", HOLDS, "so repaired: mse", numbers.repaired_sum),
    (
        *("(A2 - y)^2 with several outputs", CARE),
        *("a squared length is meant, not the square of a sum", numbers.square_of_a_column),
    ),
    (
        *("J = 1/M sum over i of (A2 - y)^2", FAILS),
        *("no i in it: as printed M + 1 times all samples, M = 5", numbers.no_index),
    ),
    (
        *("A2 - y, with the labels as a column", CARE),
        *("a row is needed: numpy takes every pair, without a word", numbers.labels_as_a_column),
    ),
    (
        *("y^(i) and a^(L): raised indices", CARE),
        *("of samples in y, of layers in a: so many there are", numbers.raised_index),
    ),
    (
        *("(y - a)^2 at first, (A2 - y)^2 later", HOLDS),
        *("their slopes by a are the same, too", numbers.order_of_the_difference),
    ),
    ("without squares, errors cancel out", HOLDS, "1/2 and -1/2 here", numbers.cancelling),
    (
        *("squares make sure the error is always positive", CARE),
        *("never negative; 0 where a prediction is right", numbers.always_positive),
    ),
    ("J is the mean area of the squares beside the line", HOLDS, "as drawn", numbers.areas),
    (
        *("derivatives find the perfect amount to turn each knob", FAILS),
        *("a direction; the lowest place is slope / curvature away", numbers.perfect_amount),
    ),
    (
        "dJ/dW = dJ/da * da/dz * dz/dtheta",
        CARE,
        "only if theta is W: not the bias",
        numbers.mixed_symbols,
    ),
    (
        *("dJ/dW = dJ/da * da/dz * dz/dW, one sample", HOLDS),
        *("one neuron with one input", numbers.chain(1)),
    ),
    ("the same for three samples", CARE, "the products are averaged", numbers.chain(3)),
    ("Z1 = W1 @ X + B1", HOLDS, "samples are columns", numbers.layer("Z1")),
    ("A1 = sigmoid(Z1)", HOLDS, "number by number", numbers.layer("A1")),
    ("Z2 = W2 @ A1 + B2", HOLDS, "B2 is added to each column", numbers.layer("Z2")),
    ("A2 = sigmoid(Z2)", HOLDS, "number by number", numbers.layer("A2")),
    (
        "dJ/dA2 = 2 (A2 - y), J the plain sum",
        HOLDS,
        "for each output of each sample",
        numbers.link(0),
    ),
    (
        "dJ/dA2 = 2 (A2 - y), J with its 1/M",
        FAILS,
        "M times too large, M = 5",
        numbers.derivative_of_the_mean,
    ),
    ("dA2/dZ2 = A2 (1 - A2)", HOLDS, "number by number", numbers.link(1)),
    ("dZ2/dW2 = A1", HOLDS, "for one weight and one sample", numbers.link(2)),
    ("dZ2/dB2 = 1", HOLDS, "for one sample", numbers.link(3)),
    ("dZ2/dA1 = W2", HOLDS, "for one neuron of each layer", numbers.link(4)),
    ("dA1/dZ1 = A1 (1 - A1)", HOLDS, "number by number", numbers.link(5)),
    ("dZ1/dW1 = X", HOLDS, "for one weight and one sample", numbers.link(6)),
    ("dZ1/dB1 = 1", HOLDS, "for one sample", numbers.link(7)),
    (
        "dJ/dW1 is the product of five factors, 1-1-1 units",
        HOLDS,
        "one sample",
        numbers.five_factors((1, 1, 1)),
    ),
    (
        *("the same with 2 outputs", CARE),
        *("a sum over the ways through both; here one of them", numbers.five_factors((1, 1, 2))),
    ),
    (
        *("plugged in: dJ/dW2 = dJ/dZ2 * A1", CARE),
        *("a matrix product, dZ2 @ A1.T, sums over the samples", numbers.star_of_numbers),
    ),
    (
        *("plugged in: dJ/dB2 = dJ/dZ2 * 1", CARE),
        *("the sum that was left out for simplicity is needed", numbers.bias_without_sum),
    ),
    (
        *("plugged in: dJ/dA1 by W2 and dZ2", CARE),
        *("transposed and in front, W2.T @ dZ2; here W2 @ dZ2", numbers.not_transposed),
    ),
    (
        *("dA2 = 2(A2 - y), as a line of Python", FAILS),
        *("calls the number 2: derivatives found", numbers.two_called),
    ),
    (
        *("d_sigmoid(Z), from the tables: A (1 - A)", CARE),
        *("it is given Z: sigmoid(Z) (1 - sigmoid(Z))", numbers.slope_at_the_wrong_place),
    ),
    (
        *("dZ2 = W1.T.dot(dA2) * d_sigmoid(Z2)", FAILS),
        *("W1.T is too many, silently with 2-2-2 units", numbers.line_of_listing("Z2", extra=True)),
    ),
    (
        "the same with 2-3-1 units",
        FAILS,
        "shapes do not fit: derivatives found",
        numbers.other_sizes,
    ),
    ("dZ2 = dA2 * d_sigmoid(Z2)", HOLDS, "so repaired", numbers.line_of_listing("Z2")),
    ("the lines after dZ2, given it", HOLDS, "so many, so many right", numbers.later_lines),
    ("dW2 = dZ2.dot(A1.T)", HOLDS, "dZ2 repaired", numbers.line_of_listing("W2")),
    (
        "dB2 = np.sum(dZ2, axis=1, keepdims=True)",
        HOLDS,
        "dZ2 repaired",
        numbers.line_of_listing("B2"),
    ),
    (
        "dZ1 = W2.T.dot(dZ2) * d_sigmoid(Z1)",
        HOLDS,
        "here W2.T is right",
        numbers.line_of_listing("Z1"),
    ),
    ("dW1 = dZ1.dot(X.T)", HOLDS, "dZ1 by the repaired dZ2", numbers.line_of_listing("W1")),
    (
        "dB1 = np.sum(dZ1, axis=1, keepdims=True)",
        HOLDS,
        "dZ1 by the repaired dZ2",
        numbers.line_of_listing("B1"),
    ),
    (
        *("these are gradients of J with its 1/M", FAILS),
        *(
            "each is M times too large: a number of dW1, M = 5",
            numbers.line_of_listing("W1", mean=True),
        ),
    ),
    ("W1 -= dW1 * lr, after all gradients", HOLDS, "a step of SGD", numbers.all_by_old_values),
    (
        *("one lr for any number of samples", CARE),
        *("a sum grows with them: a step with each ten times", numbers.step_of_a_sum),
    ),
    (
        *("the loop as printed makes J small", FAILS),
        *("J after 300 steps, and with dZ2 repaired", numbers.goes_downhill),
    ),
]
