"""Each basic function as instructions has the bits of Python's own."""

import ctypes
import itertools
import math
import random
import sys
from collections.abc import Callable

import pytest

from micrograd_plus.rules.arithmetic import IEEE, REDUCERS
from micrograd_plus.rules.expression import Call, Name, Number
from micrograd_plus.tape.native.code import Code, helpers, library_functions
from micrograd_plus.tape.native.formulas import compute
from micrograd_plus.tape.native.index import Index
from micrograd_plus.tape.native.machine import Machine, object_code
from tests.tape.native.helpers import bits

NUMBERS = [0.0, -0.0, 0.3, -0.3, 1.0, -1.0, 2.5, -7.0, 27.0, 700.0, -800.0, 1e-300, 1e300]
NUMBERS += [math.inf, -math.inf, math.nan]


def run(formula: Call, count: int) -> Callable[..., float]:
    """A formula of so many numbers as machine code."""
    functions: set[tuple[str, int, int]] = set()
    code = Code(1, functions)
    given = [code.load("a", Index(place)) for place in range(count)]
    names = {str(place): name for place, name in enumerate(given)}
    code.store(compute(code, formula, names, {"xs": given}), "a", Index(count))
    text = "\n".join(["define void @f(ptr %a) {", "entry:", *code.lines, "  ret void", "}"])
    code_of = object_code(helpers(functions) + text)
    machine = Machine(code_of, library_functions(functions))

    def call(*numbers: float) -> float:
        memory = (ctypes.c_double * (count + 1))(*numbers)
        machine.function("f")(ctypes.addressof(memory))
        return memory[count]

    return call


OF_ONE = [name for name in IEEE if name not in {*REDUCERS, "pow", "atan2", "hypot", "div"}]
OF_ONE = [name for name in OF_ONE if name not in ("maximum", "minimum")]


@pytest.mark.parametrize("name", OF_ONE)
def test_functions_of_one_number(name: str) -> None:
    function = run(Call(name, (Name("0"),)), 1)
    found = [function(x) for x in NUMBERS]
    assert bits(found) == bits([IEEE[name](x) for x in NUMBERS])


@pytest.mark.parametrize("name", ["pow", "atan2", "hypot", "div", "maximum", "minimum"])
def test_functions_of_two_numbers(name: str) -> None:
    function = run(Call(name, (Name("0"), Name("1"))), 2)
    pairs = list(itertools.product(NUMBERS, repeat=2))
    assert bits([function(*p) for p in pairs]) == bits([IEEE[name](*p) for p in pairs])


@pytest.mark.parametrize("name", sorted(REDUCERS))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_functions_of_any_number_of_numbers(name: str, count: int) -> None:
    function = run(Call(name, (Name("xs"),), variadic=True), count)
    rows = list(itertools.product(NUMBERS, repeat=count))[:: count * count]
    assert bits([function(*row) for row in rows]) == bits([IEEE[name](row) for row in rows])


def test_the_power_2() -> None:
    """A square is not always the float next to it: the C library is asked where it is close."""
    function = run(Call("pow", (Name("0"), Number(2.0))), 1)
    draw = random.Random(0)
    numbers = [draw.uniform(-4, 4) for _ in range(100_000)]
    numbers += [draw.uniform(-1, 1) * 10.0 ** draw.randint(-170, 160) for _ in range(20_000)]
    squares = [function(x) for x in numbers]
    assert squares == [IEEE["pow"](x, 2.0) for x in numbers]
    other = sum(square != x * x for square, x in zip(squares, numbers, strict=True))
    assert sys.platform != "linux" or other > 0
    assert bits([function(x) for x in NUMBERS]) == bits([IEEE["pow"](x, 2.0) for x in NUMBERS])
