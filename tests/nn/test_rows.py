"""outputs, predict and score: what a model says of rows, and how good that is."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, fit, log, nn, sigmoid, where
from micrograd_plus.nn import MLP, Module, Neuron
from micrograd_plus.nn.rows import accuracy, r_squared, told_classes
from micrograd_plus.optim import Adam

X, Y = datasets.moons(40, 0.1, seed=0)
BLOBS, GROUPS = datasets.blobs(45, seed=1)


class Mine(Module):
    """A model that a function of its weights and a row makes."""

    def __init__(self, compute: Callable[[list[Value], Any], Any]) -> None:
        stream = random.Random(0)
        self.w = [Value(stream.uniform(-1, 1)) for _ in range(3)]
        self.compute = compute

    def __call__(self, x: Any) -> Any:
        return self.compute(self.w, x)


def by_hand(model: Any, X: Any) -> np.ndarray:
    """The outputs of the scalar engine, row by row."""
    rows = [model(row) for row in np.asarray(X).tolist()]
    return np.array(
        [[v.data for v in row] if isinstance(row, list | tuple) else row.data for row in rows]
    )


def trained(outputs: int, X: Any, y: Any, loss: str, **settings: Any) -> MLP:
    model = MLP(2, [6, outputs], activation="tanh", seed=0)
    model.fit(X, y, loss, Adam(lr=0.05), **({"epochs": 60} | settings))
    return model


class TestOutputs:
    @pytest.mark.parametrize("rows", [1, 2, 40])
    @pytest.mark.parametrize("outputs", [1, 3])
    def test_they_are_the_scalar_engines(self, rows: int, outputs: int) -> None:
        """Row by row, trained or not; one output is (n,), several are (n, outputs)."""
        model = MLP(2, [6, outputs], activation="tanh", seed=0)
        found = model.outputs(X[:rows])
        assert found.shape == ((rows,) if outputs == 1 else (rows, outputs))
        np.testing.assert_allclose(found, by_hand(model, X[:rows]), rtol=0, atol=1e-12)

    def test_more_rows_than_are_computed_at_once(self) -> None:
        """The rows stay in order."""
        many = np.random.default_rng(0).normal(size=(60_000, 2))
        model = MLP(2, [30, 1], activation="tanh", seed=0)
        found = model.outputs(many)
        for row in (0, 20_001, 33_333, 59_999):
            assert found[row] == pytest.approx(model(many[row]).data, abs=1e-12)

    @pytest.mark.parametrize(
        "form", [np.ndarray.tolist, np.asfortranarray, lambda a: a.astype(np.float32).astype(float)]
    )
    def test_forms_of_data(self, form: Callable[[np.ndarray], Any]) -> None:
        """Lists and other orders of memory are the same rows."""
        model, rows = MLP(2, [3, 2], seed=0), np.round(X, 2).astype(np.float32).astype(float)
        assert (model.outputs(form(rows)) == model.outputs(rows)).all()

    def test_what_a_model_may_return(self) -> None:
        """A list of one is one output; tuples and arrays of Values are lists."""
        several: list[tuple[Callable[[list[Value], Any], Any], tuple[int, ...]]] = [
            (lambda w, x: [w[0] * x[0]], (40,)),
            (lambda w, x: (w[0] * x[0], w[1] * x[1]), (40, 2)),
            (lambda w, x: np.array([w[0] * x[0], w[1] * 1]), (40, 2)),
            (lambda w, x: (weight * x[0] for weight in w), (40, 3)),
            (lambda w, x: w[0], (40,)),
            (lambda w, x: [w[0], w[0]], (40, 2)),
        ]
        for compute, shape in several:
            assert Mine(compute).outputs(X).shape == shape

    def test_a_model_that_cannot_be_recorded(self) -> None:
        """What the scalar engine has trained can be asked too."""
        model = Mine(lambda w, x: w[0] * x[0] if x[0] > 0 else w[1] * x[1] + w[2])
        fit(model, X, Y, "hinge", epochs=5, engine="scalar")
        assert (model.outputs(X) == by_hand(model, X)).all()
        assert (model.predict(X) == (by_hand(model, X) > 0)).all()
        assert model.score(X, Y) == np.mean((by_hand(model, X) > 0) == Y)

    def test_leaving_a_domain(self) -> None:
        """The scalar engine's own error, with the row."""
        model = Mine(lambda w, x: log(x[0]) * w[0])
        with pytest.raises(ValueError, match=r"log.* is not defined at x = -2") as caught:
            model.outputs([[1.0], [3.0], [-2.0], [-5.0]])
        assert caught.value.__notes__[0].startswith("in row 2")

    @pytest.mark.parametrize(
        ("wrong", "kind", "said"),
        [
            (X[:0], ValueError, r"X has the shape \(0, 2\): give at least one row"),
            (X[0], ValueError, r"X has the shape \(2,\): it needs \(n, columns\)"),
            ([], ValueError, "X has the shape"),
            (X[:, :1], ValueError, "takes 2 inputs, here are 1"),
            (np.ones((4, 3)), ValueError, "takes 2 inputs, here are 3"),
            ([[1.0, 2.0], [3.0]], ValueError, r"rows of X have different lengths: \[1, 2\]"),
            ([["a", "b"]], TypeError, r"X\[0, 0\] is 'a'"),
            (None, TypeError, "X is None"),
        ],
    )
    def test_wrong_rows(self, wrong: Any, kind: type[Exception], said: str) -> None:
        """They are told as by `fit`, also by what builds on the outputs."""
        model = trained(1, X, Y, "hinge")
        for ask in (model.outputs, model.predict, lambda rows: model.score(rows, Y)):
            with pytest.raises(kind, match=said):
                ask(wrong)


class TestClasses:
    @pytest.mark.parametrize(
        ("y", "loss", "classes"),
        [
            (Y, "hinge", [0, 1]),
            (Y * 2 - 1, "hinge", [-1, 1]),
            (Y.astype(bool), "hinge", [0, 1]),
            (Y.astype(float), "binary_cross_entropy", [0, 1]),
            ((Y * 2.0 - 1).tolist(), "hinge", [-1, 1]),
        ],
    )
    def test_two(self, y: Any, loss: str, classes: list[int]) -> None:
        """Labels are those that it was trained on; the score is the share of right ones."""
        model = trained(1, X, y, loss)
        assert (model.task, model.classes) == ("classification", classes)
        said = model.predict(X)
        expected = np.where(by_hand(model, X) > 0, classes[1], classes[0])
        assert said.shape == (40,)
        assert said.dtype.kind == "i"
        assert (said == expected).all()
        assert model.score(X, y) == np.mean(expected == np.asarray(y)) > 0.8

    @pytest.mark.parametrize("engine", ["tape", "scalar"])
    def test_several(self, engine: str) -> None:
        """The class of the largest output; accuracy as the last entry of the history would be."""
        outputs = int(GROUPS.max()) + 1
        model = trained(outputs, BLOBS, GROUPS, "cross_entropy", engine=engine, epochs=20)
        expected = by_hand(model, BLOBS).argmax(axis=1)
        assert (model.predict(BLOBS) == expected).all()
        assert model.score(BLOBS, GROUPS) == np.mean(expected == GROUPS) > 0.8
        history = model.fit(BLOBS, GROUPS, "cross_entropy", epochs=1)
        assert history.accuracy[0] == np.mean(expected == GROUPS)

    def test_a_class_of_its_own(self) -> None:
        """Labels that all rows share are learned without a word."""
        assert (trained(1, X, np.ones(40), "hinge").predict(X) == 1).all()
        assert trained(3, X, np.full(40, 2), "cross_entropy").score(X, np.full(40, 2)) == 1.0

    def test_nan_tells_no_class(self) -> None:
        """A row that is not complete is not put into a class silently."""
        rows = X.copy()
        rows[7, 1] = np.nan
        for model in (trained(1, X, Y, "hinge"), trained(2, X, Y, "cross_entropy")):
            with pytest.raises(ValueError, match="row 7 of X gives nan"):
                model.predict(rows)

    @pytest.mark.parametrize(
        "model",
        [
            MLP(2, [3, 1], output="sigmoid", seed=0),
            Neuron(2, activation="sigmoid", seed=0),
            Mine(lambda w, x: sigmoid(w[0] * x[0] + w[1] * x[1])),
        ],
        ids=["MLP", "Neuron", "of one's own"],
    )
    def test_a_sigmoid_gives_no_scores(self, model: Any) -> None:
        """Its outputs are all above 0, so that one class would be told for every row."""
        assert set((model.outputs(X) > 0.5).tolist()) == {False, True}
        model.task = "classification"
        for ask in (model.predict, lambda rows: model.score(rows, Y)):
            with pytest.raises(ValueError, match=r"sigmoid out.*outputs\(X\) > 0\.5"):
                ask(X)
        model.task = "regression"
        assert (model.predict(X) == model.outputs(X)).all()


class TestNumbers:
    @pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
    def test_one_output(self, loss: str) -> None:
        """Numbers as they are; the score is R² by its formula."""
        y = np.sin(X[:, 0])
        model = trained(1, X, y, loss)
        said = by_hand(model, X)
        assert (model.task, model.classes) == ("regression", None)
        np.testing.assert_allclose(model.predict(X), said, rtol=0, atol=1e-12)
        squared = 1 - ((said - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()
        assert model.score(X, y) == pytest.approx(squared, abs=1e-12)
        assert 0.5 < model.score(X, y) < 1
        assert model.score(X, model.predict(X)) == 1.0
        assert model.score(X, -10 * y) < 0

    def test_several_outputs(self) -> None:
        """The squares of all columns together, each about its own mean."""
        y = np.stack([X[:, 0], 5 - X[:, 1]], axis=1)
        model = trained(2, X, y, "mse")
        said = by_hand(model, X)
        assert model.predict(X).shape == (40, 2)
        squared = 1 - ((said - y) ** 2).sum() / ((y - y.mean(axis=0)) ** 2).sum()
        assert model.score(X, y.tolist()) == pytest.approx(squared, abs=1e-12)

    def test_a_loss_of_ones_own_gives_numbers(self) -> None:
        """What it means is not known."""
        model = MLP(2, [1], seed=0)
        model.fit(X, Y, lambda output, y: where(output > y, output - y, y - output), epochs=2)
        assert model.task == "regression"


class TestTask:
    def test_untrained(self) -> None:
        """The error names the three ways on; outputs need none of them."""
        model = MLP(2, [1], seed=0)
        for ask in (lambda: model.predict(X), lambda: model.score(X, Y)):
            with pytest.raises(ValueError, match=r"call fit before, set model.task.*model.outputs"):
                ask()
        assert model.outputs(X).shape == (40,)

    def test_set_by_hand(self) -> None:
        """Classes count from 0 unless they are set too."""
        one, three = MLP(2, [1], seed=0), MLP(2, [3], seed=0)
        one.task = three.task = "classification"
        assert (one.predict(X) == (one.outputs(X) > 0)).all()
        assert (three.predict(X) == three.outputs(X).argmax(axis=1)).all()
        three.classes = ["a", "b", "c"]
        assert set(three.predict(X)) <= {"a", "b", "c"}
        one.task = "regression"
        assert (one.predict(X) == one.outputs(X)).all()
        one.task = "clasification"
        with pytest.raises(ValueError, match=r'"classification" or "regression".*clasification'):
            one.predict(X)

    def test_the_last_training_counts(self) -> None:
        """A model can be trained for something else."""
        model = trained(1, X, Y, "hinge")
        model.fit(X, Y, "mse", epochs=1)
        assert (model.task, model.classes) == ("regression", None)
        assert (model.predict(X) == model.outputs(X)).all()

    @pytest.mark.parametrize(
        ("outputs", "y", "loss"),
        [(1, Y * 2 - 1, "hinge"), (3, Y, "cross_entropy"), (1, Y, "mse"), (2, X, "mae")],
    )
    def test_after_load(self, outputs: int, y: Any, loss: str, tmp_path: Path) -> None:
        """A file keeps the task and the labels: the same to the last bit."""
        model = trained(outputs, X, y, loss)
        model.save(tmp_path / "model.json")
        again = nn.load(tmp_path / "model.json")
        assert (again.predict(X) == model.predict(X)).all()
        assert again.score(X, y) == model.score(X, y)

    @pytest.mark.parametrize(
        ("outputs", "loss", "y", "kind", "said"),
        [
            (1, "hinge", Y[:5], ValueError, r"y has the shape \(5,\); for X it needs \(40,\)"),
            (1, "hinge", ["a"] * 40, TypeError, r"y\[0\] is 'a'"),
            (1, "mse", np.ones(40), ValueError, "R² is not defined where all of y is the same"),
            (2, "mse", np.ones(40), ValueError, r"y has the shape \(40,\)"),
            (2, "mse", np.ones((40, 3)), ValueError, r"for X it needs \(40, 2\)"),
            (1, "mse", None, TypeError, "y is None"),
        ],
    )
    def test_wrong_targets(
        self, outputs: int, loss: str, y: Any, kind: type[Exception], said: str
    ) -> None:
        """The error names what is needed."""
        model = trained(outputs, X, Y if outputs == 1 else X, loss)
        with pytest.raises(kind, match=said):
            model.score(X, y)


class TestReadings:
    def test_told_classes(self) -> None:
        """A single output by its sign, several by the largest, along either axis."""
        scores = np.array([[-1.0, 0.0, 1e-300]])
        assert told_classes(scores, 0).tolist() == [False, False, True]
        assert told_classes(scores.T, 1).tolist() == [False, False, True]
        assert told_classes(scores, 1).tolist() == [2]
        assert told_classes(np.stack([scores[0], -scores[0]]), 0).tolist() == [1, 0, 0]

    def test_how_good(self) -> None:
        """The share of equal ones; R², which is 1, 0 for the mean, and not there without spread."""
        numbers = np.array([1.0, 2.0, 6.0])
        assert accuracy(numbers, np.array([1.0, 2.0, 3.0])) == 2 / 3
        assert r_squared(numbers, numbers) == 1.0
        assert r_squared(numbers, np.full(3, 3.0)) == 0.0
        assert r_squared(np.ones(3), numbers) is None
