"""A regressor of scalars for scikit-learn."""

from typing import Any

from sklearn.utils.validation import validate_data

from ..arrays import np
from .base import ScalarMLP
from .bases import RegressorMixin


class ScalarMLPRegressor(RegressorMixin, ScalarMLP):
    """A network of scalars that predicts numbers, as an estimator of scikit-learn.

    It is trained by the mean squared error. Targets are scaled to a mean of 0 and a deviation of 1
    while it learns, and what it predicts is scaled back.

    Arguments:
        hidden_layers: how many neurons each hidden layer has.
        activation: of the hidden neurons, such as `"tanh"` or `"relu"`.
        optimizer: `"adam"`, `"sgd"` or `"rmsprop"`.
        learning_rate: of that.
        epochs: how many times to go through all rows.
        batch_size: how many rows a step takes; None is all of them.
        l2: the factor of the sum of squared weights that is added to the loss.
        early_stopping: whether to hold rows out and stop when their loss gets no better.
        validation_fraction: the share of rows that is held out then.
        patience: for so many epochs.
        warm_start: whether `fit` goes on from the weights that there are.
        random_state: for the first weights, batches and rows held out.

    Attributes:
        model_: the network, a `micrograd_plus.nn.MLP`.
        loss_curve_: the loss of each epoch, of scaled targets.
        n_iter_: how many epochs the last call of `fit` ran.
        n_features_in_: how many inputs there are.
        feature_names_in_: their names, if X was a data frame.
        target_mean_: the mean of each target.
        target_scale_: its deviation.

    >>> import numpy as np
    >>> from micrograd_plus.estimators import ScalarMLPRegressor
    >>> X = np.linspace(-2, 2, 50)[:, None]
    >>> regressor = ScalarMLPRegressor(learning_rate=0.05, epochs=300, random_state=0)
    >>> regressor.fit(X, 10 * np.sin(2 * X[:, 0])).score(X, 10 * np.sin(2 * X[:, 0])) > 0.99
    True
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "ScalarMLPRegressor":
        """Train on rows X (n, columns) with targets y (n,) or (n, outputs)."""
        inputs, targets = self._checked(X, y, reset=True)
        weights = self._weights(sample_weight, inputs)
        self._begin(self.warm_start)
        self._scale(targets, weights)
        self._learn(inputs, targets, weights)
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> "ScalarMLPRegressor":
        """Go through rows once more, from the weights that there are.

        Targets are scaled as those of the first call were.
        """
        first = not hasattr(self, "model_")
        inputs, targets = self._checked(X, y, reset=first)
        weights = self._weights(sample_weight, inputs)
        if first:
            self._scale(targets, weights)
        self._learn(inputs, targets, weights, epochs=1)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the predicted numbers, (n,) or (n, outputs) as the targets were."""
        scores = self._scores(X)
        columns = scores[:, None] if scores.ndim == 1 else scores
        found: np.ndarray = columns * self.target_scale_ + self.target_mean_
        return found[:, 0] if self._flat else found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _checked(self, X: Any, y: Any, reset: bool) -> tuple[np.ndarray, np.ndarray]:
        inputs, targets = validate_data(
            self, X, y, reset=reset, dtype=np.float64, multi_output=True, y_numeric=True
        )
        self._flat = targets.ndim == 1
        return inputs, targets.astype(float).reshape(len(inputs), -1)

    def _scale(self, targets: np.ndarray, weights: np.ndarray | None) -> None:
        self.target_mean_: np.ndarray = np.average(targets, axis=0, weights=weights)
        spread = np.average((targets - self.target_mean_) ** 2, axis=0, weights=weights) ** 0.5
        self.target_scale_: np.ndarray = np.where(spread > 0, spread, 1.0)

    def _learn(
        self,
        inputs: np.ndarray,
        targets: np.ndarray,
        weights: np.ndarray | None,
        epochs: int | None = None,
    ) -> None:
        scaled = (targets - self.target_mean_) / self.target_scale_
        outputs = scaled.shape[1]
        goals = scaled[:, 0] if outputs == 1 else scaled
        self._train(inputs, goals, "mse", outputs, weights, epochs)
