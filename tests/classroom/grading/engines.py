"""Right engines in five styles, as learners write them."""

CLOSURES = """
import math

class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.step = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def step():
            self.grad += out.grad
            other.grad += out.grad
        out.step = step
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def step():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.step = step
        return out

    def __pow__(self, n):
        assert isinstance(n, (int, float)), "a number"
        out = Value(self.data**n, (self,))
        def step():
            if n:
                self.grad += n * self.data ** (n - 1) * out.grad
        out.step = step
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))
        def step():
            self.grad += (1 - t * t) * out.grad
        out.step = step
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))
        def step():
            self.grad += (self.data > 0) * out.grad
        out.step = step
        return out

    def order(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(parent, False) for parent in node.parents]
        return order

    def backward(self):
        order = self.order()
        for node in order:
            if node.parents:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.step()
"""

LOCALS = """
import math

class Value:
    def __init__(self, data, parents=(), local=()):
        self.data, self.grad, self.parents, self.local = data, 0.0, parents, local

    def __add__(self, other):
        other = wrap(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = wrap(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        other = wrap(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __truediv__(self, other):
        other = wrap(other)
        a, b = self.data, other.data
        return Value(a / b, (self, other), (1 / b, -a / b**2))

    def __neg__(self):
        return Value(-self.data, (self,), (-1.0,))

    def __pow__(self, other):
        if isinstance(other, Value):
            a, b = self.data, other.data
            return Value(a**b, (self, other), (b * a ** (b - 1), a**b * math.log(a)))
        slope = other * self.data ** (other - 1) if other else 0.0
        return Value(self.data**other, (self,), (slope,))

    def __rpow__(self, other):
        return wrap(other) ** self

    def __rsub__(self, other):
        return wrap(other) - self

    def __rtruediv__(self, other):
        return wrap(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t * t,))

    def sigmoid(self):
        s = 0.5 + 0.5 * math.tanh(0.5 * self.data)
        return Value(s, (self,), (s * (1 - s),))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sin(self):
        return Value(math.sin(self.data), (self,), (math.cos(self.data),))

    def cos(self):
        return Value(math.cos(self.data), (self,), (-math.sin(self.data),))

    def sqrt(self):
        r = math.sqrt(self.data)
        return Value(r, (self,), (0.5 / r,))

    def __abs__(self):
        return Value(abs(self.data), (self,), (math.copysign(1.0, self.data),))

    def backward(self):
        order, seen, stack = [], {id(self)}, [(self, iter(self.parents))]
        while stack:
            node, rest = stack[-1]
            for parent in rest:
                if id(parent) not in seen:
                    seen.add(id(parent))
                    stack.append((parent, iter(parent.parents)))
                    break
            else:
                order.append(node)
                stack.pop()
        sums = {id(node): 0.0 for node in order}
        sums[id(self)] = 1.0
        for node in reversed(order):
            if not node.parents:
                node.grad += sums[id(node)]
            for parent, local in zip(node.parents, node.local):
                sums[id(parent)] += local * sums[id(node)]

    def zero_grad(self):
        self.grad = 0.0

def wrap(x):
    return x if isinstance(x, Value) else Value(x)
"""

TAPE = """
import math

TAPE = []

class Var:
    def __init__(self, value):
        self.value = float(value)
        self.g = 0.0

    def _new(self, value, *inputs):
        out = Var(value)
        TAPE.append((out, inputs))
        return out

    def __add__(self, other):
        other = lift(other)
        return self._new(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = lift(other)
        return self._new(self.value * other.value, (self, other.value), (other, self.value))

    def __sub__(self, other):
        other = lift(other)
        return self._new(self.value - other.value, (self, 1.0), (other, -1.0))

    def __neg__(self):
        return self._new(-self.value, (self, -1.0))

    def __radd__(self, other):
        return lift(other) + self

    def __rmul__(self, other):
        return lift(other) * self

    def __rsub__(self, other):
        return lift(other) - self

def lift(x):
    return x if isinstance(x, Var) else Var(x)

def exp(x):
    e = math.exp(x.value)
    return x._new(e, (x, e))

def tanh(x):
    t = math.tanh(x.value)
    return x._new(t, (x, 1 - t * t))

def sigmoid(x):
    s = 1 / (1 + math.exp(-x.value)) if x.value > 0 else math.exp(x.value) / (1 + math.exp(x.value))
    return x._new(s, (x, s * (1 - s)))

def backprop(result):
    for out, _ in TAPE:
        out.g = 0.0
    result.g = 1.0
    for out, inputs in reversed(TAPE):
        for node, local in inputs:
            node.g += local * out.g
"""

ARRAYS = """
import numpy as np

class Tensor:
    def __init__(self, data, inputs=(), pull=None):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.inputs, self.pull = inputs, pull

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return Tensor(self.data + other.data, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        a, b = self.data, other.data
        return Tensor(a * b, (self, other), lambda g: (g * b, g * a))

    def __neg__(self):
        return Tensor(-self.data, (self,), lambda g: (-g,))

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        t = np.tanh(self.data)
        return Tensor(t, (self,), lambda g: (g * (1 - t * t),))

    def relu(self):
        on = self.data > 0
        return Tensor(self.data * on, (self,), lambda g: (g * on,))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((x, False) for x in node.inputs)
        for node in order:
            if node.inputs:
                node.grad = np.zeros_like(node.data)
        self.grad = np.ones_like(self.data)
        for node in reversed(order):
            if node.inputs:
                for x, g in zip(node.inputs, node.pull(node.grad)):
                    x.grad = x.grad + g
"""

COUNTS = """
from collections import deque
from dataclasses import dataclass, field
import math

@dataclass(eq=False)
class Node:
    val: float
    op: str = ""
    args: list = field(default_factory=list)
    adjoint: float = 0.0

    def __add__(self, o): return apply("+", self, o)
    def __radd__(self, o): return apply("+", o, self)
    def __sub__(self, o): return apply("-", self, o)
    def __rsub__(self, o): return apply("-", o, self)
    def __mul__(self, o): return apply("*", self, o)
    def __rmul__(self, o): return apply("*", o, self)
    def __truediv__(self, o): return apply("/", self, o)
    def __rtruediv__(self, o): return apply("/", o, self)
    def __neg__(self): return apply("-", 0.0, self)
    def sin(self): return apply("sin", self)
    def ln(self): return apply("log", self)

    def backpropagate(self):
        uses, stack, seen = {id(self): 0}, [self], {id(self): self}
        while stack:
            for x in stack.pop().args:
                uses[id(x)] = uses.get(id(x), 0) + 1
                if id(x) not in seen:
                    seen[id(x)] = x
                    stack.append(x)
        for x in seen.values():
            if x.args:
                x.adjoint = 0.0
        self.adjoint = 1.0
        ready = deque([self])
        while ready:
            node = ready.popleft()
            for x, local in zip(node.args, slopes(node)):
                x.adjoint += node.adjoint * local
                uses[id(x)] -= 1
                if uses[id(x)] == 0:
                    ready.append(x)

def apply(op, *args):
    args = [x if isinstance(x, Node) else Node(x) for x in args]
    a = [x.val for x in args]
    match op:
        case "+": val = a[0] + a[1]
        case "-": val = a[0] - a[1]
        case "*": val = a[0] * a[1]
        case "/": val = a[0] / a[1]
        case "sin": val = math.sin(a[0])
        case "log": val = math.log(a[0])
    return Node(val, op, args)

def slopes(node):
    a = [x.val for x in node.args]
    match node.op:
        case "+": return 1.0, 1.0
        case "-": return 1.0, -1.0
        case "*": return a[1], a[0]
        case "/": return 1 / a[1], -a[0] / a[1] ** 2
        case "sin": return (math.cos(a[0]),)
        case "log": return (1 / a[0],)
    return ()
"""

# Each with the name of its class, and with names that cannot be guessed.
RIGHT = {
    "closures": (CLOSURES, "Value", ""),
    "local gradients": (LOCALS, "Value", ""),
    "a tape": (TAPE, "Var", ""),
    "arrays": (ARRAYS, "Tensor", ""),
    "counted uses": (COUNTS, "Node", "log=ln"),
}
