"""Run training scripts as people write them, with each scalar engine in a process of its own.

Run `python tests/benchmarks/eager.py`. The scripts are those of `scripts.py`; nothing in them
changes but the import of the engine. The engines take turns; the best step counts, with Python's
garbage collector on and off. Memory is that of one loss graph, by tracemalloc.
"""

import gc
import json
import os
import subprocess
import sys
import time
import tracemalloc
from typing import Any, NamedTuple

import scripts

ROUNDS, STEPS = 3, 5


class Engine(NamedTuple):
    """An engine: the package that a script imports, and which of our cores is wanted."""

    package: str
    core: str = ""


ENGINES = {
    "micrograd_plus, C": Engine("micrograd_plus", "c"),
    "micrograd_plus, Python": Engine("micrograd_plus", "python"),
    "micrograd": Engine("micrograd"),
    "xad": Engine("xad"),
    "minimal": Engine("minimal"),
}
# Who can run what: micrograd has no tanh, and a small engine no networks.
RUNS = {
    "moons": ("micrograd_plus, C", "micrograd_plus, Python", "micrograd", "xad"),
    "yin-yang": ("micrograd_plus, C", "micrograd_plus, Python", "minimal"),
    "names": ("micrograd_plus, C", "micrograd_plus, Python", "minimal"),
}


def measure(script: str, package: str, collector: str) -> dict[str, float]:
    """Time single steps in this process, then weigh one graph."""
    (gc.enable if collector == "on" else gc.disable)()
    sys.setrecursionlimit(100_000)
    if package == "xad":
        loss, rest = scripts.moons_by_xad()
    else:
        loss, rest = scripts.SCRIPTS[script](package)
    times = []
    for _ in range(STEPS):
        start = time.perf_counter()
        total = loss()
        rest(total)
        del total
        times.append(time.perf_counter() - start)
    found = {"ms": 1000 * min(times)}
    if package != "xad":
        gc.collect()
        tracemalloc.start()
        total = loss()
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found |= {"bytes": grown / count(total), "nodes": count(total)}
    return found


def count(root: Any) -> int:
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        fresh = set(getattr(node, "children", None) or getattr(node, "_prev", ())) - seen
        seen |= fresh
        stack += fresh
    return len(seen)


def in_a_process(script: str, engine: Engine, collector: str) -> dict[str, float] | None:
    """Measure an engine in a process of its own; None if it is not there."""
    done = subprocess.run(
        [sys.executable, __file__, script, engine.package, collector],
        capture_output=True,
        text=True,
        env=os.environ | {"MICROGRAD_PLUS_CORE": engine.core},
        check=False,
    )
    if done.returncode and "ModuleNotFoundError" not in done.stderr:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout) if not done.returncode else None


def main() -> None:
    print("one training step, best of", ROUNDS * STEPS)
    heads = ("script", "collector", "engine", "ms", "ratio", "nodes", "bytes/node")
    print("{:<9} {:<9} {:<23} {:>9} {:>8} {:>7} {:>11}".format(*heads))
    for script, engines in RUNS.items():
        for collector in ("on", "off"):
            best: dict[str, dict[str, float]] = {}
            for _ in range(ROUNDS):
                for name in engines:
                    found = in_a_process(script, ENGINES[name], collector)
                    if found and (name not in best or found["ms"] < best[name]["ms"]):
                        best[name] = found
            first = next(iter(best.values()))
            for name in engines:
                if name not in best:
                    print(f"{script:<9} {collector:<9} {name:<23} {'not there':>9}")
                    continue
                row = best[name]
                print(
                    f"{script:<9} {collector:<9} {name:<23} {row['ms']:>9.2f} "
                    f"{row['ms'] / first['ms']:>7.2f}x "
                    f"{row.get('nodes', 0):>7.0f} {row.get('bytes', 0):>11.0f}"
                )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
