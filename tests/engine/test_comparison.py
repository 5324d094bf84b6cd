"""The answer to a comparison: an int that remembers what was compared."""

import json

import numpy as np
import pytest

from micrograd_plus import (
    Value,
    where,
)
from micrograd_plus.engine.comparison import Condition


class TestConditions:
    def test_a_condition_is_an_int_that_remembers(self) -> None:
        """It can be counted, compared, tested; it knows what was compared."""
        a, b = Value(1.0), Value(2.0)
        condition = a < b
        assert isinstance(condition, Condition)
        assert condition == 1
        assert condition
        assert sum([a < b, a > b, a <= 1, b >= 2]) == 3
        assert (condition.left, condition.right) == (a, b)
        assert "1.0 < 2.0" in repr(condition)
        assert (1 < b).left is b

    def test_where_takes_part_in_the_graph(self) -> None:
        """where asks again: the comparison is a node, and gets no gradient itself."""
        a, b = Value(1.0), Value(2.0)
        y = where(a < b, a * 3, b)
        y.backward()
        assert (y.data, a.grad, b.grad) == (3.0, 3.0, 0.0)
        assert y.parents[0].parents == (a, b)
        assert y.parents[0]._op == "<"

    def test_where_needs_a_condition(self) -> None:
        """A Value is no condition, nor is a number other than 0 and 1."""
        assert where(True, 1, 2).data == 1.0
        assert where(np.bool_(False), 1, 2).data == 2.0
        with pytest.raises(TypeError, match="v > 0"):
            where(Value(1.0), 1, 2)
        for wrong in (2, "a", None, np.array([True, False])):
            with pytest.raises(TypeError, match="a < b"):
                where(wrong, 1, 2)

    def test_comparing_with_something_else(self) -> None:
        """Comparing with text or nothing is Python's TypeError or ours."""
        for wrong in ("a", None, [1]):
            with pytest.raises(TypeError):
                _ = Value(1.0) < wrong


def test_an_array_of_comparisons_is_a_mask() -> None:
    """Numpy makes truth values of comparisons, so that they choose rows and count."""
    answers = [Value(x) > 0 for x in (1.0, -1.0, 2.0)]
    mask = np.array(answers)
    assert mask.dtype == bool
    assert np.arange(3)[mask].tolist() == [0, 2]
    assert np.arange(3)[answers].tolist() == [0, 2]
    assert np.mean(answers) == pytest.approx(2 / 3)
    assert (~mask).tolist() == [~answer for answer in answers] == [False, True, False]


def test_a_comparison_counts_as_a_bool() -> None:
    """It adds, compares, hashes and indexes as True and False do."""
    yes, no = Value(1.0) > 0, Value(1.0) < 0
    assert (sum([yes, no, yes]), yes + 1, 2 * yes, int(yes), [5, 6][yes]) == (2, 2, 2, 1, 6)
    assert yes == True  # noqa: E712
    assert yes == (Value(2.0) > 1)
    assert (hash(yes), f"{no}", yes & no, yes | no) == (hash(True), "False", False, True)
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(yes)


def test_two_values_are_one_or_not() -> None:
    """The answer counts, indexes and prints as a bool does, and `where` knows it from a bool."""
    a, b = Value(1.0), Value(1.0)
    assert (a == a, a != b, repr(a == b)) == (True, True, "False")
    assert (a == None, a != None, a == "a") == (False, True, False)  # noqa: E711
    assert [a, b].index(b) == 1
    assert len({a, b, a}) == 2
    for condition in (a == b, a != b):
        with pytest.raises(TypeError, match="one and the same"):
            where(condition, a, b)
    with pytest.raises(TypeError, match="compared with the number"):
        _ = a != 1
