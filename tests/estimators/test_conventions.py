"""Every check of scikit-learn passes, and none is expected to fail."""

from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from micrograd_plus.estimators import ScalarMLPClassifier, ScalarMLPRegressor


@parametrize_with_checks([ScalarMLPClassifier(), ScalarMLPRegressor()])
@pytest.mark.filterwarnings("ignore")
def test_conventions(estimator: Any, check: Any) -> None:
    check(estimator)
