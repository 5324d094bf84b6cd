"""Random programs for the engine, told so that two engines can be compared.

`python -m tests.engine.core.programs FIRST COUNT` prints a line for each program: its number, and a
digest of all that can be seen of it. `--tell` prints what is seen instead.
"""

import copy
import hashlib
import pickle
import random
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from micrograd_plus import Value, detect_anomaly, grad, scope
from micrograd_plus.engine import ops
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.table import BUILT_IN

ERRORS = (ArithmeticError, ValueError, TypeError, AttributeError, RuntimeError)
BINARY = ["+", "-", "*", "/", "**"]
IN_PLACE = ["+", "-", "*", "/"]


class Weight(Value):
    """A Value of a class of one's own, with attributes."""


class Odd(Value):
    """A Value whose product is its own."""

    __slots__ = ()

    def __mul__(self, other: Any) -> Value:
        return Value.__mul__(self, other) + 1.0


class Program:
    """A random program; `told` is what was seen of it."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.values: list[Any] = []
        self.told: list[str] = []
        for _ in range(self.draw.randint(1, 4)):
            self.values.append(self.leaf())
        for _ in range(self.draw.randint(1, 25)):
            step = self.draw.choice(STEPS)
            try:
                step(self)
            except ERRORS as error:
                self.told.append(f"{type(error).__name__}: {error}")
        self.describe()

    def number(self) -> float:
        return self.draw.choice(
            [
                self.draw.uniform(-2, 2),
                self.draw.gauss(0, 1) * 10 ** self.draw.randint(-200, 200),
                float(self.draw.randint(-3, 3)),
                self.draw.choice([0.0, -0.0, 1.0, float("inf"), -float("inf"), float("nan")]),
                self.draw.choice([1e-310, 5e-324, 1.7e308, 0.5, -1.0, 710.0, 1e-17]),
            ]
            if self.draw.random() < 0.3
            else [self.draw.uniform(-2, 2)]
        )

    def leaf(self) -> Value:
        kind = self.draw.choice([Value, Value, Value, Weight, Odd])
        return kind(self.number(), label=self.draw.choice(["", "a", "b"]))

    def operand(self) -> Any:
        """A Value, mostly; else what may stand beside one."""
        number = self.number()
        if self.draw.random() < 0.8:
            return self.draw.choice(self.values)
        plain = [number, number, self.draw.randint(-3, 3), True, 10**400, 1j, "x", None, [1.0]]
        of_numpy = [np.float64(number), np.float32(0.5), np.int64(2), np.array(2.0)]
        return self.draw.choice([*plain, *of_numpy, Value(number)])

    def keep(self, result: Any) -> None:
        if isinstance(result, Value):
            self.values.append(result)
        else:
            self.told.append(repr(result))

    # --------------------------------------------------------------------------------------- steps

    def binary(self) -> None:
        a, b = self.operand(), self.operand()
        if self.draw.random() < 0.9:
            a = self.draw.choice(self.values)
        if self.draw.random() < 0.3:
            a, b = b, a
        self.keep(binary(self.draw.choice(BINARY), a, b))

    def in_place(self) -> None:
        place = self.draw.randrange(len(self.values))
        symbol = self.draw.choice(IN_PLACE)
        self.values[place] = changed_in_place(symbol, self.values[place], self.operand())

    def row(self) -> None:
        rule = BUILT_IN[self.draw.choice(list(BUILT_IN))]
        function = OPERATIONS[rule].apply
        if rule.variadic:
            given = [self.operand() for _ in range(self.draw.randint(0, 5))]
            form: Callable[[Any], Any] = self.draw.choice([list, tuple, iter])
            together = self.draw.random() < 0.7
            self.keep(function(form(given)) if together else function(*given))
        elif rule.name == "where":
            condition = self.draw.choice(self.values) < self.operand()
            self.keep(function(condition, self.operand(), self.operand()))
        else:
            self.keep(function(*[self.operand() for _ in rule.arguments]))

    def method(self) -> None:
        value = self.draw.choice(self.values)
        name = self.draw.choice(["tanh", "relu", "exp", "sigmoid", "log", "sqrt", "softplus"])
        self.keep(getattr(value, name)())

    def unary(self) -> None:
        value = self.draw.choice(self.values)
        self.keep(self.draw.choice([lambda x: -x, abs, lambda x: +x])(value))

    def sums(self) -> None:
        some = [self.draw.choice(self.values) for _ in range(self.draw.randint(1, 4))]
        self.keep(
            self.draw.choice([sum, ops.prod, ops.mean, lambda xs: ops.dot(xs, xs[::-1])])(some)
        )

    def looked_up(self) -> None:
        index = self.draw.choice([0, 1, Value(1.0), Value(5.0), -1])
        self.keep(ops.take([self.operand(), self.operand()], index))

    def in_scope(self) -> None:
        with scope(self.draw.choice(["one", "two"])):
            self.binary()

    def set_data(self) -> None:
        self.draw.choice(self.values).data = self.number()

    def set_gradient(self) -> None:
        self.draw.choice(self.values).grad = self.draw.choice([None, 0.0, 1.5, self.number()])

    def backward(self) -> None:
        self.draw.choice(self.values).backward(self.draw.choice([1.0, 1.0, 1.0, 0.0, 2]))

    def watched(self) -> None:
        with detect_anomaly():
            self.binary()
            self.values[-1].backward()

    def cleared(self) -> None:
        self.draw.choice(self.values).zero_grad()

    def slopes(self) -> None:
        y = self.draw.choice(self.values)
        xs = self.draw.sample(self.values, min(2, len(self.values)))
        self.told.append(repr(grad(y, xs)))
        if self.draw.random() < 0.5:
            self.values += grad(y, xs, create_graph=True)

    def copied(self) -> None:
        value = self.draw.choice(self.values)
        how = self.draw.choice([copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
        self.values.append(how(value))

    def by_hand(self) -> None:
        a, b = self.draw.choice(self.values), self.draw.choice(self.values)
        made = Value(1.5, (a, b), (2.0, self.number()))
        self.values.append(made)

    def with_attribute(self) -> None:
        value = self.draw.choice(self.values)
        value.cache = self.draw.choice(self.values)
        self.told.append(repr(value.cache.data))

    # ------------------------------------------------------------------------------------- telling

    def describe(self) -> None:
        """Tell all that can be seen of every node."""
        places: dict[int, int] = {}
        nodes = [node for value in self.values for node in value.topo()]
        for node in nodes:
            if id(node) in places:
                continue
            places[id(node)] = len(places)
            parents = [places[id(each)] for each in node.operands]
            made = node.operation.rule.name if node.operation else ""
            fields = [type(node).__name__, node.data.hex(), node.grad.hex(), parents, made]
            fields += [node.label, str(node.scope), node.is_reached, type(node.gradient).__name__]
            self.told.append(" ".join(map(str, fields)))


def binary(symbol: str, a: Any, b: Any) -> Any:
    match symbol:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    return a**b


def changed_in_place(symbol: str, a: Any, b: Any) -> Any:
    match symbol:
        case "+":
            a += b
        case "-":
            a -= b
        case "*":
            a *= b
        case "/":
            a /= b
    return a


# How often each kind of step is drawn.
WEIGHTS = {
    Program.binary: 12,
    Program.row: 12,
    Program.backward: 4,
    Program.in_place: 2,
    Program.method: 2,
    Program.unary: 2,
    Program.sums: 2,
    Program.looked_up: 1,
    Program.in_scope: 1,
    Program.set_data: 1,
    Program.set_gradient: 1,
    Program.watched: 1,
    Program.cleared: 1,
    Program.slopes: 1,
    Program.copied: 1,
    Program.by_hand: 1,
    Program.with_attribute: 1,
}
STEPS = [step for step, weight in WEIGHTS.items() for _ in range(weight)]


def main() -> None:
    first, count = map(int, sys.argv[1:3])
    for seed in range(first, first + count):
        told = "\n".join(Program(seed).told)
        if "--tell" in sys.argv:
            print(f"== {seed}\n{told}")
        else:
            print(seed, hashlib.sha256(told.encode()).hexdigest()[:20])


if __name__ == "__main__":
    main()
