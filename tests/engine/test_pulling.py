"""The step backward of a row as source; what was not chosen gets nothing, in every reader."""

import math
from collections.abc import Callable, Sequence

import pytest

from micrograd_plus import Value, explain, grad, gradcheck, record, rule
from micrograd_plus.engine import ops
from micrograd_plus.engine.pulling import (
    UNCHOSEN,
    chosen_source,
    data_names,
    is_nothing,
    lines,
    may_be_nothing,
    may_raise,
    operands_of,
    pull_source,
)
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import BUILT_IN

Function = Callable[[Value], Value]


def several_roots(w: Value) -> Value:
    """One of the three roots has nothing under it."""
    return ops.sum([ops.sqrt(ops.maximum(w * x, 0)) for x in (0.5, 1.2, -0.3)])


# A function, a point, and the true slope there; inf meets a 0 on the way.
NOT_CHOSEN: dict[str, tuple[Function, float, float]] = {
    "sqrt(maximum(x, 0))": (lambda x: ops.sqrt(ops.maximum(x, 0)), -1.0, 0.0),
    "acos of a clipped x": (
        lambda x: ops.acos(ops.maximum(-1, ops.minimum(x, 1))),
        1.5,
        0.0,
    ),
    "sqrt(relu(x))": (lambda x: ops.sqrt(ops.relu(x)), -1.0, 0.0),
    "cbrt(relu(x))": (lambda x: ops.cbrt(ops.relu(x)), -1.0, 0.0),
    "asin(minimum(x, 1))": (lambda x: ops.asin(ops.minimum(x, 1)), 3.0, 0.0),
    "sqrt(where(x > 0, 2 * x, 0))": (
        lambda x: ops.sqrt(ops.where(x > 0, 2 * x, 0)),
        -1.0,
        0.0,
    ),
    "a sum of roots": (several_roots, 1.0, 0.5 * 0.5**0.5 + 0.5 * 1.2**0.5),
}


@pytest.mark.parametrize(("f", "at", "slope"), NOT_CHOSEN.values(), ids=NOT_CHOSEN)
def test_every_reader(f: Function, at: float, slope: float) -> None:
    """The slope is right in backward, grad of both kinds, explanations and replay."""
    x = Value(at, label="x")
    y = f(x)
    y.backward()
    (again,) = grad(y, [x], create_graph=True)
    explained = explain(y)
    totals = [step.total for step in explained.steps if step.parent_name == "x"]
    w = Value(at)
    record(lambda: f(w)).backward()
    found = [x.grad, grad(y, x), again.data, totals[-1], w.grad]
    assert found == pytest.approx([slope] * len(found), abs=1e-15)
    assert math.fsum(path.product for path in explained.paths(x)) == pytest.approx(slope)
    assert gradcheck(f, at)


def test_a_batch() -> None:
    """One row in which nothing was chosen does not spoil the others."""
    w = Value(1.0)
    tape = record(lambda x: ops.sqrt(ops.maximum(w * x, 0)), 0.5)
    tape.backward([0.5, 1.2, -0.3])
    assert w.grad == pytest.approx(several_slope() / 3, rel=1e-14)


def several_slope() -> float:
    """The slope of the sum of roots at 1."""
    return NOT_CHOSEN["a sum of roots"][2]


def test_a_computed_zero_is_a_number() -> None:
    """Only a written 0 is a choice: inf times a 0 that was computed is nan, as in IEEE."""
    x = Value(2.0)
    assert math.isnan(grad(ops.sqrt(0 * x), x))


def test_a_rule_of_ones_own() -> None:
    """A written 0 in the partial of a user's row counts too, and of a variadic one."""
    step = rule("kept_above_one", "x", "where(x > 1, x, 0)", "where(x > 1, 1, 0)")
    x, z = Value(0.5), Value(3.0)
    y = ops.sqrt(step(x))
    y.backward()
    assert (x.grad, grad(y, x)) == (0.0, 0.0)
    each = "where(x > 1, 1, 0)"
    several = rule("sum_above_one", "*xs", "sum(where(x > 1, x, 0) for x in xs)", each)
    y = ops.sqrt(several(x, Value(0.2))) + several(x, z)
    y.backward()
    assert (x.grad, z.grad) == (0.0, 1.0)


@pytest.mark.parametrize("pieces", ["where(x > 0, 1, 0)", "where(x > 0, 1, where(x < 0, -1, 0))"])
def test_source(pieces: str) -> None:
    """A written 0 at the end of a `where` is written as the mark; others stay as they are."""
    name = {"where(x > 0, 1, 0)": "relu"}.get(pieces, "abs")
    (partial,) = BUILT_IN[name].partials
    assert partial is not None
    assert may_be_nothing(partial)
    assert not is_nothing(partial)
    assert chosen_source(partial, to_text).count("_unchosen") == 1
    (other,) = BUILT_IN["exp"].partials
    assert other is not None
    assert chosen_source(other, to_text) == "out"


@pytest.mark.parametrize("upstream", [math.inf, -math.inf, math.nan, 2.0])
def test_whatever_comes(upstream: float) -> None:
    """Nothing flows, whatever comes from above."""
    x = Value(-1.0)
    y = ops.relu(x)
    assert y.operation is not None
    locals_: Sequence[float | None] = y.operation.local(y)
    assert locals_ == [UNCHOSEN]
    assert locals_[0] is UNCHOSEN
    y.backward(upstream)
    assert x.grad == 0.0


def source(name: str) -> str:
    """The step backward of a row, with its formulas as plain text."""
    return pull_source(BUILT_IN[name], to_text, "fall_back()")


def test_branches_are_statements() -> None:
    """What chooses and cannot raise is an `if`: nothing is added where 0 is written."""
    assert source("relu").split("\n")[2:] == [
        "    if _type(x) is not _Constant:",
        "        if x > 0:",
        "            x.gradient += _upstream",
        "        else:",
        "            pass",
        "",
    ]


@pytest.mark.parametrize(("name", "risky"), [("div", True), ("mul", False), ("relu", False)])
def test_a_fallback_where_it_may_raise(name: str, risky: bool) -> None:
    """Only partials that can raise are computed before anything is added."""
    assert ("fall_back()" in source(name)) == risky
    assert any(map(may_raise, BUILT_IN[name].partials)) == risky


def test_names() -> None:
    """Each argument stands for the number of its operand."""
    assert data_names(BUILT_IN["sub"]) == {
        "a": "a.number",
        "b": "b.number",
        "out": "_node.number",
    }
    assert data_names(BUILT_IN["sum"])["x"] == "_x.number"
    assert operands_of(BUILT_IN["neg"]) == "(a,)"
    assert lines(1, "a", "b") == "    a\n    b\n"
