"""Calling a tape: columns of any kind, batches of any size, gradients that add up."""

import copy
import linecache
import math
import pickle
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape import Tape, plan
from tests.tape.conftest import Taping
from tests.tape.helpers import columns, drawn, weights

W = weights(3)
SOME = np.random.default_rng(0)
X, Y = SOME.normal(size=(6, 3)), np.arange(6.0)


def f(x: Any, y: Any) -> Value:
    return ops.tanh(ops.sum([w * a for w, a in zip(W, x, strict=True)])) * y


@pytest.fixture
def tape(taped: Taping) -> Tape:
    return taped(f, [0.1, 0.2, 0.3], 0.5)


@pytest.fixture(autouse=True)
def _no_gradients() -> None:
    for w in W:
        w.grad = 0.0


def gradients() -> list[float]:
    return [w.grad for w in W]


# -------------------------------------------------------------------------------------- columns


class Frame:
    """Something that becomes an array when it is asked to, as a table of pandas does."""

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.numbers, dtype=dtype)


def _read_only(array: np.ndarray) -> np.ndarray:
    copied = array.copy()
    copied.flags.writeable = False
    return copied


@pytest.mark.parametrize(
    "given",
    [
        lambda a: a.tolist(),
        lambda a: tuple(a.tolist()),
        lambda a: list(a),
        Frame,
        np.asfortranarray,
        lambda a: np.repeat(a, 2, axis=0)[::2],
        lambda a: a[::-1].copy()[::-1],
        lambda a: np.stack([a, a], axis=-1)[..., 0],
        lambda a: a.astype(np.longdouble),
        lambda a: a.astype(">f8"),
        lambda a: a.astype(object),
        np.ma.array,
        _read_only,
    ],
)
def test_columns_of_any_kind(tape: Tape, given: Callable[[np.ndarray], Any]) -> None:
    """Whatever holds the numbers, and however it lies in memory, they are the same."""
    x, y = X.copy(), Y.copy()
    assert tape(given(x), given(y)).tolist() == tape(X, Y).tolist()
    assert tape.backward(given(x), given(y)) == tape.backward(X, Y)
    assert (x.tolist(), y.tolist()) == (X.tolist(), Y.tolist())


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint8, np.int64, np.float16, np.float32])
def test_numbers_of_any_kind(tape: Tape, kind: Any) -> None:
    """They are computed with as floats, in full precision."""
    x, y = (X * 3).astype(kind), Y.astype(kind)
    found = tape(x, y)
    assert found.dtype == float
    assert found.tolist() == tape(x.astype(float), y.astype(float)).tolist()


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        ((), TypeError, r"takes x \(n, 3\), y \(n,\); here are 0 arguments"),
        ((X,), TypeError, r"takes x \(n, 3\), y \(n,\); here are 1 arguments"),
        ((X, Y, Y), TypeError, r"takes x \(n, 3\), y \(n,\); here are 3 arguments"),
        ((X[:, :2], Y), ValueError, r"shape \(6, 2\): the example row needs \(n, 3\)"),
        ((np.ones((6, 4)), Y), ValueError, r"shape \(6, 4\): the example row needs \(n, 3\)"),
        ((X[:, 0], Y), ValueError, r"x has the shape \(6,\): it needs \(n, 3\)"),
        ((X, Y[:, None]), ValueError, r"y has the shape \(6, 1\): it needs \(n,\)"),
        (([X], Y), ValueError, r"x has the shape \(1, 6, 3\)"),
        ((X[0], 1.0), ValueError, r"x has the shape \(3,\)"),
        (([], []), ValueError, r"x has the shape \(0,\)"),
        ((X, Y[:5]), ValueError, "different numbers of rows: x 6, y 5"),
        (([[1, 2], [1, 2, 3]], Y), ValueError, r"rows of x have different lengths: \[2, 3\]"),
        ((X, ["1"] * 6), TypeError, r"y\[0\] is '1' \(str\), not a number"),
        (("abc", Y), TypeError, "x is 'abc' .str., not a number"),
        ((X, [1.0] * 5 + [None]), TypeError, r"y\[5\] is None .*, not a number"),
        ((X, [Value(1.0)] * 6), TypeError, r"y\[0\] is Value\(data=1.0, .*, not a number"),
        ((X, Y * 1j), TypeError, r"y\[0\] is 0j .complex., not a number"),
        ((X, {"a": 1}), TypeError, "y is .*dict.*, not a number"),
        ((X, iter(Y)), TypeError, "y is .*iterator.*, not a number"),
    ],
)
def test_wrong_columns(
    tape: Tape, given: tuple[Any, ...], error: type[Exception], text: str
) -> None:
    """What does not fit the example row is refused by name, and nothing is changed."""
    for replay in (tape, tape.backward):
        with pytest.raises(error, match=text):
            replay(*given)
    assert gradients() == [0.0] * 3


def test_no_rows(taped: Taping, tape: Tape) -> None:
    """A batch of none gives none; their mean is not defined."""
    several = taped(lambda x: [x[0], W[0], x[1] * W[1]], [0.1, 0.2])
    assert tape(np.empty((0, 3)), []).shape == (0,)
    assert several(np.empty((0, 2))).shape == (0, 3)
    with pytest.raises(ValueError, match="the mean of no rows is not defined"):
        tape.backward(np.empty((0, 3)), [])


# -------------------------------------------------------------------------------------- batches


def test_batches_of_changing_size(taped: Taping, tape: Tape) -> None:
    """A tape that has seen many batches, and changed weights, is as good as new."""
    for count in (1, 2, 64, 100, 7, 1, 100, 3, 5, 9, 64, 2, 1, 7):
        x, y = SOME.normal(size=(count, 3)), SOME.normal(size=count)
        found = []
        for used in (tape, taped(f, [0.3, 0.2, 0.1], 0.7)):
            _reset()
            found.append((used(x, y).tolist(), used.backward(x, y), gradients()))
        assert found[0] == found[1]
        W[1].data += 0.25


def _reset() -> None:
    for w in W:
        w.grad = 0.0


def test_results_are_the_callers(taped: Taping, tape: Tape) -> None:
    """What was returned is not overwritten by the next batch, and may be written to."""
    several = taped(lambda x: [x[0] * W[0], W[1], x[1]], [0.1, 0.2])
    for call, row in ((lambda x: tape(x, Y), X), (several, X[:, :2])):
        first = call(row)
        kept = first.copy()
        call(row + 1)
        assert first.tolist() == kept.tolist()
        first[:] = 7.0
        assert call(row).tolist() == kept.tolist()


def test_large_batches(taped: Taping, tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is worked on in pieces is computed as in one."""
    x, y = SOME.normal(size=(1000, 3)), SOME.normal(size=1000)
    in_one, mean, slopes = tape(x, y), tape.backward(x, y), gradients()
    monkeypatch.setattr(plan, "AT_A_TIME", 64)
    cut = taped(f, [0.1, 0.2, 0.3], 0.5)
    _reset()
    assert cut(x, y) == pytest.approx(in_one, rel=1e-14)
    assert cut.backward(x, y) == pytest.approx(mean, rel=1e-12)
    assert gradients() == pytest.approx(slopes, rel=1e-12)


def test_a_million_rows(taped: Taping) -> None:
    """Values and gradients of very many rows."""
    tape = taped(lambda x: W[0] * x, 0.5)
    x = np.linspace(-1.0, 3.0, 10**6 if tape.plan.by_arrays(1) else 10**5)
    assert tape(x).tolist() == (W[0].data * x).tolist()
    assert tape.backward(x) == pytest.approx(W[0].data, rel=1e-11)
    assert W[0].grad == pytest.approx(1.0, rel=1e-11)


def test_runs_are_equal_to_the_last_bit(taped: Taping) -> None:
    """Two recordings of the same function, and two replays of one, give the very same numbers."""
    x, y = SOME.normal(size=(64, 3)), SOME.normal(size=64)
    runs = []
    for tape in (taped(f, [0.1, 0.2, 0.3], 0.5), taped(f, [9.0, -9.0, 0.0], -1.0)):
        for _ in range(2):
            _reset()
            runs.append((tape.backward(x, y), gradients(), tape(x, y).tolist()))
    assert all(run == runs[0] for run in runs[1:])


# ------------------------------------------------------------------------------------ gradients


def test_gradients_add_up(tape: Tape) -> None:
    """Each pass adds to what was there; a call adds nothing."""
    tape.backward(X, Y)
    once = gradients()
    assert all(once)
    tape(X, Y)
    assert gradients() == once
    tape.backward(X, Y)
    assert gradients() == [2 * slope for slope in once]
    for w in W:
        w.grad = 1.0
    tape.backward(X, Y)
    assert gradients() == [1.0 + slope for slope in once]


def test_backward_is_the_mean(tape: Tape) -> None:
    """The gradient of a batch is the mean of those of its rows."""
    assert tape.backward(X, Y) == pytest.approx(np.mean(tape(X, Y)), rel=1e-15)
    whole = gradients()
    _reset()
    for row in range(6):
        tape.backward(X[row : row + 1], Y[row : row + 1])
    assert [slope / 6 for slope in gradients()] == pytest.approx(whole, rel=1e-14)


def test_several_results_have_no_gradient(taped: Taping) -> None:
    """backward needs one result; the error says what to record instead."""
    tape = taped(lambda x: [x * W[0]], 0.5)
    with pytest.raises(TypeError, match="returned a list: record a function that returns one"):
        tape.backward([1.0])
    assert gradients() == [0.0] * 3


def test_two_tapes_over_the_same_weights(taped: Taping) -> None:
    """They add to the same gradients, and see the same changes."""
    one, other = taped(lambda x: x * W[0], 0.5), taped(lambda x: x * W[0] * W[1], 0.5)
    one.backward([1.0, 2.0])
    other.backward([3.0])
    assert gradients() == pytest.approx([1.5 + 3 * W[1].data, 3 * W[0].data, 0.0])
    before = W[0].data
    W[0].data = 2.0
    assert (one([1.0])[0], other([1.0])[0]) == (2.0, 2.0 * W[1].data)
    W[0].data = before


def test_a_replay_makes_no_graph_stale(taped: Taping) -> None:
    """Weights are read, not set: results computed before can still be differentiated."""
    for number in (2.0, float("nan"), float("inf")):
        w = Value(number)
        result = w * 3
        tape = taped(lambda x, w=w: x * w * w, 0.5)
        tape([1.0, 2.0])
        tape.backward([1.0, 2.0])
        w.grad = 0.0
        result.backward()
        assert w.grad == 3.0


def test_a_dropped_tape_is_freed_at_once(tape: Tape, no_collector: None) -> None:
    """Its arrays do not wait for the garbage collector."""
    tape.backward(X, Y)
    watched = weakref.ref(tape.replay(len(X)))
    # Only so many are kept: others take its place.
    for rows in range(1, 6):
        tape.replay(len(X) + rows)
    assert watched() is None


def test_the_source_of_a_dropped_tape_is_freed(taped: Taping) -> None:
    """Tracebacks show the lines of a program as long as it lives."""

    def sources() -> set[str]:
        return {name for name in linecache.cache if name.startswith("<tape ")}

    before = sources()
    tape = taped(f, [0.1, 0.2, 0.3], 0.5)
    tape.plan.cost_of_compiling = math.inf
    tape.backward(X, Y)
    assert sources() > before
    del tape
    assert sources() == before


def test_columns_for_recurring_arguments(taped: Taping) -> None:
    """Arguments that the function ignores are given all the same."""
    tape = taped(lambda x, y, z: y * W[0], [0.1, 0.2], 0.3, 0.4)
    rows = drawn(3, 2, None, None)
    assert tape(*columns(rows)).tolist() == [row[1] * W[0].data for row in rows]
    with pytest.raises(ValueError, match="different numbers of rows: x 3, y 3, z 2"):
        tape(*columns(rows)[:2], [1.0, 2.0])


def a_tape() -> tuple[Value, Tape]:
    """A tape with a parameter, and that parameter."""
    w = Value(0.5, label="w")
    return w, record(lambda x: (w * x).tanh() * x, 1.0)


def test_threads_share_a_tape() -> None:
    """Calls of one tape wait for each other: every row is right, and no gradient is lost."""
    w, tape = a_tape()
    numbers = [np.linspace(-2, 2, 50 + place) for place in range(4)]
    expected = [tape(column) for column in numbers]
    slopes = []
    for column in numbers:
        w.grad = None
        tape.backward(column)
        slopes.append(w.grad)
    w.grad = None

    def work(place: int) -> bool:
        right = all((tape(numbers[place]) == expected[place]).all() for _ in range(100))
        tape.backward(numbers[place])
        return right

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))
    assert w.grad == pytest.approx(sum(slopes), rel=1e-14)


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize(
    "again", [copy.deepcopy, copy.copy, lambda tape: pickle.loads(pickle.dumps(tape))]
)
def test_a_tape_is_copied_and_pickled(used: bool, again: Callable[[Tape], Tape]) -> None:
    """A copy has parameters of its own and gives the same numbers, used before or not."""
    w, tape = a_tape()
    x = np.array([0.3, -1.2])
    if used:
        tape.backward(x)
        w.grad = None
    other = again(tape)
    assert other(x).tolist() == tape(x).tolist()
    assert other.backward(x) == tape.backward(x)
    (parameter,) = other.parameters
    assert (parameter.label, parameter.grad) == ("w", w.grad)
    parameter.data = 2.0
    assert w.data == 0.5


def test_a_long_tape_pickles() -> None:
    """Neither recursion nor the square of its length is in the way."""
    w = Value(1.0)

    def chain(x: Value) -> Value:
        for _ in range(20_000):
            x = x * w
        return x

    tape = record(chain, 1.0)
    assert pickle.loads(pickle.dumps(tape))([2.0]).tolist() == [2.0]
