"""The right answers to a program, by the engine of this package, and where others differ."""

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...engine import ops
from ...engine.value import Value
from .programs import Program, Step

# Of each value by name its data and gradient; None where there is none.
Numbers = Mapping[str, tuple[float | None, float | None]]

_OPERATORS: dict[str, Any] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
}


def run(program: Program) -> dict[str, Value]:
    """Run a program on the engine of this package; return its values by name."""
    values: dict[str, Value] = {}
    for step in program:
        perform(step, values)
    return values


def perform(step: Step, values: dict[str, Value]) -> None:
    """Do one step of a program with the values that there are so far."""
    target = values.get(step.name)
    operands: list[Any] = [values[x] if isinstance(x, str) else x for x in step.operands]
    if step.kind == "value":
        values[step.name] = Value(operands[0], label=step.name)
    elif target is None:
        result = _computed(step.kind, operands)
        result.label = step.name
        values[step.name] = result
    elif step.kind == "backward":
        target.backward()
    elif step.kind in ("zero_grad", "clear"):
        # Whether zero_grad() reaches further is left to the engine: lessons call it on each value.
        target.grad = 0.0
    elif step.kind == "set":
        target.data = operands[0]
    elif step.kind == "descend":
        target.data -= operands[0] * target.grad


def _computed(kind: str, operands: list[Any]) -> Value:
    if kind in _OPERATORS:
        return _value(_OPERATORS[kind](*operands))
    if kind == "repeat":
        *terms, times = operands
        result = terms[0]
        for _ in range(int(times)):
            result = result + terms[-1] if len(terms) > 1 else result + result
        return _value(result)
    return _value(sum(operands) if kind == "sum" else getattr(ops, kind)(*operands))


def _value(result: Any) -> Value:
    if not isinstance(result, Value):
        raise TypeError(f"a step of a program has no Value among its operands: {result!r}")
    return result


def right_numbers(program: Program) -> Numbers:
    """Return the data and gradient of each value of a program, when all of it has run."""
    return {name: (value.data, value.grad) for name, value in run(program).items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of an engine that is not the right one.

    Attributes:
        name: of which value.
        what: `data` or `grad`.
        given: the engine's number; None where it gave none.
        right: the right one.
    """

    name: str
    what: str
    given: float | None
    right: float


def differences(
    program: Program, given: Numbers, tolerance: float = 1e-6, inner: bool = False
) -> list[Difference]:
    """Return where an engine goes wrong: data in the order of the program, gradients backwards.

    Gradients count of leaves alone, unless `inner`: many right engines drop the others. Where all
    leaves are right, those that one pass over sums and products has left count too. In a
    program without a backward pass none counts: what a gradient is before it is a matter of taste.
    """
    right = right_numbers(program)
    scale = _scale(right)
    made = [step for step in program if step.makes]
    passes = any(step.kind == "backward" for step in program)
    wanted = [(step.name, 0) for step in made]
    if passes:
        wanted += [(step.name, 1) for step in reversed(made) if inner or not step.computes]
    found = []
    for name, place in wanted:
        number, truth = given.get(name, (None, None))[place], right[name][place]
        assert truth is not None
        if place and number is None and not inner and not truth:
            # No gradient has come there: None says so too.
            continue
        if not agree(number, truth, tolerance, scale if place else 0.0):
            found.append(Difference(name, ("data", "grad")[place], number, truth))
    if not found and not inner and one_plain_pass(program):
        wrong = differences(program, given, tolerance, inner=True)
        # Whoever drops or clears them has no wrong ones.
        return [each for each in wrong if each.given]
    return found


def one_plain_pass(program: Program) -> bool:
    """Whether there is one way alone to say what the gradients of inner values are.

    Later passes may keep them or not, and other operations may return their operand itself.
    """
    computed = [step for step in program if step.computes]
    return [step.kind for step in program if not step.makes] == ["backward"] and all(
        step.kind in ("+", "*") and all(isinstance(x, str) for x in step.operands)
        for step in computed
    )


def _scale(right: Numbers) -> float:
    """How large the gradients of a program are: what cancels may be off by a trace of these."""
    finite = [abs(g) for _, g in right.values() if g is not None and math.isfinite(g)]
    return max(finite, default=0.0)


def agree(given: float | None, right: float, tolerance: float, scale: float = 0.0) -> bool:
    """Return whether a number is the right one, to rounding.

    >>> agree(0.1 + 0.2, 0.3, 1e-6), agree(0.31, 0.3, 1e-6), agree(None, 0.0, 1e-6)
    (True, False, False)
    """
    if given is None:
        return False
    if math.isnan(given) or math.isnan(right) or math.isinf(given) or math.isinf(right):
        return given == right or (math.isnan(given) and math.isnan(right))
    return abs(given - right) <= tolerance * max(abs(right), 1e-3 * max(scale, 1.0))
