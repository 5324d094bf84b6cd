"""Lookups by arrays: one group for all that look alike, one gather and one addition back."""

from typing import Any

import pytest

from micrograd_plus import Value, record, sum, take, tanh
from micrograd_plus.tape import Tape
from tests.tape.helpers import weights


def embedding(tokens: int, width: int, places: int, of_rows: bool = False) -> Tape:
    """Several tokens of a row, each looked up in as many columns as its embedding is wide."""
    table = weights(tokens * width)
    columns = [table[place::width] for place in range(width)]

    def f(i: Any, x: Value) -> Value:
        among = [[w * x for w in column] for column in columns] if of_rows else columns
        return sum([tanh(take(column, index)) for index in i for column in among])

    return record(f, [0.0] * places, 1.0)


def lookups(tape: Tape) -> list[str]:
    program = tape.plan.array_program
    return [line.text for line in [*program.forward, *program.backward] if " take:" in line.meaning]


@pytest.mark.parametrize("of_rows", [False, True])
@pytest.mark.parametrize(("tokens", "width", "places"), [(3, 2, 1), (27, 16, 8), (60, 4, 5)])
def test_as_many_lines_however_large(tokens: int, width: int, places: int, of_rows: bool) -> None:
    """All lookups of a row are one group, whose lines depend neither on tokens nor on columns."""
    tape = embedding(tokens, width, places, of_rows)
    alike = [group for group in tape.plan.schedule.groups if group.operation.rule.name == "take"]
    assert [len(group.nodes) for group in alike] == [width * places]
    lines = lookups(tape)
    small = lookups(embedding(3, 2, 2, of_rows))
    assert len(lines) <= len(small)
    gather, add = ("values[", "add.at(") if of_rows else ("shared.take(", "bincount(")
    assert [gather in line for line in lines].count(True) == 1
    assert [add in line for line in lines].count(True) == 1
    assert not any("multiply" in line or ("copyto" in line and "where=" in line) for line in lines)


def test_tables_of_two_kinds_go_by_the_formula() -> None:
    """What differs from row to row and what does not live in two places."""
    w = weights(2)
    tape = record(lambda i, x: take([*w, x], i) * w[0], 0.0, 1.0)
    assert any("where=" in line for line in lookups(tape))
    assert tape([0, 1, 2], [5.0, 6.0, 7.0]).tolist() == pytest.approx(
        [w[0].data * other for other in (w[0].data, w[1].data, 7.0)]
    )
