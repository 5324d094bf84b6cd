"""
What a gradient costs
=====================

What a gradient costs as a network grows: backwards, as in the third text, and in other ways.

The unit is an edge of the graph: an operand read to compute P, or a product with a local gradient.
Run `python demos/text3/text3_counts.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

from matplotlib.figure import Figure
from text3_gammas import network

from micrograd_plus import Value, explain

WIDTHS, STEP = (1, 2, 4, 8, 16), 1e-5
INPUTS, DESIRED = [0.5, -0.8], 0.9
WAYS = ("P alone", "reverse mode", "forward mode", "differences")


class Costs:
    """One network, and the gradient of P by its weights in three ways, each with its cost."""

    def __init__(self, width: int) -> None:
        self.model = network(2, [width, width, 1])
        self.weights = self.model.parameters()
        P = self.performance()
        explained = explain(P)
        self.edges = [step for step in explained.steps if step.kind == "backward"]
        self.root, self.names = explained.name(P), list(map(explained.name, self.weights))
        nodes = [P]
        for node in nodes:  # the list grows while it is walked
            nodes += set(node.parents).difference(nodes)
        self.once = sum(len(node.parents) for node in nodes)

    def performance(self) -> Value:
        return -0.5 * (DESIRED - self.model(INPUTS)) ** 2

    def backwards(self) -> tuple[list[float], int]:
        """Once over the edges, from P to everything."""
        found = {self.root: 1.0}
        for edge in self.edges:
            share = edge.local * found[edge.name]
            found[edge.parent_name] = found.get(edge.parent_name, 0.0) + share
        return [found[name] for name in self.names], self.once + len(self.edges)

    def forwards(self) -> tuple[list[float], int, int]:
        """For each weight once over the edges, to P; also how many of them are not zero."""
        gradient, not_zero = [], 0
        for name in self.names:
            found = {name: 1.0}
            for edge in reversed(self.edges):
                share = edge.local * found.get(edge.parent_name, 0.0)
                found[edge.name] = found.get(edge.name, 0.0) + share
                not_zero += share != 0
            gradient.append(found[self.root])
        return gradient, self.once + len(self.edges) * len(self.names), self.once + not_zero

    def by_differences(self) -> tuple[list[float], int]:
        """For each weight P twice, a little to either side of it."""
        gradient = []
        for w in self.weights:
            old, ends = w.data, []
            for w.data in (old + STEP, old - STEP):
                ends.append(self.performance().data)
            w.data = old
            gradient.append((ends[0] - ends[1]) / (2 * STEP))
        return gradient, 2 * len(self.weights) * self.once


def main(folder: Path) -> None:
    print("weights  P alone  reverse mode  forward mode  (not zero)  differences")
    table = []
    for width in WIDTHS:
        costs = Costs(width)
        (g1, back), (g2, ahead, needed) = costs.backwards(), costs.forwards()
        g3, apart = costs.by_differences()
        table.append((len(g1), costs.once, back, ahead, apart))
        print(f"{len(g1):>7}{costs.once:>9}{back:>14}{ahead:>14}{needed:>12}{apart:>13}")
        assert all(abs(a - b) < 1e-15 for a, b in zip(g1, g2, strict=True))
        assert all(abs(a - b) < 1e-9 for a, b in zip(g1, g3, strict=True))
        assert costs.once < back < 2 * costs.once < needed <= ahead < apart
    print("the whole gradient costs, backwards, less than computing P twice, at every size;")
    print(
        f"{len(g1)} weights: forwards {ahead / back:.0f}, differences {apart / back:.0f} times that"
    )

    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="weights", ylabel="edges")
    weights, *columns = zip(*table, strict=True)
    for name, counts, style in zip(WAYS, columns, ("k:", "o-", "s-", "^-"), strict=True):
        axes.plot(weights, counts, style, label=name)
    axes.legend()
    figure.savefig(picture := folder / "text3_counts.png")
    print(f"the counts are drawn in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
