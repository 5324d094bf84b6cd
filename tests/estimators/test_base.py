"""What both estimators have in common."""

import subprocess
import sys

import pytest
from sklearn.exceptions import NotFittedError

from micrograd_plus.estimators import ScalarMLPClassifier, ScalarMLPRegressor

WITHOUT = """
import sys
sys.modules["sklearn"] = None
import micrograd_plus
import micrograd_plus.estimators
"""


def test_without_scikit_learn_the_cure_is_told() -> None:
    found = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert "estimators need scikit-learn: pip install 'micrograd_plus[estimators]'" in found.stderr


@pytest.mark.parametrize("estimator", [ScalarMLPClassifier(), ScalarMLPRegressor()])
def test_nothing_is_told_before_it_was_fitted(estimator: ScalarMLPClassifier) -> None:
    with pytest.raises(NotFittedError):
        estimator.predict([[1.0, 2.0]])
    with pytest.raises(NotFittedError):
        estimator.explain([1.0, 2.0])
