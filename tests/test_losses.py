"""Losses: held against PyTorch and numbers by hand; labels and shapes are checked."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, losses
from micrograd_plus.training.targets import LOSSES
from tests.losses import REGRESSION, example, flat, public, values

# ---------------------------------------------------------------------------------- numbers

ONE_SAMPLE = [
    ("mse", 3.0, 1, 4.0),
    ("mse", [3.0, 1.0], [1, 2], 2.5),
    ("mae", 3.0, 4.5, 1.5),
    ("mae", [3.0, -1.0], [1, 0], 1.5),
    ("huber", 0.5, 0, 0.125),
    ("huber", 3.0, 5, 1.5),
    ("huber", 1.0, 2, 0.5),
    ("huber", [0.5, 3.0], [0, 5], 0.8125),
    ("hinge", 0.25, 1, 0.75),
    ("hinge", 0.25, 0, 1.25),
    ("hinge", 0.25, -1, 1.25),
    ("hinge", 3.0, 1, 0.0),
    ("hinge", 0.25, True, 0.75),
    ("binary_cross_entropy", 0.0, 1, math.log(2)),
    ("binary_cross_entropy", math.log(3), 1, math.log(4 / 3)),
    ("binary_cross_entropy", math.log(3), 0, math.log(4)),
    ("binary_cross_entropy", -1000.0, 1, 1000.0),
    ("cross_entropy", [0.0, 0.0, 0.0], 2, math.log(3)),
    ("cross_entropy", [math.log(3), 0.0], 0, math.log(4 / 3)),
    ("cross_entropy", [-1000.0, 1000.0], np.int64(0), 2000.0),
]
SEVERAL = [
    ("mse", [3.0, 1.0], [1, 2], 2.5),
    ("mse", [[3.0], [1.0]], [[1], [2]], 2.5),
    ("mse", [3.0, 1.0], np.array([[1], [2]]), 2.5),
    ("mse", [[3.0, 1.0], [0.0, 0.0]], [[1, 2], [2, -1]], 2.5),
    ("mae", [[3.0, 1.0], [0.0, 0.0]], np.array([[1, 2], [2, -1]]), 1.5),
    ("huber", [0.5, 3.0], np.array([0.0, 5.0]), 0.8125),
    ("hinge", [0.25, -2.0], np.array([1, 0]), 0.375),
    ("hinge", [0.25, -2.0], (1, -1), 0.375),
    ("hinge", [[0.25], [-2.0]], [1, 0], 0.375),
    ("binary_cross_entropy", [0.0, 0.0], [True, False], math.log(2)),
    ("cross_entropy", [[0.0, 0.0], [math.log(3), 0.0]], [1, 1], math.log(8) / 2),
    ("cross_entropy", [[0.0, 0.0]], np.array([1.0]), math.log(2)),
]


@pytest.mark.parametrize(("name", "outputs", "targets", "expected"), ONE_SAMPLE + SEVERAL)
def test_numbers_by_hand(name: str, outputs: Any, targets: Any, expected: float) -> None:
    """One sample and several, with lists, tuples and arrays, of Values and of numbers."""
    assert public(name)(values(outputs), targets).data == pytest.approx(expected, rel=1e-14)
    assert public(name)(outputs, targets).data == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("size", [1.0, 5.0, 1e3])
@pytest.mark.parametrize("n", [1, 40])
def test_results_and_gradients_are_pytorchs(name: str, size: float, n: int) -> None:
    """To 1e-12, also for scores of a thousand."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    of = torch.nn.functional
    theirs = {
        "mse": of.mse_loss,
        "mae": of.l1_loss,
        "huber": of.huber_loss,
        "hinge": lambda s, y: (1 - (2 * y - 1) * s).clamp(min=0).mean(),
        "binary_cross_entropy": of.binary_cross_entropy_with_logits,
        "cross_entropy": of.cross_entropy,
    }[name]
    X, y, _ = example(name, n, size, seed=n)
    scores = torch.tensor(X, requires_grad=True)
    goals = torch.tensor(y) if name == "cross_entropy" else torch.tensor(y, dtype=torch.float64)
    expected = theirs(scores, goals)
    expected.backward()
    outputs = values(X)
    loss = public(name)(outputs, y)
    loss.backward()
    assert loss.data == pytest.approx(expected.item(), rel=1e-12, abs=1e-12)
    gradients = [output.grad for output in flat(outputs)]
    assert gradients == pytest.approx(scores.grad.ravel().tolist(), rel=1e-12, abs=1e-12)
    assert n == 1 or any(gradients)


@pytest.mark.parametrize("name", REGRESSION)
def test_several_outputs_are_pytorchs(name: str) -> None:
    """The mean over all elements, with equal gradients."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    of = torch.nn.functional
    theirs = {"mse": of.mse_loss, "mae": of.l1_loss, "huber": of.huber_loss}[name]
    random = np.random.default_rng(0)
    X, Y = random.normal(0, 2, (7, 3)), random.normal(0, 2, (7, 3))
    scores = torch.tensor(X, requires_grad=True)
    expected = theirs(scores, torch.tensor(Y))
    expected.backward()
    outputs = values(X)
    loss = public(name)(outputs, Y)
    loss.backward()
    assert loss.data == pytest.approx(expected.item(), rel=1e-12)
    gradients = [output.grad for output in flat(outputs)]
    assert gradients == pytest.approx(scores.grad.ravel().tolist(), rel=1e-12)


KINKS = [
    ("mae", 2.0, 2, 0.0),
    ("huber", 2.0, 2, 0.0),
    ("huber", 3.0, 2, 1.0),
    ("huber", 1.0, 2, -1.0),
    ("hinge", 1.0, 1, 0.0),
    ("hinge", -1.0, 0, 0.0),
]


@pytest.mark.parametrize(("name", "output", "target", "slope"), KINKS)
def test_slopes_at_kinks(name: str, output: float, target: float, slope: float) -> None:
    """0 where the absolute error is 0 and from the hinge on; huber has no kink at 1."""
    score = Value(output)
    public(name)(score, target).backward()
    assert score.grad == slope


@pytest.mark.parametrize("name", REGRESSION)
def test_a_target_may_be_a_value(name: str) -> None:
    """Two models can be drawn together: the gradient flows into the target too."""
    output, target = Value(3.0), Value(1.0)
    public(name)([output], [target]).backward()
    assert output.grad == -target.grad > 0


V = Value(0.0)
WRONG_SHAPES = [
    (lambda: losses.hinge([V, V, V], [0, 1]), ValueError, "3 samples and 2 targets"),
    (lambda: losses.hinge(V, 3), ValueError, r"\{3\}"),
    (lambda: losses.hinge([V, V], 1), ValueError, "2 outputs"),
    (lambda: losses.hinge([[V, V]], [1]), ValueError, "2 outputs.*cross_entropy"),
    (lambda: losses.hinge([V, V], [[1], [0]]), TypeError, r"hinge has \[1\] \(list\)"),
    (lambda: losses.hinge(V, Value(1.0)), TypeError, r"take its \.data"),
    (lambda: losses.hinge("ab", 1), TypeError, "'ab'"),
    (lambda: losses.mse([[V, V], [V, V]], [1, 2]), ValueError, "2 output.*target 1.*each output"),
    (lambda: losses.mse(V, [1, 2]), ValueError, "1 samples and 2 targets"),
    (lambda: losses.mse([V, V], 1), ValueError, "2 output.*one number for each"),
    (lambda: losses.mse([[V, V], [V]], [[1, 2], [3]]), ValueError, "1 and 2 outputs"),
    (lambda: losses.mse([[]], [[]]), ValueError, "0 outputs"),
    (lambda: losses.mse([[[V]]], [1]), ValueError, "nested deeper"),
    (lambda: losses.mse(V, "1"), TypeError, "'1'"),
    (lambda: losses.mse(None, 1), TypeError, "None"),
    (lambda: losses.cross_entropy(V, 1), ValueError, "binary_cross_entropy"),
    (lambda: losses.cross_entropy([V, V, V], [0, 1, 0]), ValueError, "binary_cross_entropy"),
    (lambda: losses.cross_entropy([[V, V], [V, V]], 1), ValueError, "nested deeper"),
    (lambda: losses.cross_entropy([[V, V], V], [1, 1]), ValueError, "1 and 2 outputs"),
    (lambda: LOSSES["mse"].targets([1, 2], 3), ValueError, r"\(2,\).*3 output.*\(n, 3\)"),
    (lambda: LOSSES["mse"].targets([[1, 2]], 3), ValueError, r"\(1, 2\).*\(n, 3\)"),
    (lambda: LOSSES["mae"].targets([[1, 2]], 1), ValueError, r"\(1, 2\).*needs \(n,\)"),
    (lambda: LOSSES["mae"].targets([[1, 2], [3]], 2), ValueError, "different lengths"),
    (lambda: LOSSES["huber"].targets(np.ones((2, 2, 2)), 2), ValueError, r"\(2, 2, 2\)"),
    (lambda: LOSSES["mse"].targets(1.0, 1), ValueError, r"\(n,\)"),
    (lambda: LOSSES["mse"].targets([Value(1.0)], 1), TypeError, "Value"),
    (lambda: LOSSES["hinge"].targets([[1], [0]], 1), ValueError, r"\(2, 1\).*\(n,\)"),
    (lambda: LOSSES["cross_entropy"].targets([[1, 0]], 2), ValueError, r"\(n,\)"),
]


@pytest.mark.parametrize(("make", "kind", "said"), WRONG_SHAPES)
def test_wrong_shapes(make: Callable[[], Any], kind: type[Exception], said: str) -> None:
    """Outputs and targets that do not fit each other are told what would."""
    with pytest.raises(kind, match=said):
        make()
