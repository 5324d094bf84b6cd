"""A rule made runnable: Python functions generated from the text of its row.

Every function is written out once, when a rule is declared or first needed, with the row's formula
in its middle. Nothing but checked rows comes in: every name that is not an argument of the row
begins with an underscore, which no argument does.
"""

import itertools
import linecache
import threading
import weakref
from collections.abc import Callable, Mapping
from functools import cached_property
from types import CodeType, MappingProxyType
from typing import Any

from ..errors import RuleError
from ..rules.arithmetic import IEEE, STRICT
from ..rules.expression import (
    COMPARISONS,
    SYMBOLS,
    Expression,
)
from ..rules.lookup import LOOKUPS, lookup_row
from ..rules.notation import to_source
from ..rules.table import BUILT_IN, TABLE, Rule
from .making import apply_source, method_source, pairs_source
from .pulling import (
    BESIDE,
    CHOICE,
    IN_NODES,
    UNCHOSEN,
    chosen_source,
    data_names,
    lines,
    operands_of,
    pull_source,
)

# What generated functions see. The engine adds Value and its helpers; `_epoch` counts the changes
# of data in the whole process. The functions of the table are found in `ops`, by pickle too.
RUNTIME: dict[str, Any] = {"__name__": "micrograd_plus.engine.ops"}
RUNTIME |= {"_epoch": 0, "_unchosen": UNCHOSEN}
RUNTIME |= {"_type": type, "_int": int, "_float": float, "_zip": zip, "_all": all}
RUNTIME |= {"_errors": (ArithmeticError, ValueError), "_value_error": ValueError}
RUNTIME |= {f"_strict_{name}": function for name, function in STRICT.items()}
RUNTIME |= {f"_ieee_{name}": function for name, function in IEEE.items()}

# What each rule runs as. A new rule under an old name gets an entry of its own.
OPERATIONS: "dict[Rule, Operation]" = {}

_NATIVE = {
    "add": "({} + {})",
    "sub": "({} - {})",
    "mul": "({} * {})",
    "div": "({} / {})",
    "neg": "(-{})",
    "where": CHOICE,
}
_COMPARE = {name: f"({{}} {SYMBOLS[name]} {{}})" for name in COMPARISONS}
_STRICT_OPERATORS = _NATIVE | _COMPARE
_IEEE_OPERATORS = {name: form for name, form in _STRICT_OPERATORS.items() if name != "div"}
_VALUE_OPERATORS = _NATIVE | {
    "div": "_value_div({}, {})",
    "pow": "_value_pow({}, {})",
    "where": "_chosen({0}, lambda: {1}, lambda: {2})",
    **{name: f"_compared({name!r}, {{}}, {{}})" for name in COMPARISONS},
}


def compiled(source: str, filename: str) -> CodeType:
    """Compile generated source; tracebacks and `help` show it under the name of its file."""
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return compile(source, filename, "exec")


def forgotten_with(owner: object, filename: str) -> None:
    """Let generated source go when its owner goes."""
    weakref.finalize(owner, linecache.cache.pop, filename, None)


class Operation:
    """A rule with the functions that run it.

    Attributes:
        rule: the row of the table.
        row: the row as text, by which a pickled graph finds its operation again.
        key: the name under which generated functions find this operation.
        by_hand: whether it belongs to one node, with a step that was given by hand: see
            `own_steps`.
        text: what such an operation was called.
        apply: the operation as a function of Values and numbers.
    """

    by_hand = False
    text = ""
    _serial = itertools.count()

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.row: tuple[Any, ...] = (*rule.text, rule.surrogate)
        self.key: str = f"_{rule.name}_{next(self._serial)}"
        RUNTIME[self.key] = OPERATIONS[rule] = self
        self.apply: Callable[..., Any] = self._compile(rule.name, self._written(apply_source))

    def __repr__(self) -> str:
        return f"<operation {self.rule.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self.rule in LOOKUPS:
            return lookup, (LOOKUPS[self.rule],)
        return _found_again, (self.row,)

    def sent(self, node: Any, upstream: float) -> "list[float | None]":
        """Return what the step of a node sends to each operand, where it was given by hand."""
        raise TypeError(f"the step of {self.rule.name} is upstream times local gradient")

    def method(self, name: str, reflected: bool) -> Callable[..., Any]:
        """Generate the operator method `name` of a binary operation."""
        function: Callable[..., Any] = self._compile(
            name, self._written(method_source, name, reflected)
        )
        return function

    @cached_property
    def pairs(self) -> Callable[..., list[Any]]:
        """`pairs(xs, ys, otherwise)` gives the operation on each pair, of a row that never raises.

        It is `apply` on each, in half the time: a layer makes most of a network's nodes this way.
        Where not both are Values of the engine's own, it is `otherwise(x, y)`.
        """
        function: Callable[..., list[Any]] = self._compile("_pairs", self._written(pairs_source))
        return function

    @cached_property
    def forward(self) -> Callable[..., float]:
        """The result from the data of the operands, by IEEE rules: it never raises."""
        function: Callable[..., float] = self._compile("_forward", _forward_source(self))
        return function

    @cached_property
    def pull(self) -> Callable[[Any, float], None]:
        """`pull(node, upstream)` adds upstream times local gradient to each parent's gradient."""
        function: Callable[[Any, float], None] = self._compile("_pull", _pull_source(self))
        return function

    @cached_property
    def send(self) -> Callable[[Any, float, dict[Any, float]], None]:
        """As `pull`, into a dictionary that has a sum for each operand: no node changes."""
        source = _pull_source(self, BESIDE)
        function: Callable[..., None] = self._compile("_send", source)
        return function

    @cached_property
    def local(self) -> Callable[[Any], list[float | None]]:
        """The local gradient of a node by each parent: None where no gradient flows."""
        function: Callable[[Any], list[float | None]] = self._compile(
            "_local", _local_source(self, _ieee(self.rule), as_values=False)
        )
        return function

    @cached_property
    def local_values(self) -> Callable[[Any], list[Any]]:
        """The local gradients as Values, which can be differentiated again."""
        function: Callable[[Any], list[Any]] = self._compile(
            "_local_values", _local_source(self, _on_values(self.rule), as_values=True)
        )
        return function

    def _written(self, source: Callable[..., str], *more: Any) -> str:
        """Write a function that makes nodes, by one of `making`."""
        values, write = data_names(self.rule), strict(self.rule)
        return source(self.rule, self.key, lambda part: write(part, values), *more)

    def _compile(self, name: str, source: str) -> Any:
        """Run generated source; tracebacks and `help` find it under the rule's name."""
        filename = f"<rule {self.rule.name}: {self.key}.{name}>"
        namespace: dict[str, Any] = {}
        exec(compiled(source, filename), RUNTIME, namespace)
        return namespace[name]


def _found_again(row: tuple[Any, ...]) -> Operation:
    """Find the operation of a row, when a graph that uses it is read back."""
    rule = TABLE.get(row[0])
    if rule is None or OPERATIONS[rule].row != row:
        known = "is not declared here" if rule is None else "means something else here"
        raise RuleError(
            f"this graph uses the operation {row[0]}, which {known}: declare "
            f"rule({', '.join(map(repr, row[:-2]))}) before loading it"
        )
    return OPERATIONS[rule]


_looking_up = threading.Lock()


def lookup(count: int) -> Operation:
    """Return the operation that chooses one of so many values by an index; it is made once."""
    rule = lookup_row(count)
    with _looking_up:
        return OPERATIONS[rule] if rule in OPERATIONS else Operation(rule)


Dialect = Callable[[Expression, dict[str, str]], str]


def _used(rule: Rule, name: str) -> Operation:
    """Find the operation that a formula of `rule` means by `name`."""
    if name == rule.name:
        return OPERATIONS[rule]
    return OPERATIONS[rule.uses.get(name) or BUILT_IN[name]]


def strict(rule: Rule, more: Mapping[str, str] = MappingProxyType({})) -> Dialect:
    """Write formulas of a rule as Python that raises outside the domain.

    Arguments:
        rule: whose formulas.
        more: formats of further operations.
    """
    operators = _STRICT_OPERATORS | dict(more)

    def function(name: str) -> str:
        return f"_strict_{name}" if name in STRICT else f"{_used(rule, name).key}.forward"

    return lambda part, values: to_source(part, values, operators, function)


def _ieee(rule: Rule) -> Dialect:
    def function(name: str) -> str:
        return f"_ieee_{name}" if name in IEEE else f"{_used(rule, name).key}.forward"

    return lambda part, values: to_source(part, values, _IEEE_OPERATORS, function)


def _on_values(rule: Rule) -> Dialect:
    def function(name: str) -> str:
        return f"{_used(rule, name).key}.apply"

    return lambda part, values: to_source(part, values, _VALUE_OPERATORS, function)


def _forward_source(operation: Operation) -> str:
    rule = operation.rule
    if rule.variadic:
        source = _ieee(rule)(rule.forward, {rule.arguments[0]: "*_xs"})
        return f"def _forward(_xs):\n    return {source}\n"
    values = {name: name for name in rule.arguments}
    source = _ieee(rule)(rule.forward, values)
    return f"def _forward({', '.join(rule.arguments)}):\n    return {source}\n"


def _pull_source(operation: Operation, into: str = IN_NODES) -> str:
    rule = operation.rule
    values, write = data_names(rule), strict(rule)
    totals = "" if into == IN_NODES else ", _totals"
    fallback = f"_pull_by_ieee(_node, _upstream, {operation.key}.local(_node){totals})"
    return pull_source(rule, lambda part: write(part, values), fallback, into)


def _local_source(operation: Operation, dialect: Dialect, as_values: bool) -> str:
    rule = operation.rule
    name = "_local_values" if as_values else "_local"
    head = f"def {name}(_node):\n"
    values = data_names(rule)
    form = _VALUE_OPERATORS["where"] if as_values else CHOICE

    def write(part: Expression) -> str:
        return dialect(part, values)

    if rule.variadic:
        (partial,) = rule.partials
        if as_values:
            values |= {rule.member: "_x", "out": "_node"}
        source = "None" if partial is None else chosen_source(partial, write, form)
        plain = "_plain(_x)" if as_values else "_x.number"
        xs = f"[{plain} for _x in _node.operands]"
        return (
            head
            + lines(1, f"_xs = {xs}")
            + lines(1, f"return [None if _type(_x) is _Constant else {source}")
            + lines(1, "        for _x in _node.operands]")
        )
    if as_values:
        # A constant counts as its number: x**3 has the slope 3 * x**2, not one with 3 - 1 in it.
        values = {name: f"_plain({name})" for name in rule.arguments} | {"out": "_node"}
    sources = [
        f"None if _type({name}) is _Constant else {chosen_source(partial, write, form)},"
        if partial is not None
        else "None,"
        for name, partial in zip(rule.arguments, rule.partials, strict=True)
    ]
    return (
        head
        + lines(1, f"{operands_of(rule)} = _node.operands", "return [")
        + lines(2, *sources)
        + lines(1, "]")
    )
