"""Every formula and claim of the first text: does it hold, and by which numbers.

The text is "Backpropagation In Neural Networks".
"""

from text1 import formulas_numbers as numbers
from text1_chain import FIRST, SECOND
from verdicts import CARE, FAILS, HOLDS, Formula

FORMULAS: list[Formula] = [
    ("the derivative of x^2 at x = 4 is 8", HOLDS, "by the engine, at once", numbers.square),
    ("h = sigma(x W1 + b1)", HOLDS, "as the library's layer of sigmoid neurons", numbers.hidden),
    ("y^ = phi(h W2 + b2)", HOLDS, "as softmax of the library's outputs", numbers.output),
    (
        "x W1, where x is a vector",
        CARE,
        "x has to be a row; as a column it would give W1 x, where W1 is square",
        numbers.row_or_column,
    ),
    (
        "phi is an activation function",
        CARE,
        "softmax is one of the whole row: dy^_0/da_1 is not 0",
        numbers.activation_of_one_number,
    ),
    (
        "MSE = 1/N sum of (y_i - y^_i)^2, for one output",
        HOLDS,
        "as the library's mse",
        numbers.mse_of_one_output,
    ),
    (
        "the same for several outputs",
        CARE,
        "||y - y^||^2 is meant; a mean over 3 outputs is a third",
        numbers.mse_of_several_outputs,
    ),
    (
        "CE = 1/N sum of CE(y_i, y^_i), each - sum of y_il log y^_il",
        HOLDS,
        "as the library's cross_entropy of the scores a2",
        numbers.cross_entropy_of_rows,
    ),
    (
        "the same where scores are far apart, 0 and 800",
        CARE,
        "y^ is rounded to 0, which has no log; from the scores it is",
        numbers.cross_entropy_far_away,
    ),
    (
        "y is one at the target index and zero elsewhere",
        HOLDS,
        "so that CE is -log y^ at the target",
        numbers.log_of_chosen,
    ),
    (
        "L is the loss",
        CARE,
        "and, in the sum from l = 1 to L, the number of labels",
        numbers.two_meanings,
    ),
    (
        "L is not convex in W1, W2, b1, b2",
        HOLDS,
        "it curves down somewhere: the sign of its least curvature there",
        numbers.not_convex,
    ),
    (
        "the same in W2, b2 alone",
        CARE,
        "there it is convex: the sign of its least curvature",
        numbers.not_convex_at_the_end,
    ),
    (
        "SGD gets away from local minima",
        CARE,
        "of 6 starts, learned: one point at a time, and all at a time",
        numbers.learned,
    ),
    (
        "SGD gets away from saddle points",
        CARE,
        "not where neurons start alike: apart at last, and if 0.1 apart before",
        numbers.away_from_alike,
    ),
    (
        "in SGD N = 1",
        HOLDS,
        "in the mean over the points it is the gradient of all",
        numbers.one_point_at_a_time,
    ),
    (
        "weights are adjusted to minimise the errors",
        CARE,
        "not in each step: of 60 with one point each, so many made L less",
        numbers.steps_that_help,
    ),
    ("W = W - mu dL/dW", HOLDS, "one step of SGD(lr=mu)", numbers.update),
    (
        "the same as an equation",
        CARE,
        "it is an assignment: as an equation it says that dL/dW = 0",
        numbers.as_an_equation,
    ),
    (
        "the updates as printed, W1 and b1 before W2 and b2",
        CARE,
        "all from the old values: dL/dW2 after W1 and b1 have moved",
        numbers.in_printed_order,
    ),
    (
        "the updates on the way back, W2 before W1",
        CARE,
        "all from the old values: dL/dW1 by a W2 that has moved",
        numbers.on_the_way_back,
    ),
    (
        "dL/dW1 = dL/dy^ dy^/dh dh/dW1",
        HOLDS,
        "arrays multiplied from left to right",
        numbers.chain("W1", ("L", "ŷ"), ("ŷ", "h"), ("h", "W1")),
    ),
    (
        "dL/dW2 = dL/dy^ dy^/dW2",
        HOLDS,
        "arrays multiplied from left to right",
        numbers.chain("W2", ("L", "ŷ"), ("ŷ", "W2")),
    ),
    ("dL/dW1 in five factors", HOLDS, "the last has three indices", numbers.chain("W1", *FIRST)),
    ("dL/dW2 in three factors", HOLDS, "the last has three indices", numbers.chain("W2", *SECOND)),
    (
        "d(h W2 + b2)/dW2 is h, so dL/dW2 is delta_2 times h",
        FAILS,
        "in this order it is the transposed matrix",
        numbers.as_matrices,
    ),
    ("dL/dW2 = h^T delta_2", HOLDS, "so written out, for any N", numbers.hand("W2")),
    (
        "dL/dW1 = x^T ((delta_2 W2^T) * sigma')",
        HOLDS,
        "so written out, for any N; * is elementwise",
        numbers.hand("W1"),
    ),
    ("similarly for b1, with N = 1", HOLDS, "dL/db1 = delta_1", numbers.hand("b1", rows=1)),
    ("similarly for b2, with N = 1", HOLDS, "dL/db2 = delta_2", numbers.hand("b2", rows=1)),
    (
        "similarly for b2, with N = 3",
        CARE,
        "summed over the rows: the first row alone, and all",
        numbers.delta_of_the_first_row,
    ),
    (
        "the same, summed over the rows",
        HOLDS,
        "as a matrix: a row of ones times delta_2",
        numbers.hand("b2"),
    ),
    (
        "the errors y^ - y are propagated back, classification",
        HOLDS,
        "delta_2 = y^ - y for softmax with CE",
        numbers.errors_of(numbers.CLASSIFICATION),
    ),
    (
        "the errors y^ - y are propagated back, regression",
        CARE,
        "twice as much: formula (1) has no 1/2",
        numbers.errors_of(numbers.REGRESSION),
    ),
    (
        "dphi/d(h W2 + b2) for each output by itself",
        FAILS,
        "the diagonal y^ (1 - y^) of softmax is not all of it",
        numbers.diagonal_of_softmax,
    ),
    (
        "CE for classification, whatever phi is",
        CARE,
        "phi is softmax: after a sigmoid the other labels get no gradient",
        numbers.other_labels,
    ),
    (
        "errors go back from the output layer to the input layer",
        CARE,
        "x is not adjusted: edges where x is Values, and as numbers",
        numbers.back_to_the_inputs,
    ),
    (
        "backpropagation trains the network",
        CARE,
        "it only finds the gradient: W1[0,0] moves by this, and after SGD's step",
        numbers.backward_trains,
    ),
    (
        "for any sigma the derivatives can be fully derived",
        CARE,
        "relu has two slopes at 0, from the left and from the right",
        numbers.slopes_of_relu,
    ),
    (
        "the giant derivative breaks into those of single functions",
        HOLDS,
        "stage by stage it is what it is in one go",
        numbers.staged_or_at_once,
    ),
    ("we can skip deriving by hand", HOLDS, "the engine finds the same", numbers.without_deriving),
]
