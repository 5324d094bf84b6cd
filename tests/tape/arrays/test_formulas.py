"""Formulas as array operations: each common part once, with as few operations as numpy needs."""

import math
import re

import numpy as np
import pytest

from micrograd_plus import Value, exp, maximum, record, rule, sigmoid, tanh, where


def forward(compute, *example) -> list[str]:
    return [line.text for line in record(compute, *example).plan.array_program.forward]


def test_a_common_part_is_computed_once() -> None:
    """However often it stands in a formula."""
    own = rule("twice", "x", "exp(x) * exp(x) + exp(x)", "2 * exp(x)**2 + exp(x)")
    assert sum("exp(" in line for line in forward(own, 0.5)) == 1


def test_a_gradient_uses_what_is_known() -> None:
    """The slope of sigmoid is made of its result: no second exponential."""
    w = Value(1.0)
    for function in (sigmoid, tanh, exp):
        tape = record(lambda x, function=function: function(w * x), 0.5)
        text = "".join(line.text for line in tape.plan.array_program.backward)
        assert not re.search(r"(exp|tanh)\(", text), function


def test_nan_decides_which_operation_there_is() -> None:
    """A choice that gives the number where the other is nan is not the larger of the two."""
    own = rule("own", "x", "where(x > 1, x, 1)", "where(x > 1, 1, 0)", check=False)
    assert not any("maximum(" in line for line in forward(own, 0.5))
    assert record(own, 0.5)([float("nan"), 3.0]).tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("formula", "slope", "function"),
    [
        ("where(x < 1, 1, x)", "where(x < 1, 0, 1)", "maximum("),
        ("where(x > 1, 1, x)", "where(x > 1, 0, 1)", "minimum("),
        ("x**2", "2 * x", "square("),
    ],
)
def test_one_operation_where_numpy_has_one(formula: str, slope: str, function: str) -> None:
    """The larger and the smaller of two, and squares."""
    own = rule("own", "x", formula, slope, check=False)
    assert any(function in line for line in forward(own, 0.5))


UNLIKELY = {
    "a mask": lambda x: where(x > 0, x, -Value(math.inf)),
    "the start of a maximum": lambda x: maximum(-Value(math.inf), x),
    "nan": lambda x: tanh(Value(math.nan)) * x,
    "too large": lambda x: exp(Value(math.inf)) * x,
    "their difference": lambda x: where(x > 0, x, Value(math.inf) - Value(math.inf)),
}


@pytest.mark.parametrize("name", UNLIKELY)
def test_constants_may_be_no_finite_numbers(name: str) -> None:
    """What is computed of constants alone is a number that lines read by a name."""
    f = UNLIKELY[name]
    rows = np.array([-2.0, 3.0] * 50)
    tape = record(f, 1.0)
    assert tape.plan.by_arrays(len(rows))
    np.testing.assert_array_equal(tape(rows), [f(Value(x)).data for x in rows])
