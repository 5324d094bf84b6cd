"""Rules of calculus remembered wrongly: another power, another function's derivative."""

import math
from collections.abc import Callable, Iterator

from ....engine.value import Value
from ..case import Case, Guess, groups, put
from ..kinds import Kind
from ..nodes import name_of, with_numbers
from ..passes import Change, Local

# A derivative by one operand: from both operands (or the one, twice) and the result.
Slope = Callable[[float, float, float], float]

# By operation and operand: the kind of mistake, what to say of it, and the wrong derivative.
_WRONG: dict[tuple[str, int], list[tuple[Kind, str, Slope]]] = {
    ("pow", 0): [
        (
            Kind.CONSTANT,
            "the exponent has to come down as a factor",
            lambda a, n, out: a ** (n - 1),
        ),
        (Kind.POWER, "the exponent has to go down by 1", lambda a, n, out: n * a**n),
        (
            Kind.POWER,
            "the exponent goes down by 1, it does not go up",
            lambda a, n, out: n * a ** (n + 1),
        ),
        (
            Kind.POWER,
            "the power is left out, only base and exponent are there",
            lambda a, n, out: n * a,
        ),
        (Kind.POWER, "the exponent has the other sign", lambda a, n, out: n * a ** (1 - n)),
        (Kind.POWER, "the power stands there, not its derivative", lambda a, n, out: out),
        (
            Kind.CONSTANT,
            "the factor is the exponent before it goes down by 1",
            lambda a, n, out: (n - 1) * a ** (n - 1),
        ),
        (
            Kind.POWER,
            "that is the integral, not the derivative",
            lambda a, n, out: a ** (n + 1) / (n + 1),
        ),
    ],
    ("pow", 1): [
        (Kind.CONSTANT, "the logarithm of the base is left out", lambda a, x, out: out),
        (
            Kind.SWAPPED,
            "the power rule is for a moving base, here the exponent moves",
            lambda a, x, out: x * a ** (x - 1),
        ),
    ],
    ("div", 1): [
        (Kind.POWER, "the denominator has to be squared", lambda a, b, out: -a / b),
        (Kind.POWER, "the exponent of the denominator is -2, not 2", lambda a, b, out: -a * b**2),
        (Kind.POWER, "the denominator is squared, not cubed", lambda a, b, out: -a / b**3),
        (Kind.SIGN, "a denominator brings a minus", lambda a, b, out: a / b**2),
        (Kind.MISSING_FACTOR, "the numerator is left out", lambda a, b, out: -1 / b**2),
    ],
    ("exp", 0): [(Kind.POWER, "exp is no power of x", lambda x, _, out: x * math.exp(x - 1))],
    ("log", 0): [
        (
            Kind.CONSTANT,
            "that is the logarithm to the base 2",
            lambda x, _, out: 1 / (x * math.log(2)),
        ),
        (
            Kind.CONSTANT,
            "that is the logarithm to the base 10",
            lambda x, _, out: 1 / (x * math.log(10)),
        ),
        (Kind.POWER, "1/x, not x", lambda x, _, out: x),
    ],
    ("log2", 0): [(Kind.CONSTANT, "1/log(2) is left out", lambda x, _, out: 1 / x)],
    ("log10", 0): [(Kind.CONSTANT, "1/log(10) is left out", lambda x, _, out: 1 / x)],
    ("sqrt", 0): [(Kind.POWER, "the root belongs below", lambda x, _, out: out / 2)],
    ("tanh", 0): [
        (Kind.POWER, "1 - tanh^2, not 1 - tanh", lambda x, _, out: 1 - out),
        (Kind.SIGN, "1 - tanh^2, not 1 + tanh^2", lambda x, _, out: 1 + out * out),
        (Kind.POWER, "1 - tanh^2, not tanh^2", lambda x, _, out: out * out),
        (Kind.FUNCTION, "a(1 - a) is for sigmoid", lambda x, _, out: out * (1 - out)),
    ],
    ("sigmoid", 0): [
        (Kind.MISSING_FACTOR, "a(1 - a), not 1 - a", lambda x, _, out: 1 - out),
        (Kind.SIGN, "a(1 - a), not a(1 + a)", lambda x, _, out: out * (1 + out)),
        (Kind.FUNCTION, "1 - a^2 is for tanh", lambda x, _, out: 1 - out * out),
        (
            Kind.POWER,
            "(1 + e^-x)^2 has to be (1 + e^-x)^-2",
            lambda x, _, out: (1 + math.exp(-x)) ** 2 * math.exp(-x),
        ),
    ],
}


def calculus(case: Case) -> Iterator[Guess]:
    """Yield what derivatives of single operations give that were remembered wrongly."""
    for name, nodes in groups(case, _is_moving):
        node = next(iter(nodes))
        slot = _moving(node)[0]
        for kind, detail, slope in _WRONG.get((name_of(node), slot), []):
            words = f"{kind.with_article}, in the derivative of {name}: {detail}"
            yield kind, words, case.changed(_put(nodes, slot, _at(slope)))
        if len(node.operands) == 1:
            detail = f"a {Kind.ACTIVATION}: {name} itself stands there"
            yield Kind.ACTIVATION, detail, case.changed(_put(nodes, slot, lambda node: node.data))
        else:
            detail = f"a {Kind.MISSING_FACTOR}: the inner derivative, that of {name}"
            yield Kind.MISSING_FACTOR, detail, case.changed(_put(nodes, slot, lambda node: 1.0))
        yield from _elsewhere(case, name, nodes, slot)
    yield from _products_of_derivatives(case)


def _is_moving(node: Value) -> bool:
    """Whether a node is a curved operation of which a single operand is no constant."""
    rule = node.rule
    if rule is None or rule.variadic or rule.name in ("neg", "detach", "add", "sub", "mul"):
        return False
    moving = _moving(node)
    return len(moving) == 1 and (rule.name, moving[0]) != ("div", 0)


def _moving(node: Value) -> list[int]:
    """Which operands are no constants."""
    return [slot for slot, parent in enumerate(node.operands) if not parent.is_constant]


def _at(slope: Slope) -> Callable[[Value], float]:
    return lambda node: slope(node.operands[0].data, node.operands[-1].data, node.data)


def _put(nodes: set[Value], slot: int, slope: Callable[[Value], float]) -> Change:
    """Take another number for a local gradient."""

    def change(node: Value, local: Local) -> Local:
        try:
            number = slope(node)
        except (ArithmeticError, ValueError):
            return local
        # A negative base with a broken exponent gives a complex number.
        if not isinstance(number, float | int):
            return local
        return [number if place == slot else old for place, old in enumerate(local)]

    return put(nodes, change)


def _elsewhere(case: Case, name: str, nodes: set[Value], slot: int) -> Iterator[Guess]:
    """The outer derivative at the inner point, or at the inner derivative."""
    if all(node.operands[slot] in case.quantity.nodes for node in nodes):
        return

    def at_innermost(node: Value) -> float:
        return _local_at(node, slot, _innermost(case, node.operands[slot]))

    detail = f"a {Kind.PLACE}: that of {name} was taken at the innermost number, not at its operand"
    yield Kind.PLACE, detail, case.changed(_put(nodes, slot, at_innermost))
    detail = f"a {Kind.SIGN} within the operand of {name}"
    turned = _put(nodes, slot, lambda node: _local_at(node, slot, _turned(node.operands[slot])))
    yield Kind.SIGN, detail, case.changed(turned)
    if len(nodes) > 1 or len(case.quantity.nodes) > 1:
        return
    (node,) = nodes
    upstream = _upstream(case, node)
    slope = case.derivation.way.steps[node].local[slot]
    if upstream and slope:
        inner = case.expected[0] / (upstream * slope)
        outer = upstream * _local_at(node, slot, inner)
        detail = f"a {Kind.PLACE}: that of {name} was taken at the inner derivative"
        yield Kind.PLACE, detail, [outer]
        yield Kind.PLACE, detail, [outer * inner]


def _turned(operand: Value) -> float:
    """The number of an operand, of a difference the sum and the other way round."""
    if name_of(operand) not in ("add", "sub"):
        return operand.data
    left, right = (parent.data for parent in operand.operands)
    return left + right if name_of(operand) == "sub" else left - right


def _upstream(case: Case, node: Value) -> float:
    derivation = case.derivation
    return derivation.claims.get(node, derivation.own.totals.get(node, 0.0))


def _innermost(case: Case, node: Value) -> float:
    """The number at the end of the way to the quantity, over the first operand that leads there."""
    while node not in case.quantity.nodes and not case.inside.isdisjoint(node.operands):
        node = next(parent for parent in node.operands if parent in case.inside)
    return node.data


def _local_at(node: Value, slot: int, point: float) -> float:
    """The derivative of an operation, with its operand at another point."""
    operation = node.operation
    assert operation is not None
    operands = [point if i == slot else parent.data for i, parent in enumerate(node.operands)]
    local = operation.local(with_numbers(node, operands, operation.forward(*operands)))[slot]
    return 0.0 if local is None else local


def _products_of_derivatives(case: Case) -> Iterator[Guess]:
    """A product or quotient of functions, taken for that of their derivatives."""
    both = [n for n in case.region if len(n.operands) == 2 and case.inside.issuperset(n.operands)]
    if len(both) != 1 or len(case.quantity.nodes) != 1:
        return
    (node,) = both
    upstream = _upstream(case, node)
    name = name_of(node)
    if name not in ("mul", "div") or not upstream:
        return
    lefts = case.changed(lambda other, local: [1.0, 0.0] if other is node else local)
    rights = case.changed(lambda other, local: [0.0, 1.0] if other is node else local)
    if not lefts or not rights:
        return
    left, right = lefts[0] / upstream, rights[0] / upstream
    if name == "mul":
        detail = f"a {Kind.PRODUCT}: a product has two terms, u'v + uv'"
        yield Kind.PRODUCT, detail, [upstream * left * right]
    elif right:
        detail = f"a {Kind.PRODUCT}: for u/v it is (u'v - uv')/v^2"
        yield Kind.PRODUCT, detail, [upstream * left / right]
