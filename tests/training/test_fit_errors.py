"""Wrong data and settings for fit: the error names the thing, what it is and what it should be."""

import math
import warnings
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, fit
from micrograd_plus.engine.value import Constant
from micrograd_plus.errors import RecordingError
from micrograd_plus.nn import MLP, Module
from micrograd_plus.optim import Adam

X, Y = datasets.moons(23, 0.1, seed=0)


def small(outputs: int = 1) -> MLP:
    return MLP(2, [4, outputs], activation="tanh", seed=1)


def squared(output: Value, target: Any) -> Value:
    """A loss of one's own."""
    return (output - target) ** 2


def weights(model: MLP) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


class Giving(Module):
    """A model that gives the same, whatever the row."""

    def __init__(self, given: Any, weight: Value) -> None:
        self.given, self.weight = given, weight

    def __call__(self, x: Any) -> Any:
        return self.given


class Foreign:
    """A model of another package, whose parameters are not Values."""

    def __call__(self, x: Any) -> Any:
        return x

    def parameters(self) -> list[Any]:
        return [np.float64(1.0)]


def changed(X: np.ndarray, row: int, column: int, to: Any) -> Any:
    """The rows as lists, one number replaced."""
    rows = X.tolist()
    rows[row][column] = to
    return rows


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"X": [[1.0, 2.0], [3.0]]}, ValueError, r"rows of X have different lengths: \[1, 2\]"),
        ({"X": changed(X, 3, 1, "two")}, TypeError, r"X\[3, 1\] is 'two'"),
        ({"X": changed(X, 3, 1, math.nan)}, ValueError, r"X\[3, 1\] is nan: leave such rows out"),
        ({"X": changed(X, 22, 0, -math.inf)}, ValueError, r"X\[22, 0\] is -inf"),
        ({"X": changed(X, 3, 1, Value(1.0))}, TypeError, r"X\[3, 1\] is Value"),
        ({"X": []}, ValueError, "X has the shape"),
        ({"X": np.empty((0, 2)), "y": []}, ValueError, r"\(0, 2\): give at least one row"),
        ({"X": np.empty((23, 0))}, ValueError, r"\(23, 0\): give at least one row and column"),
        ({"X": X[:, 0]}, ValueError, r"X has the shape \(23,\): it needs \(n, columns\)"),
        ({"X": X[:, :1]}, ValueError, "takes 2 inputs, here are 1"),
        ({"X": "moons"}, TypeError, "X is 'moons'"),
        ({"X": None}, TypeError, "X is None"),
        ({"y": Y[:5]}, ValueError, "X has 23 rows, its y has 5 labels"),
        ({"y": []}, ValueError, "its y has 0 labels"),
        ({"y": None}, TypeError, "X has 23 rows, its y is None"),
        ({"y": np.array(1.0)}, TypeError, "its y is array"),
        ({"y": ["a"] * 23}, TypeError, r"y\[0\] is 'a'"),
        ({"y": Y + 1}, ValueError, r"hinge takes the labels 0 and 1, or -1 and 1; here are \{1, 2"),
        ({"y": Y + 0.5}, ValueError, r"\{0.5, 1.5\}"),
        ({"y": Y * math.nan}, ValueError, r"\{nan\}"),
        ({"y": Y * 2 - 1, "loss": "binary_cross_entropy"}, ValueError, r"here are \{-1, 1\}"),
        ({"y": [*Y[:-1], math.nan], "loss": "mse"}, ValueError, "target nan"),
        ({"y": [*Y[:-1], math.nan], "loss": squared}, ValueError, r"y\[22\] is nan"),
        ({"y": [[1], [1, 2]] + [[1]] * 21, "loss": squared}, ValueError, r"\[1, 2\]"),
        ({"y": np.stack([Y, Y], 1), "loss": "mse"}, ValueError, r"y has the shape \(23, 2\)"),
        ({"model": small(3)}, ValueError, 'hinge needs .* one output, .* 3.*"cross_entropy"'),
        ({"model": small(3), "loss": "mse"}, ValueError, r"needs \(n, 3\)"),
        ({"loss": "cross_entropy"}, ValueError, 'write loss="binary_cross_entropy"'),
        ({"loss": "cross_entropy", "model": small(2), "y": Y + 1}, ValueError, "label is 2, but"),
        ({"loss": "cross_entropy", "model": small(2), "y": Y / 2}, ValueError, "whole numbers"),
        (
            {"loss": "binary_cross_entropy", "model": MLP(2, [1], output="sigmoid")},
            ValueError,
            'output="linear"',
        ),
        ({"loss": "hing"}, ValueError, "loss is one of mse, mae.*'hing'"),
        ({"loss": None}, TypeError, "loss is a name or a function.*None"),
        ({"loss": lambda output, y: 1.0}, TypeError, "a loss returns a Value .* 1.0"),
        ({"loss": lambda output, y: [output]}, TypeError, "a loss returns a Value"),
        ({"loss": lambda output, y: 1.0, "engine": "scalar"}, TypeError, "a loss returns a Value"),
        ({"epochs": -1}, ValueError, "epochs must be at least 0, here is -1"),
        ({"epochs": 1.5}, TypeError, "epochs is a whole number, here is 1.5"),
        ({"epochs": True}, TypeError, "epochs is a whole number"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"batch_size": "all"}, TypeError, "batch_size is a whole number"),
        ({"l2": -1}, ValueError, "l2 is a finite number at least 0, here is -1"),
        ({"l2": math.nan}, ValueError, "l2 .* nan"),
        ({"l2": np.array([0.1, 0.2])}, TypeError, "l2 is a number"),
        ({"l2": Value(0.1)}, TypeError, "l2 is a number"),
        ({"patience": 0}, ValueError, "patience must be at least 1"),
        ({"clip_norm": 0}, ValueError, "clip_norm is a finite number above 0, here is 0"),
        ({"clip_norm": math.inf}, ValueError, "clip_norm .* inf"),
        ({"clip_norm": "1"}, TypeError, "clip_norm is a number"),
        ({"seed": "a"}, TypeError, "seed is a whole number, here is 'a'"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"schedule": 0.5}, TypeError, "schedule is a function, here is 0.5"),
        ({"schedule": lambda epoch, epochs: -0.5}, ValueError, "schedule .* epoch 0 it gave -0.5"),
        ({"schedule": lambda epoch, epochs: math.nan}, ValueError, "schedule .* gave nan"),
        ({"schedule": lambda epoch, epochs: "half"}, TypeError, "schedule .* gave 'half'"),
        ({"schedule": lambda epoch, epochs: None}, TypeError, "schedule .* gave None"),
        ({"schedule": lambda step, steps: -1, "schedule_by": "step"}, ValueError, "step 0 it gave"),
        (
            {"schedule_by": "batch"},
            ValueError,
            "schedule_by is one of epoch, step; here is 'batch'",
        ),
        ({"shuffle": 1}, TypeError, "shuffle is True or False, here is 1"),
        ({"callbacks": print}, TypeError, r"callbacks is a list .*print.*: write callbacks=\["),
        ({"callbacks": None}, TypeError, "callbacks is a list"),
        ({"callbacks": [print, None]}, TypeError, "a callback is a function, here is None"),
        ({"callbacks": ["print"]}, TypeError, "a callback is a function, here is 'print'"),
        ({"progress": "no"}, TypeError, "progress is True, False or None, here is 'no'"),
        ({"optimizer": Adam}, TypeError, r"optimizer is a recipe such as optim.Adam\(lr=0.01\)"),
        ({"optimizer": "adam"}, TypeError, "not 'adam'"),
        ({"model": None}, TypeError, r"fit trains a model such as MLP.*None"),
        ({"model": len}, TypeError, "here is <built-in function len>"),
        ({"model": MLP}, TypeError, "fit trains a model such as MLP.*class"),
        ({"model": Module()}, TypeError, "deriving from nn.Module"),
        ({"model": Giving(Constant(1.0), Constant(2.0))}, ValueError, "no parameters"),
        ({"model": Foreign()}, TypeError, "are Values of micrograd_plus.*1.0"),
        ({"model": Giving(3.0, Value(1.0))}, TypeError, "returns a Value .* 3.0"),
        ({"model": Giving([], Value(1.0))}, TypeError, r"returns a Value .* \[\]"),
        ({"engine": "gpu"}, ValueError, "engine is one of tape, scalar; here is 'gpu'"),
        ({"engine": ["tape"]}, ValueError, "engine is one of"),
        ({"validation": 0}, ValueError, "validation is a share between 0 and 1.*here is 0"),
        ({"validation": 1}, ValueError, "validation is a share"),
        ({"validation": 1.5}, ValueError, "here is 1.5"),
        ({"validation": "0.2"}, TypeError, "validation is a share .*'0.2'"),
        ({"validation": 0.999}, ValueError, "nothing would be left to learn from"),
        ({"validation": (X, Y, X)}, ValueError, "a pair .*3"),
        ({"validation": (X[:, :1], Y)}, ValueError, "the validation X has 1 columns, X has 2"),
        ({"validation": (X, Y[:3])}, ValueError, "the validation X has 23 rows, its y has 3"),
        ({"validation": (X[0], Y[0])}, ValueError, r"the validation X has the shape \(2,\)"),
        ({"validation": (X[:0], Y[:0])}, ValueError, "the validation X"),
        ({"X": X[:1], "y": Y[:1], "validation": 0.5}, ValueError, "1 row.* cannot be split"),
    ],
)
def test_wrong_input(wrong: dict[str, Any], kind: type[Exception], said: str) -> None:
    """The error names the thing, what it is and what it should be; nothing was trained."""
    model = wrong.get("model", small())
    before = weights(model) if isinstance(model, MLP) else None
    with warnings.catch_warnings(), pytest.raises(kind, match=said):
        warnings.simplefilter("error")
        fit(**{"model": model, "X": X, "y": Y, "loss": "hinge", "epochs": 2} | wrong)
    assert before is None or weights(model) == before


def test_a_branch_on_a_weight_is_noticed() -> None:
    """A weight's number changes from step to step: a model that decides by it is not recorded."""

    class Bent(Module):
        def __init__(self) -> None:
            self.w = Value(0.5)

        def __call__(self, x: Any) -> Value:
            return self.w * x[0] if self.w.data > 0 else 3.0 * self.w * x[0]

    model = Bent()
    with pytest.raises(RecordingError, match=r"from step to step.*where"):
        fit(model, [[1.0], [2.0]], [-1.0, -2.0], epochs=3)
    assert fit(model, [[1.0], [2.0]], [-1.0, -2.0], epochs=3, engine="scalar").epochs == 3


def test_a_model_gets_values() -> None:
    """A model may call methods of its inputs, with either engine; score checks its labels."""

    class Curved(Module):
        def __init__(self) -> None:
            self.w = Value(0.5)

        def __call__(self, x: Any) -> Value:
            return self.w * x[0].tanh()

    for engine in ("tape", "scalar"):
        model = Curved()
        fit(model, [[-1.0], [2.0]], [0, 1], loss="hinge", epochs=5, engine=engine)
        assert model.score([[-1.0], [2.0]], [[0], [1]]) == 1.0
        with pytest.raises(ValueError, match=r"label -1; the model knows \[0, 1\]"):
            model.score([[-1.0], [2.0]], [-1, 1])
