"""The numbers of the demos of the first text, the perceptron, by other means than our own."""

import itertools
import random

import numpy as np
import pytest
from mpmath import mp

from micrograd_plus import Value, check_derivation, grad, softmax

from .common import load

SYMBOLS = ("ŷ", "a2", "W2", "b2", "h", "a1", "W1", "b1")
PARAMETERS = ("W1", "b1", "W2", "b2")
# Inputs, hidden neurons, outputs, rows; squares last, where a transposed matrix would fit too.
SIZES = [(2, 4, 3, 1), (2, 4, 3, 3), (1, 1, 2, 2), (5, 2, 4, 3), (3, 3, 3, 3)]


def case(sizes, task):
    """L of a network of these sizes, with its rows, targets and parameters as numbers."""
    inputs, hidden, outputs, rows = sizes
    network, losses = load("text1_network"), load("text1_losses")
    model = network.Perceptron(inputs, hidden, outputs, seed=inputs + rows)
    stream = np.random.default_rng(rows)
    X = stream.normal(size=(rows, inputs))
    if task == "regression":
        Y = stream.normal(size=(rows, outputs))
        L = losses.mse(Y.tolist(), model.forward(X.tolist(), network.identity))
    else:
        Y = np.array(losses.one_hot([i % outputs for i in range(rows)], outputs))
        L = losses.cross_entropy(Y.tolist(), model.forward(X.tolist()))
    return L, X, Y, {name: network.data(getattr(model, name)) for name in PARAMETERS}


def numpy_loss(p, X, Y, task):
    """L from the textbook, in arrays."""
    h = 1 / (1 + np.exp(-(X @ p["W1"] + p["b1"])))
    a = h @ p["W2"] + p["b2"]
    if task == "regression":
        return float(np.linalg.norm(Y - a, axis=1) @ np.linalg.norm(Y - a, axis=1) / len(X))
    return float(-(Y * np.log(np.exp(a) / np.exp(a).sum(axis=1, keepdims=True))).sum() / len(X))


CASES = list(itertools.product(SIZES, ("regression", "classification")))


@pytest.mark.parametrize(("sizes", "task"), CASES)
def test_gradients_by_pytorch(sizes, task):
    """The arrays that are read off the graph by label are PyTorch's gradients, shape and all."""
    torch = pytest.importorskip("torch")
    arrays = load("text1_arrays")
    L, X, Y, parameters = case(sizes, task)
    L.backward()
    p = {name: torch.tensor(array, requires_grad=True) for name, array in parameters.items()}
    p["a1"] = torch.tensor(X) @ p["W1"] + p["b1"]
    p["h"] = torch.sigmoid(p["a1"])
    p["a2"] = p["h"] @ p["W2"] + p["b2"]
    targets = torch.tensor(Y)
    if task == "regression":
        p["ŷ"] = 1 * p["a2"]
        theirs = torch.nn.functional.mse_loss(p["ŷ"], targets) * Y.shape[1]
    else:
        p["ŷ"] = torch.softmax(p["a2"], dim=1)
        theirs = -(targets * p["ŷ"].log()).sum(dim=1).mean()
        fused = torch.nn.functional.cross_entropy(p["a2"], targets.argmax(dim=1))
        assert L.data == pytest.approx(fused.item(), rel=1e-12)
    for tensor in p.values():
        tensor.retain_grad()
    theirs.backward()
    assert L.data == pytest.approx(theirs.item(), rel=1e-12)
    for symbol in SYMBOLS:
        ours = arrays.gradients(L, symbol)
        assert ours.shape == tuple(p[symbol].shape)
        assert ours == pytest.approx(p[symbol].grad.numpy(), rel=1e-11, abs=1e-15)


@pytest.mark.parametrize(("sizes", "task"), CASES)
def test_products(sizes, task, monkeypatch):
    """The products by hand are the gradients, for any sizes, and L's slopes by differences."""
    products, arrays = load("text1_products"), load("text1_arrays")
    L, X, Y, parameters = case(sizes, task)
    monkeypatch.setattr(products, "X", X.tolist())
    found = products.by_hand(L, Y, task)
    assert list(found) == list(SYMBOLS) == list(products.ABOVE[task] | products.BELOW)
    quantities = {name: (arrays.values(L, name), array) for name, array in found.items()}
    assert check_derivation(L, quantities, rtol=1e-10)
    assert L.data == pytest.approx(numpy_loss(parameters, X, Y, task), rel=1e-12)
    for name, array in parameters.items():
        for place in np.ndindex(array.shape):
            old, ends = array[place], []
            for array[place] in (old + 1e-5, old - 1e-5):
                ends.append(numpy_loss(parameters, X, Y, task))
            array[place] = old
            slope = (ends[0] - ends[1]) / 2e-5
            assert found[name][place] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_chain():
    """The factors are the Jacobians of numpy; from left to right they give both gradients."""
    demo, arrays = load("text1_chain"), load("text1_arrays")
    network = load("text1_network")
    L = demo.loss()
    L.backward()
    h, W2 = (network.data(arrays.values(L, name)) for name in ("h", "W2"))
    assert (demo.jacobian(L, "a2", "h") == W2.T).all()
    assert demo.jacobian(L, "h", "a1") == pytest.approx(np.diag((h * (1 - h))[0]), rel=1e-12)
    by_weight = np.einsum("kj,i->kij", np.eye(4), np.array(demo.X[0]))
    assert (demo.jacobian(L, "a1", "W1") == by_weight).all()
    for symbol, factors in (("W1", demo.FIRST), ("W2", demo.SECOND)):
        gradient = arrays.gradients(L, symbol)
        assert demo.product(L, factors) == pytest.approx(gradient, rel=1e-12)


@pytest.mark.parametrize("scores", [[0.3, -1.0, 0.5], [0.0, 0.0], [5.0, -5.0, 1.0, 0.2]])
def test_softmax_jacobian(scores):
    """With 30 digits: softmax has the derivative diag(p) - p'p, and log p_t has y - p."""
    network = load("text1_network")
    a = [Value(score) for score in scores]
    shares = softmax(a)
    ours = np.array([grad(share, a) for share in shares])
    p = network.data(np.array(shares))
    assert ours == pytest.approx(np.diag(p) - np.outer(p, p), rel=1e-12, abs=1e-15)
    with mp.workdps(30):
        for k, j in itertools.product(range(len(a)), repeat=2):

            def share(x, k=k, j=j):
                moved = [mp.mpf(s) if i != j else x for i, s in enumerate(scores)]
                return mp.exp(moved[k]) / mp.fsum(map(mp.exp, moved))

            assert ours[k, j] == pytest.approx(float(mp.diff(share, scores[j])), rel=1e-12)


@pytest.mark.parametrize("add", [True, False])
def test_stages(add):
    """The stages give the slopes of mpmath; without += those of x and z are not right."""
    demo = load("text1_stages")
    numbers = list(demo.NUMBERS.values())
    found = demo.by_hand(add)
    with mp.workdps(30):
        for index, name in enumerate("xyz"):
            order = tuple(int(i == index) for i in range(3))
            true = mp.diff(
                lambda x, y, z: (x * y + mp.tanh(z)) / (1 + mp.exp(x - z)), numbers, order
            )
            assert demo.at_once()[name] == pytest.approx(float(true), rel=1e-12)
            assert (found[name] == pytest.approx(float(true), rel=1e-12)) == (add or name == "y")


@pytest.mark.parametrize("rate", [0.01, 1.0, 5.0])
def test_old_values(rate):
    """A step of the library is PyTorch's, all from the old values; early updates give another."""
    torch = pytest.importorskip("torch")
    demo, network = load("text1_old_values"), load("text1_network")
    model = network.Perceptron()
    p = [torch.tensor(network.data(getattr(model, n)), requires_grad=True) for n in PARAMETERS]
    W1, b1, W2, b2 = p
    h = torch.sigmoid(torch.tensor(demo.X, dtype=torch.float64) @ W1 + b1)
    torch.nn.functional.cross_entropy(h @ W2 + b2, torch.tensor([demo.LABEL])).backward()
    early = demo.update_on_the_way(demo.loss(model), rate)
    assert early["W2"] == pytest.approx(W2.grad.numpy(), rel=1e-12)
    assert early["W1"] != pytest.approx(W1.grad.numpy(), rel=1e-3)
    demo.step(model, rate)
    for name, tensor in zip(PARAMETERS, p, strict=True):
        ours = network.data(getattr(model, name))
        moved = tensor - rate * tensor.grad
        assert ours == pytest.approx(moved.detach().numpy(), rel=1e-12)


def test_one_random_point_at_a_time():
    """Training by hand goes where PyTorch goes with the same random points."""
    torch = pytest.importorskip("torch")
    demo, network = load("text1_sgd"), load("text1_network")
    start = network.Perceptron()
    p = [torch.tensor(network.data(getattr(start, n)), requires_grad=True) for n in PARAMETERS]
    W1, b1, W2, b2 = p
    stream = random.Random(5)
    for _ in range(25):
        i = stream.randrange(len(demo.X))
        h = torch.sigmoid(torch.tensor([demo.X[i]], dtype=torch.float64) @ W1 + b1)
        torch.nn.functional.cross_entropy(
            h @ W2 + b2, torch.tensor([demo.Y[i]], dtype=torch.float64)
        ).backward()
        with torch.no_grad():
            for tensor in p:
                tensor -= demo.RATE * tensor.grad
                tensor.grad = None
    model, losses = demo.by_the_text(25, seed=5)
    for name, tensor in zip(PARAMETERS, p, strict=True):
        ours = network.data(getattr(model, name))
        assert ours == pytest.approx(tensor.detach().numpy(), rel=1e-11)
    everything = {name: t.detach().numpy() for name, t in zip(PARAMETERS, p, strict=True)}
    X, Y = np.array(demo.X), np.array(demo.Y)
    assert losses[-1] == pytest.approx(numpy_loss(everything, X, Y, "classification"), rel=1e-11)


def test_the_saddle_point():
    """At two weights of 0 the slope is 0, and L curves up one way and down the other."""
    demo = load("text1_minima")
    model = demo.valley((0.0, 0.0))
    L = demo.mse(demo.TARGETS, model.forward(demo.X, demo.identity))
    slopes = grad(L, model.W1[0], create_graph=True)
    assert [slope.data for slope in slopes] == pytest.approx([0, 0], abs=1e-15)
    hessian = np.array([grad(slope, model.W1[0]) for slope in slopes])
    x = np.array(demo.X)[:, 0]
    s = 1 / (1 + np.exp(1.0))
    first, second = s * (1 - s), s * (1 - s) * (1 - 2 * s)
    rest = 2 * s - np.array(demo.TARGETS)[:, 0]
    own = 2 * np.mean(first**2 * x**2 + rest * second * x**2)
    other = 2 * np.mean(first**2 * x**2)
    assert hessian == pytest.approx(np.array([[own, other], [other, own]]), rel=1e-12)
    low, high = np.linalg.eigvalsh(hessian)
    assert low < 0 < high
    assert demo.curvatures(model, model.W1[0]) == pytest.approx([low, high], rel=1e-12)


def test_layers_of_the_library():
    """The library's network is the text's: its neurons have the columns of W as their weights."""
    demo = load("text1_network")
    model = demo.Perceptron(3, 2, 4, seed=7)
    layers = demo.same_in_layers(model)
    X = np.random.default_rng(0).normal(size=(5, 3))
    ours = demo.data(model.forward(X.tolist(), demo.identity))
    assert layers.outputs(X) == pytest.approx(ours, rel=1e-12)
    assert model.outputs(X) == pytest.approx(ours, rel=1e-12)


def test_the_square():
    """The gradient of x² at 4 is 8, also by PyTorch."""
    torch = pytest.importorskip("torch")
    x, theirs = Value(4.0), torch.tensor(4.0, dtype=torch.float64, requires_grad=True)
    (theirs**2).backward()
    assert grad(load("text1_square").f(x), x) == theirs.grad.item() == 8.0
