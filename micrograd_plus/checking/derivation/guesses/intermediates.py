"""Mistakes with arrays that lie between a quantity and those above it, which nobody wrote down."""

from collections.abc import Iterator

from ....engine.value import Value
from ..case import Case, Guess, Quantity
from ..kinds import Kind
from ..nodes import name_of
from ..passes import Change, Local
from .known_arrays import LARGEST


def arrays_between(case: Case) -> Iterator[Guess]:
    """Yield what other numbers in place of a matrix, or of a sum, give."""
    weights = [one for one in case.derivation.quantities if _is_factor(case, one)]
    for one in weights:
        rows, columns = one.shape
        numbers = [node.data for node in one.nodes]
        if rows == columns:
            turned = [numbers[j * columns + i] for i in range(rows) for j in range(columns)]
            detail = f"a {Kind.TRANSPOSED}: {one.about} on the way is turned"
            yield Kind.TRANSPOSED, detail, case.changed(_in_place(one, turned))
        for other in case.derivation.quantities:
            if other is not one and other.shape == one.shape:
                detail = f"a {Kind.WRONG_MATRIX}: {other.about} in place of {one.about} on the way"
                numbers = [node.data for node in other.nodes]
                yield Kind.WRONG_MATRIX, detail, case.changed(_in_place(one, numbers))
        yield from _updated(case, one)
    yield from _sums(case)
    yield from _other_slopes(case)


def _is_factor(case: Case, one: Quantity) -> bool:
    """Whether a quantity is a matrix that gradients on the way are multiplied by."""
    if len(one.shape) != 2 or len(one.nodes) != len(one.given) or len(one.nodes) > LARGEST:
        return False
    return not case.inside.issuperset(one.nodes) and any(
        user in case.inside and user.operands[1 - slot] in case.inside
        for user, slot in case.derivation.users[one.nodes[0]]
        if len(user.operands) == 2
    )


def _in_place(one: Quantity, numbers: list[float]) -> Change:
    """Take other numbers for a matrix that gradients are multiplied by."""
    new = dict(zip(one.nodes, numbers, strict=True))

    def change(node: Value, local: Local) -> Local:
        if name_of(node) != "mul":
            return local
        # The gradient by either factor is the other one.
        pairs = zip(local, reversed(node.operands), strict=True)
        return [old if old is None else new.get(other, old) for old, other in pairs]

    return change


def _updated(case: Case, one: Quantity) -> Iterator[Guess]:
    """The weights after their step of gradient descent, of whatever learning rate."""
    given, expected = case.quantity.given, case.expected
    # One number says nothing of itself: it gives the learning rate.
    if len(given) < 3:
        return
    numbers = [node.data for node in one.nodes]
    moved = [w - step for w, step in zip(numbers, one.given, strict=True)]
    turned = case.changed(_in_place(one, moved))
    if not turned:
        return
    turns = [e - n for e, n in zip(expected, turned, strict=True)]
    place = max(range(len(turns)), key=lambda i: abs(turns[i]))
    rate = (expected[place] - given[place]) / turns[place] if turns[place] else 0.0
    if rate > 0:
        when = f"after its update by {rate:.3g} {one.name}, not before"
        numbers = [e - rate * turn for e, turn in zip(expected, turns, strict=True)]
        yield Kind.WRONG_MATRIX, f"a {Kind.WRONG_MATRIX}: {one.about} {when}", numbers


def _sums(case: Case) -> Iterator[Guess]:
    """Sums over the rows, the columns or all of a derivative above."""
    found = []
    for upper in reversed(case.above):
        derivative = upper.derivative()
        if derivative is None or len(derivative.rows) < 2 or len(derivative.rows[0]) < 2:
            continue
        for rows in (derivative.rows, derivative.transposed.rows):
            found.append((upper.name, [sum(row) for row in rows]))
        found.append((upper.name, [sum(derivative.flat)] * len(case.expected)))
    right = {name for name, numbers in found if case.is_expected(numbers)}
    for name, numbers in found:
        if name in right:
            yield Kind.AXIS, f"a {Kind.AXIS}: {name} has to be summed over the samples", numbers
        elif right:
            detail = f"a {Kind.WRONG_MATRIX}: the sum of {name} in place of {min(right)}"
            yield Kind.WRONG_MATRIX, detail, numbers


def _other_slopes(case: Case) -> Iterator[Guess]:
    """The activation derivative of another layer."""
    slopes = case.derivation.slopes(case.quantity)
    if len(slopes) < 2 or not all(slopes):
        return
    for other in case.derivation.quantities:
        others = case.derivation.slopes(other)
        if other is not case.quantity and len(others) == len(slopes):
            detail = f"a {Kind.PLACE}: that of the activation of {other.about}"
            triples = zip(case.expected, others, slopes, strict=True)
            yield Kind.PLACE, detail, [e * b / a for e, b, a in triples]
