"""Sums of products that are one product of matrices: row by row, each with every column."""

from typing import NamedTuple

from ...arrays import np
from ..trace import Graph
from .views import Operand
from .writer import Writer


class Grid(NamedTuple):
    """The factors of sums that stand in rows and columns.

    Attributes:
        rows: the one factor of each term, which are the same along a row (rows, terms).
        columns: the other, which are the same along a column (columns, terms).
    """

    rows: np.ndarray
    columns: np.ndarray


def find_grid(first: np.ndarray, second: np.ndarray) -> Grid | None:
    """Return the grid that sums of products stand in, if there is one.

    Arguments:
        first: the one factor of each term (sums, terms).
        second: the other (sums, terms).

    >>> from micrograd_plus.arrays import np
    >>> weights, inputs = np.array([[1, 2], [3, 4], [1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
    >>> find_grid(weights, inputs.repeat(2, axis=0)).columns.tolist()
    [[1, 2], [3, 4]]
    """
    for rows, columns in ((first, second), (second, first)):
        changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
        width = int(changes[0]) if len(changes) else len(rows)
        if len(rows) % width:
            continue
        height = len(rows) // width
        grid = Grid(rows[::width], columns[:width])
        steady = (rows == grid.rows.repeat(width, axis=0)).all()
        if steady and (columns == np.tile(grid.columns, (height, 1))).all():
            return grid
    return None


class GridProduct:
    """Writes sums of products that stand in a grid, none of which differs from row to row.

    Arguments:
        writer: takes the lines.
        graph: the recorded graph.
        nodes: the sums (rows times columns,).
        grid: their factors.
    """

    def __init__(self, writer: Writer, graph: Graph, nodes: np.ndarray, grid: Grid) -> None:
        self.writer: Writer = writer
        self.graph: Graph = graph
        self.grid: Grid = grid
        self.nodes: np.ndarray = nodes.reshape(len(grid.rows), len(grid.columns))

    def forward(self) -> None:
        """Write the product."""
        writer = self.writer
        rows, columns = [writer.load(each, broadcast=False, matrix=True) for each in self.grid]
        out = writer.load(self.nodes, broadcast=False, matrix=True)
        writer.write(f"matmul({rows.name}, {writer.turned(columns)}, out={out.name})")

    def backward(self) -> None:
        """Write the products that give the gradients of both sides."""
        writer, (rows, columns) = self.writer, self.grid
        upstream = writer.gradient(self.nodes, matrix=True)
        for nodes, others, factor in (
            (rows, columns, upstream.name),
            (columns, rows, writer.turned(upstream)),
        ):
            if self.graph.active[int(nodes.flat[0])]:
                other = writer.load(others, keep=False, broadcast=False, matrix=True)
                send_product(writer, nodes, f"matmul({factor}, {other.name}")


def send_product(writer: Writer, nodes: np.ndarray, product: str) -> None:
    """Send a product of matrices to the gradients of shared nodes.

    Arguments:
        writer: takes the lines.
        nodes: the nodes, in the shape of the product.
        product: the line that computes it, up to `out`.
    """
    target = writer.fresh_matrix(nodes)
    result = target or writer.temporary(nodes.shape, False, keep=True, matrix=True)
    writer.write(f"{product}, out={result.name})")
    if target is None:
        # The same numbers with a last axis for the batch, as gradients of shared nodes have.
        name = writer.reshaped(result, (*nodes.shape, 1), False)
        writer.send(nodes, False, lambda out: Operand(name, nodes.shape, False))
