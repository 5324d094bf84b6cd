"""Rules made runnable: generated functions compute what the row says, and show their source."""

import gc
import inspect
import linecache
import math
import pickle

import pytest

from micrograd_plus import Value, rule
from micrograd_plus.engine.generate import OPERATIONS, compiled, forgotten_with
from micrograd_plus.rules.table import BUILT_IN, TABLE


def made(name: str, *operands: float) -> Value:
    node: Value = OPERATIONS[BUILT_IN[name]].apply(*map(Value, operands))
    return node


def test_every_row_runs_as_something() -> None:
    """Each rule of the package has its operation, with the rule in it."""
    for row in BUILT_IN.values():
        assert OPERATIONS[row].rule is row


@pytest.mark.parametrize(
    ("name", "operands", "local"),
    [
        ("mul", [2.0, 3.0], [3.0, 2.0]),
        ("sub", [2.0, 3.0], [1.0, -1.0]),
        ("tanh", [0.5], [1 - math.tanh(0.5) ** 2]),
        ("sum", [1.0, 2.0, 3.0], [1.0, 1.0, 1.0]),
        ("sqrt", [0.0], [math.inf]),
    ],
)
def test_local_gradients_as_numbers_and_as_values(
    name: str, operands: list[float], local: list[float]
) -> None:
    """Both ways give the same, and pull adds upstream times that."""
    node = made(name, *operands)
    assert node.operation.local(node) == local
    if math.isfinite(sum(local)):
        slopes = node.operation.local_values(node)
        assert [slope.data if isinstance(slope, Value) else slope for slope in slopes] == local
        for operand in node.operands:
            operand.gradient = 1.0
        node.operation.pull(node, 2.0)
        assert [operand.gradient for operand in node.operands] == [1 + 2 * x for x in local]


def test_constants_receive_nothing() -> None:
    """A plain number beside an operator has no gradient."""
    x = Value(2.0)
    node = x * 3.0
    assert node.operation.local(node) == [3.0, None]


def test_forward_never_raises() -> None:
    """By IEEE rules, from numbers alone."""
    assert OPERATIONS[BUILT_IN["log"]].forward(0.0) == -math.inf
    assert math.isnan(OPERATIONS[BUILT_IN["sqrt"]].forward(-1.0))
    assert OPERATIONS[BUILT_IN["sum"]].forward([1.0, 2.0]) == 3.0


def test_the_source_can_be_read() -> None:
    """help says the formula and its slope; a debugger finds the lines."""
    apply = OPERATIONS[BUILT_IN["tanh"]].apply
    assert apply.__name__ == "tanh"
    assert "The derivative by x is 1 - out**2." in inspect.getdoc(apply)
    assert "_strict_tanh" in inspect.getsource(apply)


def test_a_rule_under_an_old_name_is_another_operation() -> None:
    """Graphs made before keep what they were computed by."""
    rule("mine", "x", "2 * x", "2")
    first = OPERATIONS[TABLE["mine"]]
    node = first.apply(Value(1.0))
    rule("mine", "x", "3 * x", "3", replace=True)
    second = OPERATIONS[TABLE["mine"]]
    assert first is not second
    assert first.key != second.key
    assert node.operation.local(node) == [2.0]


def test_an_operation_is_found_again_by_its_row() -> None:
    """A pickle holds the text of the row, not the functions."""
    operation = OPERATIONS[BUILT_IN["tanh"]]
    assert pickle.loads(pickle.dumps(operation)) is operation
    assert repr(operation) == "<operation tanh>"


def test_source_goes_with_its_owner() -> None:
    """Generated text does not pile up."""

    class Owner:
        pass

    owner, filename = Owner(), "<a test: source>"
    space: dict[str, object] = {}
    exec(compiled("answer = 42\n", filename), space)
    assert space["answer"] == 42
    assert linecache.getline(filename, 1) == "answer = 42\n"
    forgotten_with(owner, filename)
    del owner
    gc.collect()
    assert filename not in linecache.cache
