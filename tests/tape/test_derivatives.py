"""Derivatives inside of a recorded function: residuals with slopes in them."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from micrograd_plus import Value, grad, record
from micrograd_plus.engine import ops
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.gradient import STEEP
from micrograd_plus.rules.table import BUILT_IN, Rule
from tests.helpers import ROWS

Function = Callable[[Value], Value]

X = np.array([-1.3, -0.2, 0.0, 0.2, 0.5, 1.0, 2.0])

# Rows whose partials compare, at their kinks and away from them.
CHOOSING: dict[str, Function] = {
    "x**2": lambda x: x**2,
    "x**1.5": lambda x: (x * x) ** 1.5,
    "x**p": lambda x: abs(x) ** Value(1.7),
    "a power of the row": lambda x: (abs(x) + 0.1) ** x,
    "abs": lambda x: abs(x) * x,
    "relu": lambda x: ops.relu(x) * x,
    "leaky_relu": lambda x: ops.leaky_relu(x) * x,
    "maximum": lambda x: ops.maximum(x, x * x),
    "minimum": lambda x: ops.minimum(x, 0.5) * x,
    "hypot": lambda x: ops.hypot(x, x * x),
    "atan2": lambda x: ops.atan2(x, x * x),
    "elu": lambda x: ops.elu(x) * x,
    "where": lambda x: ops.where(x > 0.2, x * x, -x * x * x),
    "a root that was not chosen": lambda x: ops.sqrt(ops.maximum(x, 0)),
    "a root whose gradient is 0 at 0": lambda x: ops.sqrt(ops.maximum(x, 0)) * x,
    "a cube root whose gradient is 0 at 0": lambda x: ops.cbrt(x) * x,
    "a power whose gradient is 0 at 0": lambda x: (x * x) ** 0.25 * x,
    "asin at its edge": lambda x: ops.asin(ops.minimum(ops.maximum(x, -1), 1)) * (x - 1),
}


def slopes(f: Function, rows: int) -> tuple[list[float], list[float]]:
    """The slopes of a function in X, by a tape of a batch that repeats it, and by `grad`."""

    def slope(x: Value) -> Value:
        return grad(f(x), x, create_graph=True)

    found = record(slope, 0.7)(np.tile(X, rows))[: len(X)]
    return found.tolist(), [slope(Value(x)).data for x in X]


NO_WEIGHT = Value(0.0)

# A zero gradient that meets an infinite slope, where one of the two is the same in each row.
ZERO_SENDS_NOTHING: dict[str, Function] = {
    "a number that is 0": lambda x: 0.0 * ops.sqrt(x * x),
    "a weight that is 0": lambda x: NO_WEIGHT * ops.sqrt(x * x),
    "an infinite factor": lambda x: ops.tanh((x + 3) * math.inf),
    "an infinite factor not chosen": lambda x: ops.where(x > 5, x * math.inf, x),
}


@pytest.mark.parametrize("rows", [1, 200])
@pytest.mark.parametrize("f", ZERO_SENDS_NOTHING.values(), ids=ZERO_SENDS_NOTHING)
def test_a_zero_gradient_sends_nothing(f: Function, rows: int) -> None:
    """In each row as in the engine, whichever example was recorded."""
    found, expected = slopes(f, rows)
    assert np.isfinite(expected).all()
    assert found == expected


@pytest.mark.parametrize("rows", [1, 200])
@pytest.mark.parametrize("f", CHOOSING.values(), ids=CHOOSING)
def test_slopes_that_choose(f: Function, rows: int) -> None:
    """Each row of a batch gets the slope that `grad` gives for it, on its own branch."""
    found, expected = slopes(f, rows)
    assert found == pytest.approx(expected, rel=1e-14, abs=1e-15, nan_ok=True)


def inside(rule: Rule) -> list[float]:
    """Operands at which every row is smooth and defined."""
    return [1.7, 2.3][: len(rule.arguments)] if rule.name == "acosh" else [0.3, 0.4]


@pytest.mark.parametrize("name", [name for name in ROWS if name != "where"])
def test_every_row(name: str) -> None:
    """The slope by the parameters of a loss that holds a slope, for every row of the table."""
    rule = BUILT_IN[name]
    count = 2 if rule.variadic else len(rule.arguments)
    point = inside(rule)[:count]

    def loss(w: Value, x: Value) -> Value:
        operands = [w * x, *point[1:]]
        return grad(OPERATIONS[rule].apply(*operands), x, create_graph=True) ** 2

    w = Value(1.0)
    tape = record(lambda x: loss(w, x), point[0])
    tape.backward([point[0], point[0] * 1.1])
    single = Value(1.0)
    mean = ops.mean([loss(single, Value(point[0])), loss(single, Value(point[0] * 1.1))])
    assert w.grad == pytest.approx(grad(mean, single), rel=1e-12)


def test_steep_rows() -> None:
    """Where a slope is infinite and the result is not, the row is known to be steep."""
    edges = (-1.0, 0.0, 1.0)
    found = set()
    for rule in BUILT_IN.values():
        others = [[]] if len(rule.arguments) == 1 else [[0.5], [1.5]]
        if rule.variadic or len(rule.arguments) > 2:
            continue
        for x in edges:
            for more in others:
                try:
                    node = OPERATIONS[rule].apply(Value(x), *map(Value, more))
                except (ValueError, ArithmeticError):
                    continue
                slopes = OPERATIONS[rule].local(node)
                if any(slope is not None and math.isinf(slope) for slope in slopes):
                    found.add(rule.name)
    assert found == STEEP
