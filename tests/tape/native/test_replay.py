"""Machine code is the scalar engine to the last bit, and raises what it raises."""

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from micrograd_plus import Value, grad, record, rule
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.tape.native.compiled import Compiled
from micrograd_plus.tape.native.replay import NativeReplay
from micrograd_plus.tape.plan import Plan
from tests.helpers import ROWS
from tests.recipes import Recipe, recipes, repeatable
from tests.tape.helpers import outcome
from tests.tape.native.helpers import assert_same_bits, bound
from tests.test_random_graphs import on_values


def check(recipe: Recipe, columns: int, seed: int) -> None:
    """Record a recipe with its first leaves as row arguments."""
    columns = min(columns, len(recipe.leaves))
    parameters = [Value(number) for number in recipe.leaves[columns:]]
    tape = record(
        lambda *given: recipe.run([*given, *parameters], on_values), *recipe.leaves[:columns]
    )
    stream = random.Random(seed)
    rows = [[x * (1 + 0.02 * stream.uniform(-1, 1)) for x in recipe.leaves[:columns]] for _ in "ab"]
    table = np.array(rows).T if columns else np.zeros((0, 1))
    try:
        assert_same_bits(tape, table)
    except (ArithmeticError, ValueError) as error:
        with pytest.raises(type(error)):
            tape(*table)


@settings(repeatable, max_examples=25)
@given(recipes(), st.integers(0, 4), st.integers(0, 10**6))
@pytest.mark.thorough
def test_random_graphs(recipe: Recipe, columns: int, seed: int) -> None:
    """Graphs of every operation."""
    check(recipe, columns, seed)


@pytest.mark.parametrize("name", ROWS)
def test_each_operation_by_itself(name: str) -> None:
    """Small graphs of one operation in turn with others find what large ones hide."""

    @settings(repeatable, max_examples=2)
    @given(recipes(6, [name, name, "mul", "add"]), st.integers(0, 3), st.integers(0, 10**6))
    def run(recipe: Recipe, columns: int, seed: int) -> None:
        check(recipe, columns, seed)

    run()


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "silu"])
@pytest.mark.parametrize("sizes", [[1], [3, 2], [5, 5, 1], [17, 1]])
def test_networks(activation: str, sizes: list[int]) -> None:
    """Layers are loops, whose sums keep the engine's order."""
    model = MLP(3, sizes, activation=activation, seed=1)

    def loss(x: Any, y: Any) -> Value:
        outputs = model(x)
        first = outputs if isinstance(outputs, Value) else ops.logsumexp(*outputs) - outputs[0]
        return (first - y) ** 2 + 0.01 * sum(p * p for p in model.parameters())

    rows = np.random.default_rng(0).uniform(-1, 1, (4, 3))
    assert_same_bits(record(loss, [0.1, 0.2, 0.3], 1.0), rows)


def recurrences() -> dict[str, Callable[[Any], Value]]:
    w, u, b = Value(0.9), Value(0.5), Value(0.1)
    weights = [Value(0.1 * (i % 7) - 0.3) for i in range(40)]

    def plain(x: Any) -> Value:
        h: Any = 0.0
        for each in x:
            h = ops.tanh(w * h + u * each + b)
        return h * h

    def lags(x: Any) -> Value:
        h = [w, u, b]
        for each in x:
            h.append(ops.sin(h[-1] * h[-3] + each) + 0.5 * h[-2])
        return h[-1] + h[-2] * w

    def own_weights(x: Any) -> Value:
        h: Any = w
        for each, weight in zip(x, weights, strict=True):
            h = ops.where(h < each, h * weight, ops.maximum(h, each * u)) - b
        return h

    def two_states(x: Any) -> Value:
        p, v = w, u
        for each in x:
            v = v - 0.1 * ops.sin(p) + 0.01 * each
            p = p + 0.1 * v
        return p * p + v

    def sums(x: Any) -> Value:
        total = b
        for each in x:
            total = total + w * each
        return ops.log(total * total + 1.0)

    return {f.__name__: f for f in (plain, lags, own_weights, two_states, sums)}


@pytest.mark.parametrize("name", recurrences())
def test_recurrences(name: str) -> None:
    """What comes again and again is a loop, there and back."""
    rows = np.random.default_rng(1).uniform(-1, 1, (40, 3))
    tape = record(recurrences()[name], rows[:, 0].tolist())
    assert_same_bits(tape, rows)
    text = Compiled(tape.plan, 4).module.text
    assert text.count("\n") < 900


@settings(repeatable, max_examples=20)
@given(st.integers(0, 10**6))
@pytest.mark.thorough
def test_random_recurrences(seed: int) -> None:
    """Several states and lags, decisions, sequences of inputs and of parameters."""
    draw = random.Random(seed)
    steps, states, lag = draw.randint(10, 30), draw.randint(1, 3), draw.randint(1, 3)
    fixed = [Value(draw.uniform(-1, 1)) for _ in range(3)]
    moving = [Value(draw.uniform(-1, 1)) for _ in range(steps)]
    unary = [ops.tanh, ops.sin, ops.relu, ops.softplus, lambda a: -a]
    binary: list[Any] = [lambda a, b: a + b, lambda a, b: a * b, ops.maximum]
    binary += [lambda a, b: a - b, lambda a, b: ops.where(a < b, a * 0.5, b)]
    plans = [
        [
            (draw.random() < 0.5, *[draw.randrange(99) for _ in "abc"])
            for _ in range(draw.randint(1, 5))
        ]
        for _ in range(states)
    ]

    def f(x: Any) -> Value:
        history = [[fixed[state] * 0.5] for state in range(states)]
        for step in range(steps):
            known = [h[-min(lag, len(h))] for h in history] + [h[-1] for h in history]
            known += [*fixed, x[step], moving[step]]
            for state, plan in enumerate(plans):
                pool = list(known)
                for one, which, a, b in plan:
                    left, right = pool[a % len(pool)], pool[b % len(pool)]
                    pool.append(unary[which % 5](left) if one else binary[which % 5](left, right))
                history[state].append(ops.tanh(pool[-1]))
        return sum(h[-1] for h in history) * 1.0

    rows = np.random.default_rng(seed).uniform(-1, 1, (steps, 2))
    assert_same_bits(record(f, rows[:, 0].tolist()), rows)


OWN: dict[str, tuple[Any, ...]] = {
    "softsign": ("x", "x / (1 + abs(x))", "1 / (1 + abs(x))**2"),
    "norm": ("*xs", "sqrt(sum(x**2 for x in xs))", "x / out"),
    "times": ("*xs", "prod(xs)", "out / x"),
    "half_open": ("x", "log(x - 1)", "1 / (x - 1)"),
}


@pytest.mark.parametrize("name", OWN)
def test_rules_of_ones_own(name: str) -> None:
    own = rule(name, *OWN[name], check=False)
    w = [Value(1.5), Value(-0.5), Value(2.5)]

    def f(x: Any, y: Any) -> Value:
        given = (x, y, *w) if name in ("norm", "times") else (x * w[0] + y * w[1] + w[2],)
        return own(*given) * w[0]

    assert_same_bits(record(f, 0.5, 0.25), np.random.default_rng(2).uniform(0, 1, (2, 3)))


def test_a_domain_of_ones_own() -> None:
    """A row outside of it raises, and no other."""
    own = rule("small", "x", "x * 2", "2", domain="x < 1")
    w = Value(0.5)
    tape = record(lambda x: own(w * x), 0.5)
    rows = np.array([[0.5, 1.0, 1.5, 4.0]])
    inside = bound(tape, rows[:, :3], 4)
    inside.both()
    assert inside.outputs[0].tolist() == [0.5, 1.0, 1.5]
    with pytest.raises(ValueError, match="small"), tape.errors():
        bound(tape, rows, 4).both()


ERRORS: dict[str, tuple[Callable[[Any, Value], Value], list[float]]] = {
    "log": (lambda x, w: ops.log(x * w), [1.0, 2.0, -1.0]),
    "division": (lambda x, w: w / x, [1.0, 0.0]),
    "overflow": (lambda x, w: ops.exp(x * w), [1.0, 1000.0]),
    "lost": (lambda x, w: 1 / (1 + ops.exp(-(x * w))), [1.0, -1000.0]),
    "power": (lambda x, w: (x * w) ** 0.5, [1.0, 2.0, 3.0, 4.0, -1.0]),
    "hypot": (lambda x, w: ops.hypot(x * w, x), [1.0, 1.7e308]),
    "sqrt": (lambda x, w: ops.sqrt(x * w), [4.0, -4.0]),
}


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("lanes", [1, 4, 16])
def test_errors_are_those_of_the_engine(name: str, lanes: int) -> None:
    """Type, text and the number of the row."""
    f, numbers = ERRORS[name]
    w = Value(1.0, label="w")
    tape = record(lambda x: f(x, w), 1.0)
    rows = np.array([numbers])[:, -1:] if lanes == 1 else np.array([numbers])

    def run(replay: Any) -> None:
        replay.set_rows(rows, range(rows.shape[1]))
        with tape.errors():
            replay.both()

    tape.load()
    expected = outcome(run, tape.replays.by_python(rows.shape[1]))
    assert issubclass(expected[0], ArithmeticError | ValueError)
    assert outcome(run, bound(tape, rows, lanes)) == expected


@pytest.mark.parametrize("lanes", [1, 4])
def test_a_zero_gradient_sends_nothing(lanes: int) -> None:
    """Where a slope is infinite the scalar engine answers."""
    w = Value(0.0)
    tape = record(lambda x: ops.sqrt(w + x) ** 2, 1.0)
    rows = np.array([[0.0, 1.0, 4.0]])[:, : 1 if lanes == 1 else 3]
    replay = bound(tape, rows, lanes)
    with tape.errors():
        replay.both()
    assert replay.gradient.tolist() == [0.0 if lanes == 1 else 2 / 3]


def test_what_is_chosen_by_where_alone_raises() -> None:
    """The branch that is not taken may be undefined."""
    w = Value(2.0)
    tape = record(lambda x: ops.where(x > 0, ops.log(ops.maximum(x, 0.5)) * w, w), 1.0)
    rows = np.array([[1.0, -1.0, 3.0]])
    replay = bound(tape, rows, 4)
    replay.both()
    assert replay.outputs[0].tolist() == [0.0, 2.0, 2 * math.log(3.0)]


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 15, 16, 17, 33])
def test_any_number_of_rows(rows: int) -> None:
    """What fills the last block up counts for nothing."""
    model = MLP(2, [4, 1], activation="tanh", seed=0)
    tape = record(lambda x, y: (model(x) - y) ** 2, [0.1, 0.2], 0.3)
    data = np.random.default_rng(rows).uniform(-1, 1, (3, rows))
    replay = bound(tape, data, 1 if rows == 1 else 16)
    other = tape.replays.by_python(rows)
    other.set_rows(data, range(rows))
    replay.both()
    with tape.errors():
        other.both()
    assert replay.mean() == pytest.approx(other.mean(), rel=1e-14)
    assert replay.gradient == pytest.approx(other.gradient, rel=1e-12, abs=1e-15)


def test_several_results_and_those_that_rows_share() -> None:
    w, unused = Value(2.0), Value(7.0)
    tape = record(lambda x: [x * w, x, w * w, w, ops.sum()], 3.0)
    assert unused not in tape.parameters
    replay = bound(tape, np.array([[1.0, 2.0, 3.0]]), 4)
    replay.both()
    assert [output.tolist() for output in replay.outputs] == [
        [2.0, 4.0, 6.0],
        [1.0, 2.0, 3.0],
        [4.0, 4.0, 4.0],
        [2.0, 2.0, 2.0],
        [0.0, 0.0, 0.0],
    ]
    assert replay.gradient.tolist() == [2.0]


def test_second_derivatives() -> None:
    """A function that takes a derivative is a graph as any other."""
    w = Value(0.7)

    def f(x: Any) -> Value:
        y = ops.sin(w * x) * x
        (slope,) = grad(y, [w], create_graph=True)
        return y + slope**2

    assert_same_bits(record(f, 0.5), np.array([[0.1, 0.2, -0.4]]))


def test_a_tape_runs_as_machine_code_once_that_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is counted, so it is the same replay in each run of a program."""
    w = Value(0.5)
    tape = record(lambda x: ops.tanh(w * x), 1.0)
    cost = tape.plan.cost(8)
    monkeypatch.setattr(Plan, "cost_of_compiling", 3.5 * cost)
    kinds = [isinstance(tape.replay(8), NativeReplay) for _ in range(5)]
    assert kinds == [False, False, False, True, True]
    assert not isinstance(tape.replay(9), NativeReplay)
    tape.expect(10, 100)
    assert isinstance(tape.replay(10), NativeReplay)
