"""A formula as nodes of ONNX, computed in double by every runtime that has the basic operators.

Operators such as Sigmoid, Softplus or LeakyRelu lose digits, take their settings as single floats,
or have no kernel in double: what a row says is written out instead.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .expression import CONSTANTS, Each, Expression, Name, Number, fold

# Operators that every version from 13 on computes in double.
OPSET = 21

_PLAIN = {
    "add": "Add",
    "sub": "Sub",
    "mul": "Mul",
    "div": "Div",
    "neg": "Neg",
    "abs": "Abs",
    "sqrt": "Sqrt",
    "exp": "Exp",
    "log": "Log",
    "sin": "Sin",
    "cos": "Cos",
    "tanh": "Tanh",
    "pow": "Pow",
    "maximum": "Max",
    "minimum": "Min",
    "less": "Less",
    "equal": "Equal",
    "where": "Where",
}


class Nodes:
    """The nodes of a graph of ONNX, as they are made.

    Attributes:
        nodes: in order.
        constants: the initializers, in double.
    """

    def __init__(self) -> None:
        import onnx

        self._onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._known: dict[float, str] = {}

    def constant(self, number: float) -> str:
        """Add a number, if it is not there yet; return its name."""
        if number not in self._known:
            self._known[number] = self.numbers(f"c{len(self._known)}", [], [number])
        return self._known[number]

    def numbers(self, name: str, shape: Sequence[int], numbers: Sequence[float]) -> str:
        """Add numbers in some shape, row by row; return their name."""
        double = self._onnx.TensorProto.DOUBLE
        self.constants.append(self._onnx.helper.make_tensor(name, double, shape, numbers))
        return name

    def node(self, operator: str, *inputs: str, output: str = "") -> str:
        """Add a node; return the name of its result."""
        output = output or f"t{len(self.nodes)}"
        self.nodes.append(self._onnx.helper.make_node(operator, list(inputs), [output]))
        return output

    def compute(self, formula: Expression, given: Mapping[str, str]) -> str:
        """Add the nodes of a formula of basic functions; return the name of its result.

        Arguments:
            formula: with other rows put in the place of their names.
            given: what each name of it stands for.

        Raises:
            ValueError: for a function that ONNX has not in double.
        """

        def written(part: Expression, inner: list[str]) -> str:
            if isinstance(part, Number):
                return self.constant(part.value)
            if isinstance(part, Name):
                known = given.get(part.name)
                return known or self.constant(CONSTANTS[part.name])
            assert not isinstance(part, Each), "a row of any number of operands"
            if part.operation in _PLAIN:
                return self.node(_PLAIN[part.operation], *inner)
            if part.operation in _WRITTEN_OUT:
                return _WRITTEN_OUT[part.operation](self, *inner)
            raise ValueError(f"ONNX has no {part.operation} in double: use another operation")

        return fold(formula, written)


def _log1p(nodes: Nodes, x: str) -> str:
    """x log(u) / (u - 1) with u = 1 + x: what rounding takes from u, it takes from both."""
    one = nodes.constant(1.0)
    u = nodes.node("Add", one, x)
    same = nodes.node("Equal", u, one)
    # Where u is 1 the quotient is not looked at: 2 stands in for it.
    safe = nodes.node("Where", same, nodes.constant(2.0), u)
    quotient = nodes.node("Div", nodes.node("Log", safe), nodes.node("Sub", safe, one))
    return nodes.node("Where", same, x, nodes.node("Mul", x, quotient))


def _expm1(nodes: Nodes, x: str) -> str:
    """x (u - 1) / log(u) with u = exp(x); far below 0 it is -1, far above 0 u - 1."""
    one, u = nodes.constant(1.0), nodes.node("Exp", x)
    near = nodes.node("Sub", u, one)
    same = nodes.node("Equal", u, one)
    inside = nodes.node("Less", nodes.node("Abs", x), nodes.constant(40.0))
    usable = nodes.node("And", inside, nodes.node("Not", same))
    safe = nodes.node("Where", usable, u, nodes.constant(2.0))
    better = nodes.node("Mul", x, nodes.node("Div", near, nodes.node("Log", safe)))
    return nodes.node("Where", same, x, nodes.node("Where", inside, better, near))


def _not(nodes: Nodes, operator: str, a: str, b: str) -> str:
    return nodes.node("Not", nodes.node(operator, a, b))


_WRITTEN_OUT: dict[str, Callable[..., str]] = {
    "log1p": _log1p,
    "expm1": _expm1,
    "tan": lambda nodes, x: nodes.node("Div", nodes.node("Sin", x), nodes.node("Cos", x)),
    "log2": lambda nodes, x: nodes.node("Div", nodes.node("Log", x), nodes.constant(math.log(2))),
    "log10": lambda nodes, x: nodes.node("Div", nodes.node("Log", x), nodes.constant(math.log(10))),
    "greater": lambda nodes, a, b: nodes.node("Less", b, a),
    "less_equal": lambda nodes, a, b: _not(nodes, "Less", b, a),
    "greater_equal": lambda nodes, a, b: _not(nodes, "Less", a, b),
    "not_equal": lambda nodes, a, b: _not(nodes, "Equal", a, b),
}
