"""An optimiser as a formula is the optimiser, to the last bit."""

import ctypes
from typing import Any

import numpy as np
import pytest

from micrograd_plus import optim
from micrograd_plus.rules.expression import Name
from micrograd_plus.rules.notation import to_text
from micrograd_plus.tape.native.code import Code, helpers, library_functions
from micrograd_plus.tape.native.index import Index
from micrograd_plus.tape.native.machine import Machine, object_code
from micrograd_plus.tape.native.recipe import REMEMBERED, Formula, Recipe

OPTIMIZERS = {
    "sgd": optim.SGD(lr=0.1),
    "momentum": optim.SGD(lr=0.1, momentum=0.9),
    "up": optim.SGD(lr=0.1, momentum=0.5, maximize=True),
    "rmsprop": optim.RMSProp(lr=0.01),
    "adam": optim.Adam(lr=0.02, betas=(0.8, 0.99)),
    "adamw": optim.AdamW(lr=0.02, weight_decay=0.1),
}


@pytest.mark.parametrize("l2", [0.0, 1e-3])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps_have_the_bits_of_arrays(name: str, l2: float) -> None:
    count = 8
    recipe = Recipe(OPTIMIZERS[name])
    functions: set[tuple[str, int, int]] = set()
    code, first = Code(4, functions), Code(1, functions)
    with code.loop(count // 4) as place:
        recipe.write_step(code, Index(0, ((place, 4),)), l2)
    recipe.write_fixed(first, "%lr", "%t")
    names = ["parameters", "gradient", "fixed", *REMEMBERED]
    taken = ", ".join([f"ptr %{each}" for each in names])
    text = f"define internal void @step({taken}) {{\nentry:\n" + "\n".join(code.lines)
    text += "\n  ret void\n}\ndefine void @run(ptr %all) {\nentry:\n"
    for place, each in enumerate(names):
        text += f"  %at{place} = getelementptr ptr, ptr %all, i64 {place}\n"
        text += f"  %{each} = load ptr, ptr %at{place}\n"
    text += "  %atlr = getelementptr double, ptr %all, i64 5\n  %lr = load double, ptr %atlr\n"
    text += "  %att = getelementptr double, ptr %all, i64 6\n  %t = load double, ptr %att\n"
    text += "\n".join(first.lines) + f"\n  call void @step({taken})\n  ret void\n}}\n"
    machine = Machine(object_code(helpers(functions) + text), library_functions(functions))
    stream = np.random.default_rng(0)
    expected = stream.uniform(-1, 1, count)
    memory: dict[str, Any] = {each: np.zeros(count) for each in REMEMBERED}
    memory |= {"parameters": expected.copy(), "fixed": np.zeros(16), "gradient": np.zeros(count)}
    by_arrays = OPTIMIZERS[name].fresh()
    for t in range(1, 11):
        gradient = stream.uniform(-1, 1, count)
        memory["gradient"][:] = gradient
        context = (ctypes.c_double * 7)()
        addresses = (ctypes.c_int64 * 5)(*[memory[each].ctypes.data for each in names])
        ctypes.memmove(context, addresses, 40)
        context[5], context[6] = by_arrays.lr, float(t)
        machine.function("run")(ctypes.addressof(context))
        by_arrays.step_arrays(expected, gradient + expected * (2.0 * l2) if l2 else gradient)
        assert memory["parameters"].tolist() == expected.tolist()


def test_what_is_the_same_for_all_is_computed_once() -> None:
    recipe = Recipe(optim.Adam(lr=0.01))
    assert [to_text(formula) for formula in recipe.fixed] == [
        "-(lr / (1 - 0.9**t))",
        "1 - 0.999**t",
    ]


def test_operators_make_formulas() -> None:
    p = Formula(Name("p"))
    made = (2 - p * 3 / (1 / p) + p - -p).expression
    assert to_text(made) == "2 - p * 3 / (1 / p) + p - -p"
    assert to_text((p**0.5).expression) == "sqrt(p)"
    assert to_text((2**p + p**3).expression) == "2**p + p**3"
