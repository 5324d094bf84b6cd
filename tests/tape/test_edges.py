"""Kinks, ties, limits and poles in a replay: gradients are exactly those of the scalar engine."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from micrograd_plus import Value, grad, mean
from micrograd_plus.engine import ops
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.table import BUILT_IN
from tests.tape.conftest import Taping
from tests.tape.helpers import columns, outcome
from tests.test_edges import EDGES, POLES

NAN, INF = math.nan, math.inf
Function = Callable[..., Value]

# A point at which each function of the tables is defined, for the ordinary rows.
ORDINARY = {"acosh at 1": 1.5, "(-2)**y at 3": 2.0}
AT: dict[str, tuple[Function, tuple[float, ...]]] = {
    name: (function, point) for name, (function, point, _) in EDGES.items()
}
AT |= {name: (function, (point,)) for name, (function, point) in POLES.items()}


def same(found: float, wanted: float) -> bool:
    """Equal, nan to nan, but for the last digit, in which numpy's functions differ from math's."""
    if math.isnan(wanted) or math.isinf(wanted) or wanted == 0:
        return found == wanted or (math.isnan(found) and math.isnan(wanted))
    return abs(found - wanted) <= 1e-14 * abs(wanted)


def assert_same(
    taped: Taping,
    f: Function,
    parameters: list[Value],
    batches: Sequence[Sequence[Sequence[float]]],
    raising: bool = False,
) -> None:
    """Mean and gradients over batches of rows are those of the scalar engine.

    Arguments:
        raising: whether batches may be left out in which the engine raises.
    """

    def by_engine(rows: Sequence[Sequence[float]]) -> list[float]:
        result = mean([f(*map(Value, row)) for row in rows])
        return [result.data, *grad(result, parameters)]

    tape = outcome(taped, f, *batches[0][0]) if raising else taped(f, *batches[0][0])
    if isinstance(tape, tuple):
        return
    for rows in batches:
        wanted = outcome(by_engine, rows) if raising else by_engine(rows)
        if isinstance(wanted, tuple):
            continue
        for parameter in parameters:
            parameter.grad = None
        found = [tape.backward(*columns(rows)), *(parameter.grad for parameter in parameters)]
        assert all(map(same, found, wanted)), (found, wanted, rows)


# What is done with a function at an edge: used as it is; not chosen; multiplied by 0; behind
# something whose own slope is infinite; twice, so that it cancels.
AROUND: dict[str, Callable[[Any, Value, Value], Value]] = {
    "as it is": lambda y, x, p: y,
    "chosen": lambda y, x, p: ops.where(x < 0.5, x * p, y),
    "not chosen": lambda y, x, p: ops.where(x > 0.5, x * p, y),
    "times 0": lambda y, x, p: y * (1 - x),
    "times the number 0": lambda y, x, p: ops.sum(y * 0, p * x, x),
    "in a cube root of 0": lambda y, x, p: ops.cbrt(y * (1 - x)),
    "in a square root of 0": lambda y, x, p: ops.sqrt(ops.abs(y) * (1 - x)),
    "times a cube root of 0": lambda y, x, p: y * ops.cbrt(1 - x),
    "in relu": lambda y, x, p: ops.relu(-ops.abs(y)),
    "less itself": lambda y, x, p: y - y,
    "in a sum": lambda y, x, p: ops.sum(y, y, p * x, x * -1),
    "below a maximum": lambda y, x, p: ops.maximum(y, 1e3),
    "in logsumexp": lambda y, x, p: ops.logsumexp(y, 5.0, p),
    "squared, and back": lambda y, x, p: (y**2) ** 0.5,
}
BATCHES = [[(x,) for x in batch] for batch in ([1.0], [0.0, 1.0, 0.0], [0.0] * 5 + [1.0])]


@pytest.mark.parametrize("edge", AT)
def test_edges_within_a_batch(taped: Taping, edge: str) -> None:
    """The row at the edge has the gradients of the engine, and ordinary rows keep theirs."""
    function, point = AT[edge]
    parameters = [Value(number) for number in point]
    elsewhere = ORDINARY.get(edge, 0.37)

    for around in AROUND.values():

        def f(x: Value, around: Any = around) -> Value:
            operands = [ops.where(x > 0.5, parameter, elsewhere) for parameter in parameters]
            return around(function(*operands), x, parameters[0])

        assert_same(taped, f, parameters, BATCHES)


@pytest.mark.parametrize("edge", AT)
def test_edges_of_what_all_rows_share(taped: Taping, edge: str) -> None:
    """The same, where the operation at the edge is computed once for all rows."""
    function, point = AT[edge]
    parameters = [Value(number) for number in point]
    for name in ("as it is", "not chosen", "times 0", "in a cube root of 0"):

        def f(x: Value, name: str = name) -> Value:
            return AROUND[name](function(*parameters), x, parameters[0])

        assert_same(taped, f, parameters, BATCHES[:2])


# ------------------------------------------------------------------------ what is not finite

SPECIAL = (INF, -INF, NAN, 0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.0)
ARGUMENTS = {
    name: len(rule.arguments)
    for name, rule in BUILT_IN.items()
    if any(rule.partials) and not rule.variadic and name != "where"
}


@pytest.mark.parametrize("name", [name for name, count in ARGUMENTS.items() if count == 1])
def test_operations_of_one_argument_at_special_numbers(taped: Taping, name: str) -> None:
    """inf and nan go into an operation, and come out of it, as in the scalar engine."""
    operation = OPERATIONS[BUILT_IN[name]].apply
    p, ordinary = Value(1.0), (1.5 if name == "acosh" else 0.5,)
    batches = [[ordinary, (x,), ordinary] for x in SPECIAL]
    for f in (
        lambda x: operation(x * p) * p + x,
        lambda x: ops.where(x > -1e9, operation(x * p), p),
    ):
        assert_same(taped, f, [p], batches, raising=True)


@pytest.mark.parametrize("name", [name for name, count in ARGUMENTS.items() if count == 2])
def test_operations_of_two_arguments_at_special_numbers(taped: Taping, name: str) -> None:
    """The same for two operands, of which one may be a number or shared by all rows."""
    operation = OPERATIONS[BUILT_IN[name]].apply
    p, q = Value(1.0), Value(1.0)
    pairs = [[(0.5, 0.5), (x, y), (0.5, 0.7)] for x in SPECIAL for y in SPECIAL]
    assert_same(taped, lambda x, y: operation(x * p, y * q), [p, q], pairs, raising=True)
    singles = [[(0.5,), (x,), (0.5,)] for x in SPECIAL]
    assert_same(taped, lambda x: operation(x * p, q), [p, q], singles, raising=True)
    for y in (INF, NAN, 0.0, 1.0, -2.0):
        assert_same(taped, lambda x, y=y: operation(x * p, y), [p], singles, raising=True)
        assert_same(taped, lambda x, y=y: operation(y, x * p), [p], singles, raising=True)


@pytest.mark.parametrize("operation", [ops.sum, ops.logsumexp, ops.prod])
def test_operations_of_several_arguments_at_special_numbers(
    taped: Taping, operation: Function
) -> None:
    """The same for operations over a sequence."""
    p, q = Value(1.0), Value(1.0)
    pairs = [[(0.5, 0.5), (x, y), (0.5, 0.7)] for x in SPECIAL for y in SPECIAL]
    assert_same(taped, lambda x, y: operation(x * p, y * q, p), [p, q], pairs)
    for number in (INF, NAN, 0.0):
        assert_same(taped, lambda x, y, n=number: operation(x * p, q, n), [p, q], pairs[::5])


def test_numbers_that_are_not_finite_are_constants_too(taped: Taping) -> None:
    """inf and nan may stand in the recorded function."""
    tape = taped(lambda x: [ops.minimum(x, INF), ops.maximum(x, -INF), x * NAN], 0.5)
    assert tape([2.0])[0].tolist() == [2.0, 2.0, pytest.approx(NAN, nan_ok=True)]


def test_a_negative_number_to_a_whole_power(taped: Taping) -> None:
    """(-2)**2 is 4, not -(2**2), wherever the number comes from."""
    tape = taped(lambda x: x * Value(-2.0) ** 2 + Value(-0.5) ** -1, 0.5)
    assert tape([1.0, 2.0]).tolist() == [2.0, 6.0]
