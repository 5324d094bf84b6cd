"""The usual mistakes in the forward step of one operation: what was computed instead."""

import math
from collections.abc import Callable, Sequence

from .answers import Numbers, agree
from .programs import Program, Step, expression

# By operation: the mistake, in words what was computed, and how that is computed.
_Taken = tuple[str, str, Callable[..., float]]
_TAKEN: dict[str, tuple[_Taken, ...]] = {
    "value": (
        ("integer", "the number was cut to a whole one", lambda a: float(int(a))),
        ("integer", "the number was rounded to a whole one", lambda a: float(round(a))),
        ("wrong data", "the sign was lost", abs),
    ),
    "+": (
        ("wrong data", "it is a - b", lambda a, b: a - b),
        ("wrong data", "it is a * b", lambda a, b: a * b),
    ),
    "-": (
        (
            "operands swapped",
            "it is b - a: the reflected operator has the wrong sign",
            lambda a, b: b - a,
        ),
        ("wrong data", "it is a + b", lambda a, b: a + b),
        ("wrong data", "it is -(a + b)", lambda a, b: -a - b),
    ),
    "*": (("wrong data", "it is a + b", lambda a, b: a + b),),
    "/": (
        ("integer division", "it is a // b: write a / b", lambda a, b: a // b),
        (
            "operands swapped",
            "it is b / a: the reflected operator has them the wrong way round",
            lambda a, b: b / a,
        ),
        ("wrong data", "it is a * b", lambda a, b: a * b),
        ("integer division", "it is int(a / b)", lambda a, b: float(int(a / b))),
    ),
    "**": (
        ("operands swapped", "it is b ** a", lambda a, b: b**a),
        ("wrong data", "it is a * b", lambda a, b: a * b),
        ("wrong data", "it is abs(a) ** b", lambda a, b: abs(a) ** b),
    ),
    "neg": (("wrong data", "it is a itself", lambda a: a), ("wrong data", "it is abs(a)", abs)),
    "relu": (
        ("wrong data", "it is a itself: below 0 it is 0", lambda a: a),
        ("wrong data", "it is abs(a): below 0 it is 0", abs),
        ("wrong data", "it is 0 above 0: it is a there", lambda a: min(a, 0.0)),
        ("wrong data", "it is 0.01 * a below 0: it is 0 there", lambda a: max(a, 0.01 * a)),
    ),
    "tanh": (
        (
            "wrong data",
            "it is (exp(a) - 1) / (exp(a) + 1): the exponent is 2 * a",
            lambda a: math.tanh(a / 2),
        ),
        ("wrong data", "it is sigmoid(a)", lambda a: 1 / (1 + math.exp(-a))),
        ("wrong data", "it is tan(a)", math.tan),
        ("wrong data", "it is sinh(a)", math.sinh),
        ("wrong data", "its sign is wrong", lambda a: -math.tanh(a)),
    ),
    "sigmoid": (
        (
            "wrong data",
            "it is 1 / (1 + exp(a)): the exponent is -a",
            lambda a: 1 / (1 + math.exp(a)),
        ),
        (
            "wrong data",
            "it is exp(-a) / (1 + exp(-2 * a))",
            lambda a: math.exp(-a) / (1 + math.exp(-2 * a)),
        ),
        ("wrong data", "it is tanh(a)", math.tanh),
        ("wrong data", "it is 1 / (1 - exp(-a))", lambda a: 1 / (1 - math.exp(-a))),
    ),
    "exp": (
        ("wrong data", "it is 2 ** a", lambda a: 2.0**a),
        ("wrong data", "it is 10 ** a", lambda a: 10.0**a),
        ("wrong data", "it is exp(-a)", lambda a: math.exp(-a)),
        ("wrong data", "it is a ** e", lambda a: a**math.e),
    ),
    "log": (
        ("wrong data", "it is log10(a)", math.log10),
        ("wrong data", "it is log2(a)", math.log2),
        ("wrong data", "it is log(1 + a)", math.log1p),
        ("wrong data", "its sign is wrong", lambda a: -math.log(a)),
    ),
    "sqrt": (
        ("wrong data", "it is a / 2", lambda a: a / 2),
        ("wrong data", "it is a ** 2", lambda a: a * a),
    ),
    "softplus": (
        ("wrong data", "it is log(exp(a)): 1 is to be added", lambda a: a),
        ("wrong data", "it is log2(1 + exp(a))", lambda a: math.log2(1 + math.exp(a))),
    ),
    "sin": (
        ("wrong data", "it is cos(a)", math.cos),
        ("degrees", "a is in radians, not in degrees", lambda a: math.sin(math.radians(a))),
    ),
    "cos": (
        ("wrong data", "it is sin(a)", math.sin),
        ("degrees", "a is in radians, not in degrees", lambda a: math.cos(math.radians(a))),
    ),
    "abs": (("wrong data", "it is a itself", lambda a: a),),
}


def wrong_data(
    program: Program, name: str, given: float | None, numbers: Numbers, tolerance: float
) -> tuple[str, str]:
    """Return the mistake that gave a value its wrong data, and that in words.

    Arguments:
        program: the steps.
        name: the first value whose data is wrong.
        given: that data.
        numbers: the data of all values.
        tolerance: how far off the number of a mistake may be.
    """
    step = next(step for step in program if step.name == name)
    if step.kind == "value" and (found := _changed(program, step, given, numbers, tolerance)):
        return found
    if given is None and not step.computes:
        return "no number", "a value that was just made holds no single number"
    if given is None:
        return "no number", f"{name} holds no single number"
    operands = [numbers[x][0] if isinstance(x, str) else x for x in step.operands]
    for mistake, words, taken in _TAKEN.get(step.kind, ()):
        if agree(_tried(taken, operands), given, tolerance):
            shown = f"of {_general(step)} " if step.computes else ""
            return mistake, f"the data {shown}is wrong: {words}"
    if not step.computes:
        return "wrong data", "a value does not hold the number that it is made of"
    return "wrong data", f"the data of {name} is wrong before any gradient"


def _changed(
    program: Program, leaf: Step, given: float | None, numbers: Numbers, tolerance: float
) -> tuple[str, str] | None:
    """What became of a leaf that other steps have changed."""
    others = [step for step in program if step is not leaf]
    changing = [step for step in others if step.kind in ("set", "descend")]
    if not others or changing:
        return None
    if all(step.kind == "value" for step in others):
        same = [x.name for x in others if agree(given, numbers[x.name][0] or 0.0, tolerance)]
        if same:
            return "shared state", (
                f"{leaf.name} shows the number of {same[0]}: all values share one, of the class or "
                "of a default argument; keep it in self"
            )
        return None
    if any(step.computes for step in others):
        way = next(step for step in others if step.computes)
        return "operand changed", (
            f"{expression(way)} or its pass changes the data of {leaf.name}: make a new value"
        )
    return None


def _tried(taken: Callable[..., float], operands: Sequence[float | None]) -> float:
    try:
        result = taken(*operands)
        return float(result) if isinstance(result, int | float) else math.nan
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def _general(step: Step) -> str:
    letters = ("a", "b")
    return expression(Step(step.kind, "", letters[: len(step.operands)]))
