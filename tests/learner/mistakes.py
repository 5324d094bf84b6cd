"""How a mistake is written down and tried."""

import linecache
import warnings
from typing import Any, NamedTuple

import pytest

from micrograd_plus.engine import hints

PRELUDE = """\
import math, random
import numpy as np
import micrograd_plus
from micrograd_plus import *
from micrograd_plus.nn import MLP, Layer, Neuron
a, b = Value(2.0, label="a"), Value(-3.0, label="b")
X = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
y = [1.0, -1.0, -1.0, 1.0]
model = MLP(3, [4, 1], activation="tanh", seed=1)
def total():
    return losses.mse([model(row) for row in X], y)
"""


class Mistake(NamedTuple):
    """A learner's program, and its answer.

    Attributes:
        code: the lines that are wrong.
        answer: the type of the error or of the warning.
        words: what it must say.
    """

    code: str
    answer: type[Exception]
    words: tuple[str, ...]


def mistake(code: str, answer: type[Exception], *words: str) -> Any:
    """Write a mistake down; its code is its name in the report."""
    row = Mistake(code, answer, words)
    return pytest.param(row, id=code.strip().splitlines()[-1].strip()[:60])


def run(code: str) -> dict[str, Any]:
    """Run a learner's program and return its names; warnings are those of a fresh process."""
    hints.forget()
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(PRELUDE, names)
    linecache.cache["learner.py"] = (len(code), None, code.splitlines(True), "learner.py")
    exec(compile(code, "learner.py", "exec"), names)
    return names


def check(row: Mistake) -> None:
    """The answer is of its type, stands at the learner's line and names what it must."""
    if issubclass(row.answer, Warning):
        with pytest.warns(row.answer) as caught:
            run(row.code)
        (said,) = [each for each in caught if issubclass(each.category, row.answer)]
        assert said.filename == "learner.py"
        text = str(said.message)
    else:
        with pytest.raises(row.answer) as raised:
            run(row.code)
        assert type(raised.value) is row.answer
        text = str(raised.value)
    assert [word for word in row.words if word not in text] == [], text


def silent(code: str) -> None:
    """A program that is right is not warned about."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(code)
