"""Rows that leave the domain of an operation: the replay raises what the scalar engine raises."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.table import BUILT_IN
from micrograd_plus.tape import plan
from tests.references import POINTS
from tests.tape.conftest import Taping
from tests.tape.helpers import columns, outcome

Around = Callable[[Any, Any], Any]
NAMES = ("x", "y")


def _row(numbers: tuple[float, ...]) -> list[Value]:
    return [Value(number, label=name) for number, name in zip(numbers, NAMES, strict=False)]


def _points(name: str) -> list[tuple[float, ...]]:
    sizes = (1.5e308, 2.5, 1.0, 0.0, -0.0, -1.0, -2.5, -1e308)
    few = [(a, b) for a in sizes for b in (*POINTS[::6], 1.5e308, 0.0, -0.0)]
    return few if len(BUILT_IN[name].arguments) == 2 else [(x,) for x in POINTS]


# For each operation the points at which it is not defined, or too large.
OUTSIDE = {
    name: points
    for name, rule in BUILT_IN.items()
    if any(rule.partials) and not rule.variadic and name != "where"
    for points in [
        [
            point
            for point in _points(name)
            if isinstance(outcome(OPERATIONS[rule].apply, *_row(point)), tuple)
        ]
    ]
    if points
}
AROUND: dict[str, Around] = {
    "as it is": lambda y, x: y,
    "not chosen": lambda y, x: ops.where(x[0] < math.inf, x[0], y),
    "in a sum, twice": lambda y, x: ops.sum(y, y, x[0]),
    "below a maximum": lambda y, x: ops.maximum(y, 1.0),
}


def test_every_operation_with_a_domain_is_tried() -> None:
    """The table of points leaves out none that can raise."""
    with_domain = {name for name, rule in BUILT_IN.items() if rule.domain}
    assert with_domain | {"pow", "exp", "expm1", "sinh", "cosh", "hypot"} == set(OUTSIDE)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", OUTSIDE)
def test_the_engines_own_error(taped: Taping, name: str, around: str) -> None:
    """Type and text are those of the scalar engine; a note names the row; no grad is touched."""
    operation = OPERATIONS[BUILT_IN[name]].apply
    count = len(BUILT_IN[name].arguments)
    p = Value(1.0)

    def f(*x: Any) -> Value:
        return AROUND[around](operation(*x), x) + p

    # The labels are those that the recording gives to arguments of these names.
    inside = (0.5,) * count if name != "acosh" else (1.5,)
    tape = taped((lambda x: f(x)) if count == 1 else lambda x, y: f(x, y), *inside)
    for turn, point in enumerate(OUTSIDE[name]):
        kind, text, _ = outcome(f, *_row(point))
        size, at = ((1, 0), (5, 0), (5, 2), (9, 8))[turn % 4]
        rows = [inside] * size
        rows[at] = point
        p.grad = 0.125
        for replay in (tape, tape.backward):
            assert outcome(replay, *columns(rows)) == (kind, text, [f"in row {at}"]), (point, at)
        assert p.grad == 0.125
    tape.backward(*columns([inside]))
    assert p.grad == 1.125


def test_the_first_of_several_rows(taped: Taping) -> None:
    """Two rows leave the domain: the first is told, whatever the operations."""
    tape = taped(lambda x: ops.log(x + 1) + ops.sqrt(x), 0.5)
    kind, text, notes = outcome(tape, [0.5, -0.5, -2.0])
    assert (kind, notes) == (ValueError, ["in row 1"])
    assert text.startswith("sqrt(x) is not defined at x = -0.5")
    kind, text, notes = outcome(tape, [0.5, 0.5, -2.0, -0.5])
    assert notes == ["in row 2"]
    assert text.startswith("log(x) is not defined at x = -1.0")


def test_rows_of_a_later_block(taped: Taping, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is worked on in pieces counts its rows from the beginning."""
    monkeypatch.setattr(plan, "AT_A_TIME", 64)
    tape = taped(lambda x: ops.log(x), 0.5)
    batch = np.full(300, 0.5)
    batch[[210, 280]] = -1.0
    for replay in (tape, tape.backward):
        assert outcome(replay, batch)[2] == ["in row 210"]


def test_what_all_rows_share(taped: Taping) -> None:
    """A weight outside the domain raises too, and says so by its label."""
    w = Value(2.0, label="w")
    tape = taped(lambda x: x * ops.log(w) + 1 / w, 0.5)
    tape([0.5, 1.0])
    w.data = 0.0
    for replay in (tape, tape.backward):
        kind, text, _ = outcome(replay, [0.5, 1.0])
        assert kind is ValueError
        assert text.startswith('log(x) is not defined at x = 0.0 ("w")')
    assert (w.data, w.grad) == (0.0, 0.0)
    w.data = 3.0
    assert tape([0.0])[0] == 1 / 3


def test_what_was_recorded_without_row_arguments(taped: Taping) -> None:
    """There is no row to name then."""
    w = Value(2.0, label="w")
    tape = taped(lambda: ops.sqrt(w))
    w.data = -1.0
    assert outcome(tape) == outcome(tape.backward)
    kind, text, notes = outcome(tape)
    assert (kind, notes) == (ValueError, [])
    assert '"w"' in text


def test_after_an_error_the_tape_works(taped: Taping) -> None:
    """The next batch is computed as if nothing had happened."""
    w = Value(2.0)
    tape = taped(lambda x: ops.log(x) * w, 1.0)
    for bad in ([-1.0, 1.0], [1.0, 0.0]):
        assert outcome(tape, bad)[0] is ValueError
        assert outcome(tape.backward, bad)[0] is ValueError
    assert tape([1.0, 1.0]).tolist() == [0.0, 0.0]
    assert tape.backward([1.0, math.e]) == pytest.approx(1.0)
    assert w.grad == pytest.approx(0.5)


BATCHES = (
    [0.5, 1.0],
    [1e300, -1e300],
    [1e-320, 1e-300],
    [math.inf, -math.inf, 0.5],
    [math.nan] * 70,
    [math.inf] * 70,
)


@pytest.mark.parametrize("mode", ["raise", "warn", "ignore", "call", "print"])
def test_numpys_own_warnings(taped: Taping, mode: str) -> None:
    """What numpy would say about a number is never heard, whatever the caller has set."""
    w = Value(1.5)
    tapes = [
        taped(f, 0.5)
        for f in (
            lambda x: x * w * 1e300,
            lambda x: ops.tanh(x * w) * 1e-300 * x,
            lambda x: ops.sum(x * 1e10 * w, x * -1e10 * w, w),
            lambda x: ops.where(x > 1, w, 1e200) * x * x * 1e-200,
        )
    ]

    def called(kind: str, flag: int) -> None:
        raise AssertionError(f"numpy has called for {kind}")

    with warnings.catch_warnings(), np.errstate(all=mode, call=called):  # type: ignore[arg-type]
        warnings.simplefilter("error")
        for tape in tapes:
            for batch in BATCHES:
                assert tape(batch).shape == (len(batch),)
                tape.backward(batch)


def test_overflow_of_plus_and_times_is_inf(taped: Taping) -> None:
    """Sums and products that are too large are inf, as floats are, and raise nothing."""
    w = Value(1e200)
    tape = taped(lambda x: [x * w * w, ops.sum(x * w, x * w), x - 2 * x], 1.0)
    assert tape([1e200, -1e200, 1.0]).tolist() == [
        [math.inf, math.inf, -1e200],
        [-math.inf, -math.inf, 1e200],
        [math.inf, 2e200, -1.0],
    ]
