"""A recurrence of 1,000 steps: h = tanh(w h + u x + b), the last h squared."""

from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import peers
from timing import Bar, Contender, Task

if TYPE_CHECKING:
    import numpy as np

STEPS, PARAMETERS = 1000, [0.9, 0.5, 0.1]


def rows(batch: int) -> "np.ndarray":
    import numpy as np

    return np.random.default_rng(0).standard_normal((batch, STEPS))


def formula(math: ModuleType, leaves: Any, row: Any) -> Any:
    w, u, b = leaves
    h = 0.0
    for x in row:
        h = math.tanh(w * h + u * x + b)
    return h * h


def by_scan(math: ModuleType, leaves: Any, row: Any) -> Any:
    """The same as jax wants it: a loop that it compiles once."""
    import jax

    w, u, b = leaves
    first = math.zeros_like(row[0])
    h, _ = jax.lax.scan(lambda h, x: (math.tanh(w * h + u * x + b), None), first, row)
    return h * h


def contender(engine: str, batch: int) -> Contender:
    function = by_scan if engine == "jax" else formula
    return peers.ENGINES[engine](function, PARAMETERS, rows(batch))


TASKS = {
    f"recurrence-{batch}": Task(
        f"recurrence-{batch}: h = tanh(w h + u x + b) over {STEPS:,} steps, batch {batch}",
        {engine: partial(contender, engine, batch) for engine in peers.ENGINES},
        tuple(
            Bar(ours, peer, limit)
            for ours in ("tape.backward", "tape, fast")
            for peer, limit in (("rsdag", 1.0), ("ddx", 1.0), ("jax", 0.6), ("xad", 1 / 5))
        ),
    )
    for batch in (1, 100)
}
