"""Formulas over numbered operands are those of the rows."""

import math

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import COMPARISONS, evaluate
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import TABLE
from micrograd_plus.tape.lowering.templates import UP, Template, is_power_of_two, known_numbers
from tests.helpers import ROWS

FUNCTIONS = ALL | {"where": lambda condition, a, b: a if condition else b}
# These take a condition, or make one.
DECIDING = {"where", *COMPARISONS}
OTHERS = [name for name in ROWS if not TABLE[name].variadic and name not in DECIDING]


def template(name: str, known: dict[int, float] | None = None) -> Template:
    return Template(OPERATIONS[TABLE[name]], known or {})


@pytest.mark.parametrize("name", OTHERS)
def test_each_row(name: str) -> None:
    """The result, and upstream times local gradient, at a point of the domain."""
    rule, made = TABLE[name], template(name)
    numbers = {"asin": [0.25], "acos": [0.25], "atanh": [0.25]}.get(name, [1.5, 0.75])
    numbers = numbers[: len(rule.arguments)]
    node = OPERATIONS[rule].apply(*map(Value, numbers))
    given = {str(place): numbers[slot] for place, slot in enumerate(made.reads)}
    assert evaluate(made.forward, given, FUNCTIONS) == node.data
    for slot, local in enumerate(OPERATIONS[rule].local(node)):
        found = made.partial(slot)
        if local is None:
            assert found is None
            continue
        assert found is not None
        formula, reads = found
        values = {
            str(place): node.data if r < 0 else numbers[r] for place, r in enumerate(reads, 1)
        }
        assert evaluate(formula, {"0": 2.0} | values, FUNCTIONS) == 2.0 * local


def test_a_written_exponent_makes_a_formula_simpler() -> None:
    cube, power = template("pow", {1: 3.0}).partial(0), template("pow").partial(0)
    assert cube is not None
    assert power is not None
    assert "where" not in to_text(cube[0])
    assert "where" in to_text(power[0])


def test_what_is_sent_as_it_is() -> None:
    assert template("add").partial(0) == (UP, [])
    assert template("sub").partial(0) == (UP, [])
    back = template("sub").partial(1)
    assert back is not None
    assert (to_text(back[0]), back[1]) == ("-0", [])
    assert template("sum").partial(5) == (UP, [])


def test_what_is_known_of_the_operands() -> None:
    """An exponent, and a divisor that is a power of two; from a parameter nothing."""
    w = Value(2.0)
    tape = record(lambda x: [x**3.0, x / 4.0, x / 3.0, x / w, x**w, x * 2.0], 1.0)
    graph = tape.plan.graph
    known = [known_numbers(graph).get(index, {}) for index in graph.outputs]
    assert known == [{1: 3.0}, {1: 4.0}, {}, {}, {}, {}]


@pytest.mark.parametrize("number", [2.0, -0.5, 1.0, 2.0**900])
def test_powers_of_two(number: float) -> None:
    assert is_power_of_two(number)
    assert all(x / number == x * (1.0 / number) for x in (0.1, 3.0, 1e-320, -7.7))
    assert not is_power_of_two(number * 1.5)


def test_numbers_that_are_no_powers_of_two() -> None:
    assert not any(map(is_power_of_two, (0.0, 3.0, 5e-324, math.inf, math.nan)))
