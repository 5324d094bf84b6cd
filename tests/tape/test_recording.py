"""Recording beside other things that go on: errors caught inside, copies, derivatives."""

import copy

import pytest

from micrograd_plus import Value, detect_anomaly, grad, nn, record
from micrograd_plus.engine import ops
from micrograd_plus.engine.state import State, current
from micrograd_plus.errors import RecordingError
from tests.tape.conftest import Taping

WEIGHT = Value(0.5, label="weight")


def test_a_reading_that_is_caught_has_no_effect(taped: Taping) -> None:
    """Who catches the error goes on with the recording, guarded as before."""

    def f(x: Value) -> Value:
        with pytest.raises(RecordingError):
            bool(x > 0)
        with pytest.raises(RecordingError):
            record(lambda z: z, 1.0)
        with pytest.raises(RecordingError):
            bool(x * 2 > 0)
        return x * 2

    assert taped(f, 0.5)([-1.0, 3.0]).tolist() == [-2.0, 6.0]


def test_a_tape_used_within_a_recording() -> None:
    """Its numbers would be frozen if they were those of the row; those of others are free."""
    inner = record(lambda x: x * 2, 1.0)
    with pytest.raises(TypeError):
        record(lambda x: x * Value(inner([x])[0]), 0.5)
    assert record(lambda x: x * Value(inner([4.0])[0]), 0.5)([1.0]).tolist() == [8.0]


def test_recording_inside_detect_anomaly(taped: Taping) -> None:
    """Both watch: the recording is whole, and the anomaly is found."""
    w = Value(3.0)
    with detect_anomaly():
        tape = taped(lambda x: x * w, 0.5)
        assert tape.backward([1.0, 2.0]) == 4.5
        with pytest.raises(FloatingPointError, match="mul gave inf"):
            record(lambda x: x * 1e308 * 1e10, 0.5)
        assert record(lambda x: x + w, 0.5)([1.0]).tolist() == [4.0]
    assert w.grad == 1.5
    assert current() == State()


def test_copies_of_weights_within_a_recording(taped: Taping) -> None:
    """A copy stands behind what it was computed from, although nothing told of it."""
    w = Value(3.0)

    def f(x: Value) -> Value:
        inner = w * 2
        twice = inner * 2
        same = copy.copy(twice)
        return same * x + twice + inner

    tape = taped(f, 0.5)
    assert tape([1.0, 2.0]).tolist() == [30.0, 42.0]
    tape.backward([1.0])
    assert w.grad == 10.0


def test_a_model_copied_after_recording(taped: Taping) -> None:
    """The tape stays with the model that was recorded."""
    model = nn.MLP(2, [3, 1], seed=1)
    tape = taped(lambda x: model(x), [0.1, 0.2])
    before = tape([[1.0, 2.0]])
    for parameter in copy.deepcopy(model).parameters():
        parameter.data = 0.0
    assert tape([[1.0, 2.0]]).tolist() == before.tolist()
    for parameter in model.parameters():
        parameter.data = 0.0
    assert tape([[1.0, 2.0]]).tolist() == [0.0]


def test_a_derivative_inside_is_recorded(taped: Taping) -> None:
    """grad with create_graph gives Values, which are replayed as any others."""

    def f(x: Value) -> Value:
        return grad(ops.tanh(x * WEIGHT), x, create_graph=True)

    tape = taped(f, 0.7)
    for number, slope in zip([-0.3, 1.2], tape([-0.3, 1.2]), strict=True):
        x = Value(number)
        assert slope == pytest.approx(grad(ops.tanh(x * WEIGHT), x), rel=1e-12)
