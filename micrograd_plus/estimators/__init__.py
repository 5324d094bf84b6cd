"""Networks of scalars as estimators of scikit-learn."""

try:
    import sklearn as sklearn
except ImportError:
    raise ImportError(
        "estimators need scikit-learn: pip install 'micrograd_plus[estimators]'"
    ) from None

from .classifier import ScalarMLPClassifier as ScalarMLPClassifier
from .regressor import ScalarMLPRegressor as ScalarMLPRegressor
