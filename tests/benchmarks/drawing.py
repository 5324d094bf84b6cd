"""How long a drawing takes, from the graph to the SVG: small ones, large ones, tangles.

Run `python -m tests.benchmarks.drawing`. Of three runs the best counts; `text` is the choice of
boxes and the DOT text, `layout` is Graphviz, by the wheel where there is no program dot.
"""

import os
import sys
import time
from collections.abc import Callable

from micrograd_plus import Value, draw_dot
from micrograd_plus.graph import toposort
from micrograd_plus.nn import MLP
from tests.viz.graphs import batch_loss, chain, micrograd_loss, mixed_chain, recurrence, tangle

ROUNDS = 3

# Each with the seconds that it may take.
GRAPHS: dict[str, tuple[Callable[[], Value], float | None]] = {
    "network, in full": (lambda: MLP(4, [8, 8, 1], seed=0)([0.1, 0.2, 0.3, 0.4]), 1.0),
    "tangle, in full": (lambda: tangle(150), None),
    "moons, 100 points": (lambda: batch_loss(100)[0], 3.0),
    "the same, micrograd's code": (lambda: micrograd_loss(100), 3.0),
    "tangle": (lambda: tangle(1_200), 10.0),
    "chain of one operation": (lambda: chain(100_000), 10.0),
    "chain of two operations": (lambda: mixed_chain(100_000), 10.0),
    "recurrence": (lambda: recurrence(1_000), None),
    "chain of a million": (lambda: chain(1_000_000), None),
}


def main() -> None:
    if "--wheel" in sys.argv:
        os.environ["PATH"] = ""
    print(f"{'graph':<27} {'values':>9} {'boxes':>5}  {'text s':>7} {'layout s':>8}  may take")
    for name, (make, bar) in GRAPHS.items():
        root = make()
        root.backward()
        values = len(toposort(root, lambda node: node.parents))
        best = (float("inf"), float("inf"))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            drawing = draw_dot(root)
            drawn = time.perf_counter()
            drawing.pipe(format="svg")
            best = min(best, (drawn - start, time.perf_counter() - drawn), key=sum)
        boxes = sum("shape=record" in line or "shape=box" in line for line in drawing.body)
        limit = "" if bar is None else f"{bar:.0f} s"
        print(f"{name:<27} {values:>9,} {boxes:>5}  {best[0]:>7.2f} {best[1]:>8.2f}  {limit}")


if __name__ == "__main__":
    main()
