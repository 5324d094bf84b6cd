"""A classifier of scalars for scikit-learn."""

from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.utils import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d, validate_data

from ..arrays import np
from ..engine.value import Value
from ..inputs import shown
from .base import ScalarMLP
from .bases import ClassifierMixin


class ScalarMLPClassifier(ClassifierMixin, ScalarMLP):
    """A network of scalars that tells classes apart, as an estimator of scikit-learn.

    Two classes are told by one output and the binary cross-entropy, more by one output each and the
    cross-entropy.

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
        class_weight: a dictionary of weights by class, `"balanced"`, or None.

    Attributes:
        classes_: the labels, sorted.
        model_: the network, a `micrograd_plus.nn.MLP`.
        loss_curve_: the loss of each epoch.
        n_iter_: how many epochs the last call of `fit` ran.
        n_features_in_: how many inputs there are.
        feature_names_in_: their names, if X was a data frame.

    >>> from micrograd_plus import datasets
    >>> from micrograd_plus.estimators import ScalarMLPClassifier
    >>> X, y = datasets.moons(100, seed=0)
    >>> classifier = ScalarMLPClassifier(learning_rate=0.05, random_state=0).fit(X, y)
    >>> classifier.score(X, y)
    1.0
    >>> print(classifier.explain(X[0]))  # doctest: +ELLIPSIS
    forward...
    """

    def __init__(
        self,
        hidden_layers: Sequence[int] = (16,),
        *,
        activation: str = "tanh",
        optimizer: str = "adam",
        learning_rate: float = 0.01,
        epochs: int = 200,
        batch_size: int | None = None,
        l2: float = 0.0,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        warm_start: bool = False,
        random_state: Any = None,
        class_weight: Mapping[Any, float] | str | None = None,
    ) -> None:
        super().__init__(
            hidden_layers,
            activation=activation,
            optimizer=optimizer,
            learning_rate=learning_rate,
            epochs=epochs,
            batch_size=batch_size,
            l2=l2,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            patience=patience,
            warm_start=warm_start,
            random_state=random_state,
        )
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "ScalarMLPClassifier":
        """Train on rows X (n, columns) with labels y (n,); weights of rows may be given."""
        inputs, labels = self._checked(X, y, reset=True)
        classes, places = np.unique(labels, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"y has one class, {shown(classes[0])}: a classifier needs rows of two or more"
            )
        self._begin(self.warm_start and np.array_equal(getattr(self, "classes_", ()), classes))
        self.classes_: np.ndarray = classes
        self._learn(inputs, places, labels, sample_weight)
        return self

    def partial_fit(
        self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None
    ) -> "ScalarMLPClassifier":
        """Go through rows once more, from the weights that there are.

        Arguments:
            X: inputs (n, columns).
            y: labels (n,).
            classes: every label that there is; needed in the first call.
            sample_weight: weights of rows, or None.
        """
        first = not hasattr(self, "model_")
        if first and classes is None:
            raise ValueError("classes is needed in the first call of partial_fit: all labels")
        inputs, labels = self._checked(X, y, reset=first)
        if first:
            self.classes_ = np.unique(classes)
        elif classes is not None and not np.array_equal(self.classes_, np.unique(classes)):
            raise ValueError(f"classes is {shown(classes)}, and was {self.classes_} before")
        strange = np.setdiff1d(labels, self.classes_)
        if strange.size:
            raise ValueError(f"y has {shown(strange[0])}, which is not among the classes")
        places = np.searchsorted(self.classes_, labels)
        self._learn(inputs, places, labels, sample_weight, epochs=1)
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Return the scores of rows: (n, classes), or (n,) for two, above 0 for the second."""
        return self._scores(X)

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each class (n, classes)."""
        scores = self._scores(X)
        if scores.ndim == 1:
            # The scores of two classes whose difference is the one there is.
            scores = np.column_stack([np.zeros(len(scores)), scores])
        parts = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: np.ndarray = parts / parts.sum(axis=1, keepdims=True)
        return found

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable label of each row (n,)."""
        scores = self._scores(X)
        places = (scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)
        labels: np.ndarray = self.classes_[places]
        return labels

    def _told(self, outputs: list[Value]) -> int:
        return max(range(len(outputs)), key=lambda place: outputs[place].data)

    def _checked(self, X: Any, y: Any, reset: bool) -> tuple[np.ndarray, np.ndarray]:
        inputs, labels = validate_data(self, X, y, reset=reset, dtype=np.float64)
        labels = column_or_1d(labels, warn=True)
        check_classification_targets(labels)
        return inputs, labels

    def _learn(
        self,
        inputs: np.ndarray,
        places: np.ndarray,
        labels: np.ndarray,
        sample_weight: Any,
        epochs: int | None = None,
    ) -> None:
        if self.class_weight is not None:
            weights = compute_sample_weight(self.class_weight, labels)
            sample_weight = weights if sample_weight is None else weights * sample_weight
        weights = self._weights(sample_weight, inputs)
        count = len(self.classes_)
        loss, outputs = ("binary_cross_entropy", 1) if count == 2 else ("cross_entropy", count)
        self._train(inputs, places.astype(float), loss, outputs, weights, epochs)
