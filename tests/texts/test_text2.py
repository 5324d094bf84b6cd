"""The numbers of the demos of the second text, two sigmoid layers, by other means than our own."""

import itertools
import math

import numpy as np
import pytest
from mpmath import mp

from micrograd_plus import check_derivation

from .common import load


def logistic(z):
    return 1 / (1 + np.exp(-z))


COLUMNS = load("text2_columns")
NAMES = ("W1", "B1", "Z1", "A1", "W2", "B2", "Z2", "A2")


def network(sizes, samples, mean, seed=0):
    """The arrays of Values, J after its backward pass, and all arrays as numbers."""
    arrays = COLUMNS.network(sizes, samples, seed)
    J = COLUMNS.forward(arrays, mean)
    J.backward()
    n = {name: a if name in ("X", "y") else COLUMNS.data(a) for name, a in arrays.items()}
    return arrays, J, n


def outputs(n):
    """A1 and A2 by numpy."""
    A1 = logistic(n["W1"] @ n["X"] + n["B1"])
    return A1, logistic(n["W2"] @ A1 + n["B2"])


def cost(n, mean):
    """J by numpy."""
    return np.sum((outputs(n)[1] - n["y"]) ** 2) / (n["X"].shape[1] if mean else 1)


def by_hand(n, mean):
    """Every array's gradient, by numpy, from the textbook."""
    A1, A2 = outputs(n)
    dA2 = 2 * (A2 - n["y"]) / (n["X"].shape[1] if mean else 1)
    dZ2 = dA2 * A2 * (1 - A2)
    dA1 = n["W2"].T @ dZ2
    dZ1 = dA1 * A1 * (1 - A1)
    dB1, dB2 = (dZ.sum(axis=1)[:, None] for dZ in (dZ1, dZ2))
    found = (dZ1 @ n["X"].T, dB1, dZ1, dA1, dZ2 @ A1.T, dB2, dZ2, dA2)
    return dict(zip(NAMES, found, strict=True))


CASES = [
    ((2, 3, 1), 4, True),
    ((2, 2, 2), 5, False),
    ((1, 1, 1), 1, True),
    ((3, 2, 4), 3, True),
    ((4, 1, 2), 6, False),
    ((3, 3, 3), 3, True),
]


@pytest.mark.parametrize(("sizes", "samples", "mean"), CASES)
def test_gradients_by_label(sizes, samples, mean):
    """Read off by label, each array is that of numpy by hand, and of central differences."""
    _, J, n = network(sizes, samples, mean)
    assert J.data == pytest.approx(cost(n, mean), rel=1e-12)
    true = by_hand(n, mean)
    for name in NAMES:
        found = COLUMNS.gradient(J, name)
        assert found.shape == n[name].shape
        assert found == pytest.approx(true[name], rel=1e-11)
    for name in COLUMNS.PARAMETERS:
        for place in np.ndindex(n[name].shape):
            old, ends = n[name][place], []
            for n[name][place] in (old + 1e-5, old - 1e-5):
                ends.append(cost(n, mean))
            n[name][place] = old
            slope = (ends[0] - ends[1]) / 2e-5
            assert slope == pytest.approx(true[name][place], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("sizes", "samples", "mean"), CASES)
def test_gradients_by_pytorch(sizes, samples, mean):
    """PyTorch leaves the same gradients in every array, also in those in between."""
    torch = pytest.importorskip("torch")
    _, J, n = network(sizes, samples, mean)
    t = {name: torch.tensor(a, dtype=torch.float64) for name, a in n.items()}
    for name in COLUMNS.PARAMETERS:
        t[name].requires_grad_()
    t["Z1"] = t["W1"] @ t["X"] + t["B1"]
    t["A1"] = torch.sigmoid(t["Z1"])
    t["Z2"] = t["W2"] @ t["A1"] + t["B2"]
    t["A2"] = torch.sigmoid(t["Z2"])
    for name in ("Z1", "A1", "Z2", "A2"):
        t[name].retain_grad()
    theirs = ((t["A2"] - t["y"]) ** 2).sum() / (samples if mean else 1)
    theirs.backward()
    assert J.data == pytest.approx(theirs.item(), rel=1e-12)
    for name in NAMES:
        assert COLUMNS.gradient(J, name) == pytest.approx(t[name].grad.numpy(), rel=1e-11)


@pytest.mark.parametrize(("sizes", "samples", "mean"), CASES)
def test_the_repaired_listing(sizes, samples, mean):
    """Without W1.T the listing is the gradient, of any network, if it is divided as J is."""
    demo = load("text2_listing")
    arrays, J, n = network(sizes, samples, mean)
    given = demo.listing(n, extra=False, mean=mean)
    true = by_hand(n, mean)
    for name, array in given.items():
        assert array == pytest.approx(true[name[1:]], rel=1e-11)
    assert demo.checked(given, arrays, J)
    assert bool(demo.checked(demo.listing(n, extra=False), arrays, J)) == (not mean or samples == 1)


def test_the_printed_listing():
    """With 2-2-2 units dZ2 is W1.T @ dA2 in place of dA2, times the slope; the rest follows."""
    demo = load("text2_listing")
    for seed in range(5):
        arrays, total, n = network((2, 2, 2), 5, False, seed)
        given = demo.listing(n)
        wrong = n["W1"].T @ (2 * (n["A2"] - n["y"])) * n["A2"] * (1 - n["A2"])
        assert given["dZ2"] == pytest.approx(wrong, rel=1e-12)
        hidden = n["W2"].T @ wrong * n["A1"] * (1 - n["A1"])
        assert given["dW1"] == pytest.approx(hidden @ n["X"].T, rel=1e-12)
        report = demo.checked(given, arrays, total)
        verdicts = {row.name: row.verdict for row in report.rows}
        assert verdicts.pop("dA2") == "right"
        assert verdicts.pop("dZ2") == "wrong"
        assert set(verdicts.values()) == {"right, given what stands above it"}
        assert report["dZ2"].kind == "extra matrix"
        # Of the text's J with its 1/M, every quantity of the repaired lines is M times too large.
        ratios = [a / by_hand(n, True)[k[1:]] for k, a in demo.listing(n, extra=False).items()]
        assert np.concatenate([r.ravel() for r in ratios]) == pytest.approx(5.0, rel=1e-11)


def test_the_slope_of_the_sigmoid():
    """The repair of d_sigmoid is the derivative by Z, with 50 digits; A (1 - A) of Z is not."""
    demo = load("text2_listing")
    with mp.workdps(50):
        for z in (-6.0, -1.0, 0.0, 0.3, 4.0):
            true = float(mp.diff(lambda x: 1 / (1 + mp.exp(-x)), z))
            assert demo.d_sigmoid(np.array(z)) == pytest.approx(true, rel=1e-12)
            assert z * (1 - z) != pytest.approx(true, rel=1e-2)


def test_where_the_printed_listing_stops():
    """It stops but where inputs x hidden @ outputs x samples gives an array for the outputs."""
    demo = load("text2_shapes")
    assert demo.outcome((2, 3, 1)).startswith("stops")
    found = demo.silent()
    for sizes in itertools.product(range(1, 4), repeat=3):
        inputs, hidden, outputs = sizes
        fits = hidden == outputs and inputs in (1, outputs)
        assert (sizes in found) == fits
        assert demo.outcome(sizes, extra=False) == "right"


def test_the_update_loop():
    """The text's loop, repaired, takes PyTorch's way, step by step; as printed it does not."""
    torch = pytest.importorskip("torch")
    demo = load("text2_update_loop")
    n = demo.start()
    found = demo.by_listing(n, 0.5, 20, extra=False, mean=True)
    t = {k: torch.tensor(a, dtype=torch.float64) for k, a in demo.start().items()}
    weights = [t[name].requires_grad_() for name in COLUMNS.PARAMETERS]
    costs = []
    for _ in range(20):
        A2 = torch.sigmoid(t["W2"] @ torch.sigmoid(t["W1"] @ t["X"] + t["B1"]) + t["B2"])
        J = ((A2 - t["y"]) ** 2).sum() / t["X"].shape[1]
        costs.append(J.item())
        gradients = torch.autograd.grad(J, weights)
        with torch.no_grad():
            for weight, gradient in zip(weights, gradients, strict=True):
                weight -= 0.5 * gradient
    assert found[:20] == pytest.approx(costs, rel=1e-11)
    assert n["W1"] == pytest.approx(t["W1"].detach().numpy(), rel=1e-10)
    assert demo.by_listing(demo.start(), 0.5, 20, mean=True)[1] > costs[1]


def test_the_plugged_in_products():
    """What is meant by * is right for every size; where all sizes agree, shapes tell nothing."""
    demo = load("text2_plug_in")
    for sizes, samples in (((2, 3, 1), 4), ((3, 2, 4), 5), ((3, 3, 3), 3)):
        found = demo.verdicts(sizes, samples)
        for name, meant in demo.MEANT.items():
            assert found[name][meant] == "right"
        every = [verdict for column in found.values() for verdict in column.values()]
        assert (every.count("wrong") > 0) == (len({*sizes, samples}) == 1)


def test_the_links():
    """The diagonals of PyTorch's whole Jacobians are the text's derivatives; the rest is 0."""
    torch = pytest.importorskip("torch")
    jacobian_of = torch.autograd.functional.jacobian
    demo = load("text2_links")
    arrays, J, n = network((2, 3, 2), 4, False)
    jacobian = jacobian_of(torch.sigmoid, torch.tensor(n["Z2"])).numpy()
    found = demo.not_zero(arrays["A2"], arrays["Z2"])
    assert found == (np.count_nonzero(jacobian), jacobian.size)
    A1 = torch.tensor(n["A1"])
    whole = jacobian_of(lambda W2: W2 @ A1, torch.tensor(n["W2"])).numpy()
    assert demo.not_zero(arrays["Z2"], arrays["W2"]) == (np.count_nonzero(whole), whole.size)
    for o, m, h in np.ndindex(2, 4, 3):
        assert jacobian[o, m, o, m] == pytest.approx(n["A2"][o, m] * (1 - n["A2"][o, m]), rel=1e-12)
        assert whole[o, m, o, h] == pytest.approx(n["A1"][h, m], rel=1e-12)
    for _, given, true in demo.links(arrays, J):
        assert given == pytest.approx(true, rel=1e-12)


def test_learning_rates():
    """The line's costs are those of a matrix; a rate settles below 2 / the largest curvature."""
    demo = load("text2_learning_rate")
    A = np.column_stack([np.ravel(demo.X), np.ones(len(demo.X))])
    H = 2 * A.T @ A / len(A)
    assert demo.curvatures() == pytest.approx(np.linalg.eigvalsh(H), rel=1e-12)
    limit = 2 / demo.curvatures()[-1]
    for rate in (*demo.LINE_RATES, 0.9 * limit, 1.1 * limit):
        theta, costs = np.array([-1.0, 1.0]), []
        for _ in range(40):
            error = A @ theta - demo.Y
            costs.append(np.mean(error**2))
            theta = theta - rate * 2 * A.T @ error / len(A)
        found = demo.costs(demo.line(), rate, 40)
        assert found == pytest.approx(costs, rel=1e-9)
        assert (found[-1] < found[0]) == (rate < limit)
    assert H[1, 1] == 2, "whatever the data are"


def test_squares_on_a_line():
    """The squares have the areas of numpy's squared errors; the line fitted is the right one."""
    demo = load("text2_squares")
    neuron = demo.fitted()
    slope, intercept = np.polyfit(demo.X, demo.Y, 1)
    assert (neuron.w[0].data, neuron.b.data) == pytest.approx((slope, intercept), rel=1e-6)
    true = np.array(demo.Y) - (neuron.w[0].data * np.array(demo.X) + neuron.b.data)
    assert demo.errors(neuron) == pytest.approx(true, rel=1e-12)
    for square, x, y, e in zip(demo.squares(neuron), demo.X, demo.Y, true, strict=True):
        assert square.get_width() == square.get_height() == pytest.approx(abs(e), rel=1e-12)
        assert square.get_xy() == pytest.approx((x, min(y, y - e)), rel=1e-12)


def test_the_gradient_is_normal_to_the_contour():
    """By numpy: the gradient, and every slope its length times a cosine."""
    demo = load("text2_contours")
    A = np.column_stack([np.ravel(demo.X), np.ones(len(demo.X))])
    for at in (demo.START, (0.0, 0.0), (-1.0, 2.5)):
        true = 2 * A.T @ (A @ at - demo.Y) / len(A)
        assert demo.gradient(at) == pytest.approx(true, rel=1e-12)
        for angle in np.linspace(0, 2 * math.pi, 9):
            slope = true @ [math.cos(angle), math.sin(angle)]
            assert demo.slope_towards(angle, at) == pytest.approx(slope, rel=1e-9, abs=1e-12)
        across = math.atan2(true[1], true[0]) + math.pi / 2
        assert demo.slope_towards(across, at) == pytest.approx(0, abs=1e-12)
        # A small step along the tangent changes the cost by its curvature only.
        small = 1e-5 * np.array([math.cos(across), math.sin(across)])
        costs = [float(np.mean((A @ (at + step) - demo.Y) ** 2)) for step in (small, -small)]
        assert costs[0] == pytest.approx(costs[1], abs=1e-13 * costs[0] + 1e-14)


def test_steps_and_epochs():
    """fit takes as many steps an epoch as there are batches, the last of them smaller."""
    demo = load("text2_epochs")
    for batch_size, epochs in itertools.product((1, 2, 5, 7, 11, 12, None), (1, 2)):
        batches = 1 if batch_size is None else len(range(0, demo.SAMPLES, batch_size))
        assert demo.steps(batch_size, epochs) == epochs * batches


def test_terms():
    """The sum to M - 1 is numpy's mean of squared lengths; each reading of a square is its own."""
    demo = load("text2_terms")
    for sizes, samples in (((2, 3, 2), 4), ((1, 2, 3), 7)):
        arrays = COLUMNS.network(sizes, samples)
        COLUMNS.forward(arrays)
        errors = COLUMNS.data(arrays["A2"]) - arrays["y"]
        mean = np.mean(np.linalg.norm(errors, axis=0) ** 2)
        assert demo.summed(arrays, samples - 1).data == pytest.approx(mean, rel=1e-12)
        with pytest.raises(IndexError):
            demo.summed(arrays, samples)
        found = [value.data for value in demo.of_several(arrays).values()]
        true = [mean, np.mean(errors**2), np.mean(errors.sum(axis=0) ** 2)]
        assert found == pytest.approx(true, rel=1e-12)


def test_labels():
    """Scaling there and back changes nothing; no error is below that of an output of 1."""
    demo = load("text2_labels")
    y = np.array(demo.Y)
    for low, high in ((0.1, 0.9), (0.0, 1.0)):
        between = demo.scaled(y, low, high)
        assert (between.min(), between.max()) == pytest.approx((low, high))
        assert demo.back(between, low, high) == pytest.approx(y, rel=1e-12)
    out = demo.outputs(y, epochs=100)
    assert np.all((out > 0) & (out < 1))
    assert np.mean((out - y) ** 2) > np.mean((1 - y) ** 2)


def test_curvatures_of_the_cost():
    """By mpmath: the second derivative along a weight, which is negative in places."""
    demo = load("text2_not_a_bowl")
    model = demo.two_layers()
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    w, b = [[p.data for p in n.w] for n in neurons], [n.b.data for n in neurons]

    def sigmoid(z):
        return 1 / (1 + mp.exp(-z))

    def mean_square(weight):
        squares = []
        for (x,), y in zip(demo.X, demo.Y, strict=True):
            hidden = [sigmoid(weight * x + b[0]), sigmoid(w[1][0] * x + b[1])]
            squares.append((sigmoid(mp.fdot(w[2], hidden) + b[2]) - y) ** 2)
        return mp.fsum(squares) / len(squares)

    signs = set()
    with mp.workdps(40):
        for at in (-8.0, -1.0, 1.0, 4.0):
            true = [float(mp.diff(mean_square, at, order)) for order in (1, 2)]
            found = demo.slope_and_curvature(model, neurons[0].w[0], at)
            assert found == pytest.approx(true, rel=1e-10)
            signs.add(true[1] > 0)
    assert signs == {True, False}


def test_four_decimals_by_hand():
    """The repaired listing, worked out to four decimals, is right; the printed one is not."""
    demo = load("text2_listing")
    arrays, total, n = network((2, 2, 2), 5, False)
    for extra in (False, True):
        given = {name: (arrays[name[1:]], a.round(4)) for name, a in demo.listing(n, extra).items()}
        assert bool(check_derivation(total, given, decimals=4)) != extra
