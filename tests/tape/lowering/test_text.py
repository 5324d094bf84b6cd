"""The lines that show machine code are Python: run, they give what it gives."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.rules.arithmetic import IEEE
from micrograd_plus.tape import Tape
from micrograd_plus.tape.exact import gradient_of_row, replay_row
from micrograd_plus.tape.lowering.repeats import find_repeats
from micrograd_plus.tape.lowering.statements import Store
from micrograd_plus.tape.lowering.text import parts_of
from tests.tape.lowering.helpers import loops_of, recurrence


def network() -> tuple[Callable[..., Any], list[float]]:
    model = MLP(3, [4, 2, 1], activation="tanh", seed=0)
    return (lambda x: (model(x) - 1) ** 2), [0.1, -0.2, 0.3]


def steps() -> tuple[Callable[..., Any], list[float]]:
    return recurrence(), [0.1 * i for i in range(12)]


def scattered() -> tuple[Callable[..., Any], list[float]]:
    w = [Value(0.1 * i) for i in range(7)]

    def f(x: Any) -> Value:
        return ops.sum(*[ops.sin(w[a] * x[b]) for a, b in ((0, 2), (3, 0), (1, 1), (6, 2), (2, 2))])

    return f, [0.3, 0.4, 0.5]


@pytest.mark.parametrize("case", [network, steps, scattered])
def test_the_lines_can_be_run(case: Callable[[], Any]) -> None:
    f, row = case()
    tape: Tape = record(f, row)
    graph, layout = tape.plan.graph, tape.plan.layout
    loops = loops_of(tape, alone=True)
    pieces = {store: find_repeats(some) for store, some in loops.loops.items()}
    memory: dict[str, Any] = dict(IEEE) | {"product": lambda *some: itertools.product(*some)}
    memory |= {"where": lambda condition, a, b: a if condition else b, "pi": math.pi}
    shared = np.zeros(loops.sizes[Store.SHARED])
    for node, operation in enumerate(graph.operations):
        if operation is None and node not in graph.inputs:
            shared[layout.place[node]] = graph.nodes[node].number
    memory |= {"x": row, "s": shared, "sum": sum}
    memory |= {"v": np.zeros(loops.sizes[Store.VALUE])}
    memory |= {"gv": np.zeros(loops.sizes[Store.GRADIENT]), "gs": np.zeros(len(shared))}
    memory["gv"][0] = 1.0
    (_, forward), (_, backward) = parts_of(pieces, graph)[1:]
    exec("\n".join(line for line, _ in (*forward, *backward)), memory)
    (result,) = replay_row(graph, row)
    assert memory["v"][loops.place[Store.VALUE][graph.outputs[0]]] == pytest.approx(result.data)
    expected = gradient_of_row(graph, row, layout.parameters)
    assert memory["gs"][: len(expected)] == pytest.approx(expected, rel=1e-12)


def test_a_recurrence_of_any_length_has_a_few_lines() -> None:
    f, row = steps()
    lengths = []
    for times in (2, 40):
        tape = record(f, row * times)
        loops = loops_of(tape, alone=True).loops
        pieces = {store: find_repeats(some) for store, some in loops.items()}
        lengths.append(sum(len(lines) for _, lines in parts_of(pieces, tape.plan.graph)))
    assert lengths[0] == lengths[1] < 20


def test_print_shows_what_runs() -> None:
    """Once a tape runs as machine code, that is what `print` shows."""
    w = Value(0.5, label="w")
    tape = record(lambda x: ops.tanh(w * x), 1.0)
    assert "machine code" not in str(tape)
    tape.plan.cost_of_compiling = 0.0
    tape([1.0, 2.0])
    shown = str(tape)
    if "machine code" not in shown:
        pytest.skip("llvmlite is not installed")
    assert "gs[0] += gv[1] * x[0]" in shown
    assert '1 leaf: node 1 "w"' in shown
