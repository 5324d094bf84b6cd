"""Machine code is made where it can be, and lives as long as what uses it."""

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops


def test_tapes_come_and_go() -> None:
    """The code of one is freed without harm to that of another."""
    w = [Value(0.5), Value(0.0), Value(0.1)]
    kept = record(lambda x: ops.tanh(w[0] * x), 1.0)
    kept.expect(4, 10**9)
    for each in w:
        passing = record(lambda x, each=each: ops.sin(each * x), 1.0)
        passing.expect(4, 10**9)
        assert passing.backward([1.0] * 4) == pytest.approx(ops.sin(each).data)
    del passing
    assert kept.backward([1.0] * 4) == pytest.approx(ops.tanh(Value(0.5)).data)
