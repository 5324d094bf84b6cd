"""An optimiser's formula as instructions: `change` is called once, with formulas for numbers."""

import copy
from typing import Any

from ...optim import Optimizer, State
from ...rules.expression import Call, Expression, Name, Number
from .code import Code
from .formulas import compute
from .index import Index

# What is remembered of each parameter, in this order in memory.
REMEMBERED = ("m", "v")


class Formula:
    """A number of which only the formula is known; operators make longer ones.

    Arguments:
        expression: the formula.
        fixed: the list of formulas that are the same for all parameters, if this is one.
    """

    def __init__(self, expression: Expression, fixed: "list[Expression] | None" = None) -> None:
        self.expression: Expression = expression
        self.fixed: list[Expression] | None = fixed

    def __add__(self, other: Any) -> "Formula":
        return _called("add", self, other)

    def __radd__(self, other: Any) -> "Formula":
        return _called("add", other, self)

    def __sub__(self, other: Any) -> "Formula":
        return _called("sub", self, other)

    def __rsub__(self, other: Any) -> "Formula":
        return _called("sub", other, self)

    def __mul__(self, other: Any) -> "Formula":
        return _called("mul", self, other)

    def __rmul__(self, other: Any) -> "Formula":
        return _called("mul", other, self)

    def __truediv__(self, other: Any) -> "Formula":
        return _called("div", self, other)

    def __rtruediv__(self, other: Any) -> "Formula":
        return _called("div", other, self)

    def __neg__(self) -> "Formula":
        return _called("neg", self)

    def __pow__(self, exponent: Any) -> "Formula":
        if exponent != 0.5:
            return _called("pow", self, exponent)
        # What numpy makes of it, rounded rightly.
        return _called("sqrt", self)

    def __rpow__(self, base: Any) -> "Formula":
        return _called("pow", base, self)


def _called(operation: str, *operands: Any) -> Formula:
    """An operation on formulas and numbers; one that is fixed gets a name where it meets others."""
    lists = [x.fixed for x in operands if isinstance(x, Formula)]
    if all(fixed is not None for fixed in lists):
        return Formula(Call(operation, tuple(map(_plain, operands))), lists[0])
    return Formula(Call(operation, tuple(map(_named, operands))))


def _plain(operand: Any) -> Expression:
    return operand.expression if isinstance(operand, Formula) else Number(float(operand))


def _named(operand: Any) -> Expression:
    if not isinstance(operand, Formula) or operand.fixed is None:
        return _plain(operand)
    for place, known in enumerate(operand.fixed):
        if known is operand.expression:
            return Name(f"fixed{place}")
    operand.fixed.append(operand.expression)
    return Name(f"fixed{len(operand.fixed) - 1}")


class Recipe:
    """What an optimiser does in a step.

    Arguments:
        optimizer: one of `optim`.

    Attributes:
        fixed: formulas of `lr` and `t` that are the same for all parameters.
        moved: the parameter after the step.
        remembered: what is remembered then, of what `REMEMBERED` names.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.fixed: list[Expression] = []
        traced = copy.copy(optimizer)
        # Past the check of settings, which takes numbers.
        object.__setattr__(traced, "lr", Formula(Name("lr"), self.fixed))
        p, g = Formula(Name("p")), Formula(Name("g"))
        state = State(Formula(Name("t"), self.fixed), *[Formula(Name(name)) for name in REMEMBERED])
        change = traced.change(p, -g if optimizer.maximize else g, state)
        self.moved: Any = (p + change).expression
        self.remembered: dict[str, Any] = {
            name: getattr(state, name).expression for name in REMEMBERED
        }

    def write_fixed(self, code: Code, lr: str, t: str) -> None:
        """Write the instructions for what is the same for all parameters, into `fixed`."""
        for place, formula in enumerate(self.fixed):
            code.store(compute(code, formula, {"lr": lr, "t": t}), "fixed", Index(place))

    def write_step(self, code: Code, at: Index, l2: float) -> None:
        """Write the instructions of a step of some parameters.

        Arguments:
            code: takes them.
            at: which parameters.
            l2: the factor of the sum of squares whose gradient is added.
        """
        p, g = code.load("parameters", at), code.load("gradient", at)
        if l2:
            g = code.operate("add", g, code.operate("mul", p, code.number(2.0 * l2)))
        given = {"p": p, "g": g}
        given |= {name: code.load(name, at) for name in REMEMBERED}
        given |= {
            f"fixed{place}": code.load_shared("fixed", Index(place))
            for place in range(len(self.fixed))
        }
        moved = compute(code, self.moved, given)
        for name, formula in self.remembered.items():
            if not isinstance(formula, Name):
                code.store(compute(code, formula, given), name, at)
        code.store(moved, "parameters", at)
