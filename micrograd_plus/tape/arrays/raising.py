"""Where the scalar engine would have raised, although arrays went on with inf or nan.

What is not finite may be lost on the way: 1 / (1 + exp(-x)) is 1 / inf = 0 where exp is too large.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...arrays import np
from ...engine.generate import Operation
from ...graph import toposort
from ...rules.expression import (
    CONSTANTS,
    Call,
    Each,
    Expression,
    Name,
    Number,
    evaluate,
    fold,
    operations,
    parts,
)
from ...rules.inlining import inlined
from ...rules.lookup import LOOKUPS
from ...rules.on_arrays import ON_ARRAYS, UFUNCS
from ...rules.table import BUILT_IN, Rule
from ..schedule import Group
from .formulas import over_members

# An array with where it is not the result that Python's own functions give.
_Checked = tuple[Any, Any]

_NEVER_RAISES = {"add", "sub", "mul", "neg", "less", "less_equal", "greater", "greater_equal"}
_NEVER_RAISES |= {"equal", "not_equal"}


def may_raise(operation: Operation) -> bool:
    """Return whether an operation is undefined, or too large, for some finite operands."""
    rule = operation.rule
    basic = operations(inlined(rule.forward, rule))
    return bool(rule.domain) or not basic <= _NEVER_RAISES | {"sum", "where"}


def suspect_rows(
    groups: Iterable[Group],
    numbers: Callable[[Sequence[int]], np.ndarray],
    rows: int,
) -> list[int]:
    """Return the rows in which an operation that can raise made something else of finite numbers.

    Arguments:
        groups: those whose operations can raise.
        numbers: gives the numbers of nodes, (nodes, rows) or (nodes, 1).
        rows: the size of the batch.
    """
    suspect = np.zeros(rows, bool)
    for group in groups:
        rule = group.operation.rule
        results = numbers(group.nodes.tolist())
        slots = iter(group.operands.T.tolist())
        if rule in LOOKUPS:
            # Whatever the values are, there is no place nan.
            (inside,) = rule.domain
            index = {rule.arguments[0]: numbers(next(slots))}
            suspect = suspect | ~evaluate(inside, index, ON_ARRAYS).all(axis=0)
            continue
        operands = [numbers(slot) for slot in slots]
        finite = np.ones(results.shape, bool)
        for operand in operands:
            finite = finite & np.isfinite(operand)
        outside = ~np.isfinite(results)
        if BUILT_IN.get(rule.name) is not rule:
            outside = outside | _outside(rule, operands)
        suspect = suspect | (outside & finite).any(axis=0)
    return [int(index) for index in np.flatnonzero(suspect)]


def _outside(rule: Rule, operands: "list[np.ndarray]") -> np.ndarray:
    """Where a user's own rule is outside its domain, or raises on the way to its result."""
    members = rule.arguments[0] if rule.variadic else ""
    given = dict(zip(rule.arguments, operands, strict=False))
    if rule.variadic:
        together = np.stack(np.broadcast_arrays(*operands))
        given = {members: together, rule.member: together}
    formula = inlined(rule.forward, rule)
    outside = np.atleast_2d(may_have_raised(formula, given, members))
    for condition in rule.domain:
        inside = evaluate(inlined(condition, rule), given, ON_ARRAYS)
        outside = outside | ~(inside.all(axis=0) if rule.variadic else inside)
    return outside


def may_have_raised(formula: Expression, given: Mapping[str, Any], members: str = "") -> Any:
    """Return where some part of a formula, which can raise, made something that is not finite.

    The branch of a `where` that is not taken does not count.

    Arguments:
        formula: of basic functions alone.
        given: the arrays of the names; what stands for several operands has them along its first
            axis.
        members: the name for all operands of a variadic row, if it is one.
    """
    known = dict(given)
    for part in toposort(formula, parts):
        if isinstance(part, Each):
            known[part.variable] = given[members]

    def check(part: Expression, inner: list[_Checked]) -> _Checked:
        if isinstance(part, Number):
            return part.value, False
        if isinstance(part, Name):
            return known[part.name] if part.name in known else CONSTANTS[part.name], False
        if isinstance(part, Each):
            return inner[0]
        numbers, raised = [pair[0] for pair in inner], [pair[1] for pair in inner]
        if part.operation == "where":
            condition, if_true, if_false = numbers
            skipped = np.where(condition, raised[1], raised[2])
            return np.where(condition, if_true, if_false), raised[0] | skipped
        if part.variadic and over_members(part, members):
            # One for each operand, along the first axis.
            every_one = np.shape(known[members])
            flags = np.broadcast_to(raised[0], every_one).any(axis=0)
            return _reduced(part, np.broadcast_to(numbers[0], every_one)), flags
        bad: Any = False
        if part.variadic:
            result = _reduced(part, np.stack(np.broadcast_arrays(*numbers)))
        else:
            result = ON_ARRAYS[part.operation](*numbers)
            if part.operation not in _NEVER_RAISES:
                bad = ~np.isfinite(result)
        for before in raised:
            bad = bad | before
        return result, bad

    return fold(formula, check)[1]


def _reduced(part: Call, rows: Any) -> Any:
    return getattr(np, UFUNCS[part.operation]).reduce(rows, axis=0)
