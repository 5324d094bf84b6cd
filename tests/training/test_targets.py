"""Targets as training prepares them: labels become numbers, wrong ones are told."""

import math
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.engine.comparison import Condition
from micrograd_plus.training.targets import LOSSES, Loss
from tests.losses import REGRESSION, TWO_CLASSES, example, flat, public, values


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
