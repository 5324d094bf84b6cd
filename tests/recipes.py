"""Recipes of random graphs: what they are, and how Hypothesis draws them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings, strategies as st

from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import COMPARISONS, Name, evaluate
from micrograd_plus.rules.table import TABLE, Rule
from tests.helpers import ROWS, Functions, read_row

# The same examples in each run.
repeatable = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# ------------------------------------------------------------------------------------- recipes


@dataclass(frozen=True)
class Step:
    """An operation on earlier results (by place) and on numbers (floats).

    `where` has a comparison, whose two operands stand before its branches.
    """

    name: str
    operands: tuple[int | float, ...]
    comparison: str = ""


@dataclass(frozen=True)
class Recipe:
    """A computation: the numbers of the leaves, and the steps; the last one is the result."""

    leaves: tuple[float, ...]
    steps: tuple[Step, ...]

    def run(self, leaves: Sequence[Any], apply: Callable[[Step, list[Any]], Any]) -> Any:
        """The result, each step computed by `apply(step, operands)`."""
        results = list(leaves)
        for step in self.steps:
            results.append(apply(step, [picked(results, place) for place in step.operands]))
        return results[-1]


def picked(results: Sequence[Any], place: int | float) -> Any:
    return place if isinstance(place, float) else results[place]


def by(functions: Functions) -> Callable[[Step, list[Any]], Any]:
    """Compute steps from the forward formulas of the rows, by other functions."""

    def apply(step: Step, operands: list[Any]) -> Any:
        rule = TABLE[step.name]
        if step.comparison:
            condition = read_row(TABLE[step.comparison], functions, *operands[:2])
            return read_row(rule, functions, condition, *operands[2:])
        return read_row(rule, functions, *operands)

    return apply


# -------------------------------------------------------------------------- drawing a recipe

GAP = 1e-4
SAFE = 2.5
# A power of a negative base is defined for whole exponents alone, which no row can say.
POSITIVE = {"pow": ("a",)}


class Gaps:
    """Plain float functions that remember how close a formula came to a kink."""

    def __init__(self) -> None:
        self.smallest = math.inf
        self.functions: dict[str, Callable[..., Any]] = dict(ALL)
        self.functions |= {"where": lambda condition, a, b: a if condition else b}
        self.functions |= {name: self.several(ALL[name]) for name in ("sum", "prod", "logsumexp")}
        for name in (*COMPARISONS, "maximum", "minimum"):
            self.functions[name] = self.watched(ALL[name])
        for name in ("abs", "cbrt"):
            self.functions[name] = self.watched(lambda x, y, name=name: ALL[name](x - y), (0.0,))
        for name in ("hypot", "atan2"):
            self.functions[name] = self.away_from_0(ALL[name])

    def several(self, function: Callable[..., float]) -> Callable[..., float]:
        return lambda *xs: function(xs)

    def watched(
        self, function: Callable[..., Any], more: tuple[float, ...] = ()
    ) -> Callable[..., Any]:
        def call(*operands: float) -> Any:
            a, b = (*operands, *more)
            self.smallest = min(self.smallest, abs(a - b))
            return function(a, b)

        return call

    def away_from_0(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(a: float, b: float) -> Any:
            self.smallest = min(self.smallest, math.hypot(a, b))
            return function(a, b)

        return call


def interval(rule: Rule, argument: str) -> tuple[float, float]:
    """A closed interval well inside the domain of an argument."""
    low, high = -SAFE, SAFE
    for condition in rule.domain:
        name, limit = condition.arguments
        if not isinstance(name, Name) or name.name != argument:
            continue
        bound = evaluate(limit, {}, ALL)
        if condition.operation in ("greater", "greater_equal"):
            low = max(low, bound + 0.3)
        elif condition.operation in ("less", "less_equal"):
            high = min(high, bound - 0.3)
        else:
            low = bound + 0.3
    if argument in POSITIVE.get(rule.name, ()):
        low = 0.3
    return low, max(high, low + SAFE) if high == SAFE else high


class Builder:
    """Writes a recipe, knowing what each result will be."""

    def __init__(self, leaves: Sequence[float]) -> None:
        self.leaves = tuple(leaves)
        self.numbers = list(leaves)
        self.steps: list[Step] = []
        self._gaps = Gaps()
        self._apply = by(self._gaps.functions)

    def add(self, step: Step) -> int | None:
        """Append a step unless it stands next to a kink; return the place of its result."""
        operands = [picked(self.numbers, place) for place in step.operands]
        self._gaps.smallest = math.inf
        number = self._apply(step, operands)
        if self._gaps.smallest < GAP:
            return None
        self.numbers.append(number)
        self.steps.append(step)
        return len(self.numbers) - 1

    def inside(self, place: int | float, low: float, high: float) -> int | float:
        """Squash a result into an interval, unless it lies there.

        By atan and not by tanh, whose slope 1 - out**2 loses its digits far out.
        """
        if low <= picked(self.numbers, place) <= high:
            return place
        if isinstance(place, float):
            return (low + high) / 2
        for step in (
            lambda last: Step("atan", (last,)),
            lambda last: Step("mul", (last, (high - low) / math.pi)),
            lambda last: Step("add", ((low + high) / 2, last)),
        ):
            place = self.add(step(place))
            assert place is not None
        return place

    def recipe(self) -> Recipe:
        """End with the sum of everything that nothing else has used."""
        used = {place for step in self.steps for place in step.operands if type(place) is int}
        rest = tuple(place for place in range(len(self.numbers)) if place not in used)
        return Recipe(self.leaves, (*self.steps, Step("sum", rest)))


@st.composite
def recipes(draw: st.DrawFn, largest: int = 40, names: Sequence[str] = ()) -> Recipe:
    """Recipes of some operations in a row, in which every operation may come up."""
    known = list(names) or ROWS
    comparisons = sorted(name for name in COMPARISONS if name in TABLE)
    places = st.integers(0, 10**6)
    numbers = st.floats(-2.0, 2.0, width=32).filter(lambda x: abs(x) > 1e-3)
    builder = Builder(draw(st.lists(numbers, min_size=2, max_size=5, unique=True)))
    count = draw(st.integers(largest // 4, largest))
    for _ in range(count):
        name = draw(st.sampled_from(known))
        rule = TABLE[name]
        arguments = (
            rule.arguments if not rule.variadic else rule.arguments * draw(st.integers(1, 4))
        )
        if name == "where":
            arguments = ("left", "right", *rule.arguments[1:])
        operands = []
        for argument in arguments:
            # Results of late are likelier, so that graphs grow deep as well as wide.
            place: int | float = draw(places) % len(builder.numbers)
            if draw(st.integers(0, 3)):
                place = max(place, draw(places) % len(builder.numbers))
            if len(arguments) > 1 and not draw(st.integers(0, 7)):
                place = draw(numbers)
            operands.append(builder.inside(place, *interval(rule, argument)))
        if all(isinstance(place, float) for place in operands):
            operands[-1] = builder.inside(0, *interval(rule, arguments[-1]))
        if name == "where":
            # The left one is compared as a Value, and one branch is one.
            operands[0] = 0 if isinstance(operands[0], float) else operands[0]
            comparison = draw(st.sampled_from(comparisons))
            builder.add(Step(name, tuple(operands), comparison))
        else:
            builder.add(Step(name, tuple(operands)))
    return builder.recipe()
