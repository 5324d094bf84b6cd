"""The paths over which a gradient reaches a leaf: the chain rule as a sum of products."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from ..engine.gradient import depending_on
from ..engine.pulling import sent_back
from ..engine.staleness import ordered
from ..engine.value import Value
from ..inputs import shown
from ..rules.notation import bracketed, number_text
from .output import SHOWN, for_output


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a result back to an operand.

    Attributes:
        nodes: the Values on the way, from the result to the operand.
        names: what they are called.
        local_gradients: the local gradient of each edge.
        product: the product of the local gradients: this path's share of the gradient.
    """

    nodes: tuple[Value, ...]
    names: tuple[str, ...]
    local_gradients: tuple[float, ...]
    product: float

    def __str__(self) -> str:
        factors = " · ".join(bracketed(number_text(local)) for local in self.local_gradients) or "1"
        return f"{' → '.join(self.names)}: {factors} = {number_text(self.product)}"


class Paths:
    """The paths from `root` back to `x`; iterate to get each `Path`, print to read them.

    Two edges between the same nodes, as in `a + a`, are two paths.
    """

    def __init__(self, root: Value, x: Value, name: Callable[[Value], str]) -> None:
        if not isinstance(x, Value):
            raise TypeError(f"paths(x) takes a Value of the graph, here is {shown(x)}")
        self._root, self._x, self._name = root, x, name

    def __str__(self) -> str:
        """The paths, one a line, of very many the first; then how many are left out."""
        count = self.count
        if not count:
            return f"no path leads from {self._name(self._root)} to {self._called()}"
        lines = [str(path) for path in islice(self, SHOWN)]
        if count > SHOWN:
            lines.append(f"... and {count - SHOWN:,} more paths: iterate to get them")
        return for_output("\n".join(lines))

    def __repr__(self) -> str:
        count = f"{self.count:,} path{'' if self.count == 1 else 's'}"
        words = f"{count} from {self._name(self._root)} to {self._called()}"
        return for_output(f"<{words}; print shows them>")

    def _called(self) -> str:
        try:
            return self._name(self._x)
        except KeyError:
            return self._x.label or "a Value outside the graph"

    def __len__(self) -> int:
        count = self.count
        if count > sys.maxsize:
            raise OverflowError("there are more paths than len() can tell: .count tells how many")
        return count

    def __bool__(self) -> bool:
        # Not by len, which cannot count them all.
        return self.count > 0

    @property
    def count(self) -> int:
        """How many paths there are, counted without walking them."""
        counts = {self._x: 1}
        order = ordered(self._root)
        leading = depending_on([self._x], order)
        for node in order:
            if node in leading and node is not self._x:
                counts[node] = sum(counts[parent] for _, parent in _edges(node, leading))
        return counts.get(self._root, 0)

    def __iter__(self) -> Iterator[Path]:
        leading = depending_on([self._x], ordered(self._root))
        if self._root not in leading:
            return
        nodes, local_gradients, products = [self._root], [0.0], [1.0]
        edges = [iter(_edges(self._root, leading))]
        while edges:
            edge = next(edges[-1], None)
            if edge is None:
                # From x itself nothing leads on: all that stands here is the path to it.
                if nodes[-1] is self._x:
                    names = tuple(map(self._name, nodes))
                    yield Path(tuple(nodes), names, tuple(local_gradients[1:]), products[-1])
                for stack in (edges, nodes, local_gradients, products):
                    stack.pop()
                continue
            local, parent = edge
            nodes.append(parent)
            local_gradients.append(local)
            products.append(sent_back(products[-1], local))
            edges.append(iter(_edges(parent, leading)))


def _edges(node: Value, leading: set[Value]) -> list[tuple[float, Value]]:
    """The local gradient and the operand of every edge that leads on."""
    operation = node.operation
    if operation is None:
        return []
    edges = zip(operation.local(node), node.operands, strict=True)
    return [(local, parent) for local, parent in edges if local is not None and parent in leading]
