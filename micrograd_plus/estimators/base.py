"""What classifier and regressor have in common: settings, and training by `fit`."""

from collections.abc import Callable, Sequence
from numbers import Integral, Real
from typing import Any

from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..arrays import np
from ..engine.value import Value
from ..explanation import explain
from ..explanation.text import Explanation
from ..inputs import choice, shown
from ..nn import MLP
from ..optim import SGD, Adam, Optimizer, RMSProp
from ..training import fit
from ..training.history import History
from ..training.targets import LOSSES
from .bases import BaseEstimator

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"adam": Adam, "sgd": SGD, "rmsprop": RMSProp}
_LARGEST_SEED = 2**31 - 1


class ScalarMLP(BaseEstimator):
    """A network of layers of neurons, every operation of which is a scalar that can be explained.

    Attributes:
        model_: the network.
        loss_curve_: the loss of each epoch.
        n_iter_: how many epochs were run by the last call of `fit`.
        n_features_in_: how many inputs there are.
        feature_names_in_: their names, if X was a data frame.
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
    ) -> None:
        self.hidden_layers = hidden_layers
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.l2 = l2
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.warm_start = warm_start
        self.random_state = random_state

    def explain(self, x: Any, output: int | None = None) -> Explanation:
        """Explain the output for one row: every step of the chain rule, by every weight.

        Arguments:
            x: the row, (columns,) or (1, columns), such as `frame.iloc[0]` of a data frame.
            output: which output; None is that of the predicted class, or the first one.
        """
        outputs = self._outputs_of(x)
        place = self._told(outputs) if output is None else output
        if isinstance(place, bool) or not isinstance(place, Integral):
            raise TypeError(f"output is a whole number, here is {shown(output)}")
        if not 0 <= place < len(outputs):
            raise ValueError(f"output counts from 0 to {len(outputs) - 1}, here is {place}")
        return explain(outputs[int(place)])

    def _told(self, outputs: list[Value]) -> int:
        """The output that is explained unless another one is asked for."""
        return 0

    def _outputs_of(self, x: Any) -> list[Value]:
        """The outputs for one row, with their graph."""
        check_is_fitted(self)
        if hasattr(x, "to_frame") and hasattr(self, "feature_names_in_"):
            # A row of a data frame has the names of its columns.
            x = x.to_frame().T
        given = x if hasattr(x, "columns") else np.atleast_2d(np.asarray(x))
        checked = validate_data(self, given, reset=False, dtype=np.float64)
        if len(checked) != 1:
            raise ValueError(f"explain takes one row, here are {len(checked)}")
        row = checked[0].tolist()
        names = getattr(self, "feature_names_in_", [f"x{place}" for place in range(len(row))])
        inputs = [Value(number, label=str(name)) for number, name in zip(row, names, strict=True)]
        found = self.model_(inputs)
        return found if isinstance(found, list) else [found]

    def _scores(self, X: Any) -> np.ndarray:
        """The outputs (n,) or (n, outputs) for checked rows."""
        check_is_fitted(self)
        checked = validate_data(self, X, reset=False, dtype=np.float64)
        scores: np.ndarray = self.model_.outputs(checked)
        return scores

    def _train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        loss: str,
        outputs: int,
        weights: np.ndarray | None,
        epochs: int | None = None,
    ) -> None:
        """Go on from the network that there is, or begin with a new one.

        Arguments:
            X: checked inputs.
            y: targets as our loss of that name takes them.
            loss: its name.
            outputs: how many the network has.
            weights: of the rows; None for equal ones.
            epochs: None for those of the settings.
        """
        make = OPTIMIZERS[choice("optimizer", self.optimizer, OPTIMIZERS)]
        seed = int(check_random_state(self.random_state).randint(_LARGEST_SEED))
        if not hasattr(self, "model_"):
            sizes = [*self._layers(), outputs]
            self.model_: MLP = MLP(X.shape[1], sizes, activation=self.activation, seed=seed)
            self.loss_curve_: list[float] = []
        stops = self.early_stopping and epochs is None
        history: History = fit(
            self.model_,
            X,
            y if weights is None else _with_weights(LOSSES[loss].targets(y, outputs), weights),
            loss=loss if weights is None else _weighted(loss),
            optimizer=make(lr=self.learning_rate),
            epochs=self.epochs if epochs is None else epochs,
            batch_size=self.batch_size,
            l2=self.l2,
            seed=seed,
            progress=False,
            validation=self.validation_fraction if stops else None,
            patience=self.patience if stops else None,
        )
        self.n_iter_: int = history.epochs
        self.loss_curve_ = [*self.loss_curve_, *history.loss]

    def _layers(self) -> list[int]:
        sizes = self.hidden_layers
        found = [sizes] if isinstance(sizes, Integral) else list(sizes)
        for size in found:
            if isinstance(size, bool) or not isinstance(size, Integral) or size < 1:
                raise ValueError(
                    f"hidden_layers is a sequence of whole numbers from 1 on, such as (16, 8); "
                    f"here is {shown(sizes)}"
                )
        return [int(size) for size in found]

    def _weights(self, sample_weight: Any, X: np.ndarray) -> np.ndarray | None:
        """The weights of rows with a mean of 1; None where all are equal."""
        if sample_weight is None:
            return None
        if isinstance(sample_weight, Real):
            sample_weight = np.full(len(X), float(sample_weight))
        weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        found: np.ndarray = weights / weights.mean()
        return found

    def _begin(self, keep: bool) -> None:
        """Forget the network, unless training is to go on from it."""
        if not keep and hasattr(self, "model_"):
            del self.model_


def _with_weights(targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.column_stack([targets, weights])


def _weighted(name: str) -> Callable[[Any, Any], Value]:
    """A loss of a row times the weight that stands behind its target."""
    sample = LOSSES[name].sample

    def weighted(outputs: Any, target: Any) -> Value:
        *goal, weight = target
        loss: Value = sample(outputs, goal if isinstance(outputs, list) else goal[0]) * weight
        return loss

    return weighted
