"""Mistakes with networks, losses, optimisers and imports."""

import pytest

from micrograd_plus.errors import RecordingError
from tests.learner.mistakes import Mistake, check, mistake, silent

RECIPE = ("takes no parameters", "SGD(lr=0.1)", "optimizer.step(model.parameters())")
THREE = ("{0, 1, 2}", "3 outputs", "MLP(2, [16, 3])", "cross_entropy")
LABELS = "model.fit(X, [0, 1, 2, 1], loss='{}')"
ACTIVATIONS = "one of linear, relu, tanh, sigmoid, leaky_relu, elu, silu, softplus; here"
DRAWN = "frozen"
ONE_LIST = ("one row of 3", "3 things", "one list", "[0.5, 0.5, 0.5]")
SIDES = ("{-1, 1}", "(y + 1) / 2", "hinge")
NO_GRAD = ("'no_grad': none is needed", "backward()", "v.data")

NETWORKS = [
    mistake("model(1.0)", TypeError, "row of 3 inputs", "one number, 1.0", "a list of 3"),
    mistake("MLP(1, [4, 1])(1.0)", TypeError, "row of 1 inputs", "write [1.0]"),
    mistake("model(a)", TypeError, "row of 3 inputs", "one number"),
    mistake("model(X)", ValueError, "one row of 3", "are 4 rows", "model.outputs(X)"),
    mistake("model([[1, 2, 3], [4, 5, 6], [7, 8, 9]])", ValueError, "one row of 3", "3 row"),
    mistake("model(np.array(X))", ValueError, "one row of 3", "4 row"),
    mistake("model([[1, 2, 3]])", ValueError, "one row of 3", "1 row"),
    mistake("Neuron(3)([[1, 2, 3]] * 3)", ValueError, "one row of 3", "3 row"),
    mistake("Layer(3, 2)([[1, 2, 3]] * 3)", ValueError, "one row of 3", "3 row"),
    mistake("model([1.0, 2.0])", ValueError, "takes 3 inputs, here are 2"),
    mistake("model(1.0, 2.0, 3.0)", TypeError, *ONE_LIST),
    mistake("Neuron(3)(1.0, 2.0, 3.0)", TypeError, *ONE_LIST),
    mistake("Layer(3, 2)(a, b, 3.0)", TypeError, *ONE_LIST),
    mistake("MLP([3, 4, 4, 1])", TypeError, "nin is how many", "MLP(3, [4, 4, 1])"),
    mistake("MLP(3, [4, 1], nonlin=False)", TypeError, "'nonlin'", "activation='linear'"),
    mistake("MLP(3, [4, 1], activ='relu')", TypeError, "'activ'", "did you mean activation?"),
    mistake("Neuron(3).w = [1.0, 2.0, 3.0]", TypeError, "list of Values", "[Value(number) for"),
    mistake("Neuron(3).b = 0.5", TypeError, "b of a neuron is a Value", "neuron.b.data = 0.5"),
    mistake("model([1.0, 2.0, 'x'])", TypeError, "'x'"),
    mistake("Neuron(3, 'tanh')", TypeError, "True or False", "Neuron(3, activation='tanh')"),
    mistake("Neuron(3, tanh)", TypeError, "Neuron(3, activation='tanh')"),
    mistake("Layer(3, 4, 'relu')", TypeError, "Layer(3, 4, activation='relu')"),
    mistake("MLP(3, 4, 1)", TypeError, "MLP(3, [4, 1])"),
    mistake("MLP(3, [4, 1], activation='Relu')", ValueError, ACTIVATIONS, "did you mean 'relu'?"),
    mistake("MLP(3, [4, 1], activation='LeakyReLU')", ValueError, "did you mean 'leaky_relu'?"),
    mistake("MLP(3, [4, 1], activation=tanh)", ValueError, ACTIVATIONS, "did you mean 'tanh'?"),
    mistake("MLP(3, [4, 1], activation=math.tanh)", ValueError, "did you mean 'tanh'?"),
    mistake("MLP(3, [4, 1], output='identity')", ValueError, "did you mean 'linear'?"),
    mistake("MLP(3, [4, 1], activation=None)", ValueError, "did you mean 'linear'?"),
    mistake("MLP(3, [4, 3], output='softmax')", ValueError, 'loss="cross_entropy"'),
    mistake("MLP(3, [4, 1], activation='swish')", ValueError, "did you mean 'silu'?"),
]

TRAINING = [
    mistake("optim.SGD(model.parameters(), lr=0.1)", TypeError, *RECIPE),
    mistake("optim.SGD(model.parameters())", TypeError, *RECIPE),
    mistake("optim.SGD(params=model.parameters(), lr=0.1)", TypeError, *RECIPE),
    mistake("optim.Adam(model)", TypeError, "Adam is a recipe", "takes no parameters"),
    mistake("optim.Adam(learning_rate=0.1)", TypeError, "'learning_rate'", "did you mean lr?"),
    mistake("optim.Adam(beta1=0.9)", TypeError, "betas=(0.9, 0.999)"),
    mistake("optim.SGD(0.1, momentun=0.9)", TypeError, "did you mean momentum?"),
    mistake("optim.SGD(0.1, nesterov=True)", TypeError, "lr, momentum, maximize"),
    mistake("optim.SGD(0.1).zero_grad()", AttributeError, "model.zero_grad()"),
    mistake("optim.SGD(0.1).step(model)", TypeError, "optimizer.step(model.parameters())"),
    mistake("optim.sgd(0.1)", AttributeError, "did you mean SGD?"),
    mistake("losses.MSE", AttributeError, "did you mean mse?"),
    mistake("losses.bce", AttributeError, "did you mean binary_cross_entropy?"),
    mistake("losses.CrossEntropyLoss", AttributeError, "did you mean cross_entropy?"),
    mistake("fit(model, X, y, lr=0.1)", TypeError, "'lr'", "optimizer=optim.SGD(lr=0.1)"),
    mistake("model.fit(X, y, learning_rate=0.1)", TypeError, "optimizer=optim.SGD(lr=0.1)"),
    mistake("model.fit(X, y, n_epochs=10)", TypeError, "did you mean epochs?"),
    mistake("model.fit(X, y, batchsize=2)", TypeError, "did you mean batch_size?"),
    mistake("model.fit(X, y, verbose=True)", TypeError, "did you mean progress?"),
    mistake("model.fit(X, y, nonsense=True)", TypeError, "'nonsense'", "it takes", "epochs"),
    mistake("fit(X, y)", TypeError, "the model first", "fit(model, X, y)"),
    mistake("model.fit(X, y, optimizer='adam')", TypeError, "'adam'", "optim.Adam(lr=0.01)"),
    mistake("model.fit(X, y, optimizer=optim.Adam)", TypeError, "optim.Adam(lr=0.01)"),
    mistake(LABELS.format("hinge"), ValueError, "hinge", *THREE),
    mistake(LABELS.format("binary_cross_entropy"), ValueError, "binary_cross_entropy", *THREE),
    mistake(LABELS.format("cross_entropy"), ValueError, "one in all", *THREE[1:]),
    mistake("losses.binary_cross_entropy([a, b], [-1, 1])", ValueError, *SIDES),
    mistake("model.fit(X, y, loss='binary_cross_entropy')", ValueError, *SIDES),
    mistake("losses.hinge([a, b, a], [0, 1, 2])", ValueError, *THREE),
    mistake("record(lambda x: x * random.random(), 1.0)", RecordingError, "mul", DRAWN),
    mistake(
        "count = [0]\ndef f(x):\n    count[0] += 1\n    return x + count[0]\nrecord(f, 1.0)",
        RecordingError,
        "1.0, then the number 2.0",
        "operand 2 of add",
    ),
    mistake("import time\nrecord(lambda x: x * time.time(), 1.0)", RecordingError, DRAWN),
    mistake("record(lambda x: x + np.random.rand(), 1.0)", RecordingError, "add", DRAWN),
]

IMPORTS = [
    mistake("from micrograd_plus import Adam", ImportError, "micrograd_plus.optim import Adam"),
    mistake("from micrograd_plus import Neurons", ImportError, "Neurons"),
    mistake("from micrograd_plus import Layer", ImportError, "micrograd_plus.nn import Layer"),
    mistake("from micrograd_plus import moons", ImportError, "micrograd_plus.datasets import"),
    mistake("from micrograd_plus import ReLU", ImportError, "did you mean relu?"),
    mistake("from micrograd_plus import no_grad", ImportError, *NO_GRAD),
    mistake("with micrograd_plus.no_grad(): pass", AttributeError, *NO_GRAD),
    mistake("micrograd_plus.SGD", AttributeError, "micrograd_plus.optim import SGD"),
    mistake("micrograd_plus.value(2.0)", AttributeError, "did you mean Value?"),
    mistake("micrograd_plus.__wrong__", AttributeError, "__wrong__"),
]


@pytest.mark.parametrize("row", [*NETWORKS, *TRAINING, *IMPORTS])
def test_a_mistake_is_answered(row: Mistake) -> None:
    """By an error that names what is meant."""
    check(row)


@pytest.mark.parametrize(
    "code",
    [
        "from micrograd_plus import MLP, tape, training, optim, __version__",
        "assert not hasattr(micrograd_plus, 'Adam') and micrograd_plus.__version__",
        "Neuron(3, True); Neuron(3, nonlin=False); Neuron(3, 0); Layer(3, 2, np.bool_(True))",
        "MLP(3, [4, 1], 'sin'); MLP(3, [4, 3], output='tanh')",
        "assert model([np.array(1.0), np.float32(2.0), a]).data == model([1.0, 2.0, 2.0]).data",
        "assert model(x for x in (1.0, 2.0, 3.0)).data == model(np.array([1.0, 2.0, 3.0])).data",
        "class Mine(optim.SGD):\n    def __init__(self, model, rate):\n"
        "        super().__init__(lr=rate)\n        self.model = model\n"
        "assert Mine(7, rate=0.5).fresh().lr == 0.5",
        "import copy, pickle\nopt = pickle.loads(pickle.dumps(copy.copy(optim.Adam(lr=0.5))))\n"
        "assert opt.lr == 0.5",
        "random.seed(1)\ntape = record(lambda x, w=random.random(): x * w, 1.0)",
    ],
)
def test_what_is_right_is_not_refused(code: str) -> None:
    """Nothing is said."""
    silent(code)
