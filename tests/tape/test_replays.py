"""Which program runs, and how many are kept."""

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.replays import KEPT, Replays


def replays() -> Replays:
    w = Value(0.5)
    return record(lambda x: ops.tanh(w * x), 1.0).replays


def test_the_ones_used_last_are_kept() -> None:
    some = replays()
    first = some.get(1)
    assert some.get(1) is first
    for rows in range(2, KEPT + 2):
        some.get(rows)
    assert some.last == KEPT + 1
    assert some.get(1) is not first


def test_all_work_on_one_vector() -> None:
    some = replays()
    some.vector[:] = 2.0
    assert all(some.get(rows).parameters.tolist() == [2.0] for rows in (1, 2, 100))
