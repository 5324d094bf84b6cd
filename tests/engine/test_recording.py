"""While a function is recorded, no number of the example row can be looked at."""

import copy
import io
import math
import operator
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, detect_anomaly, explain, grad, gradcheck, record
from micrograd_plus.engine import ops
from micrograd_plus.engine.recording import recording
from micrograd_plus.engine.state import State, current, during
from micrograd_plus.errors import RecordingError
from micrograd_plus.nn import MLP

Reading = Callable[[Any], Any]


WEIGHT = Value(0.5, label="weight")


def _set(value: Value) -> None:
    value.data = 3.0


def _branch(value: Value) -> float:
    return 1.0 if value > 0 else 2.0


# What reads the number of a Value, or the answer to a comparison with it.
READINGS: dict[str, Reading] = {
    "data": lambda v: v.data,
    "setting data": _set,
    "truth": bool,
    "float": float,
    "int": int,
    "complex": complex,
    "format": lambda v: f"{v:.2f}",
    "format without a specification": lambda v: f"{v}",
    "%": lambda v: "%f" % v,  # noqa: UP031
    "math": math.sin,
    "isnan": math.isnan,
    "fsum": lambda v: math.fsum([v]),
    "numpy": np.float64,
    "an array of floats": lambda v: np.array([v], float),
    "max": lambda v: max(v, 0),
    "sorted": lambda v: sorted([v * 2, v]),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of a list": lambda v: copy.deepcopy([v]),
    "pickle": pickle.dumps,
    "pickle of a list": lambda v: pickle.dump([WEIGHT, v], io.BytesIO()),
    "backward": lambda v: v.backward(),
    "backward of a later result": lambda v: (v * WEIGHT).backward(),
    "grad": lambda v: grad(v * WEIGHT, WEIGHT),
    "if": _branch,
    "not": lambda v: not v > 0,
    "and": lambda v: v > 0 and v < 1,
    "a comparison with itself": lambda v: bool(v > v),
    "sum of conditions": lambda v: sum([v > 0, v > 1]),
    "a condition times a float": lambda v: 2.5 * (v > 0),
    "a condition as a place": lambda v: [1.0, 2.0][v > 0],
    "a condition as a count": lambda v: list(range(v > 0)),
    "a condition as text": lambda v: f"{v > 0:d}",
    "a condition rounded": lambda v: round(v > 0),
    "a condition shifted": lambda v: 1 << (v > 0),
    "a condition divided": lambda v: divmod(v > 0, 2),
    "the floor of a condition": lambda v: math.floor(v > 0),
    "a path of an explanation": lambda v: next(iter(explain(v * WEIGHT).paths(WEIGHT))).product,
    "int of a condition": lambda v: int(v > 0),
    "float of a condition": lambda v: float(v > 0),
    "== of a condition": lambda v: (v > 0) == 1,
    "!= of a condition": lambda v: (v > 0) != 1,
    "< of a condition": lambda v: (v > 0) < 1,
    "hash of a condition": lambda v: hash(v > 0),
    "a condition in a list": lambda v: (v > 0) in [0, 1],
    "a condition as a key": lambda v: {True: 1}.get(v > 0),
    "any": lambda v: any([v > 0]),
    "all": lambda v: all([v > 0]),
    "a condition +": lambda v: (v > 0) + 1,
    "+ a condition": lambda v: 1 + (v > 0),
    "a condition -": lambda v: (v > 0) - 1,
    "a condition *": lambda v: (v > 0) * 2.5,
    "a condition /": lambda v: (v > 0) / 2,
    "a condition //": lambda v: (v > 0) // 2,
    "a condition %": lambda v: (v > 0) % 2,
    "a condition **": lambda v: 2 ** (v > 0),
    "&": lambda v: (v > 0) & (v < 1),
    "|": lambda v: (v > 0) | (v < 1),
    "^": lambda v: (v > 0) ^ 1,
    "~": lambda v: ~(v > 0),
    "-": lambda v: -(v > 0),
    "abs of a condition": lambda v: abs(v > 0),
    "a weight times a condition": lambda v: WEIGHT * (v > 0),
    "a condition times a weight": lambda v: (v > 0) * WEIGHT,
    "Value of a condition": lambda v: Value(v > 0),
    "max of a condition": lambda v: max(v > 0, 0),
    "root of a condition": lambda v: math.sqrt(v > 0),
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("of", ["argument", "result"])
def test_what_differs_from_row_to_row_cannot_be_read(reading: str, of: str) -> None:
    """It raises at once, names the three cures, and leaves nothing behind."""

    def f(x: Value) -> Value:
        READINGS[reading](x if of == "argument" else ops.tanh(x * WEIGHT))
        return x

    with pytest.raises(RecordingError) as raised:
        record(f, 0.7)
    text = str(raised.value)
    assert all(cure in text for cure in ("where(a < b, p, q)", "maximum", "detach(v)"))
    assert current() == State()
    assert Value(2.0).data == 2.0


@pytest.mark.parametrize("reading", READINGS)
def test_what_all_rows_share_can_be_read(reading: str) -> None:
    """Weights, numbers and what is computed from them are free; so is all of it afterwards."""
    may_fail = {"float", "int", "complex", "%", "math", "isnan", "fsum", "numpy"}
    may_fail |= {"an array of floats", "pickle"}

    def f(x: Value) -> Value:
        for value in (Value(0.7), ops.tanh(WEIGHT * 2.0), Value(0.5) * 2):
            if reading not in may_fail:
                READINGS[reading](value)
        return x * 2

    kept = (WEIGHT.data, WEIGHT.grad)
    assert record(f, 0.7)([3.0]).tolist() == [6.0]
    assert WEIGHT.data == kept[0]
    WEIGHT.grad = 0.0


def test_weights_can_be_set_while_recording() -> None:
    """The data of a leaf that no row argument is in may be set; the tape takes what is there."""
    weight = Value(1.0)

    def f(x: Value) -> Value:
        weight.data = 3.0
        return weight * x

    tape = record(f, 0.5)
    assert tape([2.0]).tolist() == [6.0]
    weight.data = 4.0
    assert tape([2.0]).tolist() == [8.0]


def test_text_of_a_value_is_free() -> None:
    """A print inside the function, to see what happens, is no decision."""
    shown = []

    def f(x: Value) -> Value:
        shown.append(repr(x * 2))
        return x

    record(f, 0.5)
    # It runs twice, to find what would be frozen.
    assert shown == 2 * ["Value(data=1.0, grad=0.0)"]


def test_the_error_names_what_was_read() -> None:
    """By its label, or by the operation that made it."""
    with pytest.raises(RecordingError, match=r'^reading the data of "x" is refused'):
        record(lambda x: x * x.data, 0.5)
    with pytest.raises(RecordingError, match=r"the float of a Value \(made by tanh\) is refused"):
        record(lambda x: x * float(ops.tanh(x)), 0.5)


def test_gradcheck_inside_is_refused() -> None:
    """Differences are taken of numbers."""
    with pytest.raises(TypeError):
        record(lambda x: gradcheck(lambda a: a * a, x), 0.5)


def test_the_guard_is_off_after_any_exception() -> None:
    """Whatever ends the function, Values can be read again, also those of the row."""
    seen = []

    def f(x: Value) -> Value:
        seen.append(x * 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(f, 0.7)
    assert seen[0].data == 1.4
    with pytest.raises(ZeroDivisionError):
        record(lambda x: x / 0, 0.7)
    assert bool(seen[0] > 1)


def test_recording_within_a_recording() -> None:
    """It is refused, and says what to do."""
    with pytest.raises(RecordingError, match="record the inner one before"):
        record(lambda x: record(lambda z: z, 1.0)([2.0]), 0.5)


def test_detect_anomaly_inside_does_not_hide_what_is_made() -> None:
    """Both watch every new node: a branch on one that was made inside is refused."""

    def f(x: Value) -> Value:
        with detect_anomaly():
            y = x * 2
        return y * 3 if y > 0 else y

    with pytest.raises(RecordingError, match="made by mul"):
        record(f, 0.7)


class _Onlooker:
    """An observer besides: where there is one, nodes are made in Python."""

    def made(self, node: Value) -> None: ...
    def pulled(self, node: Value) -> None: ...
    def held_back(self, node: Value) -> None: ...


def _noted(compute: Callable[[list[Value]], Any], onlookers: tuple[Any, ...]) -> list[Any]:
    """What a recording knows of each node in turn: all that does not differ from run to run."""
    rows = [Value(0.3), Value(0.7)]
    with recording(rows) as made, during(observers=(made, *onlookers)):
        compute(rows)
    place = {node: ("made", at) for node, at in made.order.items()}
    place |= {node: ("row", at) for at, node in enumerate(rows)}
    known = [
        (at, node.operation, node in made.dependent, node in made.lenient)
        for node, at in made.order.items()
    ]
    operands = [
        [place.get(operand, ("before", operand.number)) for operand in node.operands]
        for node in made.order
    ]
    assert made.dependent <= {*rows, *made.order}
    return list(zip(known, operands, strict=True))


NOTED: dict[str, Callable[[list[Value]], Any]] = {
    "operators": lambda x: (x[0] * x[1] + 1.0 - WEIGHT) / 2 - x[0] ** 2,
    "in place": lambda x: [operator.iadd(x[0] * 2, WEIGHT), operator.imul(-x[1], 3)],
    "leaves made inside": lambda x: x[0] * Value(2.0) + Value(1.0),
    "of the weight alone": lambda x: ops.tanh(WEIGHT * 2) + x[0],
    "functions": lambda x: [
        ops.maximum(ops.exp(x[0]), WEIGHT),
        ops.where(x[0] < x[1], x[0], ops.log(x[1])),
    ],
    "many operands": lambda x: ops.sum([*x, WEIGHT, 1.0]) + ops.logsumexp(x[0], x[1], WEIGHT),
    "python's sum": lambda x: sum([x[0], WEIGHT, x[1]]),
    "a network": MLP(2, [3, 1], activation="tanh", seed=0),
    "a derivative": lambda x: grad(ops.sqrt(x[0]) * x[1], x[:1], create_graph=True),
}


@pytest.mark.parametrize("name", NOTED)
def test_all_that_is_made_is_noted(name: str) -> None:
    """By whichever engine, in order: what depends on the row, and what belongs to a derivative."""
    noted = _noted(NOTED[name], ())
    assert noted == _noted(NOTED[name], (_Onlooker(),))
    assert any(dependent for (_, _, dependent, _), _ in noted)
    assert any(lenient for (*_, lenient), _ in noted) == (name == "a derivative")


def test_what_cannot_be_noted_is_an_error() -> None:
    """A class of one's own may not be hashable."""

    class Unhashable(Value):
        __hash__ = None  # type: ignore[assignment]

    with recording([Value(1.0)]), pytest.raises(TypeError, match="unhashable"):
        ops.tanh(Unhashable(1.0))


@pytest.mark.parametrize(
    "read", [lambda y, x: grad(y, [x]), lambda y, x: y.backward()], ids=["grad", "backward"]
)
def test_a_gradient_is_part_of_the_function_as_values(read: Callable[[Value, Value], Any]) -> None:
    """The cure that comes first is another one than for numbers that decide something."""
    with pytest.raises(RecordingError, match=r"is grad\(y, xs, create_graph=True\)\. To choose"):
        record(lambda x: x * x * read(x * x, x), 2.0)
    with pytest.raises(RecordingError, match=r"the program\. To choose"):
        record(lambda x: x * x.data, 2.0)
