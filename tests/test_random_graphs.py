"""Random graphs of every operation, held against HIPS autograd, PyTorch and mpmath."""

import functools
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import pytest
from hypothesis import Phase, given, settings
from mpmath import mp, mpf

import micrograd_plus
from micrograd_plus import Value, explain, grad
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import COMPARISONS, SYMBOLS
from micrograd_plus.rules.table import TABLE
from tests.helpers import ROWS, absolute_flow
from tests.recipes import Recipe, Step, by, recipes, repeatable

BOUND = 1e-12

# --------------------------------------------------------------------------------- the engines
#
# The same recipe is computed by each engine. The others read only the forward formulas of the rows,
# and differentiate by means of their own.


def on_values(step: Step, operands: list[Any]) -> Value:
    """Compute a step by micrograd_plus."""
    apply = OPERATIONS[TABLE[step.name]].apply
    if step.comparison:
        left, right, *branches = operands
        compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
        condition = compare[SYMBOLS[step.comparison]](left, right)
        return apply(condition, *branches)
    return apply(*operands)


def _cube_root(sign: Callable[[Any], Any], absolute: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda x: sign(x) * absolute(x) ** (1 / 3)


OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: ALL[name] for name in ("add", "sub", "mul", "neg", *COMPARISONS)},
    "div": operator.truediv,
    "pow": operator.pow,
    "sum": lambda *xs: functools.reduce(operator.add, xs),
    "prod": lambda *xs: functools.reduce(operator.mul, xs),
}
ARRAY_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"}
ARRAY_NAMES |= {"asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh"}
SAME = ("abs", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan")
SAME += ("sinh", "cosh", "tanh", "maximum", "minimum", "where")

HIPS = OPERATORS | {
    name: getattr(anp, ARRAY_NAMES.get(name, name)) for name in (*SAME, *ARRAY_NAMES)
}
HIPS |= {
    "cbrt": _cube_root(anp.sign, anp.abs),
    "hypot": lambda a, b: anp.sqrt(a * a + b * b),
    "logsumexp": lambda *xs: anp.log(anp.sum(anp.exp(anp.array(xs)))),
}

MPMATH = OPERATORS | {
    name: getattr(mp, name) for name in (*SAME, *ARRAY_NAMES) if hasattr(mp, name)
}
MPMATH |= {
    "abs": abs,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
    "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "hypot": lambda a, b: mp.sqrt(a * a + b * b),
    "maximum": max,
    "minimum": min,
    "where": lambda condition, a, b: a if condition else b,
    "logsumexp": lambda *xs: mp.log(mp.fsum(map(mp.exp, xs))),
}


@dataclass(frozen=True)
class Answer:
    """What an engine says: the result, its gradient, and the gradient's slope along a direction."""

    result: float
    gradient: list[float]
    second: list[float]


def directions(recipe: Recipe) -> list[float]:
    return [1.0 + 0.25 * i for i in range(len(recipe.leaves))]


def by_hips(recipe: Recipe) -> Answer:
    def function(x: Any) -> Any:
        return recipe.run([x[i] for i in range(len(recipe.leaves))], by(HIPS))

    along = anp.array(directions(recipe))
    at = anp.array(recipe.leaves)
    gradient = autograd.grad(function)
    second = autograd.grad(lambda x: anp.dot(gradient(x), along))
    return Answer(float(function(at)), list(gradient(at)), list(second(at)))


def by_mpmath(recipe: Recipe) -> Answer:
    """The result with 50 digits, differentiated by mpmath's own numerical means."""
    count = len(recipe.leaves)
    along = directions(recipe)

    def moved(i: int) -> Callable[..., Any]:
        def function(step: Any, both: Any) -> Any:
            leaves = [x + both * d for x, d in zip(map(mpf, recipe.leaves), along, strict=True)]
            leaves[i] += step
            return recipe.run(leaves, by(MPMATH))

        return function

    with mpmath.workdps(50):
        gradient = [mp.diff(moved(i), (0, 0), (1, 0)) for i in range(count)]
        second = [mp.diff(moved(i), (0, 0), (1, 1)) for i in range(count)]
        result = recipe.run([mpf(x) for x in recipe.leaves], by(MPMATH))
        return Answer(float(result), [float(g) for g in gradient], [float(s) for s in second])


def by_torch(recipe: Recipe) -> Answer:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    def tensors(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*xs: Any) -> Any:
            return function(*(torch.as_tensor(x, dtype=torch.float64) for x in xs))

        return call

    names = [*SAME, *ARRAY_NAMES, "hypot"]
    functions = OPERATORS | {n: tensors(getattr(torch, n)) for n in names if n != "where"}
    functions |= {
        "where": lambda c, a, b: a if bool(c) else b,
        "cbrt": _cube_root(torch.sign, torch.abs),
        "logsumexp": tensors(lambda *xs: torch.logsumexp(torch.stack(xs), 0)),
    }
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in recipe.leaves]
    result = recipe.run(leaves, by(functions))
    options = {"create_graph": True, "allow_unused": True, "materialize_grads": True}
    gradient = torch.autograd.grad(result, leaves, **options)
    along = sum(g * d for g, d in zip(gradient, directions(recipe), strict=True))
    second = [torch.zeros(())] * len(leaves)
    if along.requires_grad:
        second = torch.autograd.grad(along, leaves, allow_unused=True, materialize_grads=True)
    return Answer(result.item(), [g.item() for g in gradient], [s.item() for s in second])


# -------------------------------------------------------------------------------- comparing


def assert_agreement(recipe: Recipe, other: Callable[[Recipe], Answer]) -> None:
    """Hold micrograd_plus against another engine.

    Numbers agree within 1e-12 of the sum of absolute path contributions; where two engines differ
    by more, mpmath decides with 50 digits.
    """
    leaves = [Value(x) for x in recipe.leaves]
    y = recipe.run(leaves, on_values)
    slopes = grad(y, leaves, create_graph=True)
    along = micrograd_plus.dot(slopes, directions(recipe))
    size = micrograd_plus.sum([micrograd_plus.abs(part) for part in y.parents]).data
    ours = [y.data, *(slope.data for slope in slopes), *grad(along, leaves)]
    allowed = [size, *absolute_flow(y, leaves), *absolute_flow(along, leaves)]
    theirs = flat(other(recipe))
    numbers = zip(ours, theirs, allowed, strict=True)
    wrong = [i for i, (our, their, bound) in enumerate(numbers) if not near(our, their, bound)]
    if wrong:
        truth = flat(by_mpmath(recipe))
        for i in wrong:
            assert near(ours[i], truth[i], allowed[i]), (
                f"number {i} is {ours[i]!r}, {other.__name__} says {theirs[i]!r}, "
                f"mpmath {truth[i]!r}"
            )


def flat(answer: Answer) -> list[float]:
    return [answer.result, *answer.gradient, *answer.second]


def near(a: float, b: float, size: float) -> bool:
    return abs(a - b) <= BOUND * size


@settings(repeatable, max_examples=100)
@given(recipe=recipes())
def test_gradients_are_those_of_hips_autograd(recipe: Recipe) -> None:
    """Result, gradient and second derivative agree on graphs of some dozens of operations."""
    assert_agreement(recipe, by_hips)


@pytest.mark.thorough
@settings(repeatable, max_examples=10, phases=[Phase.generate])
@given(recipe=recipes(largest=250))
def test_gradients_of_large_graphs_are_those_of_hips_autograd(recipe: Recipe) -> None:
    """The same on graphs of some hundreds of operations."""
    assert_agreement(recipe, by_hips)


@settings(repeatable, max_examples=60)
@given(recipe=recipes())
@pytest.mark.thorough
def test_gradients_are_those_of_pytorch(recipe: Recipe) -> None:
    """Result, gradient and second derivative agree with float64 tensors."""
    assert_agreement(recipe, by_torch)


@settings(repeatable, max_examples=60)
@given(recipe=recipes(largest=20))
@pytest.mark.thorough
def test_gradients_are_those_of_mpmath(recipe: Recipe) -> None:
    """The judge agrees too, where it is not needed: numerical derivatives of 50 digits."""
    assert_agreement(recipe, by_mpmath)


@pytest.mark.parametrize("name", ROWS)
def test_each_operation_agrees_with_mpmath(name: str) -> None:
    """No operation is left to the luck of the draw: each one in a small graph of its own."""

    @settings(repeatable, max_examples=8, phases=[Phase.generate])
    @given(recipe=recipes(largest=6, names=[name, name, "mul"]).filter(lambda r: uses(r, name)))
    def check(recipe: Recipe) -> None:
        assert_agreement(recipe, by_mpmath)

    check()


def uses(recipe: Recipe, name: str) -> bool:
    return any(step.name == name for step in recipe.steps[:-1])


@settings(repeatable, max_examples=60)
@given(recipe=recipes())
@pytest.mark.thorough
def test_every_reader_has_the_same_sums(recipe: Recipe) -> None:
    """backward, grad, its differentiable twin and explain agree to the last bit."""
    leaves = [Value(x) for x in recipe.leaves]
    y = recipe.run(leaves, on_values)
    y.backward()
    gradients = [leaf.grad for leaf in leaves]
    assert grad(y, leaves) == gradients
    assert [g.data for g in grad(y, leaves, create_graph=True)] == gradients
    explained = explain(y)
    steps = [step for step in explained.steps if step.kind == "backward"]
    totals = {step.parent_name: step.total for step in steps if step.last}
    assert [totals.get(explained.name(leaf), 0.0) for leaf in leaves] == gradients
    for leaf in leaves:
        named = [step for step in steps if step.parent_name == explained.name(leaf)]
        total = 0.0
        for step in named:
            total += step.result
        assert total == leaf.grad


def test_the_recipes_use_every_operation() -> None:
    """What hypothesis draws reaches every row of the table, and shares results."""
    seen: dict[str, int] = {}
    shared = []

    @settings(repeatable, max_examples=60)
    @given(recipe=recipes())
    def collect(recipe: Recipe) -> None:
        for step in recipe.steps:
            seen[step.name] = seen.get(step.name, 0) + 1
        places = [place for step in recipe.steps for place in step.operands]
        shared.append(len(places) - len(set(places)))

    collect()
    assert seen.keys() == set(ROWS)
    assert max(shared) > 10


# ---------------------------------------------------------------------- the check can fail


@pytest.mark.parametrize("other", [by_hips, by_mpmath])
def test_a_slightly_wrong_partial_is_caught(other: Callable[[Recipe], Answer]) -> None:
    """A derivative that is wrong in its tenth digit does not pass, deep in a graph."""
    micrograd_plus.rule("almost", "x", "tanh(x)", "1.0000000001 * (1 - out**2)", check=False)
    micrograd_plus.rule("exactly", "x", "tanh(x)", "1 - out**2", check=False)
    steps = (Step("mul", (0, 1)), Step("sin", (2,)), Step("add", (3, 0)), Step("exp", (5,)))
    for name, right in (("exactly", True), ("almost", False)):
        inner = (*steps[:3], Step(name, (4,)), *steps[3:])
        recipe = Recipe((0.7, -1.1), (*inner, Step("sum", (6, 2))))
        if right:
            assert_agreement(recipe, other)
        else:
            with pytest.raises(AssertionError, match="mpmath"):
                assert_agreement(recipe, other)


def test_a_wrong_second_derivative_is_caught() -> None:
    """A partial with the right number but the wrong slope passes no second derivative."""
    micrograd_plus.rule("bent", "x", "x**3", "3 * x**2 * x / where(x > 0, 0.7, x)", check=False)
    recipe = Recipe((0.7, -1.1), (Step("bent", (0,)), Step("mul", (2, 1)), Step("sum", (3,))))
    leaves = [Value(x) for x in recipe.leaves]
    y = recipe.run(leaves, on_values)
    assert grad(y, leaves) == pytest.approx(by_mpmath(recipe).gradient, rel=1e-15)
    with pytest.raises(AssertionError, match=r"number [34] is"):
        assert_agreement(recipe, by_hips)
