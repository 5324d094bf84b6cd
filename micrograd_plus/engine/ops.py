"""Every operation as a function of Values and numbers, in one typed line each.

The operations of the rule table stand first; below them those that are compositions of others.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..inputs import is_real, shown
from ..rules.table import BUILT_IN
from .comparison import Condition
from .core import CORE
from .domain import wrong_index
from .generate import OPERATIONS, lookup
from .operands import leaky_relu as leaky_relu, members, operand
from .value import Number, Value

# A star import leaves Python's own abs, pow and sum alone.
__all__ = [
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "cos",
    "cosh",
    "detach",
    "div",
    "dot",
    "elu",
    "exp",
    "expm1",
    "hypot",
    "leaky_relu",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "mul",
    "neg",
    "prod",
    "relu",
    "sigmoid",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "sub",
    "take",
    "tan",
    "tanh",
    "where",
]

Unary = Callable[[Value | Number], Value]
Binary = Callable[[Value | Number, Value | Number], Value]
Where = Callable[[Condition | bool, Value | Number, Value | Number], Value]
Variadic = Callable[..., Value]

# What an operation over a sequence takes: its operands one by one, or one iterable of them.
Operands = Value | Number | Iterable[Value | Number]


def _operation(name: str) -> Any:
    return OPERATIONS[BUILT_IN[name]].apply


_MUL = OPERATIONS[BUILT_IN["mul"]]

add: Binary = _operation("add")
sub: Binary = _operation("sub")
mul: Binary = _operation("mul")
div: Binary = _operation("div")
pow: Binary = _operation("pow")
neg: Unary = _operation("neg")
abs: Unary = _operation("abs")

exp: Unary = _operation("exp")
expm1: Unary = _operation("expm1")
log: Unary = _operation("log")
log1p: Unary = _operation("log1p")
log2: Unary = _operation("log2")
log10: Unary = _operation("log10")
sqrt: Unary = _operation("sqrt")
cbrt: Unary = _operation("cbrt")

sin: Unary = _operation("sin")
cos: Unary = _operation("cos")
tan: Unary = _operation("tan")
asin: Unary = _operation("asin")
acos: Unary = _operation("acos")
atan: Unary = _operation("atan")
atan2: Binary = _operation("atan2")
sinh: Unary = _operation("sinh")
cosh: Unary = _operation("cosh")
tanh: Unary = _operation("tanh")
asinh: Unary = _operation("asinh")
acosh: Unary = _operation("acosh")
atanh: Unary = _operation("atanh")
hypot: Binary = _operation("hypot")

sigmoid: Unary = _operation("sigmoid")
softplus: Unary = _operation("softplus")
relu: Unary = _operation("relu")
elu: Unary = _operation("elu")
silu: Unary = _operation("silu")

maximum: Binary = _operation("maximum")
minimum: Binary = _operation("minimum")
where: Where = _operation("where")
detach: Unary = _operation("detach")

sum: Variadic = _operation("sum")
logsumexp: Variadic = _operation("logsumexp")


def prod(*xs: Operands) -> Value:
    """Return the product of `xs`, as a chain of multiplications; that of nothing is 1.

    >>> a, b = Value(0.0), Value(5.0)
    >>> prod([a, b, 2]).backward()
    >>> a.grad, b.grad
    (10.0, 0.0)
    """
    values = members("prod", xs)
    if not values:
        return operand(1.0)
    result = values[0]
    for value in values[1:]:
        result = result * value
    return result


def mean(*xs: Operands) -> Value:
    """Return the mean of `xs`: their sum divided by their number.

    Raises:
        ValueError: for the mean of nothing.
    """
    values = members("mean", xs)
    return sum(values) / len(values)


def dot(xs: Iterable[Value | Number], ys: Iterable[Value | Number]) -> Value:
    """Return the sum of products of `xs` and `ys`, which are equally long.

    >>> w, x = Value(3.0), Value(2.0)
    >>> dot([w, 1], [x, 4]).data
    10.0
    """
    if not (isinstance(xs, Iterable) and isinstance(ys, Iterable)):
        raise TypeError("dot takes two sequences: write dot([w1, w2], [x1, x2])")
    left, right = list(xs), list(ys)
    if len(left) != len(right):
        raise ValueError(
            f"dot needs two sequences of one length, here are {len(left)} and {len(right)}"
        )
    return sum(_MUL.pairs(left, right, mul))


def weighted(b: Value, w: Sequence[Value], x: Sequence[Value | Number]) -> Value:
    """Return b + w1 x1 + w2 x2 + ... of two equally long lists, with each product a node."""
    # Weights of a class of one's own have a product of their own.
    result: Value = sum(b, *_MUL.pairs(w, x, operator.mul))
    return result


if CORE is not None:
    weighted = CORE.weighted


def take(values: Iterable[Value | Number], index: Value | Number) -> Value:
    """Return the one of `values` that stands at the place `index`, counted from 0.

    Gradients flow to the chosen one alone. An index that is a number chooses now; one that is a
    Value is part of the graph, and in a recording it chooses anew for each row: so a parameter is
    looked up by a number of the row, as a column of an embedding by the number of a token.

    Arguments:
        values: Values or numbers, at least one.
        index: a whole number from 0 to the last place, or a Value that holds one.

    Raises:
        TypeError: if `values` is not a sequence of Values and numbers.
        ValueError: for an index that is no place of `values`.

    >>> a, b, c = Value(1.0), Value(2.0), Value(3.0)
    >>> y = take([a, b, c], Value(1.0)) ** 2
    >>> y.backward()
    >>> y.data, [x.grad for x in (a, b, c)]
    (4.0, [0.0, 4.0, 0.0])
    """
    if isinstance(values, Value | str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"take chooses among several values, here is {shown(values)}")
    among = list(values)
    if not among:
        raise ValueError("take of nothing is not defined: give it at least one value")
    for value in among:
        if isinstance(value, Iterable) and not isinstance(value, str | bytes):
            raise TypeError(
                "take chooses one of several Values, here are rows of them: for a whole row write "
                "[take(column, index) for column in zip(*rows)]"
            )
    if isinstance(index, Value):
        chosen: Value = lookup(len(among)).apply(index, *among)
        return chosen
    try:
        place = float(index) if is_real(index) else -1.0
    except OverflowError:
        # A whole number that does not fit into a float.
        place = -1.0
    if place not in range(len(among)):
        raise ValueError(wrong_index(index, len(among)))
    return operand(among[int(place)])


def log_softmax(*xs: Operands) -> list[Value]:
    """Return the logarithms of `softmax(xs)`: x - logsumexp(xs) for each x.

    What is near the largest of `xs` keeps its digits, however large they are: all are moved to
    near 0 before, which changes no difference between them.
    """
    values = members("softmax", xs)
    shift = detach(logsumexp(values))
    moved = [value - shift for value in values]
    total = logsumexp(moved)
    return [value - total for value in moved]


def softmax(*xs: Operands) -> list[Value]:
    """Return exp(x) / sum(exp(xs)) for each x, without overflow.

    >>> [round(p.data, 4) for p in softmax([1000.0, 999.0, -1000.0])]
    [0.7311, 0.2689, 0.0]
    """
    return [exp(x) for x in log_softmax(*xs)]
