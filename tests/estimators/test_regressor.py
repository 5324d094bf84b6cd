"""A regressor of scalars where scikit-learn's users take one."""

import numpy as np
import pytest
from sklearn.base import is_regressor
from sklearn.model_selection import cross_val_score

from micrograd_plus.estimators import ScalarMLPRegressor

X = np.random.default_rng(0).uniform(-2, 2, (120, 2))
Y = 500 + 100 * np.sin(X[:, 0]) + 50 * X[:, 1]


def test_it_learns_targets_of_any_size() -> None:
    fitted = ScalarMLPRegressor(learning_rate=0.05, random_state=0).fit(X, Y)
    assert is_regressor(fitted)
    assert fitted.score(X, Y) > 0.99
    scores = cross_val_score(ScalarMLPRegressor(learning_rate=0.05, random_state=0), X, Y, cv=3)
    assert scores.min() > 0.9


def test_several_targets_are_predicted_side_by_side() -> None:
    both = np.column_stack([Y, -2 * X[:, 0]])
    fitted = ScalarMLPRegressor(learning_rate=0.05, random_state=0).fit(X, both)
    assert fitted.predict(X).shape == (120, 2)
    assert fitted.score(X, both) > 0.98


def test_weights_of_rows_are_repeated_rows() -> None:
    weights = 1 + np.arange(len(X)) % 3
    settings = {"random_state": 0, "epochs": 50}
    weighted = ScalarMLPRegressor(**settings).fit(X, Y, sample_weight=weights)
    rows, goals = np.repeat(X, weights, axis=0), np.repeat(Y, weights)
    repeated = ScalarMLPRegressor(**settings).fit(rows, goals)
    assert weighted.predict(X) == pytest.approx(repeated.predict(X), rel=1e-9)


def test_a_constant_target_is_learned_as_it_is() -> None:
    fitted = ScalarMLPRegressor(random_state=0, epochs=300).fit(X, np.full(len(X), 7.0))
    assert fitted.predict(X) == pytest.approx(np.full(len(X), 7.0), abs=0.2)


def test_partial_fit_keeps_the_first_scale() -> None:
    fitted = ScalarMLPRegressor(random_state=0).partial_fit(X, Y)
    scale = fitted.target_scale_.tolist()
    fitted.partial_fit(X, 1000 * Y)
    assert fitted.target_scale_.tolist() == scale
    assert len(fitted.loss_curve_) == 2


def test_a_prediction_is_explained_in_scaled_numbers() -> None:
    fitted = ScalarMLPRegressor((2,), random_state=0, epochs=20).fit(X, Y)
    told = fitted.explain(X[0]).root.data * fitted.target_scale_[0] + fitted.target_mean_[0]
    assert told == pytest.approx(fitted.predict(X[:1])[0])
