"""An operation of one's own: a row declared, checked against its own numbers, and made runnable."""

import itertools
import math
import random
from collections.abc import Callable, Iterator

from ..errors import RuleError
from ..rules.arithmetic import ALL
from ..rules.expression import SYMBOLS, evaluate
from ..rules.notation import to_text
from ..rules.slopes import RTOL, Slope, slope
from ..rules.table import TABLE, Rule, enter, read_rule
from .generate import OPERATIONS, Operation
from .value import Value

POINTS = 17
# Numbers of all sizes, so that a domain such as x > 100 has some of them in it.
_COMMON = (0.3, 0.7, 1.4, -0.4, -1.3, 2.6, -2.9, 0.05, -0.08, 6.5, -8.0)
_CANDIDATES = (*_COMMON, 30.0, -30.0, 150.0, -150.0, 1100.0, -1100.0)


class _Declared:
    """Where pickle finds the functions of rules again, by their names."""

    def __getattr__(self, name: str) -> Callable[..., Value]:
        if name.startswith("__"):
            raise AttributeError(name)
        known = TABLE.get(name)
        if known is None:
            raise RuleError(
                f"the operation {name} is not declared here: declare rule({name!r}, ...) before "
                "loading what uses it"
            )
        return OPERATIONS[known].apply


declared: _Declared = _Declared()


def rule(
    name: str,
    arguments: str,
    forward: str,
    *partials: str,
    domain: str = "",
    check: bool = True,
    replace: bool = False,
    law: str = "",
) -> Callable[..., Value]:
    """Declare an operation by one row of text, and return it as a function of Values.

    Everything works for it as for the operations that come with the package: gradients of any
    order, explanations, drawings, formulas on the command line.

    Arguments:
        name: what it is called.
        arguments: their names, such as `"a b"`; `"*xs"` for any number of operands.
        forward: the formula of the result.
        partials: one formula for each argument, in which `out` is the result; for `"*xs"` one, for
            a single `x`.
        domain: where it is defined, such as `"x > 0"`; elsewhere it raises `ValueError`. For
            `"*xs"` it is written for a single `x`.
        check: whether to hold the partials against numerical slopes. False declares a surrogate:
            a derivative that is not the true one, and is shown as such.
        replace: whether a rule of this name may be replaced: in the table, for formulas typed or
            declared from now on. What has been imported or computed keeps its meaning.
        law: what calculus calls the step; "chain rule through NAME" if not given.

    Raises:
        RuleError: for a formula that cannot be read, a wrong partial, or a name that is taken.
        TypeError: for anything but text.

    >>> softsign = rule("softsign", "x", "x / (1 + abs(x))", "1 / (1 + abs(x))**2")
    >>> x = Value(3.0)
    >>> y = softsign(x)
    >>> y.backward()
    >>> y.data, x.grad
    (0.75, 0.0625)
    """
    for text in (name, arguments, forward, *partials, domain):
        if not isinstance(text, str):
            raise TypeError(f"a rule is written as text, here is {text!r}: write {str(text)!r}")
    made = read_rule(
        name, arguments, forward, *partials, domain=domain, law=law, surrogate=not check
    )
    known = TABLE.get(name)
    if known is not None and known.text == made.text and known.surrogate == made.surrogate:
        return OPERATIONS[known].apply
    if name in SYMBOLS or name == "where":
        raise RuleError(f"{name} belongs to the language itself: choose another name")
    if known is not None and not replace:
        raise RuleError(
            f"the name {name} is taken by {name}({', '.join(known.arguments)}) = "
            f"{to_text(known.forward)}: choose another name, or say replace=True"
        )
    operation = Operation(made)
    if check:
        try:
            _check_partials(operation)
        except RuleError:
            del OPERATIONS[made]
            raise
    enter(made)
    operation.apply.__module__, operation.apply.__qualname__ = __name__, f"declared.{name}"
    return operation.apply


def _check_partials(operation: Operation) -> None:
    rule = operation.rule
    checked = 0
    for point in itertools.islice(_points(rule), POINTS):
        node = operation.apply(*map(Value, point))
        for slot, given in enumerate(operation.local(node)):
            true = slope(_along(operation, point, slot), point[slot])
            checked += _agrees(rule, point, slot, given, true)
    if not checked and any(rule.partials):
        raise RuleError(
            f"rule {rule.name}: no point was found at which to check it: say more exactly where "
            "it is defined, such as domain='x > 0', or declare it with check=False"
        )


def _agrees(
    rule: Rule, point: tuple[float, ...], slot: int, given: float | None, true: Slope
) -> bool:
    """Whether a partial could be checked at this point; raise if it is wrong there."""
    if given is None or true.kink or not math.isfinite(true.value):
        return False
    if true.error > RTOL * max(1.0, abs(true.value)):
        return False
    if true.agrees(given):
        return True
    partial = rule.partial(slot)
    assert partial is not None
    arguments = [rule.member + str(i + 1) for i in range(len(point))]
    arguments = arguments if rule.variadic else list(rule.arguments)
    at = ", ".join(f"{name} = {number:g}" for name, number in zip(arguments, point, strict=True))
    raise RuleError(
        f"rule {rule.name}: the partial derivative by {arguments[slot]} is wrong. At {at} the "
        f"formula {to_text(partial)} gives {given:.6g}, but {to_text(rule.forward)} has the slope "
        f"{true.value:.6g} there. (A derivative that is not the true one on purpose is declared "
        "with check=False.)"
    )


def _along(operation: Operation, point: tuple[float, ...], slot: int) -> Callable[[float], float]:
    """The result as a function of one operand."""

    def result(number: float) -> float:
        value: Value = operation.apply(*point[:slot], number, *point[slot + 1 :])
        return value.data

    return result


def _points(rule: Rule) -> Iterator[tuple[float, ...]]:
    """Points of the domain at which the operation can be computed."""
    count = 3 if rule.variadic else len(rule.arguments)
    operation = OPERATIONS[rule]
    # Plain numbers come first, since a point may end up in a message.
    columns = [[*_CANDIDATES[5 * i :], *_CANDIDATES[: 5 * i]] for i in range(count)]
    shuffled = random.Random(0)
    for _ in range(40):
        for point in zip(*columns, strict=True):
            if not _inside(rule, point):
                continue
            try:
                result = operation.apply(*map(Value, point))
            except (ArithmeticError, ValueError):
                continue
            if math.isfinite(result.data):
                yield point
        columns = [shuffled.sample(_CANDIDATES, len(_CANDIDATES)) for _ in range(count)]


def _inside(rule: Rule, point: tuple[float, ...]) -> bool:
    every = [dict(zip(rule.arguments, point, strict=False))]
    if rule.variadic:
        every = [{rule.member: number} for number in point]
    return all(evaluate(condition, values, ALL) for values in every for condition in rule.domain)
