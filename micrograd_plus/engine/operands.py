"""What operations take and give, and the operators of Value, made from their rows."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, cast

from ..inputs import shown
from ..rules.arithmetic import ALL, IEEE
from ..rules.expression import SYMBOLS
from ..rules.table import BUILT_IN
from .comparison import Comparison, Condition, OpenCondition, Sameness, not_same, same
from .core import CORE
from .domain import outside
from .generate import OPERATIONS, RUNTIME, Operation
from .node import Node
from .pulling import UNCHOSEN
from .recording import differs
from .refusals import check_operand, refusals, too_many
from .scopes import Scope
from .staleness import Spent
from .state import Recording, State, current, state_variable, tell
from .value import Constant, Number, Value

# The operator methods of each binary row: as written, and with a number on the left.
OPERATORS = {
    "add": ("__add__", "__radd__"),
    "sub": ("__sub__", "__rsub__"),
    "mul": ("__mul__", "__rmul__"),
    "div": ("__truediv__", "__rtruediv__"),
    "pow": ("__pow__", "__rpow__"),
}
# In place they do the same, and warn where a parameter was meant to be moved.
IN_PLACE = {"add": "__iadd__", "sub": "__isub__", "mul": "__imul__", "div": "__itruediv__"}
SPECIAL = {"neg": "__neg__", "abs": "__abs__"}
COMPARISONS = {
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
}


constant: Callable[[Number], Constant] = Constant.of


def operand(x: Value | Number) -> Value:
    """Return a Value as it is, and a number as a constant."""
    if type(x) is float:
        return constant(x)
    return x if isinstance(x, Value) else constant(x)


def compare(rule_name: str, left: Value, right: Value | Number) -> Condition:
    """Compare the data of two operands; NotImplemented for what is not a number."""
    other = other_operand(right)
    if other is NotImplemented:
        return NotImplemented  # type: ignore[no-any-return]
    operation = OPERATIONS[BUILT_IN[rule_name]]
    condition: Comparison = OpenCondition()
    if not differs((left, other)):
        condition = Condition(operation.forward(left.number, other.number))
    condition.rule_name = rule_name
    condition.left, condition.right = left, other
    return cast(Condition, condition)


def other_operand(x: Any) -> Any:
    """The same for the other side of an operator; arrays and strangers answer for themselves."""
    if type(x) is float or type(x) is int:
        return constant(x)
    if isinstance(x, Value):
        return x
    if not isinstance(x, float | int):
        check_operand(x)
    known = isinstance(x, float | int | str | bytes | complex | list | tuple | dict | set)
    if not known and (getattr(x, "ndim", None) or not hasattr(type(x), "__float__")):
        return NotImplemented
    return constant(x)


def _condition(condition: Any) -> Value:
    """Return the first argument of `where` as a node: a comparison keeps its operands."""
    if isinstance(condition, Sameness):
        raise TypeError(
            "where cannot choose by == or != of Values, which asks whether they are one and the "
            "same Value, whatever their numbers: write where(abs(a - b) < 1e-9, p, q)"
        )
    if isinstance(condition, Comparison):
        comparison = OPERATIONS[BUILT_IN[condition.rule_name]]
        result: Value = comparison.apply(condition.left, condition.right)
        return result
    if isinstance(condition, Value):
        raise TypeError(
            f"where needs a condition, here is the number {condition.data}: compare it with "
            "something, as in where(v > 0, a, b)"
        )
    if getattr(condition, "ndim", None) or condition not in (0, 1):
        raise TypeError(f"where needs a condition such as a < b, here is {shown(condition)}")
    return constant(float(condition))


def members(name: str, xs: tuple[Any, ...]) -> tuple[Value, ...]:
    """Return the operands of a variadic operation: given one by one, or as one iterable."""
    if len(xs) == 1 and (type(xs[0]) is list or isinstance(xs[0], Iterable)):
        xs = tuple(xs[0])
    if not xs and name not in ("sum", "prod"):
        raise ValueError(f"{name} of nothing is not defined: give it at least one value")
    if set(map(type, xs)) == _ONLY_VALUES:
        return xs
    return tuple([x if type(x) is Value else operand(x) for x in xs])


_ONLY_VALUES = {Value}


def _pull_by_ieee(
    node: Node,
    upstream: float,
    local: list[float | None],
    totals: dict[Node, float] | None = None,
) -> None:
    """Send gradients where the strict formula of a partial has raised."""
    for parent, gradient in zip(node.operands, local, strict=True):
        if gradient is None or gradient is UNCHOSEN:
            continue
        if totals is not None:
            totals[parent] += upstream * gradient
            continue
        assert parent.gradient is not None
        parent.gradient += upstream * gradient


def _plain(x: Value) -> Value | float:
    return x.number if type(x) is Constant else x


def _value_div(a: Value | float, b: Value | float) -> Value | float:
    return a / b if isinstance(a, Value) or isinstance(b, Value) else IEEE["div"](a, b)


def _value_pow(a: Value | float, b: Value | float) -> Value | float:
    return a**b if isinstance(a, Value) or isinstance(b, Value) else IEEE["pow"](a, b)


class Choice(NamedTuple):
    """A local gradient that differs from row to row of a recording, with nothing on one side."""

    condition: Any
    if_true: Any
    if_false: Any


def _compared(name: str, left: Any, right: Any) -> Any:
    """Compare numbers at once, and in a recording what differs from row to row later on."""
    nodes = [x for x in (left, right) if isinstance(x, Value)]
    if not differs(nodes):
        plain = [x.number if isinstance(x, Value) else x for x in (left, right)]
        return ALL[name](*plain)
    return name, operand(left), operand(right)


def _chosen(condition: Any, if_true: Callable[[], Any], if_false: Callable[[], Any]) -> Any:
    """Choose a branch of a partial; where that differs from row to row, both are computed."""
    if not isinstance(condition, tuple):
        return if_true() if condition else if_false()
    name, left, right = condition
    first, second = if_true(), if_false()
    if name == "not_equal":
        first, second = second, first
    if name in ("equal", "not_equal"):
        inner = choose(compare("greater_equal", left, right), first, second)
        return choose(compare("less_equal", left, right), inner, second)
    return choose(compare(name, left, right), first, second)


def choose(condition: Any, if_true: Any, if_false: Any) -> Any:
    """Return a `where`, or the choice that it will be once something has been multiplied by it."""
    if any(each is UNCHOSEN or isinstance(each, Choice) for each in (if_true, if_false)):
        return Choice(condition, if_true, if_false)
    return OPERATIONS[BUILT_IN["where"]].apply(condition, if_true, if_false)


def _tell_of_new_value(leaf: Value, step: Any, method: str) -> None:
    from .hints import tell_of_new_value

    tell_of_new_value(leaf, step, method)


RUNTIME |= {
    "_Value": Value,
    "_Constant": Constant,
    "_new": Node.__new__,
    "_operand": operand,
    "_other_operand": other_operand,
    "_condition": _condition,
    "_members": members,
    "_outside": outside,
    "_too_many": too_many,
    "_pull_by_ieee": _pull_by_ieee,
    "_compared": _compared,
    "_chosen": _chosen,
    "_plain": _plain,
    "_tell_of_new_value": _tell_of_new_value,
    "_value_div": _value_div,
    "_value_pow": _value_pow,
    "_tell": tell,
    "_now": current,
}
for _rule in BUILT_IN.values():
    Operation(_rule)


def _by_core() -> None:
    """Let the rows that the engine in C knows run there."""
    CORE.set_up(Value, Constant, state_variable, State, Recording, Scope, Spent, RUNTIME)
    for name in ("data", "grad"):
        setattr(Value, name, CORE.attribute(name, vars(Value)[name]))
    for rule in BUILT_IN.values():
        operation = OPERATIONS[rule]
        written, reflected = OPERATORS.get(rule.name, ("", ""))
        methods = [
            operation.method(name, name == reflected) if name else None
            for name in (written, reflected, IN_PLACE.get(rule.name, ""))
        ]
        arity = 0 if rule.variadic else len(rule.arguments)
        operation.apply = CORE.set_row(rule.name, arity, operation, operation.apply, *methods)
    OPERATIONS[BUILT_IN["mul"]].pairs = CORE.products


def _comparison(name: str) -> Any:
    def method(self: Value, other: Value | Number) -> Condition:
        return compare(name, self, other)

    return method


def leaky_relu(x: Value | Number, slope: float = 0.01) -> Value:
    """Return x where it is positive and slope * x elsewhere.

    >>> leaky_relu(Value(-3.0), 0.1).data
    -0.30000000000000004
    """
    value = operand(x)
    row, where = (OPERATIONS[BUILT_IN[name]].apply for name in ("leaky_relu", "where"))
    result: Value = row(value) if slope == SLOPE else where(value > 0, value, slope * value)
    return result


# The one that stands in the row.
SLOPE = 0.01


def _methods() -> Iterator[tuple[str, Any]]:
    """The operators and methods of Value, each generated from its row."""
    if CORE is None:
        yield from _operators()
    yield "pow", OPERATIONS[BUILT_IN["pow"]].apply
    for name, method in COMPARISONS.items():
        yield method, _comparison(name)
    yield "__eq__", same
    yield "__ne__", not_same
    for name, rule in BUILT_IN.items():
        if name not in SYMBOLS and name != "where" and not rule.variadic:
            yield name, OPERATIONS[rule].apply
    # In place of the row's own, which has no slope to be given.
    yield "leaky_relu", leaky_relu
    yield from refusals()


def _operators() -> Iterator[tuple[str, Any]]:
    """The operators, which the engine in C has of its own."""
    for name, (method, reflected) in OPERATORS.items():
        operation = OPERATIONS[BUILT_IN[name]]
        yield method, operation.method(method, reflected=False)
        yield reflected, operation.method(reflected, reflected=True)
    for name, method in IN_PLACE.items():
        yield method, OPERATIONS[BUILT_IN[name]].method(method, reflected=False)
    for name, method in SPECIAL.items():
        yield method, OPERATIONS[BUILT_IN[name]].apply


class OwnAttribute:
    """An attribute that a subclass may have; a plain Value says how to come by it.

    A plain Value has no place for attributes of one's own, since that costs each node 32 bytes.
    These are the names under which published loops keep what an optimiser remembers.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, value: Value | None, owner: type) -> Any:
        if value is None:
            raise AttributeError(f"type object {owner.__name__!r} has no attribute {self.name!r}")
        try:
            return value.__dict__[self.name]
        except (AttributeError, KeyError):
            raise AttributeError(
                f"{type(value).__name__!r} object has no attribute {self.name!r}",
                name=self.name,
                obj=value,
            ) from None

    def __set__(self, value: Value, content: Any) -> None:
        if not hasattr(value, "__dict__"):
            raise AttributeError(
                f"a Value has no place for an attribute {self.name}: make a class of your own, "
                "class Weight(Value): pass, and Weight(2.0) has one; or keep it beside, in a "
                f"dictionary, as in {self.name}[p] = 0.0",
                name=self.name,
                obj=value,
            )
        value.__dict__[self.name] = content

    def __delete__(self, value: Value) -> None:
        self.__get__(value, type(value))
        del value.__dict__[self.name]


OWN_ATTRIBUTES = ("cache", "m", "momentum", "v", "velocity")

if CORE is not None:
    _by_core()
for _name, _function in _methods():
    setattr(Value, _name, _function)
for _name in OWN_ATTRIBUTES:
    setattr(Value, _name, OwnAttribute(_name))
