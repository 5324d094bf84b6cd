"""Which engine runs, and that the one in C lets go of what it has made."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable

import pytest

import micrograd_plus
from micrograd_plus import Value
from micrograd_plus.engine import ops
from micrograd_plus.engine.core import CORE

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


@pytest.mark.skipif(CORE is not None, reason="the engine in C is there")
def test_the_engine_in_c_is_missed_only_where_it_is_asked_for() -> None:
    done = asked("c", "import micrograd_plus")
    assert "the engine in C is not there" in done.stderr
    assert "C compiler" in done.stderr


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
