"""A classifier of scalars where scikit-learn's users take one."""

import pickle
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from micrograd_plus import datasets
from micrograd_plus.estimators import ScalarMLPClassifier

X, Y = datasets.moons(120, seed=1)
NAMES = np.where(Y > 0, "upper", "lower")


def classifier(**settings: Any) -> ScalarMLPClassifier:
    return ScalarMLPClassifier(**{"learning_rate": 0.05, "random_state": 0, **settings})


def test_it_learns_and_tells_labels_of_any_kind() -> None:
    fitted = classifier().fit(X, NAMES)
    assert is_classifier(fitted)
    assert fitted.score(X, NAMES) > 0.95
    assert fitted.classes_.tolist() == ["lower", "upper"]
    assert set(fitted.predict(X)) == {"lower", "upper"}
    assert len(fitted.loss_curve_) == fitted.n_iter_ == 200


def test_probabilities_are_those_of_the_scores() -> None:
    fitted = classifier().fit(X, Y)
    probabilities = fitted.predict_proba(X)
    scores = fitted.decision_function(X)
    assert probabilities[:, 1] == pytest.approx(1 / (1 + np.exp(-scores)))
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(X)))


def test_three_classes_have_an_output_each() -> None:
    rows, kinds = load_iris(return_X_y=True)
    fitted = make_pipeline(StandardScaler(), classifier()).fit(rows, kinds)
    assert fitted.score(rows, kinds) > 0.95
    assert fitted.decision_function(rows).shape == (150, 3)
    assert (fitted.predict_proba(rows).argmax(axis=1) == fitted.predict(rows)).all()


def test_grid_search_calibration_clone_and_pickle() -> None:
    pipeline = make_pipeline(StandardScaler(), classifier(epochs=30))
    grid = {"scalarmlpclassifier__hidden_layers": [(2,), (8,)]}
    search = GridSearchCV(pipeline, grid, cv=3).fit(X, NAMES)
    assert search.best_score_ > 0.8
    calibrated = CalibratedClassifierCV(classifier(epochs=50), cv=3).fit(X, NAMES)
    assert calibrated.score(X, NAMES) > 0.8
    fitted = classifier().fit(X, Y)
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.predict_proba(X) == fitted.predict_proba(X)).all()
    copy = clone(fitted)
    assert not hasattr(copy, "model_")
    assert (copy.fit(X, Y).predict_proba(X) == fitted.predict_proba(X)).all()


def test_weights_of_rows_are_repeated_rows() -> None:
    weights = np.arange(len(X)) % 3
    weighted = classifier(epochs=50).fit(X, Y, sample_weight=weights)
    repeated = classifier(epochs=50).fit(np.repeat(X, weights, axis=0), np.repeat(Y, weights))
    assert weighted.predict_proba(X) == pytest.approx(repeated.predict_proba(X), abs=1e-9)


def test_classes_can_be_weighted() -> None:
    few = np.concatenate([np.flatnonzero(Y == 0), np.flatnonzero(Y == 1)[:4]])
    plain = classifier(epochs=60, learning_rate=0.01).fit(X[few], Y[few])
    balanced = classifier(epochs=60, learning_rate=0.01, class_weight="balanced")
    assert balanced.fit(X[few], Y[few]).predict(X).sum() > plain.predict(X).sum()


def test_a_prediction_is_explained() -> None:
    fitted = classifier(hidden_layers=(2,)).fit(X, NAMES)
    story = fitted.explain(X[3])
    assert float(story.root.data) == pytest.approx(fitted.decision_function(X[3:4])[0])
    assert "∂" in str(story)
    assert "x0" in str(story)
    with pytest.raises(ValueError, match="explain takes one row, here are 2"):
        fitted.explain(X[:2])
    with pytest.raises(ValueError, match="output counts from 0 to 0, here is 1"):
        fitted.explain(X[0], output=1)
    with pytest.raises(TypeError, match="output is a whole number"):
        fitted.explain(X[0], output=0.5)


def test_columns_of_a_frame_keep_their_names() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(X, columns=["left", "up"])
    fitted = classifier(hidden_layers=(2,)).fit(frame, NAMES)
    assert fitted.feature_names_in_.tolist() == ["left", "up"]
    assert "left" in str(fitted.explain(frame.iloc[[0]]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "left" in str(fitted.explain(frame.iloc[0]))
    with pytest.raises(ValueError, match="feature names"):
        fitted.explain(frame.iloc[0][["up", "left"]])
    with pytest.raises(ValueError, match="feature names"):
        fitted.predict(frame[["up", "left"]])


def test_training_can_go_on() -> None:
    fitted = classifier(epochs=5, warm_start=True).fit(X, Y)
    first = fitted.loss_curve_[-1]
    assert fitted.fit(X, Y).loss_curve_[-1] < first
    assert len(fitted.loss_curve_) == 10
    step = classifier()
    for _ in range(20):
        step.partial_fit(X, Y, classes=[0, 1])
    assert len(step.loss_curve_) == 20
    assert step.loss_curve_[-1] < step.loss_curve_[0]


def test_it_stops_early_where_asked() -> None:
    fitted = classifier(epochs=2000, early_stopping=True, patience=5, learning_rate=0.2).fit(X, Y)
    assert fitted.n_iter_ < 2000


def test_rows_that_may_not_be_written_are_read() -> None:
    """As those that a cluster shares."""
    frozen = X.copy()
    frozen.flags.writeable = False
    weights = np.ones(len(X))
    weights.flags.writeable = False
    assert classifier(epochs=5).fit(frozen, Y, sample_weight=weights).n_iter_ == 5


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"optimizer": "adamw"}, "optimizer is one of adam, sgd, rmsprop"),
        ({"hidden_layers": (0,)}, "hidden_layers is a sequence of whole numbers"),
        ({"activation": "Relu"}, "activation is one of"),
        ({"epochs": -1}, "epochs"),
    ],
)
def test_settings_that_do_not_fit_are_told_by_fit(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        classifier(**settings).fit(X, Y)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda c: c.fit(X, np.zeros(len(X))), "y has one class"),
        (lambda c: c.partial_fit(X, Y), "classes is needed in the first call"),
        (lambda c: c.partial_fit(X, Y, classes=[0, 2]), "which is not among the classes"),
        (lambda c: c.fit(X, Y, sample_weight=np.zeros(len(X))), "at least one non-zero number"),
    ],
)
def test_data_that_do_not_fit_are_told(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call(classifier())
