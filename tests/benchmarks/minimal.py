"""A scalar engine as small ones are usually written: data, grad, children and local gradients."""

import math
from typing import Union

Operand = Union["Value", float]


class Value:
    """A number with what it was computed from, and the derivative by each of that."""

    __slots__ = ("children", "data", "grad", "local")

    def __init__(
        self,
        data: float,
        children: "tuple[Value, ...]" = (),
        local: tuple[float, ...] = (),
    ) -> None:
        self.data = data
        self.grad = 0.0
        self.children = children
        self.local = local

    def __add__(self, other: Operand) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Operand) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: float) -> "Value":
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> "Value":
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def tanh(self) -> "Value":
        result = math.tanh(self.data)
        return Value(result, (self,), (1.0 - result * result,))

    def log(self) -> "Value":
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self) -> "Value":
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: Operand) -> "Value":
        return self + (-other)

    def __truediv__(self, other: Operand) -> "Value":
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        """Add the derivative of this to the `grad` of all that it was computed from."""
        order, seen, stack = [], {self}, [(self, iter(self.children))]
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if child not in seen:
                    seen.add(child)
                    stack.append((child, iter(child.children)))
                    break
            else:
                order.append(node)
                stack.pop()
        self.grad = 1.0
        for node in reversed(order):
            for child, local in zip(node.children, node.local, strict=True):
                child.grad += local * node.grad
