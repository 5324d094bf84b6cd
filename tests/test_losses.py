"""Losses: held against PyTorch and numbers by hand; labels and shapes are checked."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, losses
from micrograd_plus.engine.comparison import Condition
from micrograd_plus.training.targets import LOSSES, Loss

REGRESSION = ["mse", "mae", "huber"]
TWO_CLASSES = ["hinge", "binary_cross_entropy"]


def public(name: str) -> Callable[[Any, Any], Value]:
    function: Callable[[Any, Any], Value] = getattr(losses, name)
    return function


def values(numbers: Any) -> Any:
    """Numbers of any arrangement as Values in nested lists."""
    return [values(x) for x in numbers] if np.ndim(numbers) else Value(numbers)


def flat(things: Any) -> list[Any]:
    return [x for thing in things for x in flat(thing)] if isinstance(things, list) else [things]


def example(name: str, n: int, size: float, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Random outputs and targets for a loss, with the number of outputs of a sample."""
    random = np.random.default_rng(seed)
    outputs = 4 if name == "cross_entropy" else 1
    X = random.uniform(-size, size, (n, outputs) if outputs > 1 else n)
    if name in REGRESSION:
        return X, random.uniform(-size, size, n), outputs
    return X, random.integers(0, max(outputs, 2), n), outputs


def test_the_registry_is_what_is_public() -> None:
    """Each loss is a public function under its name, and says whether it classifies."""
    assert {name: loss.classifies for name, loss in LOSSES.items()} == {
        **dict.fromkeys(REGRESSION, False),
        **dict.fromkeys(TWO_CLASSES, True),
        "cross_entropy": True,
    }
    for name, loss in LOSSES.items():
        assert isinstance(loss, Loss)
        assert loss.name == name
        assert public(name).__doc__


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


# --------------------------------------------------------- one sample, as training records it


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("size", [1.0, 1e3])
def test_samples_with_prepared_targets_are_the_public_loss(name: str, size: float) -> None:
    """The same number and gradients, with the target as numbers and as Values."""
    X, y, outputs = example(name, 20, size, seed=5)
    prepared = LOSSES[name].targets(y, outputs)
    assert prepared.shape == ((20, 4) if name == "cross_entropy" else (20,))
    for row, label, target in zip(X, y, prepared, strict=True):
        scores = values(row)
        expected = public(name)(scores, label)
        expected.backward()
        slopes = [score.grad for score in flat(scores)]
        for given in (target.tolist(), values(target)):
            scores = values(row)
            loss = LOSSES[name].sample(scores, given)
            loss.backward()
            assert loss.data == expected.data
            assert [score.grad for score in flat(scores)] == slopes


@pytest.mark.parametrize("name", REGRESSION)
def test_samples_of_several_outputs(name: str) -> None:
    """The mean over the outputs, for lists of any length."""
    for row, goals in (([0.5, -3.0, 2.0], [1.0, 0.0, 2.5]), ([0.5], [1.0])):
        expected = public(name)(values(row), goals).data
        assert LOSSES[name].sample(values(row), values(goals)).data == expected
        assert LOSSES[name].sample(values(row), goals).data == expected


@pytest.mark.parametrize("name", REGRESSION)
def test_a_target_may_be_a_value(name: str) -> None:
    """Two models can be drawn together: the gradient flows into the target too."""
    output, target = Value(3.0), Value(1.0)
    public(name)([output], [target]).backward()
    assert output.grad == -target.grad > 0


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values and comparisons whose numbers nobody may look at."""

    def refuse(*_: object) -> None:
        raise AssertionError("a number was read")

    monkeypatch.setattr(Value, "data", property(refuse))
    for method in ("__bool__", "__float__", "__format__", "__repr__"):
        monkeypatch.setattr(Value, method, refuse)
    monkeypatch.setattr(Condition, "__bool__", refuse)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.usefixtures("unreadable")
def test_samples_read_no_number(name: str) -> None:
    """Neither of the outputs nor of the target, so that a recording holds for every row."""
    outputs, targets = [Value(3.0), Value(1.0)], [Value(1.0), Value(0.0)]
    made = []
    if name != "cross_entropy":
        made.append(LOSSES[name].sample(outputs[0], targets[0]))
    if name not in TWO_CLASSES:
        made.append(LOSSES[name].sample(outputs, targets))
    assert all(loss.rule for loss in made)
    assert made


@pytest.mark.usefixtures("unreadable")
def test_reading_would_be_seen() -> None:
    """The guard of the test above can fail."""
    for reads in (lambda v: v if v > 0 else -v, lambda v: v.data, lambda v: f"{v:.2f}"):
        with pytest.raises(AssertionError, match="read"):
            reads(Value(1.0))


# ------------------------------------------------------------------------ targets as arrays

PREPARED = [
    ("mse", [1, 2], 1, [1.0, 2.0]),
    ("mse", [[1], [2]], 1, [1.0, 2.0]),
    ("mae", np.array([[1, 2], [3, 4]]), 2, [[1.0, 2.0], [3.0, 4.0]]),
    ("huber", ((True, 2.5),), 2, [[1.0, 2.5]]),
    ("hinge", [0, 1, 1], 1, [-1.0, 1.0, 1.0]),
    ("hinge", [-1, 1], 1, [-1.0, 1.0]),
    ("hinge", np.array([True, False]), 1, [1.0, -1.0]),
    ("hinge", [-0.0], 1, [-1.0]),
    ("hinge", [1, 1], 1, [1.0, 1.0]),
    ("binary_cross_entropy", (0, 1), 1, [0.0, 1.0]),
    ("cross_entropy", [2, 0], 3, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]),
    ("cross_entropy", np.array([1.0]), 2, [[0.0, 1.0]]),
]


@pytest.mark.parametrize(("name", "y", "outputs", "expected"), PREPARED)
def test_targets(name: str, y: Any, outputs: int, expected: list[Any]) -> None:
    """Sides for hinge, one-hot rows for cross_entropy, floats for all; y itself stays as it was."""
    before = np.array(y)
    prepared = LOSSES[name].targets(y, outputs)
    assert prepared.dtype == float
    assert prepared.tolist() == expected
    assert (np.array(y) == before).all()


WRONG_LABELS = [
    ("hinge", [0, 1, 2], 1, ValueError, r"labels 0 and 1, or -1 and 1; here are \{0, 1, 2\}"),
    ("hinge", [-1, 0, 1], 1, ValueError, r"\{-1, 0, 1\}"),
    ("hinge", [0, -1], 1, ValueError, r"\{-1, 0\}"),
    ("hinge", [1, math.nan], 1, ValueError, "nan"),
    ("hinge", range(20), 1, ValueError, r"\{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, \.\.\.\}"),
    ("hinge", [0, 1.0000001], 1, ValueError, r"\{0, 1.0000001\}"),
    ("hinge", ["no", "yes"], 1, TypeError, "'no'"),
    ("binary_cross_entropy", [-1, 1], 1, ValueError, r"labels 0 and 1; here are \{-1, 1\}"),
    ("binary_cross_entropy", [0.5, 1], 1, ValueError, r"\{0.5, 1\}"),
    ("binary_cross_entropy", [math.inf], 1, ValueError, "inf"),
    ("binary_cross_entropy", [0, 1], 3, ValueError, "3 outputs.*cross_entropy"),
    ("cross_entropy", [0, 3, 1], 3, ValueError, "largest label is 3.*3 outputs.*0 to 2"),
    ("cross_entropy", [-1, 1], 3, ValueError, r"whole numbers from 0 to 2.*\{-1, 1\}"),
    ("cross_entropy", [0, 0.5], 3, ValueError, r"whole numbers.*\{0, 0.5\}"),
    ("cross_entropy", [0, math.nan], 3, ValueError, "whole numbers.*nan"),
    ("cross_entropy", [0, math.inf], 3, ValueError, "whole numbers.*inf"),
    ("cross_entropy", [0, 1], 1, ValueError, "here is one.*binary_cross_entropy"),
    ("mse", [1, math.nan], 1, ValueError, "mse has the target nan.*leave that sample out"),
    ("mae", [[1, 2], [3, -math.inf]], 2, ValueError, "-inf, which is not finite"),
    ("huber", ["1.5", "2.5"], 1, TypeError, "'1.5'"),
    ("mse", [1, None], 1, TypeError, "None"),
    *((name, [], 2, ValueError, f"{name} of no samples") for name in LOSSES),
]


@pytest.mark.parametrize(("name", "y", "outputs", "kind", "said"), WRONG_LABELS)
def test_wrong_labels(name: str, y: Any, outputs: int, kind: type[Exception], said: str) -> None:
    """Told what was found, alike by the public function and where labels are prepared."""
    rows = [[Value(0.0) for _ in range(outputs)] for _ in y]
    with pytest.raises(kind, match=said):
        public(name)(rows if outputs > 1 else flat(rows), y)
    with pytest.raises(kind, match=said):
        LOSSES[name].targets(y, outputs)


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
