"""Lookups by plain lines: one addition to a list for each, unless something else is added too."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, grad, record, sum, take, tanh
from micrograd_plus.tape import Tape
from micrograd_plus.tape.scalars import replay
from micrograd_plus.tape.scalars.lookups import own_tables
from tests.tape.helpers import assert_agrees, weights

W = weights(40)
TABLE, OTHER = W[:20], W[20:]


def by_lines(f: Callable[..., Any], *example: Any) -> Tape:
    tape = record(f, *example)
    tape.plan.by_arrays = lambda rows: False  # type: ignore[method-assign]
    return tape


def several(i: Any, x: Value) -> Value:
    return sum([tanh(take(TABLE, index) * x) * take(OTHER, index) for index in i])


ALONE: dict[str, Callable[[Any, Any], Value]] = {
    "several": several,
    "computed": lambda i, x: take([tanh(w * x) for w in TABLE], i[0]) * take(OTHER, i[1]),
}
MIXED: dict[str, Callable[[Any, Any], Value]] = {
    "used besides": lambda i, x: take(TABLE, i[0]) * x + TABLE[3],
    "in two tables": lambda i, x: take(TABLE, i[0]) * x * take(TABLE[::-1], i[1]),
    "twice in one": lambda i, x: take([*TABLE, TABLE[0]], i[0]) * x,
    "the result": lambda i, x: take([take(TABLE, i[1]) * 0 + 1, x], i[0] * 0) * TABLE[2],
}


@pytest.mark.parametrize("name", [*ALONE, *MIXED])
def test_gradients_have_the_engines_bits(name: str) -> None:
    """Whichever way they are added up, for a single row."""
    f = (ALONE | MIXED)[name]
    tape = by_lines(f, [0, 1], 0.5)
    for parameter in tape.parameters:
        parameter.grad = 0.0
    tape.backward([[7, 3]], [0.3])
    expected = grad(f([Value(7.0), Value(3.0)], Value(0.3)), tape.parameters)
    assert [parameter.grad for parameter in tape.parameters] == expected


def test_which_tables_are_their_own() -> None:
    """All lookups of what nothing else uses, none of the others."""
    tape = record(several, [0, 1], 0.5)
    assert len(own_tables(tape.plan.graph)) == 4
    tape = record(ALONE["computed"], [0, 1], 0.5)
    assert len(own_tables(tape.plan.graph)) == 2
    for name in list(MIXED)[:3]:
        assert not own_tables(record(MIXED[name], [0, 1], 0.5).plan.graph)
    fixed = record(lambda i, x: take(TABLE, Value(2.0)) * x + take(OTHER, i[0]), [0], 0.5)
    assert len(own_tables(fixed.plan.graph)) == 1


def test_a_line_for_each_lookup() -> None:
    """However many values there are to choose among."""
    program = by_lines(several, [0, 1], 0.5).plan.scalar_program
    added = [line for line in program.backward if "[_int(" in line.target]
    assert len(added) == 4
    assert not any(" if " in line.expression for line in program.backward)


def test_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists of a long program are global to its pieces, and new for each row."""
    monkeypatch.setattr(replay, "WHOLE", 10)
    monkeypatch.setattr(replay, "PIECE", 3)
    rows = [([float(k % 20), float(7 * k % 20)], 0.1 * k) for k in range(6)]
    assert_agrees(by_lines(several, *rows[0]), several, rows)
