"""Operations as functions, methods and operators, with every kind of number on either side."""

import ast
import inspect
import itertools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import micrograd_plus
from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.engine.comparison import Condition
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.operands import COMPARISONS, OPERATORS, SPECIAL
from micrograd_plus.rules.expression import SYMBOLS
from micrograd_plus.rules.table import BUILT_IN
from tests.helpers import ROWS
from tests.references import REFERENCES

# ------------------------------------------------------------------------- names, methods


def test_every_row_is_named_in_ops() -> None:
    """Each row through which a gradient flows is a function of `ops`: its own, not another's."""
    for name in ROWS:
        if name == "leaky_relu":
            # It takes a slope too.
            continue
        assert getattr(ops, name) is OPERATIONS[BUILT_IN[name]].apply
        assert name in ops.__annotations__, f"{name} has no typed line in ops.py"


def test_every_operation_is_a_method() -> None:
    """Each row of a fixed number of Values is a method of the same name, or an operator."""
    for name in ROWS:
        rule = BUILT_IN[name]
        if name in OPERATORS:
            assert all(hasattr(Value, method) for method in OPERATORS[name])
        elif name not in SYMBOLS and name != "where" and not rule.variadic:
            defined = REFERENCES[name][2]
            inside = next(x for x in (0.5, 1.5) if defined(*[x for _ in rule.arguments]))
            operands = [Value(inside) for _ in rule.arguments]
            method = getattr(operands[0], name)(*operands[1:])
            assert method.data == getattr(ops, name)(*operands).data
            assert method.rule is rule
    for name, method in SPECIAL.items():
        assert getattr(Value(-2.0), method)().rule is BUILT_IN[name]


def test_every_method_is_named_for_editors() -> None:
    """The class lists exactly the methods that the engine puts into it, under TYPE_CHECKING."""
    (value,) = ast.parse(inspect.getsource(Value)).body
    assert isinstance(value, ast.ClassDef)
    (listed,) = [part for part in value.body if isinstance(part, ast.If)]
    named = [method.name for method in listed.body if isinstance(method, ast.FunctionDef)]
    generated = {name for pair in OPERATORS.values() for name in pair}
    generated |= {*SPECIAL.values(), *COMPARISONS.values()}
    generated |= {
        name
        for name, rule in BUILT_IN.items()
        if name not in SYMBOLS and name != "where" and not rule.variadic
    }
    assert sorted(named) == sorted({*generated, "pow"})


def test_every_operation_is_offered() -> None:
    """An operation is a row, a line and a name in ops.py; the front door takes it from there."""
    rows = {name for name in BUILT_IN if name not in COMPARISONS}
    assert rows <= set(ops.__all__) | {"abs", "pow", "sum"}
    assert len(set(ops.__all__)) == len(ops.__all__)
    for name in {*rows, *ops.__all__}:
        assert getattr(micrograd_plus, name) is getattr(ops, name)
    assert set(ops.__all__) <= set(micrograd_plus.__all__)


# ------------------------------------------------------------------------------ operators

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
KINDS: dict[str, Callable[[Any], Any]] = {
    "Value": Value,
    "float": float,
    "int": int,
    "bool": bool,
    "float64": np.float64,
    "float32": np.float32,
    "int64": np.int64,
    "bool_": np.bool_,
    "0-d": np.array,
}


@pytest.mark.parametrize("symbol", BINARY)
@pytest.mark.parametrize("kind", KINDS)
def test_operators_are_pythons_to_the_last_bit(symbol: str, kind: str) -> None:
    """A Value with any kind of number on either side gives what floats give, exactly."""
    function = BINARY[symbol]
    numbers = (0, 1) if kind in ("bool", "bool_") else (0, 1, 3, -7, 12)
    numbers += (0.1, 1e-5, -2.7, 1e100) if kind in ("Value", "float", "float64", "0-d") else ()
    for a, b in itertools.product(numbers, (0.1, 3.0, -0.7, 2.0, 1e-200)):
        # Each operand, with the float that it stands for.
        number, value = (KINDS[kind](a), float(a)), (Value(b), b)
        for left, right in ((number, value), (value, number)):
            try:
                expected = function(left[1], right[1])
            except (ZeroDivisionError, OverflowError) as error:
                with pytest.raises(type(error)):
                    function(left[0], right[0])
                continue
            if isinstance(expected, complex):
                with pytest.raises(ValueError, match="not defined"):
                    function(left[0], right[0])
                continue
            result = function(left[0], right[0])
            assert type(result) is Value
            assert result.data == expected


def test_signs() -> None:
    """-v and abs(v) are operations; +v is v itself."""
    v = Value(-1.5)
    assert (-v).data == 1.5
    assert abs(v).data == 1.5
    assert +v is v


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("kind", KINDS)
def test_comparisons_give_conditions(compare: Callable[..., Any], kind: str) -> None:
    """A comparison with any kind of number, on either side, is a Condition that equals the bool."""
    for a, b in itertools.product((0, 1), (0.0, 0.5, 1.0)):
        number, value = KINDS[kind](a), Value(b)
        right = compare(value, number)
        assert isinstance(right, Condition)
        assert right == compare(b, a)
        left = compare(number, value)
        assert left == compare(a, b)
        # An array on the left asks its elements, and turns their answers into its own bools.
        assert isinstance(left, np.bool_ if kind == "0-d" else Condition)


def test_where_takes_comparisons_with_numbers_of_numpys() -> None:
    """`where` chooses by a comparison that begins with a number of numpy's, too."""
    values = [Value(x) for x in (-1.0, 2.0, 3.0)]
    assert [ops.where(np.float64(1) < v, v, 0.0).data for v in values] == [0.0, 2.0, 3.0]


# --------------------------------------------------------------------------- numpy's arrays


def test_arrays_go_through_their_elements() -> None:
    """array * v, v * array and W @ x are arrays of Values, for arrays of floats and of Values."""
    v = Value(3.0)
    array = np.array([1.0, -2.0])
    for product in (array * v, v * array):
        assert product.dtype == object
        assert [element.data for element in product] == [3.0, -6.0]
    weights = np.array([[Value(1.0), Value(2.0)], [Value(-1.0), Value(0.5)]])
    result = weights @ array
    assert [element.data for element in result] == [-3.0, -2.0]
    result[0].backward()
    assert [w.grad for w in weights[0]] == [1.0, -2.0]
    squares = weights**2
    assert squares[1, 1].data == 0.25
    assert (1 - weights)[0, 1].data == -1.0
    total = weights.sum()
    assert total.data == 2.5


def test_arrays_compare_by_element() -> None:
    """A comparison with an array gives an array."""
    answer = np.array([1.0, 5.0]) < Value(3.0)
    assert answer.tolist() == [True, False]
