"""How the time to record, the time to replay and the memory of a tape grow with the graph.

Each graph has a process of its own. Memory is that of the tape and one replay: what Python and
numpy have allocated by tracemalloc, which is slow; for chains, the growth of the process.
"""

import json
import math
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import networks
from eager import count
from timing import ENVIRONMENT

PATIENCE, TURNS, RECORDING_LIMIT, LINEAR = 120, 5, 0.3, 1.5

# A function to record, its example row, and the rows to replay it over.
Problem = tuple[Callable[..., Any], Sequence[Any], Sequence[Any]]


@dataclass(frozen=True)
class Graph:
    """A graph to be recorded, and what is written before its figures."""

    name: str
    build: Callable[[], Problem]
    traced: bool = True


def network(sizes: list[int], batch: int) -> Problem:
    import numpy as np

    from micrograd_plus.engine import ops

    model = networks.ours(sizes)
    X = np.random.default_rng(0).standard_normal((batch, sizes[0]))
    labels = np.where(X[:, 0] > 0, 1.0, -1.0)

    def loss(x: Any, label: Any) -> Any:
        scores = model(x)
        return ops.relu(1 - label * (scores[0] if isinstance(scores, list) else scores))

    return loss, (X[0], labels[0]), (X, labels)


def chain(nodes: int) -> Problem:
    import numpy as np

    from micrograd_plus import Value
    from micrograd_plus.engine import ops

    w = Value(0.3)

    def link_by_link(x: Any) -> Any:
        for _ in range(nodes // 2):
            x = ops.sin(x + w)
        return x

    return link_by_link, (0.5,), (np.array([0.5]),)


SERIES: dict[str, list[Graph]] = {
    "batch": [
        Graph(f"{rows} rows", partial(network, [2, 16, 16, 1], rows))
        for rows in (100, 200, 400, 800, 1600)
    ],
    "width": [
        Graph(f"2, {width}, {width}, 1", partial(network, [2, width, width, 1], 100))
        for width in (8, 16, 32, 64)
    ],
    "depth": [
        Graph(f"2, {depth} x 16, 1", partial(network, [2, *[16] * depth, 1], 100))
        for depth in (1, 2, 4, 8)
    ],
    "chain": [
        Graph("sin(x + w), again", partial(chain, nodes), traced=False)
        for nodes in (125_000, 250_000, 500_000, 1_000_000)
    ],
    "one row": [Graph("64, 32, 10", partial(network, [64, 32, 10], 1))],
}
COLUMNS = {"record s": "record", "first s": "first", "replay ms": "replay", "MB": "memory"}


def work(series: str, index: int) -> None:
    """Measure one graph and say what was found."""
    from micrograd_plus import Value, record

    graph = SERIES[series][index]
    function, example, rows = graph.build()
    record(lambda x: x * x, 1.0).backward([2.0])
    before = resident()
    runs = [_run(function, example, rows) for _ in range(TURNS if graph.traced else 1)]
    found = {key: min(run[key] for run in runs) for key in runs[0]}
    found["memory"] = resident() - before
    if graph.traced:
        tracemalloc.start()
        tape = record(function, *example)
        tape.backward(*rows)
        found["memory"] = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
    values = [list(map(Value, x)) if hasattr(x, "__len__") else Value(x) for x in example]
    found["nodes"] = count(function(*values))
    print(json.dumps(found))


def _run(
    function: Callable[..., Any], example: Sequence[Any], rows: Sequence[Any]
) -> dict[str, float]:
    """Record and replay once: the seconds of both, and the milliseconds of the best replay."""
    from micrograd_plus import record

    times = [time.perf_counter()]
    tape = record(function, *example)
    for _ in range(TURNS + 2):
        times.append(time.perf_counter())
        tape.backward(*rows)
    recorded, first, *others = (after - before for before, after in pairwise(times))
    return {"record": recorded, "first": first, "replay": 1000 * min(others)}


def resident() -> float:
    """The largest memory of this process so far, in megabytes."""
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measured(series: str, index: int) -> dict[str, float] | str:
    """What the worker found, or a sentence on what went wrong."""
    script = Path(__file__).with_name("arrays.py")
    command = [sys.executable, str(script), "--worker", f"growth/{series}/{index}"]
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=os.environ | ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        return f"stopped: no answer after {PATIENCE} s"
    if ended.returncode:
        return "failed: " + (ended.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    found: dict[str, float] = json.loads(ended.stdout)
    return found


def report() -> None:
    """Print the table, each figure with its growth over the line before."""
    print("growth: time to record, first replay (emitting and compiling), replay, memory")
    print(f"{'':<24} {'nodes':>16}" + "".join(f"{name:>17}" for name in COLUMNS))
    by_node: list[float] = []
    for series, graphs in SERIES.items():
        before: dict[str, float] = {}
        for index, graph in enumerate(graphs):
            found = measured(series, index)
            label = f"{series}: {graph.name}"
            if isinstance(found, str):
                print(f"{label:<24} {found}", flush=True)
                continue
            figures = [_with_growth(found[key], before.get(key)) for key in COLUMNS.values()]
            nodes = _with_growth(found["nodes"], before.get("nodes"), ",.0f")
            print(f"{label:<24} {nodes:>16}" + "".join(map("{:>17}".format, figures)), flush=True)
            before = found
            if series == "chain":
                by_node.append((found["record"] + found["first"]) / found["nodes"])
        if series == "one row" and before:
            _judge("record MLP(64, [32, 10]), seconds", before["record"], RECORDING_LIMIT)
    if len(by_node) == len(SERIES["chain"]):
        _judge("seconds a node, longest chain / shortest", by_node[-1] / by_node[0], LINEAR)


def _with_growth(number: float, before: float | None, form: str = ".3g") -> str:
    growth = "" if not before else f" x{number / before:<4.2f}"
    return f"{number:{form}}{growth or ' ' * 6}"


def _judge(what: str, number: float, limit: float) -> None:
    verdict = "pass" if number <= limit and math.isfinite(number) else "FAIL"
    print(f"bar: {what} at most {limit:g}: {number:.3f}, {verdict}")
