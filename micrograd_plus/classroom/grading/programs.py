"""The small programs that an engine is asked to run: a few lines of Python, kept as plain data."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from ...rules.notation import literal

Operand = str | float

BINARY = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Pow": "**"}
# What is written between two operands, and how tightly it binds is never asked: one to a line.
SYMBOLS = frozenset(BINARY.values())
# Steps that compute nothing: they say what becomes of gradients and data.
ACTIONS = frozenset({"backward", "zero_grad", "clear", "set", "descend"})

# What `value()` draws from: far enough from 0 and from 1, of either sign.
_USUAL = (0.3, 2.0)
_APART = 0.02


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a program.

    Attributes:
        kind: `value` for a leaf; an operation such as `+`, `neg`, `tanh`, `sum`; `repeat` for
            many additions in a row; or one of `ACTIONS`.
        name: what is made, or what an action is about.
        operands: names of values, or plain numbers.
    """

    kind: str
    name: str
    operands: tuple[Operand, ...] = ()

    @property
    def makes(self) -> bool:
        """Whether the step makes a value."""
        return self.kind not in ACTIONS

    @property
    def computes(self) -> bool:
        """Whether the step makes a value from others."""
        return self.makes and self.kind != "value"

    @property
    def used(self) -> list[str]:
        """The names of the values that the step needs."""
        needed = [operand for operand in self.operands if isinstance(operand, str)]
        return needed if self.makes else [self.name, *needed]


Program = tuple[Step, ...]


def drawn(text: str, random: Random | None = None) -> Program:
    """Read a program and draw the numbers that it leaves open.

    Arguments:
        text: lines of Python. `value()` makes a leaf with a number of its own for each run,
            `value(0.5, 2)` one from that interval and `value(3)` just this one; `number()` is a
            plain number, drawn in the same way. `repeat(a, b, 50)` adds b to a 50 times, and
            `repeat(a, 50)` doubles a 50 times.
        random: where the numbers come from; not needed where a program leaves none open.

    >>> for line in python_lines(drawn("a = value(3); b = a * a + 1; b.backward()")):
    ...     print(line)
    a = Value(3)
    b1 = a * a
    b = b1 + 1
    b.backward()
    """
    reader = _Reader(random or Random())
    for statement in ast.parse(text).body:
        reader.read(statement)
    return tuple(reader.steps)


class _Reader:
    """Takes the lines of a program apart, one operation a step."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.steps: list[Step] = []
        # A name that is given twice is two values.
        self.current: dict[str, str] = {}
        self.taken: set[str] = set()
        self.drawn = [1.0]

    def read(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign([ast.Name(name)], value):
                self._assign(name, value)
            case ast.Assign([ast.Attribute(ast.Name(name), "grad")], _):
                self._act("clear", name)
            case ast.Assign([ast.Attribute(ast.Name(name), "data")], value):
                self._act("set", name, self._operand(value, name))
            case ast.AugAssign(ast.Attribute(ast.Name(name), "data"), ast.Sub(), rate):
                self._act("descend", name, self._operand(rate, name))
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), action), [], [])):
                self._act(action, name)
            case _:
                raise ValueError(f"a program has no line such as {ast.unparse(statement)!r}")

    def _assign(self, name: str, value: ast.expr) -> None:
        fresh = self._fresh(name)
        before = len(self.steps)
        operand = self._operand(value, fresh)
        if isinstance(operand, str) and len(self.steps) > before:
            self.taken -= {operand}
            self.taken |= {fresh}
            self.steps[-1] = replace(self.steps[-1], name=fresh)
            operand = fresh
        if not isinstance(operand, str):
            raise ValueError(f"{name} is to be a plain number: write value({operand})")
        self.current[name] = operand

    def _act(self, kind: str, name: str, *operands: Operand) -> None:
        self.steps.append(Step(kind, self.current[name], operands))

    def _fresh(self, name: str) -> str:
        number, found = 1, name
        while found in self.taken:
            number += 1
            found = f"{name}_{number}"
        return found

    def _operand(self, part: ast.expr, name: str) -> Operand:
        """The name, or the number, of a part of an expression; what it takes becomes steps."""
        match part:
            case ast.Constant(float() | int() as number):
                return number
            case ast.Name(known):
                return self.current[known]
            case ast.UnaryOp(ast.USub(), ast.Constant(float() | int() as number)):
                return -number
            case ast.UnaryOp(ast.USub(), operand):
                return self._step("neg", name, [operand])
            case ast.BinOp(left, operator, right):
                return self._step(BINARY[type(operator).__name__], name, [left, right])
            case ast.Call(ast.Name("number"), bounds):
                return self._draw(bounds)
            case ast.Call(ast.Name("value"), bounds):
                return self._add(Step("value", name, (self._draw(bounds),)), name)
            case ast.Call(ast.Name("sum"), [ast.List(operands)]):
                return self._step("sum", name, operands)
            case ast.Call(ast.Name(function), operands):
                return self._step(function, name, operands)
        raise ValueError(f"a program has no expression such as {ast.unparse(part)!r}")

    def _step(self, kind: str, name: str, operands: list[ast.expr]) -> str:
        return self._add(Step(kind, "", tuple(self._operand(x, name) for x in operands)), name)

    def _add(self, step: Step, name: str) -> str:
        number = 1
        while f"{name}{number}" in self.taken:
            number += 1
        self.taken |= {f"{name}{number}"}
        self.steps.append(replace(step, name=f"{name}{number}"))
        return f"{name}{number}"

    def _draw(self, bounds: list[ast.expr]) -> float:
        numbers: list[float] = [ast.literal_eval(bound) for bound in bounds]
        if len(numbers) == 1:
            return numbers[0]
        while True:
            sign = 1 if numbers else self.random.choice((-1, 1))
            # Three digits are read easily.
            number = round(sign * self.random.uniform(*(numbers or _USUAL)), 3)
            # A mistake does not show where two numbers are the same, or one is 1.
            if all(abs(abs(number) - other) > _APART for other in self.drawn):
                self.drawn.append(abs(number))
                return number


def python_lines(program: Program, names: Mapping[str, str] | None = None) -> list[str]:
    """Return a program as lines of Python.

    Arguments:
        program: its steps.
        names: what the engine calls `Value`, `data`, `grad`, `backward` and `zero_grad`, where
            that is something else.
    """
    called = dict(names or {})
    return [line for step in program for line in _lines(step, lambda x: called.get(x, x))]


def _lines(step: Step, called: Callable[[str], str]) -> Iterator[str]:
    name, written = step.name, [_written(operand) for operand in step.operands]
    match step.kind:
        case "value":
            yield f"{name} = {called('Value')}({step.operands[0]!r})"
        case "backward" | "zero_grad":
            method = called(step.kind)
            yield f"{method[:-1]}{name})" if method.endswith("()") else f"{name}.{method}()"
        case "clear":
            yield f"{name}.{called('grad')} = 0.0"
        case "set":
            yield f"{name}.{called('data')} = {step.operands[0]!r}"
        case "descend":
            yield f"{name}.{called('data')} -= {step.operands[0]!r} * {name}.{called('grad')}"
        case "repeat":
            *operands, times = written
            yield f"{name} = {operands[0]}"
            added = name if len(operands) == 1 else operands[1]
            yield f"for _ in range({times}):"
            yield f"    {name} = {name} + {added}"
        case _:
            yield f"{name} = {expression(step)}"


def expression(step: Step) -> str:
    """Return what a step computes as Python writes it.

    >>> expression(Step("-", "c", (2.0, "a"))), expression(Step("tanh", "c", ("a",)))
    ('2 - a', 'tanh(a)')
    """
    written = [_written(operand) for operand in step.operands]
    if step.kind in SYMBOLS:
        return f"{written[0]} {step.kind} {written[1]}"
    if step.kind == "neg":
        return f"-{written[0]}"
    return f"sum([{', '.join(written)}])" if step.kind == "sum" else f"{step.kind}({written[0]})"


def _written(operand: Operand) -> str:
    if isinstance(operand, str):
        return operand
    text = literal(operand)
    return f"({text})" if text.startswith("-") else text
