"""Slips within the chain rule: a sign, a derivative, a term, the wrong operand."""

from collections import Counter
from collections.abc import Callable, Iterator

from ....engine.value import Value
from ..case import Case, Guess, groups, put
from ..kinds import Kind
from ..nodes import arity, is_activation, name_of, with_numbers
from ..passes import Change, Local

# The derivative of these is a sign or a factor, if anything.
_STRAIGHT = ("add", "sub", "mul", "neg", "sum", "detach")

# A sum of more terms than this is looked at from its ends only.
_MOST_TERMS = 32


def slips(case: Case) -> Iterator[Guess]:
    """Yield the slips that may have been made, those that are likely first."""
    expected = case.expected
    yield Kind.SIGN, "it has the wrong sign", [-number for number in expected]
    yield from _missing_derivatives(case)
    yield from _missing_terms(case)
    yield from _signs_of_terms(case)
    yield from _swapped(case)
    yield from _twice(case)
    yield from _misplaced(case)
    yield from _missing_upstream(case)
    yield from _diagonal(case)


def _missing_derivatives(case: Case) -> Iterator[Guess]:
    uses = [case.derivation.users[node] for node in case.quantity.nodes]
    if all(len(found) == 1 and name_of(found[0][0]) not in _STRAIGHT for found in uses):
        for upper in reversed(case.above):
            detail = (
                f"it is {upper.name} itself: a missing activation derivative, of what leads from "
                f"{case.quantity.about} to {upper.about}"
            )
            yield Kind.ACTIVATION, detail, upper.given
    for name, activations in groups(case, is_activation):
        detail = f"a missing activation derivative: that of {name}"
        yield Kind.ACTIVATION, detail, case.changed(put(activations, lambda node, local: [1.0]))


def _twice(case: Case) -> Iterator[Guess]:
    for name, nodes in groups(case, is_activation):
        detail = f"an extra factor: the derivative of {name} once more"
        yield Kind.EXTRA_FACTOR, detail, case.changed(put(nodes, _squared))
        detail = f"a wrong power: divided by the derivative of {name}, not multiplied"
        yield Kind.POWER, detail, case.changed(put(nodes, _inverse))


def _misplaced(case: Case) -> Iterator[Guess]:
    """A derivative in terms of the operand that was given the result, or the other way round."""
    for name, nodes in groups(case, is_activation):
        given = f"a derivative at the wrong place: that of {name} was given"
        yield Kind.PLACE, f"{given} its result", case.changed(put(nodes, _at_result))
        detail = f"{given} its operand in place of its result"
        yield Kind.PLACE, detail, case.changed(put(nodes, _of_operand))


def _at_result(node: Value, local: Local) -> Local:
    assert node.operation is not None
    try:
        return node.operation.local(node.operation.apply(Value(node.data)))
    except (ArithmeticError, ValueError):
        return local


def _of_operand(node: Value, local: Local) -> Local:
    assert node.operation is not None
    (operand,) = node.operands
    return node.operation.local(with_numbers(node, [operand.data], operand.data))


def _inverse(node: Value, local: Local) -> Local:
    return [1 / number if number else number for number in local]


def _squared(node: Value, local: Local) -> Local:
    return [None if number is None else number * number for number in local]


def _missing_terms(case: Case) -> Iterator[Guess]:
    counts = {len(terms) for terms in case.terms}
    most = max(counts, default=0)
    if len(counts) == 1 and most > 1:
        for place in _places(most):
            alone = [terms[place] for terms in case.terms]
            detail = f"only 1 of the {most} terms of a sum is there: overwritten instead of added"
            yield Kind.TERM, detail, alone
            rest = [sum(terms) - terms[place] for terms in case.terms]
            yield Kind.TERM, f"a missing term: 1 of the {most} of its sum", rest
    elif most > 1:
        for place in (0, -1):
            alone = [terms[place] if terms else 0.0 for terms in case.terms]
            detail = "only 1 term of each sum is there: overwritten instead of added"
            yield Kind.TERM, detail, alone
    for edges in _branches(case):
        detail = "a missing term: one of the ways that the gradient takes is left out"
        yield Kind.TERM, detail, case.changed(_without(edges))


def _places(count: int) -> list[int]:
    return list(range(count)) if count <= _MOST_TERMS else [0, 1, count - 2, count - 1]


def _branches(case: Case) -> Iterator[set[tuple[Value, int]]]:
    """Edges that are alike, from nodes in between that are used several times."""
    own = set(case.quantity.nodes)
    edges = list(case.uses())
    counts = Counter(node.operands[slot] for node, slot in edges)
    alike: dict[tuple[str, int, int], set[tuple[Value, int]]] = {}
    place: Counter[Value] = Counter()
    for node, slot in edges:
        parent = node.operands[slot]
        if counts[parent] > 1 and parent not in own:
            alike.setdefault((name_of(node), slot, place[parent]), set()).add((node, slot))
            place[parent] += 1
    yield from list(alike.values())[:_MOST_TERMS]


def _missing_upstream(case: Case) -> Iterator[Guess]:
    """The local derivative alone: the chain rule's other factor is left out."""
    if case.above:
        names = {upper.name for upper in case.above if not case.inside.isdisjoint(upper.nodes)}
        left_out = " and ".join(sorted(names)) or "what stands above it"
        detail = f"a missing factor: only the local derivative is there, without {left_out}"
        yield Kind.MISSING_FACTOR, detail, case.changed(above=lambda node, number: 1.0)


def _diagonal(case: Case) -> Iterator[Guess]:
    """Of functions of several numbers, such as softmax, each result by its own operand only."""
    size = len(case.quantity.nodes)
    for upper in case.above:
        if len(upper.nodes) != size or not 1 < size <= _MOST_TERMS:
            continue
        if not case.inside.issuperset(upper.nodes):
            continue
        alone = []
        for at, own in enumerate(upper.nodes):
            alone += case.changed(above=_only(own))[at : at + 1]
        detail = (
            f"a missing term: only the diagonal of the Jacobian is there, each of {upper.about} "
            f"depends on every one of {case.quantity.about}"
        )
        yield Kind.TERM, detail, alone


def _only(own: Value) -> Callable[[Value, float], float]:
    return lambda node, number: number if node is own else 0.0


def _signs_of_terms(case: Case) -> Iterator[Guess]:
    counts = {len(terms) for terms in case.terms}
    if len(counts) == 1 and (count := counts.pop()) > 1:
        for place in _places(count):
            numbers = [sum(terms) - 2 * terms[place] for terms in case.terms]
            yield Kind.SIGN, f"1 of the {count} terms of its sum has the wrong sign", numbers
            for factor, much in ((2.0, "2 times too large"), (0.5, "2 times too small")):
                numbers = [sum(terms) + (factor - 1) * terms[place] for terms in case.terms]
                detail = f"a constant factor: 1 of the {count} terms of its sum is {much}"
                yield Kind.CONSTANT, detail, numbers


def _swapped(case: Case) -> Iterator[Guess]:
    binary: dict[str, set[Value]] = {}
    for node, _ in case.uses():
        if arity(node) == 2:
            binary.setdefault(name_of(node), set()).add(node)
    for name, nodes in binary.items():
        detail = f"swapped operands: {name} was differentiated by its other operand"
        if name == "mul":
            # A constant has no gradient of its own, but may be taken for the other factor.
            yield Kind.SWAPPED, detail, case.changed(put(nodes, _factors))
        else:
            yield Kind.SWAPPED, detail, case.changed(put(nodes, lambda node, local: local[::-1]))


def _factors(node: Value, local: Local) -> Local:
    pairs = zip(local, node.operands, strict=True)
    return [None if old is None else parent.data for old, parent in pairs]


def _without(edges: set[tuple[Value, int]]) -> Change:
    return lambda node, local: [
        None if (node, slot) in edges else old for slot, old in enumerate(local)
    ]
