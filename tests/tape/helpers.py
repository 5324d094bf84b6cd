"""What the tests of tapes share: a function computed row by row, by the scalar engine."""

from collections.abc import Callable, Sequence
from typing import Any

from micrograd_plus import Value, mean
from micrograd_plus.engine import ordered
from micrograd_plus.gradient import flow
from tests.helpers import absolute_flow

BOUND = 1e-12


def scalar_rows(f: Callable[..., Any], rows: Sequence[Sequence[Any]]) -> list[Value]:
    """The result of `f` for each row, by the scalar engine."""
    return [f(*row) for row in rows]


def scalar_mean(
    f: Callable[..., Any], rows: Sequence[Sequence[Any]], parameters: Sequence[Value]
) -> tuple[float, list[float], list[float]]:
    """The mean result, its gradients, and how large what was added up for each had been."""
    root = mean(scalar_rows(f, rows))
    order = ordered(root)
    totals: dict[Value, Any] = {root: 1.0}
    for _ in flow(order, totals):
        pass
    return (
        root.data,
        [totals.get(parameter, 0.0) for parameter in parameters],
        absolute_flow(root, parameters),
    )


def magnitude(result: Value) -> float:
    """How large the numbers are whose rounding a result carries: each, times its slope."""
    order = ordered(result)
    totals: dict[Value, Any] = {result: 1.0}
    for _ in flow(order, totals):
        pass
    return sum(abs(totals.get(node, 0.0) * node.data) for node in order)


def close(found: float, wanted: float, size: float) -> bool:
    """Whether two numbers agree within the bound of the design; nan agrees with nan."""
    if wanted != wanted or wanted in (float("inf"), float("-inf")):
        return found == wanted or (found != found and wanted != wanted)
    return abs(found - wanted) <= BOUND * max(size, abs(wanted))
