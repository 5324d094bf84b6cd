"""What a model is to learn: rows, prepared targets, held-out rows and classes."""

import numpy as np
import pytest

from micrograd_plus.nn import MLP
from micrograd_plus.training.objective import check_inputs, state_objective

X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10) % 2


def model(outputs: int = 1) -> MLP:
    return MLP(2, [outputs], seed=0)


def test_a_share_of_the_rows_is_held_out() -> None:
    """Each row is on one side, inputs beside their targets; the seed decides which."""
    found, other = (state_objective(model(), X, Y, "hinge", 0.3, seed) for seed in (0, 1))
    assert found.validation is not None
    assert len(found.validation.inputs) == 3
    together = np.concatenate([found.training.inputs, found.validation.inputs])
    targets = np.concatenate([found.training.targets, found.validation.targets])
    order = together[:, 0].argsort()
    assert (together[order] == X).all()
    assert (targets[order] == 2 * Y - 1).all()
    assert (found.validation.inputs != other.validation.inputs).any()


@pytest.mark.parametrize(
    ("loss", "y", "outputs", "classes"),
    [
        ("hinge", Y, 1, [0, 1]),
        ("hinge", 2 * Y - 1, 1, [-1, 1]),
        ("cross_entropy", Y, 3, [0, 1, 2]),
        ("mse", Y, 1, None),
        (lambda output, target: output - target, Y, 1, None),
    ],
)
def test_classes_are_the_labels_as_they_were_given(loss, y, outputs, classes) -> None:
    """Numbers have none."""
    found = state_objective(model(outputs), X, y, loss, None, 0)
    assert found.classes == classes
    assert found.validation is None
    if classes is not None:
        assert (np.array(classes)[found.labels(found.training).astype(int)] == y).all()


@pytest.mark.parametrize(
    ("validation", "kind", "said"),
    [
        (1.5, ValueError, "a share between 0 and 1"),
        ("half", TypeError, "a share between 0 and 1"),
        ((X,), ValueError, "here are 1 things"),
        ((X[:, :1], Y), ValueError, "1 columns, X has 2"),
        ((X, Y[:3]), ValueError, "10 rows, its y has 3 labels"),
    ],
)
def test_wrong_validation(validation, kind: type[Exception], said: str) -> None:
    """Told what it may be, with what was found."""
    with pytest.raises(kind, match=said):
        state_objective(model(), X, Y, "hinge", validation, 0)


def test_one_row_cannot_be_split() -> None:
    """Nothing would be left to learn from."""
    with pytest.raises(ValueError, match="nothing would be left"):
        state_objective(model(), X[:1], Y[:1], "hinge", 0.5, 0)


def test_inputs_are_finite() -> None:
    """The place of the first that is not is named."""
    with pytest.raises(ValueError, match="X"):
        check_inputs("X", [[1.0, np.inf]])
    with pytest.raises(ValueError, match="at least one row"):
        check_inputs("X", np.zeros((0, 2)))
