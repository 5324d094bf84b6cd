"""take by tapes: chosen anew for each row, with the results and gradients of the scalar engine."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, grad, log_softmax, mean, record, sum, take, tanh, where
from micrograd_plus.tape.native.host import available
from tests.tape.conftest import Taping
from tests.tape.helpers import assert_agrees, weights
from tests.tape.native.helpers import assert_same_bits, bound

W = weights(60)
TABLE = [W[5 * place : 5 * place + 5] for place in range(9)]
COLUMNS = list(zip(*TABLE, strict=True))
MIXED = random.Random(0).sample(W, 9)
CONSTANTS = [0.5, -1.0, *W[3:7], 0.5, 2.0, W[3]]


def embedded(token: Value, columns: Any = COLUMNS) -> list[Value]:
    return [take(column, token) for column in columns]


def _attention(i: Any, x: Any) -> Value:
    first, second = embedded(i[0]), embedded(i[1])
    third = [a + b for a, b in zip(first, embedded(i[1], COLUMNS[::-1]), strict=True)]
    return sum([tanh(a * b + c * x[0]) for a, b, c in zip(first, second, third, strict=True)])


def _unlikely(i: Any, x: Any) -> Value:
    scores = [sum([w * e for w, e in zip(row, embedded(i[0]), strict=True)]) for row in TABLE]
    return -take(log_softmax(scores), i[1])


CASES: dict[str, Callable[[Any, Any], Any]] = {
    "parameters": lambda i, x: take(W[:9], i[0]) * x[0],
    "a row of an embedding": lambda i, x: sum([tanh(e * x[0]) for e in embedded(i[0])]),
    "several rows": _attention,
    "in any order": lambda i, x: take(MIXED, i[0]) ** 2 + take(MIXED, i[1]) * x[1],
    "the same at several places": lambda i, x: take([W[0], W[1], W[0]] * 3, i[0]) * x[0] + W[1],
    "with constants": lambda i, x: take(CONSTANTS, i[0]) * x[0],
    "constants alone": lambda i, x: take([3.0, 1.0, 4.0] * 3, i[0]) * x[0] * W[0],
    "computed from parameters": lambda i, x: take([w * w for w in W[:9]], i[0]) * x[0],
    "computed from the row": lambda i, x: take([tanh(w * x[0]) for w in W[:9]], i[0]) * W[3],
    "the row itself": lambda i, x: take([*x, *x, *x], i[0]) * W[0],
    "of the row and of parameters": lambda i, x: take([*W[:6], *x], i[0]) * W[2],
    "of one of each twice": lambda i, x: take([W[0], x[0] * W[1], W[0]] * 3, i[1]) * x[0],
    "two of what the row gives": lambda i, x: (
        sum([take([w * x[0] for w in W[:9]], each) for each in i]) * take(W[:9], i[0])
    ),
    "one after the other": lambda i, x: take([take(row, i[2]) for row in TABLE], i[0]) * x[1],
    "a single value": lambda i, x: take([W[0] * x[1]], i[2] * 0) * 3.0,
    "an index that is computed": lambda i, x: take(W[:9], (i[0] + i[2]) / 2 * 0 + i[2]) * x[1],
    "an index that is chosen": lambda i, x: take(W[:9], where(i[0] < i[1], i[0], i[1])) * x[0],
    "a fixed index": lambda i, x: take([w * x[0] for w in W[:9]], Value(4.0)) + take(W, 7.0),
    "a target": _unlikely,
    "several results": lambda i, x: [*embedded(i[0]), take(x, i[2])],
}


def drawn(count: int, seed: int = 0) -> list[Any]:
    """Rows of three indices, the last below 3, and three numbers."""
    stream = random.Random(seed)

    def row() -> tuple[list[float], list[float]]:
        indices = [stream.randrange(9), stream.randrange(9), stream.randrange(3)]
        return list(map(float, indices)), [stream.uniform(-2, 2) for _ in range(3)]

    return [row() for _ in range(count)]


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize("name", CASES)
def test_it_agrees_with_the_scalar_engine(taped: Taping, name: str, rows: int) -> None:
    """Whatever the example row had chosen."""
    f = CASES[name]
    for example in (drawn(1, seed=1)[0], ([0, 8, 2], [0.0, 0.0, 0.0])):
        assert_agrees(taped(f, *example), f, drawn(rows))


def test_again_with_other_parameters(taped: Taping) -> None:
    """Nothing is left of the pass before."""
    f = CASES["several rows"]
    tape = taped(f, *drawn(1)[0])
    before = [weight.data for weight in W]
    for seed in range(3):
        assert_agrees(tape, f, drawn(7, seed))
        for weight in W:
            weight.data *= -1.1
    for weight, number in zip(W, before, strict=True):
        weight.data = number


@pytest.mark.parametrize("index", [9.0, -1.0, 0.5, float("nan"), float("inf"), 1e300])
@pytest.mark.parametrize("values", [MIXED, CONSTANTS, [*MIXED[:8], float("inf")]])
def test_what_is_no_place(taped: Taping, values: Any, index: float) -> None:
    """The scalar engine's own error for the first such row, from results and gradients alike."""
    tape = taped(lambda i: take(values, i), 0.0)
    for replay in (tape, tape.backward):
        with pytest.raises(ValueError, match=r'at the places 0 to 8, and the index "i" is') as told:
            replay([3.0, 4.0, index, -7.0])
        assert told.value.__notes__ == ["in row 2"]
    assert tape([3.0]).tolist() == [take(values, 3).data]


def test_infinite_values_elsewhere(taped: Taping) -> None:
    """What is not chosen gets nothing, and does not disturb what is."""
    wide = [Value(float("inf")), *W[:3]]
    tape = taped(lambda i, x: take(wide, i) * x, 1.0, 1.0)
    for weight in wide:
        weight.grad = 0.0
    assert tape.backward([1.0, 3.0], [2.0, 4.0]) == W[0].data + 2 * W[2].data
    assert [weight.grad for weight in wide] == [0.0, 1.0, 0.0, 2.0]


def test_a_derivative_inside(taped: Taping) -> None:
    """A slope through a lookup is recorded, and chosen anew too."""

    def f(i: Value, x: Value) -> Value:
        weight = take(W[:5], i)
        (slope,) = grad(tanh(weight * x) ** 2, [W[2]], create_graph=True)
        return slope + weight

    assert_agrees(taped(f, 1.0, 0.5), f, [(float(i % 5), 0.1 * i) for i in range(12)])


def test_training_a_table() -> None:
    """Each entry becomes the mean of the targets that were asked of it."""
    from micrograd_plus import optim

    table = [Value(0.0) for _ in range(3)]
    tape = record(lambda i, y: (take(table, i) - y) ** 2, 0.0, 0.0)
    tokens, targets = np.array([0.0, 1, 1, 2, 0, 2]), np.array([1.0, 2, 4, -1, 3, -3])
    tape.fit((tokens, targets), optim.SGD(lr=0.5), steps=60)
    assert [entry.data for entry in table] == pytest.approx([2.0, 3.0, -2.0], abs=1e-6)
    assert mean(table).data == pytest.approx(1.0, abs=1e-6)


@pytest.mark.skipif(not available(), reason="there is no compiler")
@pytest.mark.parametrize("name", [name for name in CASES if name != "several results"])
def test_machine_code_has_the_same_bits(name: str) -> None:
    """The row is read as any other; a wrong index raises there as well."""
    rows = drawn(6)
    tape = record(CASES[name], *rows[0])
    assert_same_bits(tape, np.array([[*indices, *numbers] for indices, numbers in rows]).T)


@pytest.mark.skipif(not available(), reason="there is no compiler")
def test_no_place_by_machine_code() -> None:
    """It is noted, and told as elsewhere."""
    tape = record(lambda i: take(MIXED, i), 0.0)
    for index in (9.0, -1.0, 0.5, float("nan")):
        replay = bound(tape, np.array([[3.0, 4.0, index, -7.0]]), 4)
        with pytest.raises(ValueError, match="at the places 0 to 8") as told, tape.errors():
            replay.both()
        assert told.value.__notes__ == ["in row 2"]
