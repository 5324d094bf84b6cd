"""Which engine runs, and that the one in C lets go of what it has made."""

import abc
import contextlib
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest

import micrograd_plus
from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.engine.core import CORE
from micrograd_plus.nn import Module

in_c = pytest.mark.skipif(CORE is None, reason="the engine in C was not built, or is not wanted")


def asked(core: str, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program with one of the engines wanted."""
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | {"MICROGRAD_PLUS_CORE": core},
        check=False,
    )


def test_the_package_says_which_engine_runs() -> None:
    assert micrograd_plus.core == ("Python" if CORE is None else "C")
    program = "import micrograd_plus; print(micrograd_plus.core)"
    assert asked("python", program).stdout == "Python\n"


def test_what_is_no_engine_is_refused() -> None:
    done = asked("fortran", "import micrograd_plus")
    assert "MICROGRAD_PLUS_CORE is c or python, here is 'fortran'" in done.stderr


@pytest.mark.skipif(
    find_spec("micrograd_plus.engine._core") is not None, reason="the engine in C is there"
)
def test_the_engine_in_c_is_missed_only_where_it_is_asked_for() -> None:
    done = asked("c", "import micrograd_plus")
    assert "the engine in C is not there" in done.stderr
    assert "C compiler" in done.stderr


@pytest.mark.thorough
def test_a_million_nodes_deep() -> None:
    """Neither a pass nor the end goes down as deep as the graph."""
    x = Value(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + 0.5
    y.backward()
    assert (y.data, x.grad) == (500_001.0, 1.0)
    del y


class Weight(Value):
    """Has attributes."""


def test_cycles_through_attributes_are_collected() -> None:
    """A graph hangs on an attribute of one of its own leaves."""
    weight = Weight(2.0)
    weight.cache = ((weight * 3.0 + 1.0).tanh(), ops.sum([weight, 1.0, 2.0]))
    seen = weakref.ref(weight)
    del weight
    gc.collect()
    assert seen() is None


def with_a_step_by_hand() -> "weakref.ref[Value]":
    """A node whose step refers to it, as those of the lecture do; nothing else does at the end."""
    x = Value(1.0)
    out = Value(2.0, (x,), "double")

    def step() -> None:
        x.grad += 2.0 * out.grad

    out._backward = step
    (out * 3.0).backward()
    assert x.grad == 6.0
    return weakref.ref(out)


def test_cycles_through_steps_by_hand_are_collected() -> None:
    seen = with_a_step_by_hand()
    gc.collect()
    assert seen() is None


@in_c
def test_plain_nodes_are_not_the_collectors_business() -> None:
    a = Value(2.0)
    assert not gc.is_tracked(a * 3.0)
    assert not gc.is_tracked(ops.sum([a, a * a, 1.0]))
    assert gc.is_tracked(Weight(2.0) * 3.0)


WRONG: list[Callable[[Value], Value]] = [
    lambda a: a / 0.0,
    lambda a: a * "x",  # type: ignore[operator]
    lambda a: ops.sum([a, "x"]),  # type: ignore[list-item]
    lambda a: a + 10**400,
]


@in_c
def test_nothing_is_left_behind() -> None:
    """Neither of what is computed, nor of what is refused."""
    a, b, weight = Value(1.5), Value(0.5), Weight(2.0)

    def everything() -> None:
        (a * b + a / 2 - 3 * weight + a**2).backward()
        ops.logsumexp([a, b, 1.0, ops.sum(a, b)]).backward()
        a.data = a.data
        (a * weight).backward()
        for wrong in WRONG:
            with pytest.raises((ArithmeticError, TypeError, ValueError)):
                wrong(a)
        a.grad = b.grad = weight.grad = None

    def blocks() -> int:
        gc.collect()
        return sys.getallocatedblocks()

    for _ in range(20):
        everything()
    before = blocks()
    for _ in range(200):
        everything()
    assert blocks() - before < 100


def test_passes_of_threads_over_one_graph_do_not_mix() -> None:
    """Each walks it by itself; what they add to a leaf comes together."""
    x = Value(0.5)
    y = x
    for _ in range(300):
        y = y * 1.001
    alone = x.data
    y.backward()
    once = x.grad
    x.grad = None
    found: list[list[float]] = []

    def slopes() -> None:
        found.append(micrograd_plus.grad(y, [x]))

    threads = [threading.Thread(target=slopes) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[once]] * 8
    assert alone == 0.5


@in_c
def test_wrong_contents_of_a_node_are_refused() -> None:
    node = Value(1.0)
    with pytest.raises(TypeError, match="the operands of a node are nodes, not 1"):
        node.operands = (1,)  # type: ignore[assignment]
    with pytest.raises(TypeError, match="the operands of a node are a tuple"):
        node.operands = [node]  # type: ignore[assignment]
    with pytest.raises(TypeError, match="a gradient is a float or None"):
        node.gradient = "x"  # type: ignore[assignment]


def test_rows_answer_as_functions() -> None:
    """Their documentation and their names are those of the row."""
    assert ops.tanh.__name__ == "tanh"
    assert "1 - out**2" in (ops.tanh.__doc__ or "")
    assert "tanh" in repr(ops.tanh)
    assert Value(0.5).tanh().data == ops.tanh(0.5).data
    assert Value.tanh(Value(0.5)).data == ops.tanh(0.5).data


def test_a_class_that_forgets_to_be_a_value_is_told() -> None:
    """Its numbers are not taken for 0."""

    class Forgetful(Value):
        def __init__(self, x: float) -> None:
            self.extra = x

    for compute in (lambda v: v + 1, ops.tanh, lambda v: ops.sum([v, 1.0]), lambda v: v.data):
        with pytest.raises(AttributeError, match="'Forgetful' object has no attribute"):
            compute(Forgetful(3.0))


@pytest.mark.parametrize("name", ["number", "gradient", "operands", "operation", "epoch", "scope"])
def test_a_class_does_not_hide_what_its_nodes_keep(name: str) -> None:
    with pytest.raises(TypeError, match=f"Own.{name} hides where each Value keeps its {name}"):
        type("Own", (Value,), {name: 0})
    assert type("Own", (Value,), {"name": "x"})(1.0).data == 1.0


def test_classes_are_made_as_any() -> None:
    class Abstract(Value, abc.ABC):
        @abc.abstractmethod
        def f(self) -> None: ...

    class Taking(Value):
        def __new__(cls, x: float) -> "Taking":
            return super().__new__(cls, x)  # type: ignore[call-arg]

    with pytest.raises(TypeError, match="abstract"):
        Abstract(3.0)  # type: ignore[abstract]
    with pytest.raises(TypeError, match="argument"):
        Taking(3.0)


def test_what_has_no_sum_says_so() -> None:
    """Python asks for += in two ways; one of them takes every answer for a result."""
    for strange in (object(), range(3), ...):
        value: Any = Value(1.0)
        with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+=: 'Value' and"):
            value += strange
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        pow(Value(2.0), 2, 3)  # type: ignore[misc]


class Adding:
    """Knows what to answer."""

    def __radd__(self, other: Any) -> str:
        return "added"


def test_others_may_know_the_sum() -> None:
    value: Any = Value(1.0)
    value += Adding()
    assert value == "added"


def test_operands_that_do_not_fit_are_no_row_of_c() -> None:
    node = Value(2.0) * 3
    node.operands = ()
    with pytest.raises(ValueError, match="not enough values"):
        node.backward()


def test_python_in_between_may_let_go_of_the_graph() -> None:
    """A gradient that is marked adds by Python, and that may free what is still to be passed."""
    x = Value(2.0)
    (x * x).backward()
    x.data = 3.0
    inner = x * 1.0
    top = inner * 1.0 + x * 2
    gone = weakref.ref(inner)
    del inner

    def let_go(frame: Any, event: str, argument: Any) -> None:
        if frame.f_code.co_name == "__add__":
            sys.settrace(None)
            top.__init__(1.0)  # type: ignore[misc]

    before = sys.gettrace()
    sys.settrace(let_go)
    try:
        top.backward()
    finally:
        sys.settrace(before)
    assert x.grad == 7.0
    assert gone() is None


def test_lists_that_shrink_meanwhile() -> None:
    """A finalizer may clear them whenever something is made."""
    xs = [Value(float(number)) for number in range(20)]
    ws = [Value(float(number)) for number in range(20)]

    class Clearing:
        def __del__(self) -> None:
            xs.clear()
            ws.clear()

    clearing: Any = Clearing()
    clearing.itself = clearing
    del clearing
    threshold = gc.get_threshold()
    gc.set_threshold(3)
    try:
        with contextlib.suppress(RuntimeError, ValueError):
            ops.weighted(Value(1.0), ws, xs)
    finally:
        gc.set_threshold(*threshold)
    gc.collect()
    assert xs == ws == []


def test_calls_of_modules_with_odd_names() -> None:
    class Twice(Module):
        def __call__(self, x: Any) -> Any:
            return x * 2

    class Outer(Module):
        def __call__(self, x: Any) -> Any:
            return vars(self)[5][0](x)

    outer = Outer()
    vars(outer)[5] = [Twice()]
    assert str(outer(Value(1.0)).scope) == "<scope Outer.5[0]>"


def test_a_part_that_is_set_during_the_call_has_its_name() -> None:
    class Twice(Module):
        def __call__(self, x: Any) -> Any:
            return x * 2

    class Growing(Module):
        def __init__(self) -> None:
            self.a = Twice()

        def __call__(self, x: Any) -> Any:
            h = self.a(x)
            self.b = Twice()
            return self.b(h)

    assert str(Growing()(Value(1.0)).scope) == "<scope Growing.b>"


def class_of_a_module() -> "weakref.ref[type[Module]]":
    """A class that its own call knows."""

    class Local(Module):
        def __call__(self, x: Any) -> Any:
            return (__class__, x * 2)  # type: ignore[name-defined]

    assert Local()(Value(1.0))[0] is Local
    return weakref.ref(Local)


def test_classes_and_labels_in_cycles_are_collected() -> None:
    class Label(str):
        owner: Value

    seen = class_of_a_module()
    label = Label("a")
    value = Value(1.0, label=label)
    label.owner = value
    gone = weakref.ref(value)
    del value, label
    gc.collect()
    assert (seen(), gone()) == (None, None)


def test_products_are_asked_for_once() -> None:
    class Counted:
        asked = 0

        def __rmul__(self, other: Any) -> float:
            Counted.asked += 1
            return 2.0

    assert ops.weighted(Value(1.0), [Value(2.0)], [Counted()]).data == 3.0  # type: ignore[list-item]
    assert Counted.asked == 1


def test_a_package_that_is_imported_again_has_its_own_classes() -> None:
    program = (
        "import sys, micrograd_plus as a\n"
        "v = a.Value(2.0)\n"
        "for name in [name for name in sys.modules if name.startswith('micrograd_plus')]:\n"
        "    del sys.modules[name]\n"
        "import micrograd_plus as b\n"
        "print(type(v + 1) is a.Value, type(b.Value(1.0) * 2) is b.Value)"
    )
    assert asked("", program).stdout == "True True\n"


def test_functions_take_attributes() -> None:
    ops.tanh.mark = 1  # type: ignore[attr-defined]
    assert ops.tanh.mark == 1  # type: ignore[attr-defined]
    del ops.tanh.mark  # type: ignore[attr-defined]
    assert type(ops.tanh).__name__ == "function"
