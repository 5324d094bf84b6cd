"""The tape kept for a model: recorded once, given up as soon as the model computes differently."""

import copy
import gc
import pickle
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, record, tanh
from micrograd_plus.errors import RecordingError
from micrograd_plus.nn import MLP, Layer, Module
from micrograd_plus.nn.kept import KEPT, form_of

X, Y = datasets.moons(12, 0.1, seed=0)


class Counting(MLP):
    """A network that counts how often it is called."""

    calls = 0

    def __call__(self, x: Any) -> Any:
        Counting.calls += 1
        return super().__call__(x)


class Mine(Module):
    """A model with something of every kind that a model may hold."""

    def __init__(self) -> None:
        self.w = [Value(0.5), Value(-1.5)]
        self.scale: Any = 2.0
        self.bend: Callable[[Value], Value] = tanh
        self.named: dict[str, Any] = {"shift": 0.25, "signs": (1, -1)}
        self.again = self.w

    def __call__(self, x: Any) -> Any:
        first, second = self.named["signs"]
        total = first * self.w[0] * x[0] + second * self.again[1] * x[1]
        return self.bend(total) * self.scale + self.named["shift"]


def by_hand(model: Any, rows: np.ndarray = X) -> list[float]:
    return [model(row).data for row in rows.tolist()]


def test_a_second_call_does_not_record() -> None:
    """Neither outputs nor predict nor score call the model again, whatever the numbers are."""
    model = Counting(2, [4, 1], activation="tanh", seed=0)
    model.fit(X, Y, "hinge", epochs=2)
    first = model.outputs(X)
    before = Counting.calls
    assert (model.outputs(X) == first).all()
    model.predict(X[:5])
    model.score(X, Y)
    for parameter in model.parameters():
        parameter.data += 0.5
    moved = model.outputs(X)
    assert Counting.calls == before
    assert moved.tolist() == pytest.approx(by_hand(model), abs=1e-12)
    assert (moved != first).all()


def _other_parameter(model: Mine) -> None:
    model.w[1] = Value(7.0)


def _other_scale(model: Mine) -> None:
    model.scale = 3.0


def _scale_of_its_own(model: Mine) -> None:
    model.scale = Value(2.5)


def _other_bend(model: Mine) -> None:
    model.bend = lambda value: value * 2


def _other_shift(model: Mine) -> None:
    model.named["shift"] = -0.0


def _other_signs(model: Mine) -> None:
    model.named["signs"] = (-1, 1)


def _other_list(model: Mine) -> None:
    model.again = [Value(0.0), Value(3.0)]


CHANGES = [_other_parameter, _other_scale, _scale_of_its_own, _other_bend, _other_shift]
CHANGES += [_other_signs, _other_list]


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_model_is_made_of(change: Callable[[Mine], None]) -> None:
    """Whatever of it is replaced, the outputs are those of the new model."""
    model = Mine()
    before = model.outputs(X).tolist()
    assert before == pytest.approx(by_hand(model), abs=1e-12)
    change(model)
    after = model.outputs(X).tolist()
    assert after == pytest.approx(by_hand(model), abs=1e-12)
    assert after != before


def test_another_layer_or_class() -> None:
    """A layer that is replaced, and a method that is written anew, as in a notebook."""
    model = MLP(2, [4, 1], activation="tanh", seed=0)
    model.outputs(X)
    model.layers[0] = Layer(2, 4, activation="tanh", seed=9)
    assert model.outputs(X).tolist() == pytest.approx(by_hand(model), abs=1e-12)

    class Twice(Module):
        def __init__(self) -> None:
            self.w = Value(1.0)

        def __call__(self, x: Any) -> Any:
            return self.w * x[0] * 2

    one = Twice()
    assert one.outputs(X).tolist() == (X[:, 0] * 2).tolist()
    Twice.__call__ = lambda self, x: self.w * x[0] * 3  # type: ignore[method-assign]
    assert one.outputs(X).tolist() == pytest.approx((X[:, 0] * 3).tolist())


def test_a_number_that_the_model_reads() -> None:
    """A parameter's number that goes into the program as it is now is never kept in it."""

    class Reading(Mine):
        def __call__(self, x: Any) -> Any:
            return x[0] * tanh(self.w[0].data) if self.w[1].data < 0 else x[1] + self.w[0]

    model = Reading()
    for first, second in ((0.5, -1.0), (2.0, -1.0), (2.0, 1.0)):
        model.w[0].data, model.w[1].data = first, second
        assert model.outputs(X).tolist() == pytest.approx(by_hand(model), abs=1e-12)


def test_an_array_that_the_model_holds() -> None:
    """It can change without a sign of it, so that nothing is kept."""
    model = Mine()
    model.scale = np.array([2.0])
    model.bend = lambda value: value * float(model.scale[0])
    model.named["signs"] = (1, 1)
    Masked = type("Masked", (Mine,), {"__call__": lambda self, x: self.bend(self.w[0] * x[0])})
    masked = Masked()
    masked.scale, masked.bend = model.scale, model.bend
    assert form_of(masked) is None
    first = masked.outputs(X)
    model.scale[0] = 4.0
    assert masked.outputs(X).tolist() == pytest.approx((2 * first).tolist())


def test_rows_of_another_length() -> None:
    """A model that takes rows of any length is recorded for each."""
    model = type("Any", (Mine,), {"__call__": lambda self, x: self.w[0] * sum(x)})()
    assert model.outputs(X).tolist() == pytest.approx((0.5 * X.sum(axis=1)).tolist())
    assert model.outputs([[1.0, 2.0, 3.0]]).tolist() == [3.0]


def test_a_value_outside_of_the_model() -> None:
    """Its number is read whenever the tape runs, as that of a parameter."""
    outside = Value(2.0)
    model = type("Any", (Mine,), {"__call__": lambda self, x: self.w[0] * x[0] * outside})()
    first = model.outputs(X)
    outside.data = 4.0
    assert (model.outputs(X) == 2 * first).all()


def test_copies_and_pickles() -> None:
    """They are what they were without outputs, and have outputs of their own."""
    model = MLP(2, [4, 1], activation="tanh", seed=0)
    attributes, pickled = list(vars(model)), pickle.dumps(model)
    first = model.outputs(X)
    assert list(vars(model)) == attributes
    assert pickle.dumps(model) == pickled
    for other in (copy.deepcopy(model), pickle.loads(pickled)):
        assert (other.outputs(X) == first).all()
        other.parameters()[0].data += 1.0
        assert other.outputs(X).tolist() == pytest.approx(by_hand(other), abs=1e-12)
    shallow = copy.copy(model)
    shallow.layers = [*model.layers[:-1], Layer(4, 1, seed=3)]
    assert shallow.outputs(X).tolist() == pytest.approx(by_hand(shallow), abs=1e-12)
    assert (model.outputs(X) == first).all()


def test_nothing_is_kept_alive() -> None:
    """A model goes as before, also one whose function refers to it; its tape goes with it."""
    model = Mine()

    def bend(value: Value, owner: list[Mine] = [model]) -> Value:  # noqa: B006
        return value * len(owner[0].w)

    model.bend = bend
    model.outputs(X)
    key, gone = id(model), weakref.ref(model)
    assert key in KEPT
    tape = weakref.ref(KEPT[key].tape)
    del model, bend
    gc.collect()
    assert gone() is None
    assert tape() is None
    assert key not in KEPT


def test_threads() -> None:
    """Many at once, one of which replaces what the others have just asked for."""
    models = [MLP(2, [4, 1], activation="tanh", seed=seed) for seed in range(3)]
    expected = [by_hand(model) for model in models]

    def ask(turn: int) -> bool:
        place = turn % 3
        if turn % 5 == 0:
            models[place].task = f"task {turn}"
        return models[place].outputs(X).tolist() == pytest.approx(expected[place], abs=1e-12)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(ask, range(120)))


def test_inside_of_a_recording() -> None:
    """No number of a parameter is frozen that training is about to change."""
    model = MLP(2, [1], seed=0)
    model.outputs(X)
    with pytest.raises(RecordingError, match="refused while a function is recorded"):
        model.fit(X, Y, lambda output, target: output * float(model.outputs(X)[0]), epochs=1)
    assert record(lambda x: x * float(model.outputs(X)[0]), 1.0)([1.0])[0] == model.outputs(X)[0]
