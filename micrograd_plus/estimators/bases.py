"""The bases of estimators: those of scikit-learn, with the types that it does not have."""

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:

    class BaseEstimator:
        """What every estimator can do."""

        def get_params(self, deep: bool = True) -> dict[str, Any]: ...
        def set_params(self, **params: Any) -> Self: ...
        def __sklearn_tags__(self) -> Any: ...

    class ClassifierMixin:
        """What every classifier can do."""

        def score(self, X: Any, y: Any, sample_weight: Any = None) -> float: ...
        def __sklearn_tags__(self) -> Any: ...

    class RegressorMixin:
        """What every regressor can do."""

        def score(self, X: Any, y: Any, sample_weight: Any = None) -> float: ...
        def __sklearn_tags__(self) -> Any: ...
else:
    from sklearn.base import (
        BaseEstimator as BaseEstimator,
        ClassifierMixin as ClassifierMixin,
        RegressorMixin as RegressorMixin,
    )
