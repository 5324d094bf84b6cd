"""Every formula and claim of the third text: does it hold, and by which numbers.

The text is "Neural Networks and the Backpropagation Algorithm".
"""

from text3 import formulas_numbers as numbers
from verdicts import CARE, FAILS, HOLDS, Formula

FORMULAS: list[Formula] = [
    (
        "the stimulus is -w0 + sum of x_i w_i",
        HOLDS,
        "a bias is a weight on a constant -1",
        numbers.stimulus,
    ),
    (
        "the bias b of the diagram is w0",
        CARE,
        "b = -w0: b is added, w0 is taken away",
        numbers.bias_named_twice,
    ),
    (
        "the threshold gives 1 once the input reaches a certain value",
        HOLDS,
        "that value of the weighted sum is w0; counted at 41 places",
        numbers.fires_above_w0,
    ),
    (
        "a step function is not differentiable, so it has to go",
        CARE,
        "it is, at 20 of 21 places; it has to go since the derivative is 0",
        numbers.step_not_differentiable,
    ),
    (
        "all functions in the network must be differentiable",
        FAILS,
        "relu has a kink and learns: P gains this much in 500 steps",
        numbers.must_be_differentiable,
    ),
    ("P = -1/2 (d - z)^2 is best at z = d", HOLDS, "its slope there is 0", numbers.best_of_p),
    ("P(d, y) = -1/2 (d - z)^2", CARE, "z and y are one: else dP/dy is 0", numbers.p_of_y),
    (
        "dP/dy = d - y",
        HOLDS,
        "the factors 1/2 and 2, and two minus signs, cancel",
        numbers.slope_of_p,
    ),
    (
        "P = -1/2 (g(x) - f(x, w))^2 of vectors",
        CARE,
        "a squared length is meant, a sum of squares; not the square of a sum",
        numbers.p_of_several,
    ),
    (
        "d and x are our vectors of inputs and desired outputs",
        CARE,
        "the other way round: counted with 3 inputs, 2 outputs",
        numbers.inputs_and_outputs_swapped,
    ),
    (
        "P is really just a function of x and w",
        CARE,
        "only as d = g(x), with g unknown; as a formula it has dP/dd",
        numbers.only_inputs_and_weights,
    ),
    ("w for each layer is a vector", CARE, "a matrix: one row a neuron", numbers.layer_of_vectors),
    ("change of w = rate * grad P", HOLDS, "one step of SGD(maximize=True)", numbers.step_uphill),
    (
        "gradient descent (or ascent depending on direction)",
        CARE,
        "P is a performance: down makes it worse, only up is right",
        numbers.descent_or_ascent,
    ),
    (
        "moving along the gradient gets closer to d",
        CARE,
        "for a small enough rate: P changes by this with 1, and with 10,000",
        numbers.always_closer,
    ),
    (
        "the partial derivative of w with respect to P",
        CARE,
        "of P with respect to w is meant; the other is its inverse",
        numbers.w_by_p,
    ),
    ("S(alpha) = 1 / (1 + e^-alpha)", HOLDS, "the sigmoid of the library", numbers.sigmoid_formula),
    ("S is similar to the step", CARE, "but between 0 and 1, never at them", numbers.like_a_step),
    (
        "d beta / d alpha = (1 + e^-alpha)^2 e^-alpha, at 0.7",
        FAILS,
        "the exponent is -2; rearranged it gives (1 - beta) / beta^3",
        numbers.slope_at(0.7),
    ),
    ("the same at 0", FAILS, "16 times too large", numbers.slope_at(0.0)),
    ("the same at -5", FAILS, "it explodes where the sigmoid is flat", numbers.slope_at(-5.0)),
    ("the same at 8", FAILS, "the slip hides: 0.13 % too large", numbers.slope_at(8.0)),
    ("d beta / d alpha = (1 + e^-alpha)^-2 e^-alpha", HOLDS, "so repaired", numbers.slope_repaired),
    ("d beta / d alpha = beta (1 - beta)", HOLDS, "as the text ends", numbers.slope_by_itself),
    (
        "in gamma, y_n is the output of the threshold function",
        FAILS,
        "of the sigmoid: a y of 0 or 1 makes every gamma 0",
        numbers.output_of_threshold,
    ),
    ("output neuron: gamma = y (1 - y) (d - z)", HOLDS, "is dP/dalpha", numbers.gamma_of_output),
    (
        "the same with one d - z for all output neurons",
        CARE,
        "each has its own, d_n - z_n; here that of the second",
        numbers.one_z_for_all,
    ),
    (
        "hidden: gamma_n = y_n (1 - y_n) sum over n of gamma_n w_n",
        FAILS,
        "one n for two indices: the sum is the same for all",
        numbers.gamma_as_printed,
    ),
    (
        "hidden: gamma_n = y_n (1 - y_n) sum over k of gamma_k w_nk",
        HOLDS,
        "so repaired: k goes through the next layer",
        numbers.gamma_repaired,
    ),
    (
        "the sum goes from 0 to N",
        CARE,
        "N neurons; the 0th is a constant, no neuron",
        numbers.from_zero_to_n,
    ),
    (
        "change of w = rate * y_n gamma_n, one n for both",
        FAILS,
        "right on the diagonal only; here from the first to the second",
        numbers.change_with_one_index,
    ),
    (
        "change of w_in = rate * y_i gamma_n, output layer",
        HOLDS,
        "so repaired: i of the layer before",
        numbers.change_of_weight(1),
    ),
    (
        "the same for a hidden layer",
        HOLDS,
        "the text says output layer only",
        numbers.change_of_weight(0),
    ),
    ("the same for w0", HOLDS, "with its y of -1: change = -rate * gamma", numbers.change_of_w0),
    (
        "the change depends on input, output and weights after",
        CARE,
        "and on d - z, where it comes from: d = 1 and d = 0.1",
        numbers.three_things,
    ),
    (
        "the change of weights at the end comes before the beginning",
        CARE,
        "the gamma does; with weights already changed it is wrong",
        numbers.change_at_the_end_first,
    ),
    (
        "all it needs is calculated anyway",
        HOLDS,
        "each gamma is an alpha.grad",
        numbers.calculated_anyway,
    ),
    ("extremely efficient", HOLDS, "less than computing P twice: 105 gradients", numbers.efficient),
    (
        "few, if any, wasted computations",
        CARE,
        "where all is a Value: gradients of inputs, d and -1",
        numbers.few_wasted,
    ),
    (
        "no wasted computations where data are plain numbers",
        HOLDS,
        "constants get no gradient",
        numbers.nothing_wasted_of_numbers,
    ),
    (
        "more neurons convey more complex functions",
        CARE,
        "not if they are linear: P of exclusive or, linear and sigmoid",
        numbers.more_neurons,
    ),
]
