"""A user's own operations are replayed as well as those of the package."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, record, rule
from micrograd_plus.engine import ops
from micrograd_plus.tape.arrays import replay as array_replay
from tests.tape.conftest import Taping
from tests.tape.helpers import columns, drawn, outcome, weights

Agrees = Callable[..., None]
W = weights(8)
Texts = tuple[str, ...]

# --------------------------------------------------------------------- operations of any shape

UNARY: dict[str, Texts] = {
    "softsign": ("x", "x / (1 + abs(x))", "1 / (1 + abs(x))**2"),
    "area": ("r", "pi * r**2 + e", "2 * pi * r"),
    "three": ("x", "3", "0"),
    "same": ("x", "x", "1"),
    "cubed": ("x", "x**3 - x", "3 * x**2 - 1"),
    "branches": ("x", "where(x > 0, x**2, -x)", "where(x > 0, 2 * x, -1)"),
    "of_others": ("x", "softplus(x) + 2 * sin(x)", "sigmoid(x) + 2 * cos(x)"),
}


@pytest.mark.parametrize("name", UNARY)
def test_operations_of_one_argument(agrees: Agrees, name: str) -> None:
    """An operation of one argument, on what differs from row to row and on weights."""
    own = rule(name, *UNARY[name], check=False)
    agrees(lambda x: ops.sum([own(x * w) for w in W]) * own(W[0]) + own(x), drawn(4, None))


BINARY: dict[str, Texts] = {
    "plus": ("p q", "q + p", "1", "1"),
    "times": ("p q", "q * p", "q", "p"),
    "minus": ("a b", "a - b", "1", "-1"),
    "second": ("a b", "b", "0", "1"),
    "larger": ("a b", "where(a > b, a, b)", "where(a > b, 1, 0)", "where(a > b, 0, 1)"),
    "powered": (
        "a b",
        "(1 + a**2)**b",
        "b * (1 + a**2)**(b - 1) * 2 * a",
        "out * log(1 + a**2)",
    ),
    "cubic": ("x k", "k**2 * x + k**3", "k**2", "2 * k * x + 3 * k**2"),
}


@pytest.mark.parametrize("name", BINARY)
def test_operations_of_two_arguments(agrees: Agrees, name: str) -> None:
    """Every kind of operand at every place: of the row, a weight, a number with either sign."""
    own = rule(name, *BINARY[name], check=False)

    def f(x: Any) -> Value:
        mixed = [own(a, w) for a, w in zip(x, W, strict=False)]
        mixed += [own(W[3], x[0]), own(x[0], x[1]), own(x[0], x[0]), own(W[0], W[1])]
        mixed += [own(x[0], 2.0), own(x[1], -1.5), own(-2.0, x[2]), own(0.5, W[0]), own(W[1], -3)]
        return ops.sum(mixed) * own(own(x[0], W[5]), own(x[1] * W[6], W[7]))

    agrees(f, drawn(4, 3))


VARIADIC: dict[str, Texts] = {
    "squares": ("*xs", "sum(x**2 for x in xs)", "2 * x"),
    "norm": ("*xs", "sqrt(sum(x**2 for x in xs))", "x / out"),
    "product": ("*xs", "prod(xs)", "out / x"),
    "doubled": ("*xs", "logsumexp(2 * x for x in xs)", "2 * exp(2 * x - out)"),
    "average": ("*xs", "sum(xs) / sum(1 for x in xs)", "1 / sum(1 for x in xs)"),
    "clipped": (
        "*xs",
        "sum(where(x > 0, x, 0) for x in xs) * 2 + exp(-sum(xs))",
        "where(x > 0, 2, 0) - exp(-sum(xs))",
    ),
}


@pytest.mark.parametrize("name", VARIADIC)
def test_operations_of_any_number_of_arguments(agrees: Agrees, name: str) -> None:
    """Operands of the row, weights and numbers side by side; all alike; a single one."""
    own = rule(name, *VARIADIC[name], check=False)

    def f(x: Any) -> Value:
        mixed = [own(x[0] * w, w, 0.7, x[1]) for w in W[:4]]
        return ops.sum([*mixed, own(x), own(x[0]), own(W[:3]), own(x[0], W[0], x[0])])

    agrees(f, drawn(4, 3, low=0.2))


def test_operations_made_of_others(agrees: Agrees) -> None:
    """A row may use rows that use others, with any operands, and with all of its own."""
    rule("norm", *VARIADIC["norm"], check=False)
    rule("squares", *VARIADIC["squares"], check=False)
    both = rule("both", "*xs", "norm(xs) + squares(xs)", "x / norm(xs) + 2 * x", check=False)
    twice = rule("twice", "*xs", "norm(2 * x for x in xs)", "4 * x / out", check=False)
    pair = rule(
        "pair",
        "a b",
        "norm(a, b) * squares(a, 1, b)",
        "a / norm(a, b) * squares(a, 1, b) + norm(a, b) * 2 * a",
        "b / norm(a, b) * squares(a, 1, b) + norm(a, b) * 2 * b",
        check=False,
    )
    slope = "bs / norm(bs) + sigmoid(bs - 1)"
    single = rule("single", "bs", "norm(bs) + logsumexp(bs, 1)", slope, check=False)

    def f(x: Any) -> Value:
        sums = [both(x[0], W[0], 3.0, x[1]), twice(x[0], W[0], 3.0, x[1]), both(x), twice(x)]
        sums += [pair(a, w) for a, w in zip(x, W, strict=False)]
        return ops.sum([*sums, *(single(a * w) for a, w in zip(x, W[3:], strict=False))])

    agrees(f, drawn(4, 3, low=0.2))


@pytest.mark.parametrize(
    "row",
    [
        ("step", "x", "where(x > 0, 1, 0)", "1 - tanh(x)**2"),
        ("rounded", "x", "x - sin(6 * x) / 6", "1"),
    ],
)
def test_surrogates(agrees: Agrees, row: Texts) -> None:
    """A derivative that is not the true one is the one that counts."""
    own = rule(*row, check=False)
    agrees(lambda x: ops.sum([own(x * w) * w for w in W]), drawn(4, None))


@pytest.mark.parametrize(
    "row",
    [
        ("add_twice", "a b", "a + b", "2", "1"),
        ("times_other", "a b", "a * b", "a", "b"),
        ("sum_twice", "*xs", "sum(xs)", "2"),
    ],
)
def test_surrogates_of_sums_and_products(agrees: Agrees, row: Texts) -> None:
    """A sum or product with other derivatives is not taken for the true one."""
    own = rule(*row, check=False)
    agrees(lambda x: own(own(x * W[0], W[1]), W[2] * x) + W[3] + W[4] * x, drawn(4, None))


def test_a_sum_that_means_something_else(agrees: Agrees) -> None:
    """A rule in the place of one of the package's is not taken for it by its name."""
    own = rule("sum", "*xs", "logsumexp(xs)", "exp(x - out)", replace=True, check=False)
    agrees(lambda x: own(x * W[0], W[1], x, W[2] * x) + W[3], drawn(4, None))


# ------------------------------------------------------------------------------------ names

COLLIDING = (
    "values add",
    "ones t1",
    "v0 row",
    "parameters check",
    "g d1",
    "gradients shared",
    "multiply power",
    "copyto take",
    "dot matmul",
    "numpy up",
    "c0_5 i0",
    "forward both",
    "shared_gradients s",
    "inf nan",
    "e1 x_s",
    "piece start",
    "a_from_0 gv0_1",
)


@pytest.mark.parametrize("names", COLLIDING)
def test_arguments_named_like_names_of_a_program(agrees: Agrees, names: str) -> None:
    """An argument may be called whatever a generated program calls something."""
    a, b = names.split()
    partials = (f"(1 - tanh({a})**2) * {b} + 2 * {a}", f"tanh({a})")
    own = rule("named", names, f"tanh({a}) * {b} + {a}**2", *partials, check=False)

    def f(x: Any) -> Value:
        mixed = [own(x[i] * W[i], W[i + 1]) for i in range(3)]
        return ops.sum([*mixed, own(W[0], x[0]), own(x[0], x[1]), own(W[0], W[1])])

    agrees(f, drawn(3, 3))


@pytest.mark.parametrize("name", ["values", "ones", "t1", "v0", "row", "check", "take", "d1"])
def test_operations_named_like_names_of_a_program(agrees: Agrees, name: str) -> None:
    """So may an operation."""
    own = rule(name, "x", "x**2 + sin(x)", "2 * x + cos(x)", check=False)
    agrees(lambda x: ops.sum([own(a * w) for a, w in zip(x, W, strict=False)]), drawn(3, 3))


# ---------------------------------------------------------------------------------- domains

LEFT = [1000.0, 800.0, 100.0, 5.0, 0.0, -0.0, -1.0, -1000.0, 1e308, -1e308, 5e-324, 1e-310]
LEFT += [math.inf, -math.inf, math.nan]
RAISING: dict[str, Texts] = {
    "below": ("x", "x**2", "2 * x", "x < 100"),
    "doubled_below": ("x", "x + x", "2", "x < 100"),
    "logistic": ("x", "1 / (1 + exp(-x))", "out * (1 - out)", ""),
    "gumbel": ("x", "exp(-exp(x))", "-exp(x) * out", ""),
    "floored": ("x", "maximum(log(x), -5)", "where(log(x) > -5, 1 / x, 0)", ""),
    "there_and_back": ("x", "1 / (1 / x)", "1", ""),
    "angle": ("x", "atan(1 / x)", "-1 / (x**2 + 1)", ""),
    "guarded": ("x", "where(x > 0, log(x), 0)", "where(x > 0, 1 / x, 0)", ""),
    "asked": ("x", "where(x**0.5 > 1, 2, x)", "where(x**0.5 > 1, 0, 1)", ""),
    "sum_below": ("a b", "a + b", "1", "1", "a > 0 and b < 10"),
    "times_above": ("a b", "a * b", "b", "a", "a > 0"),
    "sum_above": ("*xs", "sum(xs)", "1", "x > 0"),
    "roots": ("*xs", "sum(sqrt(x) for x in xs)", "0.5 / sqrt(x)", "x >= 1"),
    "gumbels": ("*xs", "exp(-sum(exp(x) for x in xs))", "-exp(x) * out", ""),
    "counted": ("*xs", "sum(1 for x in xs) / (1 + exp(sum(xs)))", "0 * x", ""),
    "nested": ("*xs", "sum(exp(-sum(exp(x) for x in xs)) / x for x in xs)", "0 * x", ""),
    "logs": ("*xs", "sum(where(x > 0, log(x), 0) for x in xs)", "where(x > 0, 1 / x, 0)", ""),
}


@pytest.mark.parametrize("name", RAISING)
def test_own_domains(taped: Taping, name: str) -> None:
    """A replay raises where the scalar engine does, even if what is not finite gets lost."""
    arguments, forward, *partials, domain = RAISING[name]
    own = rule(name, arguments, forward, *partials, domain=domain, check=False)
    weight = Value(1.5, label="w")

    def f(x: Value) -> Value:
        alone = own(x) if len(arguments.split()) == 1 else own(x, weight)
        return alone + weight * x

    tape = taped(f, 1.5)
    for number in LEFT:
        batch = [1.5, 2.0, number, 1.5]
        expected = outcome(f, Value(number, label="x"))
        if isinstance(expected, Value):
            tape.backward(batch)
            assert tape(batch)[2] == pytest.approx(expected.data, rel=1e-14, nan_ok=True)
            continue
        for replay in (tape, tape.backward):
            assert outcome(replay, batch) == (*expected[:2], ["in row 2"])


def test_a_domain_holds_inside_a_sum(taped: Taping) -> None:
    """A sum with a domain is not folded into another, which would not look at its operands."""
    own = rule("positive_sum", "a b", "a + b", "1", "1", domain="a > 0", check=False)
    tape = taped(lambda x: own(own(x, W[0]), x) + x * W[1] + W[2], 5.0)
    with pytest.raises(ValueError, match=r"positive_sum\(a, b\) is not defined at a = -1.0"):
        tape(*columns([(5.0,), (-1.0,)]))


def test_a_branch_that_is_not_taken_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are inside the domain are not given to the scalar engine, whatever numpy noted."""
    own = rule("guarded", *RAISING["guarded"][:-1], check=False)
    tape = record(lambda x: own(x) * W[0], 1.0)
    tape.plan.by_arrays = lambda rows: True  # type: ignore[method-assign]
    monkeypatch.setattr(array_replay, "replay_row", None)
    assert tape([1.0, -1.0, 0.0]).tolist() == [0.0, 0.0, 0.0]


def test_a_domain_of_a_number_that_all_rows_share(taped: Taping) -> None:
    """What is known of an operand is put into its condition, too."""
    own = rule(
        "root",
        "x n",
        "x**(1 / n)",
        "out / (n * x)",
        "-out * log(x) / n**2",
        domain="x > 0 and n > 0",
    )
    tape = taped(lambda x: own(x, 3.0) * W[0], 1.0)
    assert tape([8.0, 27.0]).tolist() == pytest.approx([2 * W[0].data, 3 * W[0].data])
    with pytest.raises(ValueError, match="root"):
        tape([8.0, -1.0])
