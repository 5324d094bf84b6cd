"""What can be recorded: example rows, functions and results of any kind; nothing is frozen."""

import functools
import math
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, grad, mean, nn, record
from micrograd_plus.engine import ops
from micrograd_plus.errors import RecordingError
from tests.tape.conftest import Taping
from tests.tape.helpers import assert_agrees, columns, drawn, weights

W = weights(8)
Rows = list[tuple[Any, ...]]

# ------------------------------------------------------------------------------- example rows


def _first(x: Any) -> Value:
    return x * 2 if isinstance(x, Value) else x[0] * 2


@pytest.mark.parametrize(
    ("example", "column"),
    [
        (1, [3.0]),
        (True, [3.0]),
        (math.nan, [3.0]),
        (np.float32(1.5), [3.0]),
        (np.array(1.5), [3.0]),
        ([1.5], [[3.0]]),
        ((1, True), [[3.0, 0.0]]),
        (range(2), [[3.0, 0.0]]),
        (np.array([1.5, 2.5]), [[3.0, 0.0]]),
        (np.array([1, 2], np.uint8), [[3.0, 0.0]]),
        ([np.array(1.0), np.float32(2.0)], [[3.0, 0.0]]),
    ],
)
def test_examples(taped: Taping, example: Any, column: Any) -> None:
    """A number or a sequence of numbers of any kind; its numbers are of no matter."""
    assert taped(_first, example)(column).tolist() == [6.0]


@pytest.mark.parametrize(
    "example",
    [
        [[1, 2, 3], [4, 5, 6]],
        ((1, 2, 3), [True, 5.0, math.nan]),
        np.ones((2, 3)),
        [np.ones(3), np.ones(3, np.uint8)],
    ],
    ids=str,
)
def test_nested_examples(taped: Taping, example: Any) -> None:
    """The function gets lists of lists; a row is what the example was, in the same places."""

    def f(x: Any, y: Value) -> Value:
        assert isinstance(x, list)
        assert isinstance(x[1], list)
        first, second = x
        return first[0] * W[0] * second[2] + first[1] * W[1] - second[0] * second[1] * y * W[2]

    tape = taped(f, example, 1.0)
    labels = [f"x[{row}][{column}]" for row in range(2) for column in range(3)]
    assert [node.label for node in tape.nodes if node.label] == [*labels, "y"]
    X, y = np.random.default_rng(0).uniform(-2, 2, (5, 2, 3)), np.arange(5.0)
    results = [f(row, Value(number)) for row, number in zip(X.tolist(), y.tolist(), strict=True)]
    assert tape(X, y).tolist() == pytest.approx([each.data for each in results], rel=1e-12)
    assert pickle.loads(pickle.dumps(tape))(X.tolist(), y).tolist() == tape(X, y).tolist()
    total = mean(results)
    slopes = grad(total, W[:3])
    for weight in W[:3]:
        weight.grad = 0.0
    assert tape.backward(X, y) == pytest.approx(total.data, rel=1e-12)
    assert [weight.grad for weight in W[:3]] == pytest.approx(slopes, rel=1e-12)


def test_three_axes(taped: Taping) -> None:
    """Any depth; a batch without rows has no results."""
    tape = taped(lambda x: x[1][0][2] * 2 - x[0][1][0], np.zeros((2, 2, 3)))
    X = np.arange(36.0).reshape(3, 2, 2, 3)
    assert tape(X).tolist() == (X[:, 1, 0, 2] * 2 - X[:, 0, 1, 0]).tolist()
    assert tape(np.zeros((0, 2, 2, 3))).shape == (0,)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (np.ones((2, 3)), r"x has the shape \(2, 3\): it needs \(n, 2, 3\)"),
        (np.ones((4, 3, 2)), r"x has the shape \(4, 3, 2\): the example row needs \(n, 2, 3\)"),
        (np.ones(6), r"x has the shape \(6,\): it needs \(n, 2, 3\)"),
        ([[[1, 2, 3], [4, 5]]], r"the rows of x differ in shape; it needs \(n, 2, 3\)"),
    ],
)
def test_columns_of_another_shape(column: Any, text: str) -> None:
    """Named, with the shape that the example row had."""
    tape = record(lambda x: W[0] * x[0][0], [[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match=text):
        tape(column)
    with pytest.raises(TypeError, match=r"takes x \(n, 2, 3\); here are 2 arguments"):
        tape(column, [1.0])


@pytest.mark.parametrize(
    ("example", "error", "text"),
    [
        ([[1, 2], [3]], ValueError, r"the parts of the example of x differ in length \(1, 2\)"),
        ([1, [2]], ValueError, r"differ in length \(1, a number\)"),
        ([[[1], [2]], [[3], [4, 5]]], ValueError, r"differ in length \(1, 2\)"),
        ([[], []], ValueError, "the example of x is empty"),
        ([[1, "a"]], TypeError, "is text, not a number"),
        ([[Value(1.0)]], TypeError, "here is a Value already"),
        ("ab", TypeError, "give plain numbers"),
        (b"1", TypeError, "give plain numbers"),
        (["a"], TypeError, "is text, not a number"),
        (np.array(["a"]), TypeError, "is text, not a number"),
        ([None], TypeError, "is not a number"),
        (None, TypeError, "is not a number"),
        (1j, TypeError, "is complex"),
        ({"a": 1}, TypeError, "is text, not a number"),
        (object(), TypeError, "is not a number"),
        (iter([1.0]), TypeError, "is not a number"),
        (Value(1.0), TypeError, "Values that f uses by itself are its parameters"),
        ([Value(1.0)], TypeError, "here is a Value already"),
        ([], ValueError, "the example of x is empty"),
        (np.array([]), ValueError, "the example of x is empty"),
        (10**400, OverflowError, "too large for a float"),
    ],
)
def test_wrong_examples(example: Any, error: type[Exception], text: str) -> None:
    """Anything else is refused before the function runs, with what is wrong."""
    ran = []
    with pytest.raises(error, match=text):
        record(lambda x: ran.append(x), example)
    assert not ran


def test_what_is_no_function() -> None:
    """A result, or a number, is not something to record."""
    for thing in (Value(1.0) * 2, 3.0, None):
        with pytest.raises(TypeError, match="record takes a function"):
            record(thing)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'y'"):
        record(lambda x, y: x * y, 1.0)


# -------------------------------------------------------------------------------------- results


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: x, [1.0, 2.0]),
        (lambda x: W[0], [W[0].data] * 2),
        (lambda x: Value(3.0), [3.0, 3.0]),
        (lambda x: Value(3.0) * 2, [6.0, 6.0]),
        (lambda x: W[0] * W[1], [W[0].data * W[1].data] * 2),
        (lambda x: [x], [[1.0], [2.0]]),
        (lambda x: (x, x, x * 2), [[1.0, 1.0, 2.0], [2.0, 2.0, 4.0]]),
        (lambda x: [Value(3.0), x * 3, Value(4.0)], [[3.0, 3.0, 4.0], [3.0, 6.0, 4.0]]),
        (lambda x: [x < 1] and [x, x], [[1.0, 1.0], [2.0, 2.0]]),
    ],
)
def test_results(taped: Taping, f: Callable[..., Any], expected: Any) -> None:
    """A Value or several, be they results, row arguments, weights or numbers."""
    assert taped(f, 0.5)([1.0, 2.0]).tolist() == expected


@pytest.mark.parametrize(
    "returned",
    [
        lambda x: None,
        lambda x: 1.0,
        lambda x: [],
        lambda x: (),
        lambda x: [1.0],
        lambda x: [x, 1.0],
        lambda x: [[x]],
        lambda x: {"a": x},
        lambda x: (value for value in [x]),
        lambda x: np.array([x, x]),
        lambda x: "x",
    ],
)
def test_wrong_results(returned: Callable[..., Any]) -> None:
    """Anything else has no numbers, or has numbers of the example row."""
    with pytest.raises(RecordingError, match="returns a Value or a list of Values, here is"):
        record(returned, 0.5)


def test_a_leaf_as_the_result_has_the_slope_1(taped: Taping) -> None:
    """Of a weight, of a row argument, of a number made inside."""
    w = Value(2.0)
    for f, slope in ((lambda x: w, 1.0), (lambda x: x, None), (lambda x: Value(3.0), None)):
        tape = taped(f, 0.5)
        w.grad = 0.0
        tape.backward([1.0, 5.0])
        assert tape.parameters == ([w] if slope else [])
        assert w.grad == (slope or 0.0)


# ------------------------------------------------------------------------------------ functions


class Model:
    """Something with a weight and a method."""

    def __init__(self) -> None:
        self.w = Value(2.0)

    def loss(self, x: Value, y: Any = 3.0) -> Value:
        return self.w * x * y

    def __call__(self, *xs: Value) -> Value:
        return self.w * ops.sum(xs)


def _generator(x: Value) -> Iterator[Value]:
    yield x


MODEL = Model()


@pytest.mark.parametrize(
    ("f", "row", "takes"),
    [
        (MODEL.loss, (0.5,), "Tape of loss: 1 row arguments"),
        (MODEL.loss, (0.5, 0.2), "Tape of loss: 2 row arguments"),
        (MODEL, (0.1, 0.2, 0.3), "Tape of Model: 3 row arguments"),
        (functools.partial(MODEL.loss, y=4.0), (0.5,), "Tape of partial: 1 row arguments"),
        (functools.partial(MODEL.loss, 4.0), (0.5,), "Tape of partial: 1 row arguments"),
        (lambda *a: a[0] * a[1], (0.5, 0.2), "Tape of <lambda>: 2 row arguments"),
        (lambda x, *a: x * a[0][1], (0.5, [0.1, 0.2]), "Tape of <lambda>: 3 row arguments"),
        (ops.tanh, (0.5,), "Tape of tanh: 1 row arguments, 0 parameters, 1 operations"),
        (ops.hypot, (0.5, 0.2), "Tape of hypot: 2 row arguments"),
        (ops.logsumexp, ([0.5, 0.2],), "Tape of logsumexp: 2 row arguments"),
        (ops.softmax, ([0.5, 0.2],), "Tape of softmax: 2 row arguments"),
        (nn.MLP(2, [3, 1], seed=0), ([0.5, 0.2],), "Tape of MLP: 2 row arguments, 13 parameters"),
        (nn.MLP(2, [3, 2], seed=0), ([0.5, 0.2],), "Tape of MLP: 2 row arguments, 17 parameters"),
    ],
)
def test_functions(taped: Taping, f: Any, row: tuple[Any, ...], takes: str) -> None:
    """Methods, models, partial functions, operations, functions of any number of arguments."""
    tape = taped(f, *row)
    assert repr(tape).startswith(takes)
    widths = [len(x) if isinstance(x, list) else None for x in row]
    assert_agrees(tape, f, drawn(4, *widths))


def test_a_function_without_row_arguments(taped: Taping) -> None:
    """It is a batch of one row; there is nothing to give to the tape."""
    w = Value(3.0)
    tape = taped(lambda: w * w)
    assert tape().tolist() == [9.0]
    assert tape.backward() == 9.0
    assert w.grad == 6.0
    with pytest.raises(TypeError, match="takes nothing; here are 1 arguments"):
        tape([1.0])


def test_numpy_around_values(taped: Taping) -> None:
    """Arrays of Values compute with them, element by element."""
    matrix = np.array(W[:6]).reshape(2, 3)

    def f(x: Any) -> Value:
        hidden = np.tanh(matrix @ np.array(x))
        return (hidden**2).sum()

    assert_agrees(taped(f, np.array([0.1, 0.2, 0.3])), f, drawn(4, 3))


def test_a_generator_is_no_result() -> None:
    """It has run only when someone asks for its numbers."""
    with pytest.raises(RecordingError, match="generator"):
        record(_generator, 0.5)


def test_parameters_are_the_leaves_used() -> None:
    """Each once, in the order of the program; not what the function makes, nor what it ignores."""
    a, b, unused = Value(1.0), Value(2.0), Value(3.0)
    before = a * b

    def f(x: Value) -> Value:
        unused * 2
        return before * x * Value(4.0) + a

    tape = record(f, 0.5)
    assert set(tape.parameters) == {a, b}
    assert len(tape.parameters) == 2
    b.data = 5.0
    assert tape([2.0]).tolist() == [41.0]


# ----------------------------------------------------------------------- nothing is frozen

A, B = Value(0.3), Value(-0.4)


def _nested(x: Any) -> Value:
    inner = ops.where(x[0] < x[1], x[0] * A, ops.where(x[1] > 0, x[1], B))
    return ops.where(inner >= A, inner * 2, x[0] - inner)


CHOICES: dict[str, Callable[..., Any]] = {
    "where": lambda x: ops.where(x[0] < x[1], x[0] * A, x[1] * B),
    "where, of equals": lambda x: ops.where(x[0] <= x[0], A, B) * x[1],
    "where, with numbers": lambda x: ops.where(x[0] > 0.1, 1.0, -2.0) * A,
    "where, nested": _nested,
    "where, of what is known": lambda x: ops.where(True, x[0] * A, B) + ops.where(False, A, x[1]),
    "where, of weights": lambda x: ops.where(A > B, x[0], x[1] * A),
    "where, of a weight and a row": lambda x: ops.where(x[0] > A, A, x[0]),
    "one condition twice": lambda x: ops.sum(
        [ops.where(c, x[0], A) + ops.where(c, B, x[1]) for c in [x[0] < x[1]]]
    ),
    "maximum": lambda x: ops.maximum(x[0], x[1] * A),
    "minimum": lambda x: ops.minimum(x[0] * A, 0.1),
    "relu": lambda x: ops.relu(x[0] * A + B),
    "leaky relu": lambda x: ops.leaky_relu(x[0] * A + B) + ops.elu(x[1]),
    "abs": lambda x: ops.abs(x[0] * A) + abs(x[1]),
    "detach": lambda x: ops.detach(x[0]) * A + x[1],
    "hinge": lambda x: ops.relu(1 - x[0] * (A * x[1] + B)),
}
EXAMPLES = ([0.7, -0.2], [-0.7, 0.2], [0.0, 0.0], [math.nan, math.inf])


@pytest.mark.parametrize("name", CHOICES)
def test_every_example_gives_the_same_tape(taped: Taping, name: str) -> None:
    """What is chosen is chosen anew for each row, whatever the example row would have."""
    f, rows = CHOICES[name], drawn(40, 2)
    tapes = [taped(f, example) for example in EXAMPLES]
    results = [tape(*columns(rows)).tolist() for tape in tapes]
    assert all(result == results[0] for result in results[1:])
    assert_agrees(tapes[-1], f, rows)


@pytest.mark.parametrize("name", CHOICES)
def test_every_weight_gives_the_same_tape(taped: Taping, name: str) -> None:
    """A choice by weights is made anew when they have changed."""
    f, rows = CHOICES[name], drawn(40, 2)
    tape = taped(f, [0.7, -0.2])
    kept = A.data, B.data
    for A.data, B.data in ((0.3, -0.4), (-0.4, 0.3), (0.2, 0.2), (-5.0, 5.0)):
        assert_agrees(tape, f, rows)
    A.data, B.data = kept
