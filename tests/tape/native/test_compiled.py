"""The same program is compiled once; another one has another fingerprint."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, record, rule
from micrograd_plus.engine import ops
from micrograd_plus.rules.table import TABLE
from micrograd_plus.tape import Tape
from micrograd_plus.tape.native import cache, compiled
from micrograd_plus.tape.native.compiled import Compiled, fingerprint, lanes


def line(slope: float, constant: float = 3.0, exponent: float = 2.0) -> Tape:
    w = Value(slope)
    return record(lambda x: (w * x + constant) ** exponent, 1.0)


def test_the_same_program_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parameters and constants are numbers in memory, so they may differ."""
    texts: list[str] = []
    real = compiled.object_code

    def counted(text: str, with_care: bool) -> bytes:
        texts.append(text)
        return real(text, with_care)

    monkeypatch.setattr(compiled, "object_code", counted)
    monkeypatch.setattr(cache, "_memory", {})
    monkeypatch.setattr(cache, "folder", lambda: None)
    for slope, constant in ((1.0, 3.0), (2.0, 3.0), (2.0, 4.0)):
        tape = line(slope, constant)
        tape.plan.cost_of_compiling = 0.0
        assert tape([2.0, 1.0]).tolist() == [(2 * slope + constant) ** 2, (slope + constant) ** 2]
    assert len(texts) == 1
    line(1.0, exponent=3.0).plan.cost_of_compiling = 0.0
    Compiled(line(1.0, exponent=3.0).plan, 4)
    assert len(texts) == 2


def others() -> dict[str, Callable[[], Any]]:
    w, u = Value(1.0), Value(2.0)
    return {
        "operation": lambda: record(lambda x: (w * x - 3.0) ** 2.0, 1.0),
        "order": lambda: record(lambda x: (x * w + 3.0) ** 2.0, 1.0),
        "exponent": lambda: line(1.0, exponent=-2.0),
        "parameter": lambda: record(lambda x: (w * x + u) ** 2.0, 1.0),
        "outputs": lambda: record(lambda x: [(w * x + 3.0) ** 2.0, x], 1.0),
        "row": lambda: record(lambda x, y: (w * x + y) ** 2.0, 1.0, 2.0),
    }


@pytest.mark.parametrize("name", others())
def test_another_program_has_another_fingerprint(name: str) -> None:
    assert fingerprint(line(1.0).plan) == fingerprint(line(5.0).plan)
    assert fingerprint(others()[name]().plan) != fingerprint(line(1.0).plan)


def test_a_row_that_others_are_written_with_counts_too() -> None:
    """The text of the outer row is the same, what it calls is not."""
    prints = []
    for inner in ("x + 1", "x + 2"):
        TABLE.pop("outer", None)
        rule("inner", "x", inner, "1", check=False, replace=True)
        outer = rule("outer", "x", "inner(x) * 2", "2", check=False)
        w = Value(0.5)
        prints.append(fingerprint(record(lambda x, o=outer, w=w: o(w * x), 1.0).plan))
    assert prints[0] != prints[1]


def test_lanes_are_no_more_than_rows_can_fill() -> None:
    assert [lanes(rows) for rows in (1, 2, 4, 5, 8, 9, 100)] == [1, 4, 4, 8, 8, 16, 16]


def test_what_needs_much_is_computed_for_fewer_rows_at_once() -> None:
    w = Value(0.9)

    def f(x: Any) -> Value:
        h = w
        for each in x:
            h = ops.tanh(w * h + each)
        return h

    assert Compiled(record(f, [0.1] * 1000).plan, 16).lanes == 8
    assert Compiled(record(f, [0.1] * 60).plan, 16).lanes == 16
