"""Gradients held against numerical slopes."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..aligned import aligned
from ..engine.gradient import grad
from ..engine.value import Value
from ..inputs import shown
from ..rules.notation import number_text
from ..rules.slopes import Slope, slope

AGREES, DIFFERS, KINK, UNKNOWN = "agrees", "differs", "not differentiable here", "cannot be checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """One derivative, held against its numerical slope.

    Attributes:
        name: the argument, such as `x1`.
        at: the number it had.
        exact: the derivative that the engine gives.
        numerical: the slope by central differences.
        error: how far the numerical slope may be off.
        verdict: `agrees`, `differs`, `not differentiable here` or `cannot be checked`.
    """

    name: str
    at: float
    exact: float
    numerical: float
    error: float
    verdict: str


@dataclass(frozen=True, slots=True)
class GradientReport:
    """What `gradcheck` found; true exactly when every derivative agrees.

    Attributes:
        rows: one `Checked` for each argument.
    """

    rows: tuple[Checked, ...]

    def __bool__(self) -> bool:
        return all(row.verdict == AGREES for row in self.rows)

    def __str__(self) -> str:
        head = ("", "at", "exact", "numerical", "may be off by", "")
        table: list[tuple[str, ...]] = [head]
        for row in self.rows:
            shown = [number_text(number) for number in (row.at, row.exact, row.numerical)]
            table.append((row.name, *shown, f"{row.error:.1e}", row.verdict))
        return aligned(table, "lrrrrl")


def gradcheck(f: Callable[..., Value], *point: Any) -> GradientReport:
    """Hold the gradient of `f` at a point against central differences.

    Arguments:
        f: takes Values, returns a Value.
        point: one argument of `f` each: a number, or a sequence of numbers.

    Returns:
        A report that is true exactly when all derivatives agree, and prints as a table. Next to a
        kink it says "not differentiable here".

    Raises:
        TypeError: if `f` does not return a Value.

    >>> report = gradcheck(lambda a, b: a * b + a.tanh(), 0.5, -2.0)
    >>> bool(report)
    True
    >>> print(report)
             at    exact  numerical  may be off by
    x1   0.5000  -1.2136    -1.2136  ...  agrees
    x2  -2.0000   0.5000     0.5000  ...  agrees
    """
    if not callable(f):
        raise TypeError(
            f"gradcheck takes a function and a point, here is {f!r}: write "
            "gradcheck(lambda x: x * x, 3.0)"
        )
    if not point:
        raise TypeError("gradcheck needs a point: write gradcheck(f, 3.0), one number an argument")
    leaves = _leaves(point)
    y = f(*_arguments(point, leaves.values()))
    if not isinstance(y, Value):
        raise TypeError(f"the function must return a Value, it returned {shown(y)}")
    start = [leaf.data for leaf in leaves.values()]

    def along(index: int) -> Callable[[float], float]:
        def result(number: float) -> float:
            numbers = [*start[:index], number, *start[index + 1 :]]
            return float(f(*_arguments(point, [Value(x) for x in numbers])).data)

        return result

    rows = []
    gradients = grad(y, list(leaves.values()))
    for index, (name, exact) in enumerate(zip(leaves, gradients, strict=True)):
        estimate = slope(along(index), start[index])
        verdict = _verdict(exact, estimate)
        rows.append(Checked(name, start[index], exact, estimate.value, estimate.error, verdict))
    return GradientReport(tuple(rows))


def _leaves(point: tuple[Any, ...]) -> dict[str, Value]:
    """A Value for each number, by its name."""
    leaves: dict[str, Value] = {}
    for number, entry in enumerate(point, 1):
        if _is_sequence(entry):
            leaves |= {f"x{number}[{index}]": Value(x) for index, x in enumerate(entry)}
        else:
            leaves[f"x{number}"] = Value(entry)
    return leaves


def _arguments(point: tuple[Any, ...], values: Iterable[Value]) -> list[Any]:
    """Values in the shape of the point: one for a number, a list for a sequence."""
    rest = iter(values)
    return [[next(rest) for _ in entry] if _is_sequence(entry) else next(rest) for entry in point]


def _is_sequence(entry: Any) -> bool:
    return hasattr(entry, "__len__") and not isinstance(entry, str | Value)


def _verdict(exact: float, slope: Slope) -> str:
    if slope.kink:
        return KINK
    size = max(abs(exact), abs(slope.value), 1e-6)
    if math.isinf(exact) or not math.isfinite(slope.value) or slope.error > 1e-3 * size:
        return UNKNOWN
    return AGREES if slope.agrees(exact) else DIFFERS
