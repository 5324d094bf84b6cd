"""Functions over all lanes are wrong by a unit or two of the last place, and special as ever."""

import ctypes
import math
import random
from typing import Any

import mpmath
import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.rules.expression import Call, Name, Number
from micrograd_plus.tape.native.code import Code, helpers, library_functions
from micrograd_plus.tape.native.formulas import compute
from micrograd_plus.tape.native.index import Index
from micrograd_plus.tape.native.machine import Machine, object_code
from tests.tape.native.helpers import bits

# One row at a time, and rows side by side.
LANES = [1, 4]


def run(formula: Call, numbers: list[float], lanes: int) -> list[float]:
    """A formula of one number as machine code, for so many numbers."""
    functions: set[tuple[str, int, int]] = set()
    code = Code(lanes, functions, fast=True)
    blocks = -(-len(numbers) // lanes)
    with code.loop(blocks) as block:
        at = Index(0).moved(block, lanes)
        code.store(compute(code, formula, {"0": code.load("a", at)}), "b", at)
    head = "define void @f(ptr %all) {\nentry:\n  %a = load ptr, ptr %all\n"
    head += "  %next = getelementptr ptr, ptr %all, i64 1\n  %b = load ptr, ptr %next\n"
    text = helpers(functions) + head + "\n".join([*code.lines, "  ret void", "}"])
    machine = Machine(object_code(text), library_functions(functions))
    given, found = np.zeros(blocks * lanes), np.zeros(blocks * lanes)
    given[: len(numbers)] = numbers
    context = (ctypes.c_int64 * 2)(given.ctypes.data, found.ctypes.data)
    machine.function("f")(ctypes.addressof(context))
    result: list[float] = found[: len(numbers)].tolist()
    return result


def units_off(found: float, x: float, exact: Any) -> float:
    """By how many units of the last place a number is wrong."""
    with mpmath.workdps(40):
        wanted = exact(mpmath.mpf(x))
        return float(abs(mpmath.mpf(found) - wanted) / math.ulp(float(wanted)))


RANGES = {
    "exp": [(-700, 700), (-1, 1), (-745, -708), (-1e-9, 1e-9)],
    # The worst is just above a sixteenth, where one piece meets the next.
    "tanh": [(-22, 22), (-0.5, 0.5), (0.062, 0.063), (-1e-9, 1e-9), (-1e3, 1e3)],
}


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("name", RANGES)
def test_the_last_place(name: str, lanes: int) -> None:
    draw = random.Random(0)
    numbers = [draw.uniform(low, high) for low, high in RANGES[name] for _ in range(2000)]
    found = run(Call(name, (Name("0"),)), numbers, lanes)
    exact = getattr(mpmath, name)
    # A quotient of what is wrong by a unit already.
    limit = 2.5 if name == "tanh" and lanes > 1 else 2
    assert max(map(units_off, found, numbers, [exact] * len(found))) < limit


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("name", RANGES)
def test_what_is_special(name: str, lanes: int) -> None:
    numbers = [0.0, -0.0, math.inf, -math.inf, math.nan, 709.7827, -746.0]
    found = run(Call(name, (Name("0"),)), numbers, lanes)
    expected = [getattr(math, name)(x) for x in numbers]
    assert bits(found[:5]) == bits(expected[:5])
    assert found[5:] == pytest.approx(expected[5:], rel=1e-15)
    assert run(Call("exp", (Name("0"),)), [710.0, 1e308], lanes) == [math.inf] * 2


@pytest.mark.parametrize("exponent", [0.5, -0.5, 1.0, 2.0, 3.0, 7.0, -1.0, -2.0, 2.5, 9.0])
def test_powers(exponent: float) -> None:
    draw = random.Random(0)
    numbers = [draw.uniform(0.01, 4) for _ in range(100)]
    found = run(Call("pow", (Name("0"), Number(exponent))), numbers, 4)
    assert found == pytest.approx([x**exponent for x in numbers], rel=2e-15)


def test_a_fast_tape_is_the_same_but_for_the_last_bits() -> None:
    """And it raises as ever."""
    w = [Value(0.1 * i) for i in range(8)]

    def f(x: Any) -> Value:
        h: Any = x
        for each in w:
            h = ops.tanh(each * h) + ops.sigmoid(h) ** 2
        return ops.logsumexp(h, x) + ops.exp(x * w[3])

    rows = np.random.default_rng(0).uniform(-2, 2, 50)
    results = []
    for fast in (False, True):
        tape = record(f, 0.5, fast=fast)
        tape.plan.cost_of_compiling = 0.0
        for parameter in w:
            parameter.grad = 0.0
        mean = tape.backward(rows)
        results.append([mean, *[parameter.grad for parameter in w], *tape(rows).tolist()])
        with pytest.raises(OverflowError, match="exp"):
            tape([1.0, 1e9])
    assert results[1] == pytest.approx(results[0], rel=1e-13)
    assert results[1] != results[0]


def test_fast_is_kept_by_a_copy_and_is_a_bool() -> None:
    import copy

    w = Value(0.5)
    tape = record(lambda x: ops.tanh(w * x), 1.0, fast=True)
    assert copy.deepcopy(tape).replays.fast
    with pytest.raises(TypeError, match="fast is True or False, here is 1"):
        record(lambda x: w * x, 1.0, fast=1)  # type: ignore[arg-type]
