"""Compare one training step of the scalar engine with micrograd's, each in a process of its own.

Run `python tests/benchmarks/eager.py`. A step is 100 points of moons through MLP(2, [16, 16, 1]),
hinge loss plus L2, backward, and one update. The two engines take turns; the best step counts,
with Python's garbage collector on and off. Memory is that of one loss graph, by tracemalloc.
"""

import gc
import importlib
import json
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

ROUNDS, STEPS = 3, 5


def problem() -> tuple[list[list[float]], list[int]]:
    from micrograd_plus.datasets import moons

    X, y = moons(100, seed=1)
    return X.tolist(), [2 * int(label) - 1 for label in y]


def step_of(package: str) -> tuple[Callable[[], Any], Callable[[Any], None]]:
    """The forward pass and the rest of a step, written as micrograd's demo writes them."""
    engine, nn = (importlib.import_module(f"{package}.{name}") for name in ("engine", "nn"))
    random.seed(1337)
    model = nn.MLP(2, [16, 16, 1])
    X, y = problem()

    def loss() -> Any:
        inputs = [list(map(engine.Value, row)) for row in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in model.parameters())

    def rest(total: Any) -> None:
        model.zero_grad()
        total.backward()
        for parameter in model.parameters():
            parameter.data -= 0.1 * parameter.grad

    return loss, rest


def measure(package: str, collector: str) -> dict[str, float]:
    """Time single steps in this process, then weigh one graph."""
    (gc.enable if collector == "on" else gc.disable)()
    sys.setrecursionlimit(100_000)
    loss, rest = step_of(package)
    times = []
    for _ in range(STEPS):
        start = time.perf_counter()
        rest(loss())
        times.append(time.perf_counter() - start)
    gc.collect()
    tracemalloc.start()
    total = loss()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"ms": 1000 * min(times), "bytes": grown / count(total), "nodes": count(total)}


def count(root: Any) -> int:
    seen, stack = {root}, [root]
    while stack:
        fresh = set(stack.pop()._prev) - seen
        seen |= fresh
        stack += fresh
    return len(seen)


def main() -> None:
    print("one training step of moons, best of", ROUNDS * STEPS)
    heads = ("collector", "engine", "ms", "ratio", "nodes", "bytes/node")
    print("{:<10} {:<16} {:>8} {:>7} {:>8} {:>11}".format(*heads))
    for collector in ("on", "off"):
        best: dict[str, dict[str, float]] = {}
        for _ in range(ROUNDS):
            for package in ("micrograd", "micrograd_plus"):
                command = [sys.executable, __file__, package, collector]
                output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                found = json.loads(output)
                if package not in best or found["ms"] < best[package]["ms"]:
                    best[package] = found
        for package, row in best.items():
            ratio = best["micrograd"]["ms"] / row["ms"]
            print(
                f"{collector:<10} {package:<16} {row['ms']:>8.1f} {ratio:>6.2f}x "
                f"{row['nodes']:>8.0f} {row['bytes']:>11.0f}"
            )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
