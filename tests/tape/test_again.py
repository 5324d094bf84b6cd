"""What a function does when it is run again for the same row: anything else is refused."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, grad, record
from micrograd_plus.engine import ops
from micrograd_plus.errors import LikelyMistake, RecordingError


class Chance:
    """Numbers that are others in the second run."""

    def __init__(self) -> None:
        self.numbers = itertools.count(2)
        self.w, self.u = Value(1.0, label="w"), Value(1.0, label="u")

    def __call__(self) -> int:
        return next(self.numbers)

    def pick(self) -> Value:
        return (self.w, self.u)[self() % 2]


def _one_step_more(x: Value, chance: Chance) -> Value:
    for _ in range(chance()):
        x = ops.sin(x)
    return x


CHANGING: dict[str, tuple[Callable[[Value, Chance], Any], str]] = {
    "a factor": (lambda x, c: x * c(), "2.0, then the number 3.0, as operand 2 of mul"),
    "an exponent": (lambda x, c: x ** c(), "operand 2 of pow"),
    "deep inside": (lambda x, c: ops.tanh(ops.sin(c() + x) * 2), "operand 1 of add"),
    "a leaf": (lambda x, c: Value(c()) * x, "operand 1 of mul"),
    "a slope": (lambda x, c: grad(x**3 * c(), x, create_graph=True), "of mul"),
    "a parameter": (lambda x, c: x * c.pick(), 'has "w", then "u", as operand 2 of mul'),
    "an operation": (lambda x, c: x + (ops.sin, ops.cos)[c() % 2](x), "sin of 1"),
    "one step more": (_one_step_more, "sin"),
    "a longer sum": (lambda x, c: ops.sum([x] * c()), "sum of 2 operands, then sum of 3"),
    "more results": (lambda x, c: [x] * c(), "2 results, then 3"),
    "a number alone": (lambda x, c: Value(c()), "the number 2.0, then the number 3.0"),
}


@pytest.mark.parametrize("name", CHANGING)
def test_what_differs_when_it_is_run_again_is_refused(name: str) -> None:
    """With the operation and both numbers, since one of them would be frozen."""
    f, told = CHANGING[name]
    chance = Chance()
    with pytest.raises(RecordingError, match=re.escape(told)) as raised:
        record(lambda x: f(x, chance), 0.5)
    assert "without chance or counting" in str(raised.value)


KEPT: dict[str, tuple[Callable[[], Value], str]] = {
    "a leaf": (lambda: Value(0.5), "the number 0.5"),
    "a named leaf": (lambda: Value(0.5, label="late"), '"late"'),
    "a result": (lambda: ops.tanh(Value(0.5)), "tanh of 1 operands"),
}


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("alone", [False, True])
def test_what_is_made_by_the_first_run_and_kept_is_told(name: str, alone: bool) -> None:
    """It is no parameter; a function that was called once before has made it already."""
    make, told = KEPT[name]
    kept: list[Value] = []

    def f(x: Value) -> Value:
        if not kept:
            kept.append(make())
        return kept[0] if alone else kept[0] * x

    with pytest.warns(LikelyMistake, match=re.escape(told)) as warned:
        first = record(f, 2.0)
    (warning,) = warned
    assert warning.filename == __file__
    assert "call the function once before" in str(warning.message)
    assert first.parameters == []
    again = record(f, 2.0)
    assert again([3.0]).tolist() == first([3.0]).tolist()
    assert len(again.parameters) == 1


def test_what_can_run_only_once_is_refused() -> None:
    """An iterator that has ended; any other error is that of the function, with a note."""
    numbers = iter([2.0])
    with pytest.raises(RecordingError, match="end of an iterator when it is run again"):
        record(lambda x: x * next(numbers), 0.5)
    stack = [2.0]
    with pytest.raises(IndexError, match="pop from empty list") as raised:
        record(lambda x: x * stack.pop(), 0.5)
    assert "run again" in raised.value.__notes__[0]


def test_what_is_the_same_each_time_is_recorded() -> None:
    """Leaves made anew, nan, what is kept from the first run, chance that comes to nothing."""
    kept: dict[str, Value] = {}
    chance = Chance()

    def f(x: Value) -> list[Value]:
        chance()
        _ = x * chance()
        first = kept.setdefault("first", x * 2)
        weight = kept.setdefault("weight", Value(3.0))
        return [first + 1, Value(math.nan) + x, weight * x, Value(0.25) * x]

    with pytest.warns(LikelyMistake, match="makes the number 3.0 when it first runs"):
        tape = record(f, 0.5)
    assert tape([1.0])[0, 0] == 3.0
    assert tape([1.0])[0, 2:].tolist() == [3.0, 0.25]
    assert tape.parameters == []


def test_a_recording_has_what_the_first_run_made() -> None:
    """Two runs make no parameter twice, and a row that the function has changed is whole again."""
    w = Value(2.0, label="w")
    rows = []

    def f(x: list[Value]) -> Value:
        rows.append(len(x))
        return w * x.pop() + x.pop()

    tape = record(f, [1.0, 2.0])
    assert rows == [2, 2]
    assert tape.parameters == [w]
    assert tape([[1.0, 2.0]]).tolist() == [5.0]
