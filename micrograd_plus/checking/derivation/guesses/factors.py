"""Mistakes by a factor: a constant, the batch size, a power of a number that is around."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..case import Case, Guess
from ..kinds import Kind
from ..nodes import arity, name_of
from .known_arrays import LARGEST

# A single number is some factor of any other: only what a person would write counts.
_SIMPLE = 12
_MOST_AROUND = 40
_POWERS = (1, -1, 2, -2, 3, -3, 4, -4)


def factors(case: Case) -> Iterator[Guess]:
    """Yield the factors by which the numbers may be off."""
    yield from _constant(case)
    if len(case.expected) <= LARGEST:
        yield from _powers(case)
        yield from _slope_again(case)


def _constant(case: Case) -> Iterator[Guess]:
    given, expected = case.quantity.given, case.expected
    pairs = [(g, e) for g, e in zip(given, expected, strict=True) if e and math.isfinite(e)]
    if not pairs:
        return
    # The largest number tells the factor best.
    g, e = max(pairs, key=lambda pair: abs(pair[1]))
    if not g or not math.isfinite(g / e):
        return
    ratio = g / e
    size = _size(ratio, case)
    if size is not None:
        much = f"exactly {size} times too {'large' if ratio > 1 else 'small'}"
        detail = f"a constant factor, {much}: the batch size or number of terms, averaged or not"
        if size == 2:
            detail += "; or the 2 of a square, which a loss with 1/2 cancels"
        exactly = size if ratio > 1 else 1 / size
        yield Kind.CONSTANT, detail, [exactly * number for number in expected]
    simple = Fraction(ratio).limit_denominator(_SIMPLE)
    whole = 1 in (abs(simple.numerator), simple.denominator) and simple != -1
    if whole and abs(simple.numerator) <= _SIMPLE:
        yield Kind.CONSTANT, f"a constant factor of {simple}", [float(simple) * n for n in expected]
    if len({abs(number) for _, number in pairs}) > 1 and simple != -1:
        detail = f"a constant factor of {ratio:.6g}"
        yield Kind.CONSTANT, detail, [ratio * number for number in expected]


def _size(ratio: float, case: Case) -> int | None:
    """The number of samples or terms that a factor is, or the inverse of."""
    if ratio <= 0:
        return None
    times = ratio if ratio > 1 else 1 / ratio
    size = round(times)
    # Rounded by hand or not: whether it really fits is asked later.
    near = size >= 2 and math.isclose(size, times, rel_tol=1e-2)
    return size if near and size in _sizes(case) else None


def _sizes(case: Case) -> set[int]:
    """How many samples or terms there are: lengths of arrays, of sums, divisors."""
    found = {length for quantity in case.derivation.quantities for length in quantity.shape}
    for node in case.derivation.way.order:
        name = name_of(node)
        if node.rule is not None and node.rule.variadic:
            found.add(len(node.operands))
        elif name in ("div", "mul"):
            for number in (parent.data for parent in node.operands if parent.is_constant):
                size = number if name == "div" else 1 / number if number else 0.0
                if abs(size) < 1e9 and math.isclose(size, round(size), rel_tol=1e-12):
                    found.add(round(size))
    return found


def _powers(case: Case) -> Iterator[Guess]:
    for name, base in _bases(case):
        if any(number == 0 or not math.isfinite(number) for number in base):
            continue
        for power in _POWERS:
            try:
                numbers = [e * b**power for e, b in zip(case.expected, base, strict=True)]
            except OverflowError:
                continue
            if power == 1:
                yield Kind.EXTRA_FACTOR, f"an extra factor: {name}", numbers
            elif power == -1:
                yield Kind.MISSING_FACTOR, f"a missing factor, or a wrong power: {name}", numbers
            else:
                detail = f"a wrong power of {name}: a factor ({name})**{power} is too much"
                yield Kind.POWER, detail, numbers


def _slope_again(case: Case) -> Iterator[Guess]:
    """The slope a(1 - a) on top of p - y, which has it already."""
    for upper in case.above:
        if len(upper.nodes) == len(case.expected):
            pairs = zip(case.expected, [node.data for node in upper.nodes], strict=True)
            detail = f"an extra factor: {upper.about}(1 - {upper.about})"
            yield Kind.EXTRA_FACTOR, detail, [e * a * (1 - a) for e, a in pairs]


def _bases(case: Case) -> Iterator[tuple[str, Sequence[float]]]:
    """Numbers that are around, one for each number of the quantity."""
    nodes, about = case.quantity.nodes, case.quantity.about
    yield about, [node.data for node in nodes]
    uses = [case.derivation.users[node] for node in nodes]
    if all(len(found) == 1 for found in uses):
        results = [user for ((user, _),) in uses]
        name = name_of(results[0])
        result = f"the result of {name}"
        yield result, [node.data for node in results]
        yield f"1 - {result}", [1 - node.data for node in results]
        if all(arity(result) == 2 for result in results):
            others = [user.operands[1 - slot].data for ((user, slot),) in uses]
            yield f"the other operand of {name}", others
    for upper in case.derivation.quantities:
        if upper is not case.quantity and len(upper.given) == len(nodes):
            yield upper.about, [node.data for node in upper.nodes]
            if upper in case.above:
                yield upper.name, upper.given
    if len(nodes) == 1:
        around: dict[float, str] = {}
        for node in case.region:
            for each in (node, *node.operands):
                if len(around) < _MOST_AROUND:
                    around.setdefault(each.data, each.label or f"{each.data:.6g}")
        yield from ((name, [number]) for number, name in around.items())
