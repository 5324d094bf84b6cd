"""Which columns matter: those without which predictions get worse."""

import numpy as np

from micrograd_plus.commands.tables.description import Description
from micrograd_plus.commands.tables.encoding import Categories, Numbers
from micrograd_plus.commands.tables.importance import importances


def test_columns_are_shuffled_one_by_one() -> None:
    """All inputs of a column together; what is not looked at is worth nothing."""
    columns = [Numbers("a", 0.0, 1.0), Categories("kind", ("x", "y")), Numbers("b", 0.0, 1.0)]
    description = Description(columns, Numbers("y", 0.0, 1.0))
    random = np.random.default_rng(0)
    kinds = np.eye(2)[random.integers(0, 2, 50)]
    X = np.concatenate([random.normal(size=(50, 1)), kinds, random.normal(size=(50, 1))], axis=1)
    target = X[:, 0] + 10 * X[:, 1]
    seen = []

    def worth(inputs: np.ndarray) -> float:
        seen.append(inputs)
        return -float(abs(inputs[:, 0] + 10 * inputs[:, 1] - target).mean())

    found = importances(description, X, worth)
    assert [each.name for each in found] == ["kind", "a", "b"]
    assert found[0].loss > found[1].loss > 0.5
    assert found[2].loss == 0
    assert all((inputs[:, 1:3].sum(axis=1) == 1).all() for inputs in seen)
    assert all(sorted(inputs[:, 0]) == sorted(X[:, 0]) for inputs in seen)
    assert importances(description, X, worth) == found, "the same by the same seed"
