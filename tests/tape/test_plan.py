"""What is to be done for a batch: which program, in which blocks."""

import pytest

from micrograd_plus import Value, record, sin
from micrograd_plus.nn import MLP
from micrograd_plus.tape import plan as planning


def test_wide_graphs_and_large_batches_are_for_arrays() -> None:
    """One row of a chain is not; the more rows, the more it is."""
    w = Value(0.5)

    def chain(x):
        for _ in range(50):
            x = sin(x * w)
        return x

    plan = record(chain, 0.5).plan
    answers = [plan.by_arrays(rows) for rows in (1, 10, 100, 1000, 10_000)]
    assert answers == sorted(answers)
    assert (answers[0], answers[-1]) == (False, True)
    model = MLP(64, [64, 10], seed=0)
    assert record(lambda x: model(x), [0.0] * 64).plan.by_arrays(64)


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 1000])
def test_blocks_cover_every_row_once(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order, and none is larger than memory allows."""
    monkeypatch.setattr(planning, "AT_A_TIME", 200)
    plan = record(lambda x: sin(x) * 2.0, 0.5).plan
    blocks = plan.blocks(rows)
    assert [row for start, stop in blocks for row in range(start, stop)] == list(range(rows))
    largest = max(64, 200 // plan.layout.values)
    assert all(stop - start <= largest for start, stop in blocks)


def test_programs_are_written_when_they_are_asked_for() -> None:
    """Once, and only the one that runs."""
    plan = record(lambda x: sin(x), 0.5).plan
    assert not {"array_program", "scalar_program"} & set(vars(plan))
    assert plan.scalar_program is plan.scalar_program
    assert "array_program" not in vars(plan)


def test_operations_are_counted_there_and_back() -> None:
    """One for each result, one for each edge."""
    w = Value(2.0)
    assert record(lambda x: sin(w * x), 0.5).plan.operations == 2 + 3
