"""The numbers of the demos of the third text, the neuron, by other means than our own."""

import itertools

import numpy as np
import pytest
from mpmath import mp

from micrograd_plus import Value, check_derivation, grad

from .common import load


def logistic(x):
    return 1 / (1 + np.exp(-x))


def matrices(model):
    """The weights of each layer with a row a neuron, and its biases."""
    return [
        (
            np.array([[w.data for w in n.w] for n in layer.neurons]),
            np.array([n.b.data for n in layer.neurons]),
        )
        for layer in model.layers
    ]


def numpy_gammas(layers, x, d):
    """Gammas and changes of the weights of each layer, in matrices, from the textbook."""
    y = [np.array(x)]
    for W, b in layers:
        y.append(logistic(W @ y[-1] + b))
    gamma = [y[-1] * (1 - y[-1]) * (np.array(d) - y[-1])]
    for (W, _), out in zip(layers[:0:-1], y[-2:0:-1], strict=True):
        gamma.insert(0, out * (1 - out) * (W.T @ gamma[0]))
    return gamma, [np.outer(g, before) for g, before in zip(gamma, y[:-1], strict=True)]


NETWORKS = [
    (1, [1]),
    (2, [2, 2]),
    (2, [3, 4, 2]),
    (3, [1, 5]),
    (4, [2, 2, 2, 3]),
]


def case(nin, sizes):
    """A network with its inputs and desired outputs."""
    model = load("text3_gammas").network(nin, sizes, seed=nin + len(sizes))
    x = [0.7 - 0.6 * i for i in range(nin)]
    d = [0.2 + 0.3 * i for i in range(sizes[-1])]
    return model, x, d


@pytest.mark.parametrize(("nin", "sizes"), NETWORKS)
def test_gammas_in_matrices(nin, sizes):
    """The gammas by the text's rules, their indices put right, are those of W.T @ gamma."""
    demo = load("text3_gammas")
    model, x, d = case(nin, sizes)
    outputs = demo.forward(model, x)
    found = demo.gammas(model, outputs, d)
    gamma, change = numpy_gammas(matrices(model), x, d)
    before = [x, *([y.data for y in layer] for layer in outputs[:-1])]
    for ours, theirs, given, whole in zip(found, gamma, before, change, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-12)
        assert np.array(demo.changes(ours, given)) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize(("nin", "sizes"), NETWORKS)
def test_gammas_are_gradients(nin, sizes):
    """By PyTorch the gammas are gradients by the stimuli, the changes those by the weights."""
    torch = pytest.importorskip("torch")
    demo = load("text3_gammas")
    model, x, d = case(nin, sizes)
    layers = [[torch.tensor(a, requires_grad=True) for a in pair] for pair in matrices(model)]
    y, stimuli = torch.tensor(x, dtype=torch.float64), []
    inputs = []
    for W, b in layers:
        inputs.append(y.tolist())
        alpha = W @ y + b
        alpha.retain_grad()
        stimuli.append(alpha)
        y = torch.sigmoid(alpha)
    (-0.5 * ((torch.tensor(d, dtype=torch.float64) - y) ** 2).sum()).backward()
    found = demo.gammas(model, demo.forward(model, x), d)
    for gamma, alpha, (W, b), before in zip(found, stimuli, layers, inputs, strict=True):
        assert gamma == pytest.approx(alpha.grad.numpy(), rel=1e-12)
        assert gamma == pytest.approx(b.grad.numpy(), rel=1e-12), "b = -w0"
        assert np.array(demo.changes(gamma, before)) == pytest.approx(W.grad.numpy(), rel=1e-12)


@pytest.mark.parametrize(("nin", "sizes"), NETWORKS)
def test_changes_are_slopes(nin, sizes):
    """By central differences too: P changes by y_i gamma_n for each unit of a weight."""
    model, x, d = case(nin, sizes)
    layers = matrices(model)

    def performance():
        y = np.array(x)
        for W, b in layers:
            y = logistic(W @ y + b)
        return -0.5 * np.sum((np.array(d) - y) ** 2)

    _, change = numpy_gammas(layers, x, d)
    for (W, _), whole in zip(layers, change, strict=True):
        for place in np.ndindex(W.shape):
            old, ends = W[place], []
            for W[place] in (old + 1e-5, old - 1e-5):
                ends.append(performance())
            W[place] = old
            assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(whole[place], rel=1e-6, abs=1e-10)


def test_the_bias_as_a_weight():
    """The change of w0 is -gamma, by PyTorch and by numpy; that of b = -w0 is the opposite."""
    torch = pytest.importorskip("torch")
    demo = load("text3_bias")
    numbers = [demo.BIAS_WEIGHT, *demo.WEIGHTS]
    weights = [Value(number) for number in numbers]
    alpha, z, P = demo.neuron_of_the_text(weights)
    theirs = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    x = torch.tensor([-1.0, *demo.INPUTS], dtype=torch.float64)
    (-0.5 * (demo.DESIRED - torch.sigmoid(theirs @ x)) ** 2).backward()
    assert grad(P, weights) == pytest.approx(theirs.grad.numpy(), rel=1e-12)
    out = logistic(x.numpy() @ np.array(numbers))
    gamma = out * (1 - out) * (demo.DESIRED - out)
    assert (z.data, grad(P, alpha)) == pytest.approx((out, gamma), rel=1e-12)
    assert grad(P, weights[0]) == pytest.approx(-gamma, rel=1e-12)


def test_the_slope_of_the_sigmoid():
    """With 50 digits: the repaired formula is the derivative, the printed one too large."""
    demo = load("text3_sigmoid_slope")
    with mp.workdps(50):
        for alpha in (*demo.ALPHAS, -6.0, 0.01, 20.0):
            true = mp.diff(lambda a: 1 / (1 + mp.exp(-a)), alpha)
            factor = (1 + mp.exp(-mp.mpf(alpha))) ** 4
            assert demo.repaired(alpha) == pytest.approx(float(true), rel=1e-12)
            assert demo.by_engine(alpha) == pytest.approx(float(true), rel=1e-12)
            assert demo.as_printed(alpha) == pytest.approx(float(true * factor), rel=1e-12)
    assert f"{demo.as_printed(0.7):.3f} {demo.by_engine(0.7):.4f}" == "1.112 0.2217"
    assert (demo.as_printed(0.0), demo.by_engine(0.0)) == (4.0, 0.25)


@pytest.mark.parametrize("tolerance", [1e-2, 0.5e-4, 1e-8])
def test_where_the_slip_hides(tolerance):
    """The place from which on the slip is smaller than some tolerance is a root, by mpmath."""
    demo = load("text3_sigmoid_slope")

    def slip(a):
        return mp.exp(-a) * ((1 + mp.exp(-a)) ** 2 - (1 + mp.exp(-a)) ** -2)

    root = mp.findroot(lambda a: mp.log(slip(a) / tolerance), 5)
    assert demo.hides_from(tolerance) == pytest.approx(float(root), abs=1e-8)


def test_performance_of_several_outputs():
    """By PyTorch the gradient of P by several outputs is d - z, each by its own."""
    torch = pytest.importorskip("torch")
    demo = load("text3_ascent")
    numbers, d = [0.3, 0.9, 0.5], [0.8, 0.1, 0.5]
    outputs = [Value(number) for number in numbers]
    z = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    P = -0.5 * torch.linalg.vector_norm(torch.tensor(d, dtype=torch.float64) - z) ** 2
    P.backward()
    ours = demo.performance(outputs, d)
    assert ours.data == pytest.approx(P.item(), rel=1e-12)
    assert grad(ours, outputs) == pytest.approx(z.grad.numpy(), rel=1e-12)


def test_the_threshold_learns_nothing_and_the_sigmoid_what_pytorch_learns():
    """No weight before a threshold moves; those before a sigmoid go where PyTorch's go."""
    demo = load("text3_threshold")
    neuron, moved, _ = demo.taught("step")
    start = [p.data for p in neuron.parameters()]
    assert moved == 0.0
    torch = pytest.importorskip("torch")
    weights = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    names = list(neuron.named_parameters())
    rows = [[1.0 if name == "b" else x[int(name[2:-1])] for name in names] for x in demo.X]
    x, d = (torch.tensor(a, dtype=torch.float64) for a in (rows, demo.DESIRED))
    climb = torch.optim.SGD([weights], lr=demo.RATE, maximize=True)
    for _ in range(demo.EPOCHS):
        climb.zero_grad()
        (-0.5 * (d - torch.sigmoid(x @ weights)) ** 2).mean().backward()
        climb.step()
    taught, _, right = demo.taught("sigmoid")
    assert [p.data for p in taught.parameters()] == pytest.approx(
        weights.detach().numpy(), rel=1e-9
    )
    assert right == 4


def test_readings_of_the_indices():
    """Of the three readings only one is W.T @ gamma; that of a row is W @ gamma."""
    demo, gammas = load("text3_indices"), load("text3_gammas")
    model, x, d = case(2, [2, 2])
    W, after = np.array(demo.weights_after(model)), [0.3, -0.7]
    sums = {
        name: [summed(after, W.tolist(), n) for n in range(2)]
        for name, summed in demo.READINGS.items()
    }
    assert sums["what n feeds"] == pytest.approx(W.T @ after, rel=1e-12)
    assert sums["row of neuron n"] == pytest.approx(W @ after, rel=1e-12)
    assert sums["one sum for all"] == pytest.approx([np.diag(W) @ after] * 2, rel=1e-12)
    assert not np.allclose(W @ after, W.T @ after)
    hidden, z = gammas.forward(model, x)
    P, last = gammas.performance(z, d), gammas.gammas(model, [hidden, z], d)[-1]
    slope = [y.data * (1 - y.data) for y in hidden]
    for name, summed in demo.READINGS.items():
        given = [s * summed(last, W.tolist(), n) for n, s in enumerate(slope)]
        report = check_derivation(
            P, {"out": (gammas.stimuli(z), last), "hidden": (gammas.stimuli(hidden), given)}
        )
        assert bool(report) == (name == "what n feeds")


@pytest.mark.parametrize("sizes", [[1], [3, 1], [2, 3, 1]])
def test_learning_by_hand(sizes):
    """The text's rules take PyTorch's way, step by step, whatever the number of layers."""
    torch = pytest.importorskip("torch")
    demo = load("text3_learning")
    weights = demo.weights_of(load("text3_gammas").network(2, sizes))
    theirs = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in weights]
    x, d = (torch.tensor(a, dtype=torch.float64) for a in (demo.X, demo.D))
    minus_one = -torch.ones(len(demo.X), 1, dtype=torch.float64)
    climb = torch.optim.SGD(theirs, lr=demo.RATE, maximize=True)
    for _ in range(20):
        demo.taught(weights, 1)
        climb.zero_grad()
        y = x
        for W in theirs:
            y = torch.sigmoid(torch.cat([minus_one, y], dim=1) @ W.T)
        (-0.5 * ((d - y[:, 0]) ** 2).sum()).backward()
        climb.step()
        for ours, W in zip(weights, theirs, strict=True):
            assert np.array(ours) == pytest.approx(W.detach().numpy(), rel=1e-11)


@pytest.mark.parametrize("rate", [0.1, 1.0, 10.0])
def test_old_weights(rate):
    """Hidden gammas with weights already changed are W'.T @ gamma, with W' = W + rate * change."""
    gammas = load("text3_gammas")
    layers = matrices(gammas.network(2, [2, 2]))
    (hidden, last), (_, change) = numpy_gammas(layers, gammas.INPUTS, gammas.DESIRED)
    y = logistic(layers[0][0] @ gammas.INPUTS + layers[0][1])
    stale = y * (1 - y) * ((layers[1][0] + rate * change).T @ last)
    early, right = load("text3_old_weights").stale_gammas(rate)
    assert early == pytest.approx(stale, rel=1e-12)
    assert right == pytest.approx(hidden, rel=1e-12)


@pytest.mark.parametrize("width", [1, 2, 5, 9])
def test_counts(width):
    """The counts are those of a formula: a neuron of k inputs has 3 k + 2 edges, P itself 5."""
    costs = load("text3_counts").Costs(width)
    once = width * 8 + width * (3 * width + 2) + (3 * width + 2) + 5
    # Constants get none back: two inputs for each neuron, d and -1/2.
    back = once - 2 * width - 2
    many = len(costs.weights)
    assert costs.once == once
    assert many == 3 * width + (width + 1) * width + width + 1
    gradient, reverse = costs.backwards()
    tangent, forward, not_zero = costs.forwards()
    slopes, differences = costs.by_differences()
    assert (reverse, forward, differences) == (once + back, once + many * back, 2 * many * once)
    assert not_zero < forward
    true = grad(costs.performance(), costs.weights)
    for found, precision in ((gradient, 1e-12), (tangent, 1e-12), (slopes, 1e-5)):
        assert found == pytest.approx(true, rel=precision, abs=1e-10)


def test_wasted():
    """Wasted edges by a formula: 3 for each hidden neuron, 2 more; none where data are numbers."""
    demo = load("text3_wasted")
    for width, as_values in itertools.product((1, 3, 8), (True, False)):
        edges = demo.edges_back(demo.performance(width, as_values))
        useless = sum(edges[name] for name in demo.USELESS)
        assert useless == (3 * width + 2 if as_values else 0)
        assert edges["all"] == 13 * width + 8 - (0 if as_values else 3 * width + 2)
