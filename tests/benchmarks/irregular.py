"""A random graph of 6,000 nodes without a pattern: no layers, no loops, operands from anywhere.

The program is one straight line for jax too. Its compiler takes four times as long or more when
such a graph doubles, so it is stopped at this size.
"""

import math
import operator
import random
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import peers
from timing import Bar, Contender, Task

if TYPE_CHECKING:
    import numpy as np

NODES, INPUTS, PARAMETERS, LARGEST = 6000, 10, 50, 10.0
UNARY, BINARY = ("tanh", "sin", "gauss", "sigmoid"), ("+", "-", "*", "maximum")


def functions(math: ModuleType) -> dict[str, Any]:
    """The operations by an engine's own functions where it has them."""
    names = ("maximum", "fmax", "max")
    largest = next((getattr(math, name) for name in names if hasattr(math, name)), max)
    own = getattr(math, "sigmoid", lambda a: 1 / (1 + math.exp(-a)))
    return {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "maximum": largest,
        "tanh": math.tanh,
        "sin": math.sin,
        "gauss": lambda a: math.exp(-abs(a)),
        "sigmoid": own,
    }


def problem(batch: int) -> "tuple[list[float], np.ndarray]":
    import numpy as np

    draw = np.random.default_rng(0)
    return draw.uniform(-1, 1, PARAMETERS).tolist(), draw.standard_normal((batch, INPUTS))


def instructions() -> list[tuple[str, list[int]]]:
    """Each node's operation and operands; what would grow too large is squashed instead."""
    chance = random.Random(0)
    values = [chance.uniform(-1, 1) for _ in range(INPUTS + PARAMETERS)]
    table = functions(math)
    seen: set[tuple[str, tuple[int, ...]]] = set()
    program: list[tuple[str, list[int]]] = []
    while len(program) < NODES:
        name = chance.choice(UNARY + BINARY)
        # Never twice the same node: their maximum would have two derivatives.
        places = sorted(chance.sample(range(len(values)), 1 if name in UNARY else 2))
        if (name, tuple(places)) in seen:
            continue
        seen.add((name, tuple(places)))
        value = table[name](*[values[place] for place in places])
        if abs(value) > LARGEST:
            name, places = "tanh", places[:1]
            value = math.tanh(values[places[0]])
        values.append(value)
        program.append((name, places))
    return program


def formula(math: ModuleType, leaves: Any, row: Any) -> Any:
    """The sum of the nodes that no other node uses."""
    table, program = functions(math), instructions()
    nodes = [*row, *leaves]
    unused = set(range(len(nodes) + NODES))
    for name, places in program:
        unused.difference_update(places)
        nodes.append(table[name](*[nodes[place] for place in places]))
    ends = [nodes[place] for place in sorted(unused) if place >= INPUTS + PARAMETERS]
    total = ends[0]
    for end in ends[1:]:
        total = total + end
    return total


def contender(engine: str, batch: int) -> Contender:
    numbers, X = problem(batch)
    return peers.ENGINES[engine](formula, numbers, X)


TASKS = {
    f"irregular-{batch}": Task(
        f"irregular-{batch}: a random graph of {NODES:,} nodes, batch {batch}",
        {engine: partial(contender, engine, batch) for engine in peers.ENGINES},
        (
            Bar("tape.backward", "casadi", 1.2),
            Bar("tape.backward", "rsdag", 1.1 if batch == 1 else 0.5),
            Bar("tape, fast", "rsdag", 1.1 if batch == 1 else 0.5),
        ),
    )
    for batch in (1, 100)
}
