"""A planet around a fixed sun for 1,000 steps, differentiated by where and how it starts.

Symplectic Euler: the velocity first, then the position with the new velocity.
"""

from functools import partial
from types import ModuleType
from typing import Any

import peers
from timing import Bar, Contender, Task

STEPS, STEP, START, TARGET = 1000, 0.01, [1.0, 0.0, 0.1, 1.1], (-0.5, 0.8)


def move(math: ModuleType, state: Any) -> Any:
    x, y, vx, vy = state
    square = x * x + y * y
    pull = STEP / (square * math.sqrt(square))
    vx, vy = vx - pull * x, vy - pull * y
    return x + STEP * vx, y + STEP * vy, vx, vy


def miss(state: Any) -> Any:
    """The squared distance to the target."""
    x, y, _, _ = state
    return (x - TARGET[0]) * (x - TARGET[0]) + (y - TARGET[1]) * (y - TARGET[1])


def formula(math: ModuleType, leaves: Any, row: Any) -> Any:
    state = leaves
    for _ in range(STEPS):
        state = move(math, state)
    return miss(state)


def by_scan(math: ModuleType, leaves: Any, row: Any) -> Any:
    """The same as jax wants it: a loop that it compiles once."""
    import jax

    start = tuple(leaves)
    return miss(jax.lax.scan(lambda state, _: (move(math, state), None), start, length=STEPS)[0])


def contender(engine: str) -> Contender:
    return peers.ENGINES[engine](by_scan if engine == "jax" else formula, START, None)


TASKS = {
    "orbit": Task(
        f"orbit: a planet over {STEPS:,} steps, the miss differentiated by its start",
        {engine: partial(contender, engine) for engine in peers.ENGINES},
        (Bar("tape.backward", "xad", 1 / 5), Bar("tape.backward", "rsdag", 1.0)),
    )
}
