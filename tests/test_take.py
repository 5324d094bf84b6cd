"""take: a value looked up by an index, in every reader of a graph but tapes."""

import copy
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, draw_dot, explain, grad, gradcheck, take
from micrograd_plus.explanation.player_data import player_data


def letters(count: int = 5) -> list[Value]:
    return [Value(0.5 * place + 1, label=f"w{place}") for place in range(count)]


@pytest.mark.parametrize("index", [3, 3.0, np.int64(3), np.float32(3), np.uint8(3)])
def test_a_number_chooses_now(index: Any) -> None:
    """What stands there is the result itself; a number becomes a constant."""
    values = letters()
    assert take(values, index) is values[3]
    assert take(tuple(values), index) is values[3]
    assert take(np.array(values), index) is values[3]
    assert take([1.0, 2.0, 3.0, 4.0], index).is_constant


def test_a_value_chooses_in_the_graph() -> None:
    """Its gradient flows to the chosen one alone, which may stand elsewhere as well."""
    values, index = letters(), Value(3.0, label="i")
    y = take(values, index) ** 2 * values[0]
    y.backward()
    assert y.data == 6.25
    assert [value.grad for value in values] == [6.25, 0.0, 0.0, 5.0, 0.0]
    assert index.grad == 0.0
    assert grad(y, [index, *values]) == [0.0, 6.25, 0.0, 0.0, 5.0, 0.0]
    (slope,) = grad(y, [values[3]], create_graph=True)
    assert grad(slope, [values[3], values[0], values[1], index]) == [2.0, 5.0, 0.0, 0.0]


def test_the_same_value_at_several_places() -> None:
    """Each place leads to it."""
    a, b = Value(2.0), Value(3.0)
    for place, expected in enumerate([(1.0, 0.0), (0.0, 1.0), (1.0, 0.0)]):
        assert tuple(grad(take([a, b, a], Value(place)), [a, b])) == expected


def test_what_is_not_chosen_may_be_anything() -> None:
    """An infinite value or slope elsewhere sends nothing, not even nan."""
    values = [Value(1.0), Value(math.inf), Value(math.nan)]
    y = take(values, Value(0.0)) * Value(math.inf)
    y.backward()
    assert [value.grad for value in values] == [math.inf, 0.0, 0.0]


def test_it_is_explained() -> None:
    """The name of the step and the chosen operand, by the numbers that ran."""
    values = letters(3)
    told = str(explain(take(values, Value(1.0, label="i"))))
    words = " ".join(told.split())
    assert "v1 = take(i, w0, w1, w2) = take(1.0000, 1.0000, 1.5000, 2.0000) = 1.5000" in words
    assert "∂take(i, w0, w1, w2)/∂w1 = 1" in told
    assert told.count("not chosen: nothing flows") == 2
    assert explain(take(values, Value(1.0))).paths(values[1]).count == 1


def test_it_is_drawn() -> None:
    """One edge from each value and from the index, and one to the result."""
    source = draw_dot(take(letters(3), Value(1.0))).source
    assert source.count("->") == 5


def test_a_page_can_compute_it() -> None:
    """The row stands among the others, as the two choices that it is."""
    data, source = player_data(take(letters(3), Value(1.0)))
    assert sorted(data["back"][-1]) == [1, 2, 3, 4]
    assert "take" in source


def test_it_is_checked_by_differences() -> None:
    """By each value; an index cannot be moved by a little."""
    assert gradcheck(lambda a, b, c: take([a, b, c], 1) * a, 2.0, 3.0, 4.0)
    assert gradcheck(lambda a, b, c: take([a, b, c], Value(2.0)) * c, 2.0, 3.0, 4.0)
    report = gradcheck(lambda index, a, b: take([a, b], index) * a, 1.0, 2.0, 3.0)
    assert "cannot be checked" in str(report)


def test_copies_and_pickles(tmp_path: Path) -> None:
    """Also in a process that has not looked anything up before."""
    y = take(letters(), Value(2.0)) * 3
    y.label = "y"
    for other in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        other.backward()
        (looked_up, _) = other.parents
        assert [value.grad for value in looked_up.parents] == [0.0, 0.0, 0.0, 3.0, 0.0, 0.0]
    path = tmp_path / "y.pickle"
    path.write_bytes(pickle.dumps(y))
    program = (
        f"import pickle; y = pickle.load(open({str(path)!r}, 'rb')); y.backward()\n"
        "print(y.data, [w.grad for w in y.parents[0].parents])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "6.0 [0.0, 0.0, 0.0, 3.0, 0.0, 0.0]", ran.stderr


@pytest.mark.parametrize("index", [-1, 5, 2.5, math.nan, math.inf, 1e300])
def test_what_is_no_place(index: float) -> None:
    """Named in the same words, whether it is a number or a Value."""

    def said(index: str) -> str:
        told = f"take has 5 values, at the places 0 to 4, and the index {index}: give the whole"
        return re.escape(told)

    with pytest.raises(ValueError, match=said(f"is {index!r}")):
        take(letters(), index)
    with pytest.raises(ValueError, match=said(f'"token" is {float(index)!r}')):
        take(letters(), Value(index, label="token"))
    with pytest.raises(ValueError, match="take has 2 values"):
        take([Value(math.nan), Value(math.inf)], Value(index))


@pytest.mark.parametrize(
    ("values", "index", "error", "said"),
    [
        ([], 0, ValueError, "take of nothing"),
        (Value(1.0), 0, TypeError, "take chooses among several values"),
        ("abc", 0, TypeError, "take chooses among several values"),
        (3.0, 0, TypeError, "take chooses among several values"),
        ([[Value(1.0)], [Value(2.0)]], 0, TypeError, r"for column in zip\(\*rows\)"),
        (np.ones((2, 2)), 0, TypeError, r"for column in zip\(\*rows\)"),
        ([1.0, 2.0], "a", ValueError, "the index is 'a'"),
        ([1.0, 2.0], None, ValueError, "the index is None"),
        ([1.0, 2.0], True, ValueError, "the index is True"),
        ([1.0, "b"], Value(0.0), TypeError, "is text, not a number"),
    ],
)
def test_what_is_refused(values: Any, index: Any, error: type[Exception], said: str) -> None:
    """With what was given, and the cure."""
    with pytest.raises(error, match=said):
        take(values, index)


def test_a_whole_number_that_is_no_float() -> None:
    with pytest.raises(ValueError, match="take has 2 values"):
        take([Value(1.0), Value(2.0)], 10**400)
