"""Where the engine would have raised, although arrays went on: also where inf is lost again."""

import numpy as np
import pytest

from micrograd_plus import Value, exp, log, record, rule, tanh
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.arithmetic import ALL
from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.inlining import BASIC
from micrograd_plus.rules.on_arrays import UFUNCS
from micrograd_plus.rules.table import BUILT_IN, TABLE
from micrograd_plus.tape.arrays.raising import may_have_raised, may_raise

NAMED = {name: getattr(np, UFUNCS.get(name, name)) for name in BASIC & set(ALL) - {"logsumexp"}}
ARITY = {"exp": 1, "log": 1, "where": 3}


@pytest.mark.parametrize(
    ("name", "raises"),
    [
        ("add", False),
        ("mul", False),
        ("sum", False),
        ("relu", False),
        ("less", False),
        ("div", True),
        ("log", True),
        ("exp", True),
        ("sqrt", True),
        ("pow", True),
        ("softplus", True),
    ],
)
def test_which_operations_can_raise(name: str, raises: bool) -> None:
    """Sums and products overflow to inf as floats do; the others may leave their domain."""
    assert may_raise(OPERATIONS[BUILT_IN[name]]) == raises


def test_a_rule_with_a_domain_can_raise() -> None:
    """Whatever its formula."""
    rule("half_line", "x", "x + 1", "1", domain="x > 0")
    assert may_raise(OPERATIONS[TABLE["half_line"]])


def test_what_is_not_finite_on_the_way_counts() -> None:
    """1 / exp(x) is 0 where exp was too large; the branch that is not taken does not count."""
    x = np.array([0.0, 1000.0, -1000.0])
    with np.errstate(all="ignore"):
        lost = may_have_raised(parse("1 / exp(x)", ARITY), {"x": x}, NAMED)
        chosen = may_have_raised(parse("where(x < 500, exp(x), 1)", ARITY), {"x": x}, NAMED)
    assert np.asarray(lost).tolist() == [False, True, True]
    assert np.asarray(chosen).tolist() == [False, False, False]


def test_the_first_row_that_raises_is_named() -> None:
    """Of a batch by arrays, with the error of the scalar engine."""
    w = Value(1.0)
    tape = record(lambda x: tanh(log(w * x)) + exp(x * 0.0), 0.5)
    tape.plan.by_arrays = lambda rows: True
    with pytest.raises(ValueError, match="x > 0") as caught:
        tape([1.0, 2.0, -1.0, -2.0])
    assert "2" in "".join(caught.value.__notes__)
    assert tape([1.0]).shape == (1,)
