"""What the tests of tapes share: a function computed row by row, by the scalar engine."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from micrograd_plus import Value, mean
from micrograd_plus.engine.gradient import flow
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.tape import Tape
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


def drawn(count: int, *widths: int | None, seed: int = 0, low: float = -2.0) -> list[Any]:
    """Some rows of random numbers: for each argument a number (None) or as many as its width."""
    stream = random.Random(seed)

    def argument(width: int | None) -> float | list[float]:
        if width is None:
            return stream.uniform(low, 2.0)
        return [stream.uniform(low, 2.0) for _ in range(width)]

    return [tuple(argument(width) for width in widths) for _ in range(count)]


def weights(count: int, seed: int = 1) -> list[Value]:
    """Some random parameters."""
    stream = random.Random(seed)
    return [Value(stream.uniform(-1.0, 1.0)) for _ in range(count)]


def columns(rows: Sequence[Sequence[Any]]) -> list[np.ndarray]:
    """Rows as a tape takes them: one array for each argument."""
    return [np.array(numbers, float) for numbers in zip(*rows, strict=True)]


def on_values(row: Sequence[Any]) -> list[Any]:
    """A row as the recorded function takes it."""
    return [
        [Value(number) for number in argument] if isinstance(argument, list) else Value(argument)
        for argument in row
    ]


def assert_agrees(tape: Tape, f: Callable[..., Any], rows: Sequence[Sequence[Any]]) -> None:
    """Results and gradients of a replay are those of the scalar engine, for each row."""
    plain = [on_values(row) for row in rows]
    expected = scalar_rows(f, plain)
    single = isinstance(expected[0], Value)
    several = [[row] if single else row for row in expected]
    found = tape(*columns(rows))
    assert found.shape == ((len(rows),) if single else (len(rows), len(several[0])))
    for numbers, results in zip(found.reshape(len(rows), -1).tolist(), several, strict=True):
        for number, result in zip(numbers, results, strict=True):
            assert close(number, result.data, magnitude(result)), (number, result)
    if not single:
        return
    loss, slopes, sizes = scalar_mean(f, plain, tape.parameters)
    for parameter in tape.parameters:
        parameter.grad = 0.25
    mean_size = sum(map(magnitude, expected)) / len(rows)
    assert close(tape.backward(*columns(rows)), loss, mean_size)
    for parameter, slope, size in zip(tape.parameters, slopes, sizes, strict=True):
        assert close(parameter.grad - 0.25, slope, size + 1), (parameter, slope)
        parameter.grad = 0.0


def outcome(compute: Callable[..., Any], *arguments: Any) -> Any:
    """What comes out: a result, or the type, text and notes of the error that is raised."""
    try:
        return compute(*arguments)
    except (ArithmeticError, ValueError) as error:
        return type(error), str(error), getattr(error, "__notes__", [])
