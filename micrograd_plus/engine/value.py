"""Value: a number that knows what it was computed from, and how to send gradients back."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, SupportsFloat, cast

from ..graph import toposort
from ..higher import higher
from ..inputs import shown, to_float as to_float
from ..rules.arithmetic import IEEE
from ..rules.expression import SYMBOLS
from ..rules.notation import literal
from ..rules.table import BUILT_IN, Rule
from . import copying
from .comparison import Comparison, Condition as Condition, OpenCondition
from .domain import outside
from .generate import OPERATIONS, RUNTIME, Operation
from .operators import OPERATOR_METHODS, SPECIAL_METHODS, Operators
from .recording import check_readable, differs
from .scopes import Scope
from .staleness import NEVER_FRESH, check_fresh, next_epoch, ordered
from .state import Observer, current

Number = SupportsFloat
_parents: Callable[["Value"], "tuple[Value, ...]"] = attrgetter("_parents")


class Value(Operators):
    """A scalar that remembers where it came from.

    Arguments:
        data: a number: bool, int, float, a numpy scalar or 0-d array.
        label: a name to show in explanations and drawings.

    Raises:
        TypeError: if `data` is not one number, or `label` is not text.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b + b**2
    >>> c.backward()
    >>> c.data, a.grad, b.grad
    (3.0, -3.0, -4.0)
    """

    # Plain data. `_operation` is None for a leaf, `_grad` until a pass reaches the node; freshness
    # goes by `_epoch`, drawings by `_scope`.
    __slots__ = (
        *("__weakref__", "_data", "_epoch", "_grad", "_label", "_operation", "_parents", "_scope"),
    )

    _data: float
    _grad: float | None
    _parents: "tuple[Value, ...]"
    _operation: Operation | None
    _label: str
    _epoch: int
    _scope: Scope | None

    # Numpy's scalars leave the arithmetic to us, its arrays go through their elements.
    __array_priority__ = -1.0

    def __init__(self, data: Number, label: str = "", *more: object) -> None:
        if more:
            raise TypeError(
                "Value takes a number and a label: parents and operation come from computing. "
                "An operation of your own is declared with rule(...)"
            )
        self.number = data if type(data) is float else to_float(data)
        self.gradient = None
        self.operands = ()
        self.operation = None
        self.epoch = RUNTIME["_epoch"]
        self.label = label
        state = current()
        self.scope = state.scope
        if state.observers:
            _tell(state.observers, self)

    @property
    def data(self) -> float:
        """The number itself. Setting it makes every result that was computed from it stale."""
        if current().recording is not None:
            check_readable((self,), "reading the data")
        return self.number

    @data.setter
    def data(self, number: Number) -> None:
        check_readable((self,), "setting the data")
        self.number = number if type(number) is float else to_float(number)
        if self.operation is None:
            self.epoch = next_epoch()
        else:
            self.epoch = NEVER_FRESH

    @property
    def grad(self) -> float:
        """The gradient that backward passes have added up here; 0.0 before the first one."""
        return 0.0 if self.gradient is None else self.gradient

    @grad.setter
    def grad(self, number: Number | None) -> None:
        self.gradient = None if number is None else to_float(number)

    @property
    def label(self) -> str:
        """The name that explanations and drawings show."""
        return self.name

    @label.setter
    def label(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(
                f"a label is text, here is {shown(text)}: write Value(2.0, label='a'). "
                "An operation of your own is declared with rule(...)"
            )
        self.name = text

    @property
    def parents(self) -> "tuple[Value, ...]":
        """The operands in order, one twice if it was used twice; a number exponent is not one."""
        return self.operands[:1] if self._number_exponent is not None else self.operands

    @property
    def rule(self) -> Rule | None:
        """The row of the rule table by which this was computed; None for a leaf."""
        return None if self.operation is None else self.operation.rule

    @property
    def scope(self) -> Scope | None:
        """The part of the program that made this: the call of a module, or `with scope(...)`."""
        return self.scope

    @property
    def is_constant(self) -> bool:
        """Whether this is a number that was written into an expression: it has no gradient."""
        return isinstance(self, Constant)

    @property
    def is_reached(self) -> bool:
        """Whether a backward pass has reached this since its gradient was last cleared."""
        return self.gradient is not None

    @property
    def _number_exponent(self) -> float | None:
        """The exponent of a power such as x**2, where it is a part of the operation."""
        if self.operation is not _POWER or type(self.operands[1]) is not Constant:
            return None
        return self.operands[1].number

    @property
    def _prev(self) -> "set[Value]":
        """The parents as micrograd keeps them."""
        return set(self.parents)

    @property
    def _op(self) -> str:
        """The operation as micrograd writes it: `+`, `*`, `**2`, `ReLU`; empty for a leaf."""
        if self.operation is None:
            return ""
        if self._number_exponent is not None:
            return f"**{literal(self._number_exponent)}"
        symbol = self.operation.rule.symbol
        return "ReLU" if symbol == "relu" else symbol

    def _backward(self) -> None:
        """Add this node's own step of the chain rule to the gradients of its parents."""
        if self.operation is not None:
            check_fresh([*self.operands, self])
            for parent in self.operands:
                parent._make_ready()
            if self.grad != 0:
                self.operation.pull(self, self.grad)

    def _make_ready(self) -> None:
        if self.gradient is None and type(self) is not Constant:
            self.gradient = 0.0

    def backward(self, upstream: Number = 1.0) -> None:
        """Add the derivative of this by every leaf to the leaf's `grad`.

        Gradients in between are those of this pass alone; those of leaves add up over passes.

        Arguments:
            upstream: the gradient to start from.

        Raises:
            StaleGraphError: if data was set after it had been used.
        """
        check_readable((self,), "a backward pass")
        start = to_float(upstream)
        order = ordered(self)
        for node in order:
            if node.operation is not None:
                node.gradient = 0.0
            else:
                node._make_ready()
        if type(self) is not Constant:
            self.gradient = self.grad + start
        observers = current().observers
        for node in reversed(order):
            gradient = node.gradient
            # A zero gradient sends nothing, not even 0 * inf.
            if gradient and node.operation is not None:
                node.operation.pull(node, gradient)
                for observer in observers:
                    observer.pulled(node)

    def zero_grad(self) -> None:
        """Clear the gradient of this and of everything it was computed from."""
        for node in toposort(self, _parents):
            node.gradient = None

    def __lt__(self, other: "Value | Number") -> "Condition":
        return compare("less", self, other)

    def __le__(self, other: "Value | Number") -> "Condition":
        return compare("less_equal", self, other)

    def __gt__(self, other: "Value | Number") -> "Condition":
        return compare("greater", self, other)

    def __ge__(self, other: "Value | Number") -> "Condition":
        return compare("greater_equal", self, other)

    def __pos__(self) -> "Value":
        return self

    def __bool__(self) -> bool:
        check_readable((self,), "the truth")
        return self.number != 0

    def __float__(self) -> float:
        check_readable((self,), "the float")
        raise TypeError(
            f"here is a Value already, {self!r}, which does not turn into a float by itself, since "
            "its gradient would be lost: use it as it is, or take .data for its number; an "
            "operation of micrograd_plus (sin(v) or v.sin() instead of math.sin(v)) keeps it"
        )

    def __int__(self) -> int:
        check_readable((self,), "the int")
        raise TypeError("a Value does not turn into an int by itself: take int(v.data)")

    def __format__(self, spec: str) -> str:
        check_readable((self,), "the text")
        return format(self.number, spec) if spec else repr(self)

    def __repr__(self) -> str:
        label = f", label={self.name!r}" if self.name else ""
        return f"Value(data={self.number}, grad={self.grad}{label})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: object) -> Any:
        return higher("value_bundle")(self, include, exclude)

    def __copy__(self) -> "Value":
        check_readable((self,), "a copy")
        return copying.shallow(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        check_readable((self,), "a copy")
        return copying.deep(self, memo)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        check_readable((self,), "a pickle")
        return copying.reduce(self)


class Constant(Value):
    """A number written into an expression: a leaf without a gradient."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Constant({self.number})"


def compare(rule_name: str, left: Value, right: "Value | Number") -> Condition:
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


def _tell(observers: tuple[Observer, ...], node: Value) -> None:
    for observer in observers:
        observer.made(node)


def _constant(number: float) -> Constant:
    node = Constant.__new__(Constant)
    node.number = number
    node.gradient = None
    node.operands = ()
    node.operation = None
    node.name = ""
    node.epoch = 0
    node.scope = None
    return node


def operand(x: "Value | Number") -> Value:
    """Return a Value as it is, and a number as a constant."""
    return x if isinstance(x, Value) else _constant(to_float(x))


def other_operand(x: Any) -> Any:
    """The same for the other side of an operator; arrays and strangers answer for themselves."""
    if isinstance(x, Value):
        return x
    known = isinstance(x, float | int | str | bytes | complex | list | tuple | dict | set)
    if not known and (getattr(x, "ndim", None) or not hasattr(type(x), "__float__")):
        return NotImplemented
    return _constant(to_float(x))


def _condition(condition: Any) -> Value:
    """Return the first argument of `where` as a node: a comparison keeps its operands."""
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
    return _constant(float(condition))


def members(name: str, xs: tuple[Any, ...]) -> tuple[Value, ...]:
    """Return the operands of a variadic operation: given one by one, or as one iterable."""
    alone = xs[0] if len(xs) == 1 else None
    if isinstance(alone, Iterable):
        xs = tuple(alone)
    if not xs and name not in ("sum", "prod"):
        raise ValueError(f"{name} of nothing is not defined: give it at least one value")
    return tuple([x if type(x) is Value else operand(x) for x in xs])


def _pull_by_ieee(node: Value, upstream: float, local: list[float | None]) -> None:
    """Send gradients where the strict formula of a partial has raised."""
    for parent, gradient in zip(node.operands, local, strict=True):
        if gradient is not None:
            assert parent.gradient is not None
            parent.gradient += upstream * gradient


def _data_of(x: "Value | float") -> float:
    return x.data if isinstance(x, Value) else x


def _plain(x: Value) -> "Value | float":
    return x.number if type(x) is Constant else x


def _value_div(a: "Value | float", b: "Value | float") -> "Value | float":
    return a / b if isinstance(a, Value) or isinstance(b, Value) else IEEE["div"](a, b)


def _value_pow(a: "Value | float", b: "Value | float") -> "Value | float":
    return a**b if isinstance(a, Value) or isinstance(b, Value) else IEEE["pow"](a, b)


RUNTIME |= {
    "_Value": Value,
    "_Constant": Constant,
    "_new": object.__new__,
    "_operand": operand,
    "_other_operand": other_operand,
    "_condition": _condition,
    "_members": members,
    "_outside": outside,
    "_pull_by_ieee": _pull_by_ieee,
    "_number": _data_of,
    "_plain": _plain,
    "_value_div": _value_div,
    "_value_pow": _value_pow,
    "_tell": _tell,
}
for _rule in BUILT_IN.values():
    Operation(_rule)
_POWER = OPERATIONS[BUILT_IN["pow"]]


def _methods() -> Iterator[tuple[str, Any]]:
    """The operators and methods of Value, each generated from its row."""
    for name, (method, reflected) in OPERATOR_METHODS.items():
        operation = OPERATIONS[BUILT_IN[name]]
        yield method, operation.method(method, reflected=False)
        yield reflected, operation.method(reflected, reflected=True)
    for name, method in SPECIAL_METHODS.items():
        yield method, OPERATIONS[BUILT_IN[name]].apply
    for name, rule in BUILT_IN.items():
        if name not in SYMBOLS and name != "where" and not rule.variadic:
            yield name, OPERATIONS[rule].apply


for _name, _function in _methods():
    setattr(Operators, _name, _function)
