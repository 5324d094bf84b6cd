"""Value: a number that knows what it was computed from, and how to send gradients back."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self, SupportsFloat

from ..caller import formats_text
from ..graph import toposort
from ..higher import higher
from ..inputs import shown, to_float
from ..rules.notation import literal
from ..rules.table import BUILT_IN, Rule
from . import copying
from .comparison import Condition
from .core import CORE
from .generate import RUNTIME, Operation
from .node import Node
from .recording import check_readable
from .refusals import operand_number, plain_number, refuse_settings
from .scopes import Scope
from .staleness import NEVER_FRESH, check_fresh, next_epoch, operands, ordered, spend
from .state import current, tell, tell_of_pull

Number = SupportsFloat


class Value(Node):
    """A scalar that remembers where it came from.

    Its operators and the methods of one argument are generated from the rule table, in `operands`.

    Arguments:
        data: a number: bool, int, float, a numpy scalar or 0-d array.
        label: a name to show in explanations and drawings.

    As in small engines, a Value can be made by hand: from its number, its parents, and the name of
    an operation (assign a function to `_backward`) or the local gradient by each parent.

    Raises:
        TypeError: if `data` is not one number, or `label` is not text.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b + b**2
    >>> c.backward()
    >>> c.data, a.grad, b.grad
    (3.0, -3.0, -4.0)
    """

    __slots__ = ()

    # Numpy's scalars leave the arithmetic to us, its arrays go through their elements.
    __array_priority__: float = -1.0

    def __init__(
        self,
        data: Number,
        *given: Any,
        label: str = "",
        _children: Iterable["Value"] = (),
        _op: str = "",
        **others: Any,
    ) -> None:
        if others:
            refuse_settings("Value", others)
        self.number: float = data if type(data) is float else to_float(data)
        self.gradient: float | None = None
        self.operands: tuple[Self, ...] = ()
        self.operation: Operation | None = None
        self.epoch: int = RUNTIME["_epoch"]
        if len(given) == 1 and isinstance(given[0], str):
            label, given = label or given[0], ()
        self.label = label
        if given or _children:
            self._made_by_hand(given or (tuple(_children), _op))
        state = current()
        self.scope: Scope | None = state.scope
        if state.observers:
            tell(state.observers, self)

    def _made_by_hand(self, given: tuple[Any, ...]) -> None:
        """Take parents and an operation, as small engines do: see `own_steps`."""
        from .own_steps import by_hand, read_given

        label, parents, operation = read_given(given)
        self.label = self.label or label
        if parents:
            nodes: list[Any] = [x if isinstance(x, Value) else Constant.of(x) for x in parents]
            self.operands = tuple(nodes)
            self.operation = by_hand(self.operands, operation)

    @property
    def data(self) -> float:
        """The number itself. Setting it makes every result that was computed from it stale."""
        if current().recording is not None:
            check_readable((self,), "reading the data")
        return self.number

    @data.setter
    def data(self, number: Number) -> None:
        if current().recording is not None:
            check_readable((self,), "setting the data")
        spend(self)
        self.number = number if type(number) is float else plain_number("data", number)
        self.epoch = next_epoch() if self.operation is None else NEVER_FRESH

    @property
    def grad(self) -> float:
        """The gradient that backward passes have added up here; 0.0 before the first one."""
        return 0.0 if self.gradient is None else +self.gradient

    @grad.setter
    def grad(self, number: Number | None) -> None:
        self.gradient = None if number is None else plain_number("grad", number)

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
        return self.operands[:1] if self.number_exponent is not None else self.operands

    @property
    def rule(self) -> Rule | None:
        """The row of the rule table by which this was computed; None for a leaf."""
        return None if self.operation is None else self.operation.rule

    @property
    def is_constant(self) -> bool:
        """Whether this is a number that was written into an expression, and has no gradient."""
        return isinstance(self, Constant)

    @property
    def is_reached(self) -> bool:
        """Whether a backward pass has reached this since its gradient was last cleared."""
        return self.gradient is not None

    @property
    def number_exponent(self) -> float | None:
        """The exponent of a power such as x**2, where it is a part of the operation."""
        if self.rule is not BUILT_IN["pow"] or type(self.operands[1]) is not Constant:
            return None
        return self.operands[1].number

    @property
    def _prev(self) -> "tuple[Value, ...]":
        """The parents as small engines keep them, in order; they answer as a set too."""
        from .own_steps import Parents

        return Parents(self.parents)

    prev = _prev

    def topo(self) -> "list[Value]":
        """Return all that this was computed from, and itself: each after its parents."""
        return toposort(self, operands)

    @property
    def _op(self) -> str:
        """The operation as micrograd writes it: `+`, `*`, `**2`, `ReLU`; empty for a leaf."""
        if self.operation is None:
            return ""
        if self.number_exponent is not None:
            return f"**{literal(self.number_exponent)}"
        if self.operation.by_hand:
            return self.operation.text
        symbol = self.operation.rule.symbol
        return "ReLU" if symbol == "relu" else symbol

    @property
    def _backward(self) -> Callable[[], None]:
        """This node's own step of the chain rule, to be called; a Value made by hand takes one."""
        return self._one_step

    @_backward.setter
    def _backward(self, step: Callable[[], Any]) -> None:
        from .own_steps import give_step

        give_step(self, step)

    def _one_step(self) -> None:
        """Add this node's own step of the chain rule to the gradients of its parents."""
        if self.operation is not None:
            check_fresh([*self.operands, self])
            for operand in self.operands:
                make_ready(operand)
            if self.grad != 0:
                self.operation.pull(self, self.grad)

    def backward(self, upstream: Number = 1.0, **others: Any) -> None:
        """Add the derivative of this by every leaf to the leaf's `grad`.

        Gradients in between are those of this pass alone; those of leaves add up over passes. A
        zero gradient sends nothing, not even 0 * inf.

        Arguments:
            upstream: the gradient to start from.

        Raises:
            StaleGraphError: if data was set after it had been used.
        """
        if others:
            refuse_settings("backward", others)
        check_readable((self,), "a backward pass")
        start = to_float(upstream)
        if CORE is not None and not current().observers and CORE.backward(self, start):
            return
        order = ordered(self)
        for node in order:
            if node.operation is None:
                make_ready(node)
            else:
                node.gradient = 0.0
        if type(self) is not Constant:
            self.gradient = self.grad + start
        observers = current().observers
        for node in reversed(order):
            operation = node.operation
            if operation is None:
                continue
            # A zero gradient sends nothing, not even 0 * inf.
            if node.gradient:
                operation.pull(node, node.gradient)
            if observers:
                tell_of_pull(observers, node)

    def zero_grad(self) -> None:
        """Clear the gradient of this and of everything it was computed from."""
        for node in toposort(self, operands):
            node.gradient = None

    def __pos__(self) -> "Value":
        return self

    def __bool__(self) -> bool:
        check_readable((self,), "the truth")
        return self.number != 0

    def __float__(self) -> float:
        check_readable((self,), "the float")
        if formats_text():
            return self.number
        raise TypeError(
            f"here is a Value already, {self!r}, which does not turn into a float by itself, since "
            "its gradient would be lost: use it as it is, or take .data for its number; an "
            "operation of micrograd_plus (sin(v) or v.sin() instead of math.sin(v)) keeps it"
        )

    def __int__(self) -> int:
        check_readable((self,), "the int")
        raise TypeError("a Value does not turn into an int by itself: take int(v.data)")

    def __round__(self, digits: int | None = None) -> float:
        check_readable((self,), "the rounded number")
        return round(self.number, digits)

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

    if TYPE_CHECKING:

        def __lt__(self, other: "Value | Number") -> Condition: ...
        def __le__(self, other: "Value | Number") -> Condition: ...
        def __gt__(self, other: "Value | Number") -> Condition: ...
        def __ge__(self, other: "Value | Number") -> Condition: ...
        def __add__(self, other: "Value | Number") -> "Value": ...
        def __radd__(self, other: "Number") -> "Value": ...
        def __sub__(self, other: "Value | Number") -> "Value": ...
        def __rsub__(self, other: "Number") -> "Value": ...
        def __mul__(self, other: "Value | Number") -> "Value": ...
        def __rmul__(self, other: "Number") -> "Value": ...
        def __truediv__(self, other: "Value | Number") -> "Value": ...
        def __rtruediv__(self, other: "Number") -> "Value": ...
        def __pow__(self, other: "Value | Number") -> "Value": ...
        def __rpow__(self, other: "Number") -> "Value": ...
        def __neg__(self) -> "Value": ...
        def __abs__(self) -> "Value": ...
        def abs(self) -> "Value": ...
        def exp(self) -> "Value": ...
        def expm1(self) -> "Value": ...
        def log(self) -> "Value": ...
        def log1p(self) -> "Value": ...
        def log2(self) -> "Value": ...
        def log10(self) -> "Value": ...
        def sqrt(self) -> "Value": ...
        def cbrt(self) -> "Value": ...
        def sin(self) -> "Value": ...
        def cos(self) -> "Value": ...
        def tan(self) -> "Value": ...
        def asin(self) -> "Value": ...
        def acos(self) -> "Value": ...
        def atan(self) -> "Value": ...
        def atan2(self, x: "Value | Number") -> "Value": ...
        def sinh(self) -> "Value": ...
        def cosh(self) -> "Value": ...
        def tanh(self) -> "Value": ...
        def asinh(self) -> "Value": ...
        def acosh(self) -> "Value": ...
        def atanh(self) -> "Value": ...
        def sigmoid(self) -> "Value": ...
        def softplus(self) -> "Value": ...
        def relu(self) -> "Value": ...
        def leaky_relu(self, slope: float = 0.01) -> "Value": ...
        def pow(self, b: "Value | Number") -> "Value": ...
        def elu(self) -> "Value": ...
        def silu(self) -> "Value": ...
        def detach(self) -> "Value": ...
        def maximum(self, b: "Value | Number") -> "Value": ...
        def minimum(self, b: "Value | Number") -> "Value": ...
        def hypot(self, b: "Value | Number") -> "Value": ...


class Constant(Value):
    """A number written into an expression: a leaf without a gradient."""

    __slots__ = ()

    @staticmethod
    def of(number: Number) -> "Constant":
        """Return a number as a constant; observers are not told of it."""
        node = Constant.__new__(Constant)
        node.number = number if type(number) is float else operand_number(number)
        node.gradient = None
        node.operands = ()
        node.operation = None
        node.name = ""
        node.epoch = 0
        node.scope = None
        return node

    def __repr__(self) -> str:
        return f"Value(data={self.number}, a constant)"


def make_ready(node: Node) -> None:
    """Let a node be reached by a backward pass; a constant never is."""
    if node.gradient is None and type(node) is not Constant:
        node.gradient = 0.0
