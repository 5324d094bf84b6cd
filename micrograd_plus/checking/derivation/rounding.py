"""What rounding may do: how far numbers and local gradients may be off without any mistake.

Who computes the same in another order, or in another form (a(1 - a) for e^-z/(1 + e^-z)^2), gets
other last digits. Most of that is far below what a mistake does; after a cancellation, or where an
activation is saturated, it is not.
"""

import math
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...engine.value import Value
from ...rules.expression import operations
from ...rules.table import Rule
from .nodes import with_numbers

# How far one operation may be off, relative to its result, in double and in single precision.
_DOUBLE, _SINGLE = 2e-15, 3e-7

# A product of matrices sums more terms than that, one after another.
_SUMS_DOUBLE, _SUMS_SINGLE = 1e-12, 1e-6

# Smaller numbers are rounded to 0.
_LEAST_DOUBLE, _LEAST_SINGLE = 1e-320, 1e-37

_EXACT = {"add", "sub", "neg", "sum"}
_JUMPS = {"less", "less_equal", "greater", "greater_equal"}


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly the author computed.

    Attributes:
        step: how far one operation may be off, relative to its result.
        sums: how far a sum of products may be off, relative to its terms.
        half: how far a result may be off by itself, such as by the decimals it is written with.
    """

    step: float
    sums: float
    half: float


@dataclass(frozen=True, slots=True)
class Step:
    """An operation, as it passes a gradient on.

    Attributes:
        local: the local gradient by each parent; None where no gradient flows.
        doubt: how far each of them may be off.
        half: how far a gradient may be off behind it, if it was written down with some decimals.
    """

    local: list[float | None]
    doubt: list[float]
    half: float


def precision(numbers: Iterable[float], half: float) -> Precision:
    """Return how exactly numbers were computed; those in single precision fit into 32 bits."""
    single = [_is_single(number) for number in numbers if number]
    # An array in between may have been made in double precision.
    if 2 * sum(single) > len(single):
        return Precision(_SINGLE, _SUMS_SINGLE, max(half, _LEAST_SINGLE))
    return Precision(_DOUBLE, _SUMS_DOUBLE, half)


def _is_single(number: float) -> bool:
    try:
        (single,) = struct.unpack("f", struct.pack("f", number))
    except OverflowError:
        return False
    return single == number or number != number


def excess(number: float, expected: float, allowed: float) -> float:
    """Return how much farther a number is off than is allowed; above 0 if it is too far."""
    if number == expected or (number != number and expected != expected):
        return 0.0
    distance = abs(number - expected)
    return distance - allowed if math.isfinite(distance) else math.inf


def all_close(numbers: Sequence[float], expected: Sequence[float], rtol: float) -> bool:
    """Return whether there are as many numbers as expected, and each is close to its own."""
    return len(numbers) == len(expected) and all(
        math.isclose(a, b, rel_tol=rtol, abs_tol=1e-12)
        for a, b in zip(numbers, expected, strict=True)
    )


def steps_of(
    order: Sequence[Value], precise: Precision, written: Collection[Value]
) -> Mapping[Value, Step]:
    """Return each operation of a graph with its local gradients, and how exact they are.

    Arguments:
        order: the graph in topological order.
        precise: how exactly the author computed.
        written: the results that the author wrote down.
    """
    off: dict[Value, float] = {}
    found = {}
    for node in order:
        if node.operation is None:
            continue
        local = node.operation.local(node)
        half = precise.half if node in written else 0.0
        error = precise.step * abs(node.data) + half
        for parent, slope in zip(node.operands, local, strict=True):
            if slope is not None and math.isfinite(slope):
                error += abs(slope) * off.get(parent, 0.0)
        off[node] = error
        found[node] = Step(local, _doubt(node, local, off, precise), half)
    return found


def _doubt(
    node: Value, local: list[float | None], off: Mapping[Value, float], precise: Precision
) -> list[float]:
    """How far local gradients may be off, since the numbers that they are made of are."""
    rule, operation = node.rule, node.operation
    assert rule is not None
    assert operation is not None
    if rule.name in _EXACT:
        return [0.0] * len(local)
    slopes = [abs(x) if x is not None and math.isfinite(x) else 0.0 for x in local]
    doubts = [slope * precise.sums + _LEAST_DOUBLE for slope in slopes]
    if rule.name == "mul":
        left, right = node.operands
        return [doubts[0] + off.get(right, 0.0), doubts[1] + off.get(left, 0.0)]
    if rule.name == "exp":
        # The sum 1 + exp(-z) rounds it away: a(1 - a) is 0 where e^-z is small.
        doubts = [doubts[0] + precise.step]
    if _jumps(rule):
        return doubts
    # The same where all numbers are as far off as they may be.
    operands = [parent.data + off.get(parent, 0.0) for parent in node.operands]
    moved = operation.local(with_numbers(node, operands, node.data + off[node]))
    return [
        doubt + abs(a - b) if a is not None and b is not None and math.isfinite(a - b) else doubt
        for doubt, a, b in zip(doubts, local, moved, strict=True)
    ]


@lru_cache
def _jumps(rule: Rule) -> bool:
    """Whether a derivative jumps, so that next to the jump it says nothing about rounding."""
    return any(p is not None and not _JUMPS.isdisjoint(operations(p)) for p in rule.partials)
