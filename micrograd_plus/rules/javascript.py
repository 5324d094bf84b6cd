"""Rows of the table as JavaScript, by which a page computes and differentiates.

Names of arguments never come into the source: operands are `x[0]`, `x[1]`, ..., the result is `o`,
one operand of a variadic row is `m`. Functions follow IEEE rules, as JavaScript does: outside the
domain they give nan or inf, and nothing raises.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .expression import (
    CONSTANTS,
    SYMBOLS,
    Call,
    Each,
    Expression,
    Name,
    Number,
    bound_names,
    fold,
    operations,
)
from .inlining import BASIC
from .table import BUILT_IN, Rule

_OPERATORS = {
    "add": "({} + {})",
    "sub": "({} - {})",
    "mul": "({} * {})",
    "div": "({} / {})",
    "neg": "(-{})",
    "where": "({} ? {} : {})",
    "less": "({} < {})",
    "less_equal": "({} <= {})",
    "greater": "({} > {})",
    "greater_equal": "({} >= {})",
    "equal": "({} === {})",
    "not_equal": "({} !== {})",
}

# What a local gradient is where a row has chosen a written 0: nothing flows there.
UNCHOSEN = "null"


def to_tree(expression: Expression) -> list[Any]:
    """Return an expression as nested lists, which JSON can hold.

    >>> from .expression import parse
    >>> to_tree(parse("1 - out**2", {}))
    ['sub', ['#', 1.0], ['pow', ['$', 'out'], ['#', 2.0]]]
    """

    def write(part: Expression, inner: list[list[Any]]) -> list[Any]:
        if isinstance(part, Number):
            return ["#", part.value]
        if isinstance(part, Name):
            return ["$", part.name]
        if isinstance(part, Each):
            return ["@", inner[0], part.variable, part.over]
        return [part.operation, *inner]

    return fold(expression, write)


def to_javascript(rules: Iterable[Rule]) -> tuple[str, dict[Rule, str]]:
    """Return an object literal with an entry for each rule, and for each that these call.

    Each entry has the functions `forward(x)` and `partials[slot](x, o, m)`, the partials as trees,
    to be written down, and what the table knows besides. A partial is null where no gradient
    flows, and so is its result where the row has chosen a written 0.

    Arguments:
        rules: rows of the table.

    Returns:
        The source, and the key of each rule in it: its name, unless two rules have the same one.
    """
    keys = _keys(rules)
    entries = [f"{_quoted(key)}:{_entry(rule, keys)}" for rule, key in keys.items()]
    return "{" + ",\n".join(entries) + "}", keys


def _keys(rules: Iterable[Rule]) -> dict[Rule, str]:
    """A key for each rule, with all that their formulas call."""
    keys: dict[Rule, str] = {}
    waiting = list(rules)
    while waiting:
        rule = waiting.pop(0)
        if rule in keys:
            continue
        key = rule.name
        while key in keys.values():
            key += "'"
        keys[rule] = key
        waiting += rule.uses.values()
    for rule in list(keys):
        for name in _called(rule):
            keys.setdefault(_meant(rule, name), name)
    return keys


def _called(rule: Rule) -> set[str]:
    """The rows that the formulas of a rule call, other than those that it declares to use."""
    formulas = [rule.forward, *(partial for partial in rule.partials if partial is not None)]
    found = set().union(*map(operations, formulas))
    return {name for name in found if name in BUILT_IN and name not in (*BASIC, *SYMBOLS)}


def _meant(rule: Rule, name: str) -> Rule:
    """The rule that a formula means by a name."""
    return rule if name == rule.name else rule.uses.get(name) or BUILT_IN[name]


def _entry(rule: Rule, keys: dict[Rule, str]) -> str:
    partials = ",".join(_partial(rule, partial, keys) for partial in rule.partials)
    about = {
        "name": rule.name,
        "arguments": rule.arguments,
        "variadic": rule.variadic,
        "member": rule.member,
        "symbol": rule.symbol,
        "laws": [" ".join(law.split()) for law in rule.laws],
        "surrogate": rule.surrogate,
        "trees": [partial and to_tree(partial) for partial in rule.partials],
        "domainText": rule.text[-1],
    }
    written = json.dumps(about, separators=(",", ":")).replace("<", r"\u003c")
    forward = _source(rule, rule.forward, keys)
    return f"{{...{written},\nforward:x=>{forward},\npartials:[{partials}]}}"


def _partial(rule: Rule, partial: Expression | None, keys: dict[Rule, str]) -> str:
    if partial is None:
        return "null"
    return f"(x,o,m)=>{chosen(partial, lambda part: _source(rule, part, keys))}"


def chosen(partial: Expression, write: Callable[[Expression], str]) -> str:
    """Return a local gradient as source: null where the row has chosen a written 0.

    A 0 among the branches that it chooses from says that nothing flows.

    Arguments:
        partial: the formula.
        write: gives the source of its parts.
    """
    if isinstance(partial, Number) and partial.value == 0:
        return UNCHOSEN
    if isinstance(partial, Call) and partial.operation == "where":
        condition, *branches = partial.arguments
        written = [chosen(branch, write) for branch in branches]
        return _OPERATORS["where"].format(write(condition), *written)
    return write(partial)


def _source(rule: Rule, expression: Expression, keys: dict[Rule, str]) -> str:
    values = {name: f"x[{slot}]" for slot, name in enumerate(rule.arguments)}
    if rule.variadic:
        values = {rule.arguments[0]: "x", rule.member: "m"}
    values |= {"out": "o"}

    def function(name: str) -> tuple[str, bool]:
        if name in BASIC:
            return _basic(name)
        return f"R[{_quoted(keys[_meant(rule, name)])}].forward", True

    return source(expression, values, rule.arguments[0] if rule.variadic else "", function)


def _basic(name: str) -> tuple[str, bool]:
    """A basic function, which takes its arguments one by one."""
    return f"M.{name}", False


def source(
    expression: Expression,
    values: Mapping[str, str],
    sequence: str = "",
    function: Callable[[str], tuple[str, bool]] = _basic,
) -> str:
    """Return a formula as source.

    Arguments:
        expression: the formula.
        values: what stands for each of its names.
        sequence: the name that stands for a list of operands, if one does.
        function: gives what is called by a name, and whether that takes its arguments as a list.

    >>> from .expression import parse
    >>> source(parse("exp(x) - 1", {"exp": 1}), {"x": "z[i]"})
    '(M.exp(z[i]) - 1.0)'
    """
    bound = bound_names(expression)

    def write(part: Expression, inner: list[str]) -> str:
        if isinstance(part, Number):
            return repr(part.value) if math.isfinite(part.value) else "Infinity"
        if isinstance(part, Name):
            if part in bound:
                return "each"
            return values[part.name] if part.name in values else repr(CONSTANTS[part.name])
        if isinstance(part, Each):
            return f"{values[part.over]}.map(each=>{inner[0]})"
        if part.operation in _OPERATORS:
            return _OPERATORS[part.operation].format(*inner)
        called, takes_list = function(part.operation)
        if part.variadic:
            first = part.arguments[0]
            # The operands of the row themselves, or a body for each of them, are a list already.
            several = isinstance(first, Each) or (
                isinstance(first, Name) and bool(sequence) and first.name == sequence
            )
            return f"{called}({inner[0] if several else '[' + ','.join(inner) + ']'})"
        arguments = ",".join(inner)
        return f"{called}([{arguments}])" if takes_list else f"{called}({arguments})"

    return fold(expression, write)


def _quoted(text: str) -> str:
    return json.dumps(text).replace("<", r"\u003c")
