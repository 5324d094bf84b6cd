"""What the engine in C computes with is what the formulas of the rows say, to the bit."""

import random

import pytest

from micrograd_plus import Value
from micrograd_plus.engine.core import CORE
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import evaluate
from micrograd_plus.rules.inlining import inlined
from micrograd_plus.rules.table import TABLE


@pytest.mark.skipif(CORE is None, reason="the engine in C was not built, or is not wanted")
@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if len(rule.arguments) == 1])
def test_slopes_are_those_of_the_formula_to_the_bit(name: str) -> None:
    """At many places: what is rounded otherwise is so at one in a thousand."""
    rule = TABLE[name]
    if rule.variadic or rule.partials[0] is None:
        pytest.skip("the row has no formula for one number")
    partial, apply = inlined(rule.partials[0], rule), OPERATIONS[rule].apply
    functions = {**ALL, "where": lambda condition, a, b: a if condition else b}
    draw, found = random.Random(0), 0
    for _ in range(4000):
        x = Value(draw.uniform(-2.0, 2.0))
        try:
            y = apply(x)
            y.backward()
            given = {rule.arguments[0]: x.data, "out": y.data}
            slope = evaluate(partial, given, functions)
        except (ArithmeticError, ValueError):
            continue
        found += 1
        assert x.grad == slope + 0.0, f"at {x.data!r}"
    assert found > 500
